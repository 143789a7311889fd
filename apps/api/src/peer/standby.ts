import { setTimeout as wait } from 'node:timers/promises';
import {
  RowPacker,
  ServedProgramme,
  SnapshotFile,
  SnapshotKeeper,
  SnapshotOrigin,
  type ProgrammeHolder,
  type ServedOrigin,
} from '#delivery';
import { SECOND_MS, type Clock, type FreshnessLimits } from '#domain';
import type { Logger } from '#operations';

/** What a process falls back to without the database. */
export interface StandbyOptions {
  /** Null: none is written. */
  readonly snapshotPath: string | null;
  /** The last migration of this program. */
  readonly schema: string;
  /** Null: whatever its age, everything is served. */
  readonly ageLimitMs: number | null;
}

export const NO_STANDBY: StandbyOptions = { snapshotPath: null, schema: 'none', ageLimitMs: null };

export interface StandbyParts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Null: this process has no database. */
  readonly database: {
    readonly holder: ProgrammeHolder;
    /** @throws a fault of the database */
    readonly installation: () => Promise<string>;
  } | null;
}

/** A process that reaches the rows looks at them each second. */
const LIVE_MS = 10 * SECOND_MS;
/** Then a start goes on without the database. */
const DATABASE_WAIT_MS = 2_500;
const TICK_MS = 1_000;

/**
 * Everything from which one process has its programme, and what it does without the database.
 *
 * At its start it waits DATABASE_WAIT_MS for the rows, since a snapshot may hold what was taken down while it was not running; then it
 * takes the snapshot. From the first reading of the rows on the snapshot is of no more use, and is written anew.
 */
export class Standby {
  readonly served: ServedProgramme;
  readonly packer = new RowPacker();
  readonly snapshots: SnapshotKeeper | null;
  private readonly file: SnapshotFile | null;
  private readonly snapshot: SnapshotOrigin | null;
  private known: { installation: string | null; readonly abort: AbortController };
  private timer: NodeJS.Timeout | null = null;
  private beginning: Promise<void> | null = null;
  private isTold = false;
  private faults = new Map<string, number>();

  constructor(
    private readonly options: StandbyOptions,
    private readonly parts: StandbyParts,
  ) {
    const { snapshotPath, schema, ageLimitMs } = options;
    const { clock, database } = parts;
    this.known = { installation: null, abort: new AbortController() };
    this.file = snapshotPath === null ? null : new SnapshotFile(snapshotPath, schema);
    this.snapshot = this.file && new SnapshotOrigin(this.file, clock);
    const limits: FreshnessLimits = { liveMs: LIVE_MS, limitMs: ageLimitMs };
    this.served = new ServedProgramme(this.origins(database?.holder ?? null), limits);
    this.snapshots = this.file && this.keeper(this.file);
  }

  /** Of the database that the programme comes from; null: not known yet. */
  installation(): string | null {
    return this.known.installation;
  }

  /** How many snapshots were refused, by why. */
  snapshotFaults(): ReadonlyMap<string, number> {
    return this.faults;
  }

  /** The highest version that is known to have been told here before; 0: none is. To be asked before anything is read. */
  async versionTold(): Promise<number> {
    const floor = (await this.file?.floor()) ?? null;
    this.known.installation = floor?.installation ?? null;
    return floor?.version ?? 0;
  }

  /** After the holder of the database has been started. */
  start(): void {
    this.snapshots?.start();
    this.tick();
    this.beginning = this.begin();
  }

  /** Resolves when there is a programme, or when there is none to be had for now. */
  async hasBegun(): Promise<void> {
    await this.beginning;
  }

  private async begin(): Promise<void> {
    const { holder = null } = this.parts.database ?? {};
    if (holder !== null) await Promise.race([holder.refresh(), this.pause(DATABASE_WAIT_MS)]);
    if (this.served.current() === null) await this.takeSnapshot();
  }

  async stop(): Promise<void> {
    this.known.abort.abort();
    if (this.timer !== null) clearTimeout(this.timer);
    await this.beginning;
    await this.snapshots?.stop();
  }

  private origins(holder: ProgrammeHolder | null): ServedOrigin[] {
    const named = (origin: ServedOrigin['origin'], from: Omit<ServedOrigin, 'origin'> | null): ServedOrigin[] =>
      from === null
        ? []
        : [{ origin, current: () => from.current(), rows: () => from.rows(), ageMs: () => from.ageMs() }];
    return [...named('DATABASE', holder), ...named('SNAPSHOT', this.snapshot)];
  }

  private keeper(file: SnapshotFile): SnapshotKeeper {
    const { logger, clock } = this.parts;
    return new SnapshotKeeper(file, this.served, {
      clock,
      pack: (of, rows) => this.packer.pack(of, rows),
      installation: () => this.known.installation,
      report: {
        written: (version, tookMs, bytes) =>
          logger.debug({ version, tookMs: Math.round(tookMs), bytes }, 'snapshot written'),
        failed: (error) => logger.warn({ reason: wordsOf(error) }, 'snapshot not written; the one before stays'),
      },
    });
  }

  private async takeSnapshot(): Promise<void> {
    if (this.snapshot === null) return;
    const { schema } = this.options;
    const { logger } = this.parts;
    try {
      const reading = await this.snapshot.load({ schema, installation: this.known.installation });
      if (reading.isUsable) {
        const { version, checkedAt, installation } = reading.header;
        this.known.installation ??= installation;
        logger.warn({ version, checkedAt: new Date(checkedAt).toISOString() }, 'started from the snapshot');
      } else this.refused(reading.fault, reading.message);
    } catch (error) {
      this.refused('UNREADABLE', wordsOf(error));
    }
  }

  private refused(fault: string, message: string): void {
    this.faults = new Map([...this.faults, [fault, (this.faults.get(fault) ?? 0) + 1]]);
    const log = { fault, reason: message };
    if (fault === 'MISSING') this.parts.logger.info(log, 'no snapshot to start from');
    else this.parts.logger.error(log, 'snapshot refused; it is not used');
  }

  private tick(): void {
    this.timer = setTimeout(() => {
      void this.look().finally(() => {
        if (!this.known.abort.signal.aborted) this.tick();
      });
    }, TICK_MS);
    this.timer.unref();
  }

  /** Learns of which database the rows are, and lets go of a snapshot that the rows have overtaken, or that is not of that database. */
  private async look(): Promise<void> {
    const { database, logger } = this.parts;
    if (database === null || database.holder.current() === null) return;
    const held = this.snapshot?.current() ?? null;
    if (this.isTold && held === null) return;
    try {
      const installation = await database.installation();
      const isForeign = this.known.installation !== null && this.known.installation !== installation;
      if (isForeign)
        logger.error({ known: this.known.installation, installation }, 'this is another database than before');
      this.known.installation = installation;
      this.isTold = true;
      if (held !== null && (isForeign || database.holder.current()!.version >= held.version)) this.snapshot?.forget();
    } catch {
      // The database is away again; the next look asks again.
    }
  }

  private async pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.known.abort.signal, ref: false }).catch(() => undefined);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
