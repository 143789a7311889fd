import { setTimeout as wait } from 'node:timers/promises';
import {
  ChangeLog,
  databaseStanding,
  DenylistKeeper,
  isFitToServe,
  ProgrammeFollower,
  RowPacker,
  ServedProgramme,
  SnapshotFile,
  type DatabaseStanding,
  type DenylistOutcome,
  type FeedAnswer,
  type FollowerCounts,
  type ProgrammeHolder,
  type ServedOrigin,
  type SnapshotKeeper,
  type ToldKind,
} from '#delivery';
import { SECOND_MS, type Clock, type Denial, type FreshnessLimits } from '#domain';
import type { Logger } from '#operations';
import { HttpFeed } from './http-feed.js';
import { KeptSnapshot, wordsOf } from './kept-snapshot.js';
import { SettledDenylist } from './settled-denylist.js';

/** What a process falls back to without the database. */
export interface StandbyOptions {
  /** Null: none is written. */
  readonly snapshotPath: string | null;
  /** The last migration of this program. */
  readonly schema: string;
  /** Null: whatever its age, everything is served. */
  readonly ageLimitMs: number | null;
  /** What other processes show to be told the programme; null: nobody is. */
  readonly feedToken: string | null;
  /** Of the other processes, by whom this one finds out whether it is cut off alone, and whom it follows then. */
  readonly peerUrls: readonly string[];
  /** What readiness says while the database is not reached and nobody can be asked. */
  readonly isReadyWithoutDatabase: boolean;
  /** The public break-glass key; null: no list is taken. */
  readonly breakGlassKey: string | null;
}

export const NO_STANDBY: StandbyOptions = {
  snapshotPath: null,
  schema: 'none',
  ageLimitMs: null,
  feedToken: null,
  peerUrls: [],
  isReadyWithoutDatabase: true,
  breakGlassKey: null,
};

export interface StandbyParts {
  /** Null: the database's, as the processes tell it that this one follows. */
  readonly clock: Clock | null;
  readonly logger: Logger;
  /** Null: this process has none, and follows others from its start on. */
  readonly database: {
    readonly holder: ProgrammeHolder;
    /** @throws a fault of the database */
    readonly installation: () => Promise<string>;
    /** Of things, those over which no removal stands. @throws a fault of the database */
    readonly notRemoved: (subjects: readonly Denial[]) => Promise<readonly Denial[]>;
  } | null;
}

/** A process that reaches the rows looks at them each second. */
const LIVE_MS = 10 * SECOND_MS;
/** Then a start goes on without the database. */
const DATABASE_WAIT_MS = 2_500;
const TICK_MS = 500;
const NO_FAULTS: ReadonlyMap<string, number> = new Map();

/**
 * Everything from which one process has its programme, and what it does without the database.
 *
 * At its start it waits DATABASE_WAIT_MS for the rows, since a snapshot may hold what was taken down while it was not running; then it
 * takes the snapshot. From the first reading of the rows on the snapshot is of no more use, and is written anew. A process without a database
 * asks whom it follows instead, and goes on following.
 */
export class Standby {
  readonly served: ServedProgramme;
  readonly packer = new RowPacker();
  /** For those who follow this process. */
  readonly changes = new ChangeLog();
  readonly snapshots: SnapshotKeeper | null;
  readonly denylist: DenylistKeeper | null;
  private readonly feed: HttpFeed | null;
  private readonly follower: ProgrammeFollower | null;
  private readonly clock: Clock;
  /** Who waits for something newer. */
  private readonly waiting = new Set<() => void>();
  private stands: DatabaseStanding;
  private readonly settled: SettledDenylist;
  private readonly bornMs = performance.now();
  private readonly file: SnapshotFile | null;
  private readonly snapshot: KeptSnapshot | null;
  private known: { installation: string | null; readonly abort: AbortController };
  private beginning: Promise<void> | null = null;
  private isTold = false;

