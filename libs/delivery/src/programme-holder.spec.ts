import { jest } from '@jest/globals';
import { compile, type Programme, type ProgrammeChange, type ProgrammeRows } from '#domain';
import { ProgrammeHolder, type Hint, type LoadKind } from './programme-holder.js';

const partner = (version: number) => ({ slug: `partner-${version}`, name: '', website: null });

/** Rows that have one partner more with each version. */
const rows = (version: number): ProgrammeRows => ({
  version,
  mark: 'mark',
  surfaces: [],
  runs: [],
  pauses: [],
  help: { helplines: [], emergency: [] },
  guides: [],
  partners: Array.from({ length: version }, (_, index) => partner(index + 1)),
});

/** Rows whose version the test sets, and which are read when the test lets them. */
class Source {
  stands = 1;
  reads = 0;
  /** Versions since which changes were asked for. */
  asked: number[] = [];
  isAway = false;
  /** Whether the log reaches back. */
  canTell = true;
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

  async changes(since: number, mark: string | null): Promise<ProgrammeChange | null> {
    this.asked.push(since);
    if (this.isAway) throw new Error('away');
    if (!this.canTell || mark !== 'mark') return null;
    const { runs, surfaces, partners, ...stands } = rows(this.stands);
    return { ...stands, since, surfaces, runs, goneRunIds: [], revisions: [], common: { partners } };
  }
}

describe('the programme in memory', () => {
  let source: Source;
  let holder: ProgrammeHolder;
  let hint: (what: Hint) => void;
  let loaded: number[];
  let how: LoadKind[];
  let failed: string[];
  beforeEach(() => {
    jest.useFakeTimers();
    source = new Source();
    [loaded, how, failed] = [[], [], []];
    holder = new ProgrammeHolder(
      source,
      (onHint) => {
        hint = onHint;
        return { start: () => undefined, stop: async () => undefined };
      },
      {
        loaded: (programme: Programme, _tookMs, kind) => {
          loaded.push(programme.version);
          how.push(kind);
        },
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
    expect([holder.current()?.version, source.reads, source.asked]).toEqual([2, 1, [1]]);
  });

  it('is what the rows say after each change, of which only what was touched is read', async () => {
    holder.start();
    await pass(0);
    for (let version = 2; version < 20; version += 1) {
      source.stands = version;
      hint('CHANGED');
      await pass(0);
      expect(holder.current()).toEqual(compile(rows(version)));
    }
    expect([source.reads, how.slice(0, 3), holder.counts()]).toEqual([
      1,
      ['WHOLE', 'TOUCHED', 'TOUCHED'],
      { loads: 19, changes: 18, failures: 0 },
    ]);
  });

  it('stays the very object that it was at a hint of the same version, which one statement tells', async () => {
    holder.start();
    await pass(0);
    const first = holder.current();
    hint('CHANGED');
    await pass(5);
    expect([source.reads, source.asked, loaded]).toEqual([1, [1], [1]]);
    expect(holder.current()).toBe(first);
  });

  it('is told of several versions at once, and of none a second time, when hints come faster than they are read', async () => {
    holder.start();
    await pass(0);
    source.stands = 4;
    for (const _ of [2, 3, 4]) hint('CHANGED');
    await pass(0);
    expect([source.reads, loaded, holder.current()?.version]).toEqual([1, [1, 4], 4]);
  });

  it('is read whole when what was touched cannot be told', async () => {
    holder.start();
    await pass(0);
    [source.stands, source.canTell] = [3, false];
    hint('CHANGED');
    await pass(0);
    expect([holder.current()?.version, source.reads, how]).toEqual([3, 2, ['WHOLE', 'WHOLE']]);
  });

  it.each(['away', 'damaged'])('is read whole after what was touched could not be taken: %s', async (why) => {
    holder.start();
    await pass(0);
    source.stands = 3;
    source.changes = async (since) => {
      if (why === 'away') throw new Error('away');
      const { runs, surfaces, ...common } = rows(3);
      return { ...common, since: since - 1, surfaces, runs, goneRunIds: [], revisions: [], common };
    };
    hint('CHANGED');
    await pass(1);
    expect([holder.current()?.version, source.reads, failed.length]).toEqual([3, 2, 1]);
  });

  it('is read whole after a connection was lost, also of the same version, and stays the very object when nothing differs', async () => {
    holder.start();
    await pass(0);
    const held = holder.current();
    hint('RECONNECTED');
    await pass(0);
    expect(source.reads).toBe(2);
    expect(holder.current()).toBe(held);
  });

  it('is read whole at last when that failed after a reconnect', async () => {
    holder.start();
    await pass(0);
    source.isAway = true;
    hint('RECONNECTED');
    await pass(5);
    const reads = source.reads;
    source.isAway = false;
    await pass(1);
    expect([source.reads, holder.current()?.version]).toEqual([reads + 1, 1]);
  });

  it('is read whole every six hours: runs that are over leave memory then', async () => {
    holder.start();
    await pass(6 * 3_600 - 1);
    expect(source.reads).toBe(1);
    await pass(2);
    expect(source.reads).toBe(2);
  });

  it('tells listeners in the turn in which it changes, and only then; one that fails keeps nothing from the others', async () => {
    const told: unknown[] = [];
    holder.onChange(() => {
      throw new Error('listener');
    });
    const stop = holder.onChange((programme, before) => told.push([programme === holder.current(), before?.version]));
    holder.start();
    await pass(0);
    hint('RECONNECTED');
    await pass(0);
    source.stands = 2;
    hint('CHANGED');
    await pass(0);
    stop();
    source.stands = 3;
    hint('CHANGED');
    await pass(0);
    expect([told, failed]).toEqual([
      [
        [true, undefined],
        [true, 1],
      ],
      ['listener', 'listener', 'listener'],
    ]);
  });

  it('tells the rows that it was compiled from', async () => {
    expect(holder.rows()).toBeNull();
    holder.start();
    await pass(0);
    source.stands = 2;
    hint('CHANGED');
    await pass(0);
    expect(compile(holder.rows()!)).toEqual(compile(rows(2)));
    expect(holder.rows()!.partners).toBe(holder.current()!.parts.common.partners);
  });

  it('is read once more, and only once, for ten hints during a read', async () => {
    let open = () => undefined as void;
    source.gate = new Promise((resolve) => (open = resolve));
    holder.start();
    source.stands = 2;
    for (let i = 0; i < 10; i += 1) hint('RECONNECTED');
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
    hint('RECONNECTED');
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
    hint('RECONNECTED');
    await pass(10);
    expect([holder.current()?.version, source.reads]).toEqual([1, 1]);
  });
});
