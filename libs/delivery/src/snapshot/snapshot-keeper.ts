import type { Clock, Programme, ProgrammeRows } from '#domain';
import type { PackedRows } from './packed-rows.js';
import type { SnapshotFile } from './snapshot-file.js';

/** What is kept on disk. */
export interface KeptProgramme {
  /** The same object while nothing changes. */
  whole(): Programme | null;
  rows(): ProgrammeRows | null;
  ageMs(): number | null;
}

export interface KeeperReport {
  written(version: number, tookMs: number, bytes: number): void;
  /** The first failure of a row of them. */
  failed(error: unknown): void;
}

export interface KeeperCounts {
  readonly writes: number;
  readonly failures: number;
  /** Of the last one that was written; null: none was. */
  readonly version: number | null;
}

/** A change waits so long for others to come with it. */
const LOOK_MS = 3_000;
/** Written so often without a change, for its age. */
const RENEW_MS = 60_000;

/**
 * Writes the programme that a process holds to its snapshot: within LOOK_MS of a change and each minute, one at a time. It looks, rather
 * than being told: a change that was missed is seen at the next look.
 */
export class SnapshotKeeper {
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> | null = null;
  private isStopped = false;
  private writtenOf: Programme | null = null;
  private writtenAtMs = -Infinity;
  private hasFailed = false;
  private counted: KeeperCounts = { writes: 0, failures: 0, version: null };

  /**
   * @param pack remembers what it has packed last, so that the disk and other processes share it
   * @param installation of the database that the rows come from; null: not known yet, and nothing is written
   */
  constructor(
    private readonly file: SnapshotFile,
    private readonly kept: KeptProgramme,
    private readonly around: {
      readonly clock: Clock;
      readonly pack: (of: Programme, rows: () => ProgrammeRows) => Promise<PackedRows>;
      readonly installation: () => string | null;
      readonly report: KeeperReport;
    },
  ) {}

  start(): void {
    this.timer = setTimeout(() => {
      void this.look().then(() => (this.isStopped ? undefined : this.start()));
    }, LOOK_MS);
    this.timer.unref();
  }

  /** Writes what has changed since the last look, and ends. */
  async stop(): Promise<void> {
    this.isStopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.writing;
    await this.look();
  }

  counts(): KeeperCounts {
    return this.counted;
  }

  /** Writes if there is something to write. Never rejects: who has no disk goes on without. */
  async look(): Promise<void> {
    this.writing ??= this.writeIfDue().finally(() => (this.writing = null));
    await this.writing;
  }

  private async writeIfDue(): Promise<void> {
    const programme = this.kept.whole();
    const ageMs = this.kept.ageMs();
    const installation = this.around.installation();
    if (programme === null || ageMs === null || installation === null) return;
    const started = performance.now();
    if (programme === this.writtenOf && started - this.writtenAtMs < RENEW_MS) return;
    try {
      const packed = await this.around.pack(programme, () => this.kept.rows()!);
      const writtenAt = this.around.clock.now();
      // Of the rows that were packed it is at least as old as when they were asked for.
      const checkedAt = Math.floor(writtenAt - ageMs - (performance.now() - started));
      const { version } = packed;
      if (!(await this.file.write(packed, { installation, version, writtenAt, checkedAt }))) return;
      this.counted = { ...this.counted, writes: this.counted.writes + 1, version };
      this.around.report.written(version, performance.now() - started, packed.body.length);
      this.hasFailed = false;
    } catch (error) {
      this.counted = { ...this.counted, failures: this.counted.failures + 1 };
      if (!this.hasFailed) this.around.report.failed(error);
      this.hasFailed = true;
      return;
    } finally {
      this.writtenAtMs = performance.now();
    }
    this.writtenOf = programme;
  }
}