  constructor(
    private readonly options: StandbyOptions,
    private readonly parts: StandbyParts,
  ) {
    const { snapshotPath, schema, ageLimitMs } = options;
    const { database } = parts;
    this.stands = database === null ? 'UNKNOWN' : 'REACHED';
    this.known = { installation: null, abort: new AbortController() };
    this.file = snapshotPath === null ? null : new SnapshotFile(snapshotPath, schema);
    const { feedToken, peerUrls } = options;
    this.feed = feedToken === null || peerUrls.length === 0 ? null : new HttpFeed(feedToken);
    this.follower = this.feed && this.newFollower(this.feed);
    this.clock = clockOf(parts.clock, this.follower);
    this.snapshot = this.file && new KeptSnapshot(this.file, this.clock, parts.logger);
    database?.holder.onChange(() => this.arrived());
    const limits: FreshnessLimits = { liveMs: LIVE_MS, limitMs: ageLimitMs };
    this.served = new ServedProgramme(this.origins(database?.holder ?? null), limits);
    this.snapshots = this.snapshot && this.snapshot.keeper(this.served, this.packer, () => this.known.installation);
    this.denylist = this.newDenylist();
    this.settled = new SettledDenylist(this.denylist, database, parts.logger);
  }

  /** How this process stands to the database, as of the last look. */
  standing(): DatabaseStanding {
    return this.stands;
  }

  /** Since this process reached the database, or since it began. Without one: since somebody did from whom it has its programme; null: it has none. */
  databaseSilentMs(): number | null {
    const { database } = this.parts;
    if (database === null) return this.served.ageMs();
    return database.holder.ageMs() ?? performance.now() - this.bornMs;
  }

  /** By the clock that answers are given by. */
  now(): number {
    return this.clock.now();
  }

