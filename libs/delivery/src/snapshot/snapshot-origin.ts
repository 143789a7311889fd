import { compile, type Clock, type Programme, type ProgrammeRows } from '#domain';
import type { ProgrammeOrigin } from '../follow/served-programme.js';
import { sha256Of } from './packed-rows.js';
import type { SnapshotExpectation, SnapshotFile, SnapshotReading } from './snapshot-file.js';

/** The programme that a process starts from while neither the database nor another process answers. */
export class SnapshotOrigin implements ProgrammeOrigin {
  private held: { readonly programme: Programme; readonly rows: ProgrammeRows; readonly bornMs: number } | null = null;

  /** @param clock the database's, as far as it is known at the start: it decides how old the snapshot is */
  constructor(
    private readonly file: SnapshotFile,
    private readonly clock: Clock,
  ) {}

  /**
   * Reads it, once; a snapshot that is not used leaves this empty.
   *
   * @throws the system's error when the file is there and cannot be read
   */
  async load(expected: SnapshotExpectation): Promise<SnapshotReading<ProgrammeRows>> {
    const reading = await this.file.read(expected);
    if (!reading.isUsable) return reading;
    const { writtenAt, checkedAt } = reading.header;
    // A host whose clock is behind the snapshot has a wrong clock: it is no younger than when it was written.
    const ageMs = Math.max(this.clock.now(), writtenAt) - checkedAt;
    this.held = {
      programme: compile(reading.content, sha256Of),
      rows: reading.content,
      bornMs: performance.now() - ageMs,
    };
    return reading;
  }

  /** What was loaded turned out to be of another database, or is not needed any more. */
  forget(): void {
    this.held = null;
  }

  current(): Programme | null {
    return this.held?.programme ?? null;
  }

  rows(): ProgrammeRows | null {
    return this.held?.rows ?? null;
  }

  ageMs(): number | null {
    return this.held === null ? null : performance.now() - this.held.bornMs;
  }
}
