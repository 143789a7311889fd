import { jest } from '@jest/globals';
import type { Programme, ProgrammeRows } from '#domain';
import { ProgrammeHolder } from './programme-holder.js';

const rows = (version: number): ProgrammeRows => ({
  version,
  surfaces: [],
  runs: [],
  pauses: [],
  help: { helplines: [], emergency: [] },
  guides: [],
  partners: [],
});

/** Rows whose version the test sets, and which are read when the test lets them. */
class Source {
  stands = 1;
  reads = 0;
  isAway = false;
  /** Set: reads wait here, and see what stood when they began. */
  gate: Promise<void> | null = null;

  async version(): Promise<number> {
    if (this.isAway) throw new Error('away');
    return this.stands;
  }

  async read(): Promise<ProgrammeRows> {
    this.reads += 1;
    if (this.isAway) throw new Error('away');
    const seen = rows(this.stands);
    await this.gate;
    return seen;
  }
}

describe('the programme in memory', () => {
  let source: Source;
  let holder: ProgrammeHolder;
  let hint: () => void;
  let loaded: number[];
  let failed: string[];
  beforeEach(() => {
    jest.useFakeTimers();
    source = new Source();
    [loaded, failed] = [[], []];
    holder = new ProgrammeHolder(
      source,
      (onChange) => {
        hint = onChange;
        return { start: () => undefined, stop: async () => undefined };
      },
      {
        loaded: (programme: Programme) => loaded.push(programme.version),
        failed: (error) => failed.push((error as Error).message),
      },
    );
  });
  afterEach(async () => {
    await holder.stop();
    jest.useRealTimers();
  });

  const pass = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1_000);

  it('is nothing until the rows were read once, and starts without waiting for them', async () => {
    holder.start();
    expect([holder.current(), holder.ageMs()]).toEqual([null, null]);
    await pass(0);
    expect(holder.current()?.version).toBe(1);
    expect(holder.ageMs()).not.toBeNull();
  });

  it('is read at last, however long the database is away at the start; the first failure of a row is told', async () => {
    source.isAway = true;
    holder.start();
    await pass(600);
    expect([holder.current(), failed]).toEqual([null, ['away']]);
    source.isAway = false;
    await pass(1);
    expect([holder.current()?.version, loaded]).toEqual([1, [1]]);
    expect(holder.counts().loads).toBe(1);
    expect(holder.counts().failures).toBeGreaterThanOrEqual(600);
  });

  it('stands while the database is away, and tells of the next failure after it came back', async () => {
    holder.start();
    await pass(0);
    for (const version of [2, 3]) {
      source.isAway = true;
      await pass(10);
      expect(holder.current()?.version).toBe(version - 1);
      [source.isAway, source.stands] = [false, version];
      await pass(1);
      expect(holder.current()?.version).toBe(version);
    }
    expect(failed).toEqual(['away', 'away']);
  });

  it('is found to have changed by the poll within a second, and is not read again while it has not', async () => {
    holder.start();
    await pass(30);
    expect(source.reads).toBe(1);
    source.stands = 2;
    await pass(1);
    expect([holder.current()?.version, source.reads]).toEqual([2, 2]);
  });

  it('is read again at a hint, also of the same version: the hint may stand for what was lost with a connection', async () => {
    holder.start();
    await pass(0);
    hint();
    await pass(0);
    expect(source.reads).toBe(2);
  });

  it('is read once more, and only once, for ten hints during a read', async () => {
    let open = () => undefined as void;
    source.gate = new Promise((resolve) => (open = resolve));
    holder.start();
    source.stands = 2;
    for (let i = 0; i < 10; i += 1) hint();
    expect(source.reads).toBe(1);
    open();
    await pass(0);
    expect([loaded, source.reads]).toEqual([[1, 2], 2]);
  });

  it('is never an older one after a newer one', async () => {
    source.stands = 5;
    holder.start();
    await pass(0);
    source.stands = 4;
    hint();
    await pass(0);
    expect([source.reads, holder.current()?.version]).toEqual([2, 5]);
  });

  it('holds what was committed before a refresh, also of one that begins in the turn in which a read ends', async () => {
    holder.start();
    for (let version = 2; version < 50; version += 1) {
      await Promise.all([
        holder.refresh(),
        holder.refresh().then(() => {
          source.stands = version;
          return holder.refresh();
        }),
      ]);
      expect(holder.current()?.version).toBe(version);
    }
  });

  it('is not read any more after a stop', async () => {
    holder.start();
    await pass(0);
    await holder.stop();
    source.stands = 2;
    hint();
    await pass(10);
    expect([holder.current()?.version, source.reads]).toEqual([1, 1]);
  });
});