  /** Resolves when the programme is newer than a version, or after a while. */
  async newerThan(version: number, waitMs: number): Promise<void> {
    const isNewer = () => (this.served.whole()?.version ?? -1) > version;
    if (waitMs <= 0 || isNewer()) return;
    const done = new AbortController();
    const look = () => {
      if (isNewer()) done.abort();
    };
    this.waiting.add(look);
    const signal = AbortSignal.any([done.signal, this.known.abort.signal]);
    await wait(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
    this.waiting.delete(look);
  }

  /** False: others are to be sent the viewers. */
  isFit(): boolean {
    return isFitToServe(this.stands, this.served.ageMs(), this.options.isReadyWithoutDatabase);
  }

  /** A list that somebody gave to this process; a new one is passed on to the others. */
  async deny(signed: unknown): Promise<DenylistOutcome> {
    return this.settled.take(signed, () => {
      for (const url of this.options.peerUrls) void this.feed?.pass(url, signed).catch(() => undefined);
    });
  }

  /** Of the database that the programme comes from; null: not known yet. */
  installation(): string | null {
    return this.known.installation;
  }

  /** How often another process' programme was taken; null: none is followed. */
  followed(): FollowerCounts | null {
    return this.follower?.counts() ?? null;
  }

  /** How many snapshots were refused, by why. */
  snapshotFaults(): ReadonlyMap<string, number> {
    return this.snapshot?.faults() ?? NO_FAULTS;
  }

  /** The highest version that is known to have been told here before; 0: none is. To be asked before anything is read. */
  async versionTold(): Promise<number> {
    const floor = (await this.file?.floor()) ?? null;
    this.known.installation = floor?.installation ?? null;
    await this.denylist?.load();
    return floor?.version ?? 0;
  }

  /** After the holder of the database has been started. */
  start(): void {
    this.snapshots?.start();
    for (const duty of [() => this.look(), () => this.watch(), () => this.settled.settle(this.stands === 'REACHED')])
      void this.repeat(duty);
    this.beginning = this.begin();
  }

  /** Resolves when there is a programme, or when there is none to be had for now. */
  async hasBegun(): Promise<void> {
    await this.beginning;
  }

  private async begin(): Promise<void> {
    const { database } = this.parts;
    if (database !== null) await Promise.race([database.holder.refresh(), this.pause(DATABASE_WAIT_MS)]);
    if (this.served.current() === null) await this.follower?.askAll();
    if (database === null) this.follower?.start();
    if (this.served.current() === null) await this.takeSnapshot();
  }

  private arrived(): void {
    this.changes.look(this.served.whole());
    for (const look of this.waiting) look();
  }

  async stop(): Promise<void> {
    this.known.abort.abort();
    await this.follower?.stop();
    await this.beginning;
    await this.snapshots?.stop();
  }

  private origins(holder: ProgrammeHolder | null): ServedOrigin[] {
    const named = (origin: ServedOrigin['origin'], from: Omit<ServedOrigin, 'origin'> | null): ServedOrigin[] =>
      from === null
        ? []
        : [{ origin, current: () => from.current(), rows: () => from.rows(), ageMs: () => from.ageMs() }];
    return [
      ...named('DATABASE', holder),
      ...named('PEER', this.follower),
      ...named('SNAPSHOT', this.snapshot?.origin ?? null),
    ];
  }

  private newFollower(feed: HttpFeed): ProgrammeFollower {
    const { logger, database } = this.parts;
    const took = (version: number, how: ToldKind) => {
      // A process that follows for good takes each change from another one.
      logger[database === null ? 'debug' : 'info']({ version, how }, 'programme taken from another process');
      this.known.installation ??= this.follower!.installation();
      this.arrived();
    };
    return new ProgrammeFollower(
      this.options.peerUrls,
      feed,
      {
        took: (_, version, how) => took(version, how),
        failed: (_, error) => logger.warn({ reason: wordsOf(error) }, 'another process could not be followed'),
      },
      () => this.known.installation,
    );
  }

  private newDenylist(): DenylistKeeper | null {
    const { breakGlassKey, snapshotPath } = this.options;
    if (breakGlassKey === null) return null;
    return new DenylistKeeper(snapshotPath === null ? null : `${snapshotPath}.denylist`, {
      clock: this.clock,
      publicKey: breakGlassKey,
      installation: () => this.known.installation,
      deny: (subjects) => this.served.deny(subjects),
    });
  }

  /** Finds out whether this process alone does not reach the database, and follows another one then. */
  private async watch(): Promise<void> {
    const hasDatabase = this.parts.database !== null;
    const silentMs = () => (hasDatabase ? this.databaseSilentMs() : null);
    let next = databaseStanding(silentMs(), []);
    if (next !== 'REACHED' && this.feed !== null) {
      const answers = await Promise.all(this.options.peerUrls.map((url) => this.wordOf(url)));
      next = databaseStanding(
        silentMs(),
        answers.map((answer) => answer?.databaseSilentMs ?? null),
      );
    }
    if (next !== this.stands)
      this.parts.logger.warn({ from: this.stands, to: next }, 'the database, as seen from here');
    this.stands = next;
    if (!hasDatabase) return;
    if (next === 'CUT_OFF') this.follower?.start();
    else await this.follower?.stop();
  }

  /** Null: it does not answer. What it does not know of denials it is told. */
  private async wordOf(url: string): Promise<FeedAnswer | null> {
    try {
      const answer = await this.feed!.ask(url, Number.MAX_SAFE_INTEGER, 0, this.known.abort.signal, null);
      const signed = this.denylist?.signed() ?? null;
      if (signed !== null && answer.denylistSerial < signed.list.serial) await this.feed!.pass(url, signed);
      return answer;
    } catch {
      return null;
    }
  }

  private async takeSnapshot(): Promise<void> {
    const { schema } = this.options;
    const { installation } = this.known;
    const found = (await this.snapshot?.load({ schema, installation })) ?? null;
    this.known.installation ??= found;
  }

  /** Each duty again and again, none of them waiting for another: one may hang at a database that has gone silent. */
  private async repeat(duty: () => Promise<void>): Promise<void> {
    for (;;) {
      await this.pause(TICK_MS);
      if (this.known.abort.signal.aborted) return;
      await duty();
    }
  }

  /** Learns of which database the rows are, and lets go of a snapshot that the rows have overtaken, or that is not of that database. */
  private async look(): Promise<void> {
    const { database, logger } = this.parts;
    const held = this.snapshot?.origin.current() ?? null;
    if (database === null) {
      if (held !== null && (this.follower?.current()?.version ?? -1) >= held.version) this.snapshot?.origin.forget();
      return;
    }
    if (database.holder.current() === null) return;
    if (this.isTold && held === null) return;
    try {
      const installation = await database.installation();
      const isForeign = this.known.installation !== null && this.known.installation !== installation;
      if (isForeign)
        logger.error({ known: this.known.installation, installation }, 'this is another database than before');
      this.known.installation = installation;
      this.isTold = true;
      if (held !== null && (isForeign || database.holder.current()!.version >= held.version))
        this.snapshot?.origin.forget();
    } catch {
      // The database is away again; the next look asks again.
    }
  }

  private async pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.known.abort.signal, ref: false }).catch(() => undefined);
  }
}

function clockOf(given: Clock | null, follower: ProgrammeFollower | null): Clock {
  const clock = given ?? follower;
  if (clock === null) throw new Error('A process without a database follows another one: PEER_URLS and FEED_TOKEN.');
  return clock;
}
