import { jest } from '@jest/globals';
import { EMPTY_PROGRAMME, type Programme } from '#domain';
import type { SnapshotFile } from './snapshot-file.js';
import { SnapshotKeeper } from './snapshot-keeper.js';

const T = Date.UTC(2026, 8, 10);
const at = (version: number): Programme => ({ ...EMPTY_PROGRAMME, version });

interface Written {
  readonly version: number;
  readonly installation: string;
  readonly writtenAt: number;
  readonly checkedAt: number;
}

/** A disk in the hand of a test. */
class Disk {
  readonly written: Written[] = [];
  fault: Error | null = null;
  /** Somebody has written a newer one here. */
  hasNewer = false;
  /** Set: a write waits here. */
  gate: Promise<void> | null = null;

  async write(_: unknown, facts: Written): Promise<boolean> {
    await this.gate;
    if (this.fault !== null) throw this.fault;
    if (this.hasNewer) return false;
    this.written.push(facts);
    return true;
  }
}

describe('the snapshot of one process', () => {
  let disk: Disk;
  let held: { programme: Programme | null; ageMs: number | null; installation: string | null };
  let packMs: number;
  let told: string[];
  let keeper: SnapshotKeeper;
  beforeEach(() => {
    jest.useFakeTimers({ now: T });
    disk = new Disk();
    held = { programme: at(5), ageMs: 0, installation: 'here' };
    packMs = 0;
    told = [];
    const kept = { whole: () => held.programme, rows: () => null, ageMs: () => held.ageMs };
    keeper = new SnapshotKeeper(disk as unknown as SnapshotFile, kept, {
      clock: { now: () => Date.now() },
      pack: async (of) => {
        jest.advanceTimersByTime(packMs);
        return { version: of.version, body: Buffer.alloc(7), sha256: '' };
      },
      installation: () => held.installation,
      report: {
        written: (version, tookMs, bytes) => void told.push(`${version} in ${tookMs} ms, ${bytes} bytes`),
        failed: (error) => void told.push((error as Error).message),
      },
    });
  });
  afterEach(async () => {
    await keeper.stop();
    jest.useRealTimers();
  });

  const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
  const versions = () => disk.written.map(({ version }) => version);

  it.each(['programme', 'ageMs', 'installation'] as const)('is not written while there is no %s', async (what) => {
    const { [what]: known } = held;
    held = { ...held, [what]: null };
    await keeper.look();
    expect([disk.written, told, keeper.counts()]).toEqual([[], [], { writes: 0, failures: 0, version: null }]);
    held = { ...held, [what]: known };
    await keeper.look();
    expect([versions(), keeper.counts()]).toEqual([[5], { writes: 1, failures: 0, version: 5 }]);
  });

  it.each([
    [0, [5]],
    [59_999, [5]],
    [60_000, [5, 5]],
  ])('without a change is written again after a minute: after %s ms %j', async (ms, expected) => {
    await keeper.look();
    await pass(ms);
    await keeper.look();
    expect(versions()).toEqual(expected);
  });

  it('is written within 3 s of a change, and of the last of several only', async () => {
    keeper.start();
    await pass(2_999);
    expect(versions()).toEqual([]);
    await pass(1);
    expect(versions()).toEqual([5]);
    for (const version of [6, 7]) {
      await pass(1_000);
      held = { ...held, programme: at(version) };
    }
    await pass(1_000);
    expect(versions()).toEqual([5, 7]);
  });

  it('says that its rows were looked at no later than they were, whatever packing takes', async () => {
    held = { ...held, ageMs: 250.5 };
    packMs = 700;
    await keeper.look();
    const [{ writtenAt, checkedAt }] = disk.written as [Written];
    expect([writtenAt, checkedAt]).toEqual([T + 700, Math.floor(T - 250.5)]);
    expect(told).toEqual(['5 in 700 ms, 7 bytes']);
  });

  it('is written once while many look', async () => {
    let open: () => void = () => undefined;
    disk.gate = new Promise<void>((resolve) => (open = resolve));
    const looking = [keeper.look(), keeper.look()];
    open();
    await Promise.all(looking);
    expect(versions()).toEqual([5]);
  });

  it('that cannot be written is tried at each look; the first failure of a row is told, and nothing is thrown', async () => {
    for (const [version, fault] of [
      [6, 'no space'],
      [7, 'no right'],
    ] as const) {
      held = { ...held, programme: at(version) };
      disk.fault = new Error(fault);
      await keeper.look();
      await keeper.look();
      disk.fault = null;
      await keeper.look();
    }
    expect(told.filter((line) => line.startsWith('no'))).toEqual(['no space', 'no right']);
    expect([versions(), keeper.counts()]).toEqual([[6, 7], { writes: 2, failures: 4, version: 7 }]);
  });

  it('is left as it is, and not counted, where a newer one was written meanwhile', async () => {
    disk.hasNewer = true;
    await keeper.look();
    expect([told, keeper.counts()]).toEqual([[], { writes: 0, failures: 0, version: null }]);
  });

  it('is written at the end with what has changed since the last look, after the write under way, and never after', async () => {
    let open: () => void = () => undefined;
    disk.gate = new Promise<void>((resolve) => (open = resolve));
    keeper.start();
    await pass(3_000);
    held = { ...held, programme: at(6) };
    const stopping = keeper.stop();
    open();
    await stopping;
    expect(versions()).toEqual([5, 6]);
    held = { ...held, programme: at(7) };
    await pass(120_000);
    expect(versions()).toEqual([5, 6]);
  });
});
