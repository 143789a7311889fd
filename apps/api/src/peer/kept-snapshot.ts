import {
  SnapshotFile,
  SnapshotKeeper,
  SnapshotOrigin,
  type RowPacker,
  type ServedProgramme,
  type SnapshotExpectation,
} from '#delivery';
import type { Clock } from '#domain';
import type { Logger } from '#operations';

/** The programme on the disk of one process: what it starts from while nobody tells it, and what is written for the next start. */
export class KeptSnapshot {
  readonly origin: SnapshotOrigin;
  private refusals = new Map<string, number>();

  constructor(
    private readonly file: SnapshotFile,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.origin = new SnapshotOrigin(file, clock);
  }

  keeper(served: ServedProgramme, packer: RowPacker, installation: () => string | null): SnapshotKeeper {
    const { clock, logger } = this;
    return new SnapshotKeeper(this.file, served, {
      clock,
      pack: (of, rows) => packer.pack(of, rows),
      installation,
      report: {
        written: (version, tookMs, bytes) =>
          logger.debug({ version, tookMs: Math.round(tookMs), bytes }, 'snapshot written'),
        failed: (error) => logger.warn({ reason: wordsOf(error) }, 'snapshot not written; the one before stays'),
      },
    });
  }

  /** How many were refused, by why. */
  faults(): ReadonlyMap<string, number> {
    return this.refusals;
  }

  /** Reads it, for a start without anybody. @returns the installation that it is of; null: it is not used */
  async load(expected: SnapshotExpectation): Promise<string | null> {
    try {
      const reading = await this.origin.load(expected);
      if (reading.isUsable) {
        const { version, checkedAt, installation } = reading.header;
        this.logger.warn({ version, checkedAt: new Date(checkedAt).toISOString() }, 'started from the snapshot');
        return installation;
      }
      this.refused(reading.fault, reading.message);
    } catch (error) {
      this.refused('UNREADABLE', wordsOf(error));
    }
    return null;
  }

  private refused(fault: string, message: string): void {
    this.refusals = new Map([...this.refusals, [fault, (this.refusals.get(fault) ?? 0) + 1]]);
    const log = { fault, reason: message };
    if (fault === 'MISSING') this.logger.info(log, 'no snapshot to start from');
    else this.logger.error(log, 'snapshot refused; it is not used');
  }
}

/** Of anything that was thrown. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
