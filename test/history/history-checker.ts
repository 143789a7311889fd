import type { Instant } from '#domain';

/**
 * What client apps were told, held against what people decided.
 *
 * A decision is begun at one instant and acknowledged at a later one. From its begin an answer may follow it; from `boundMs` after its
 * acknowledgement on every answer must. A process that is cut off follows another one: it must from `cutOffMs` on. One that is blind
 * (it does not run, or nobody reaches the database) cannot know better: it must `cutOffMs` after that is over. What a process stood waiting
 * for a core in between comes on top of each bound. Everything is half open: a campaign is shown in `[start, end)`.
 */
export interface HistoryBounds {
  /** From an acknowledgement to the last answer that does not follow it yet, of a process that is not in trouble. */
  readonly boundMs: number;
  /** The same of one that is in trouble, and not blind. */
  readonly cutOffMs: number;
  /** So long after the end of a trouble a process is held to `boundMs` again: it hears of changes by polling at the latest. */
  readonly recoveryMs: number;
  /** What two clocks on one machine, and the measured clock of the database, may be apart. */
  readonly clocksMs: number;
}

/** What holds for a campaign from a decision on: its window, or null: off the air for good. */
export interface CampaignState {
  readonly begunAt: Instant;
  /** Null: nobody knows whether it was committed; both this and what was before may hold. */
  readonly ackedAt: Instant | null;
  readonly window: { readonly start: Instant; readonly end: Instant } | null;
}

/** When a process heard late what is decided; `until` null: to the end. */
export interface Trouble {
  readonly from: Instant;
  readonly until: Instant | null;
  /** It could hear nothing, from nobody. */
  readonly isBlind: boolean;
}

/** What happened to a process, in any order. */
export interface ServerStory {
  readonly troubles: readonly Trouble[];
  /** When it was ready again after it had been killed. */
  readonly restarts: readonly Instant[];
  /** How long it stood waiting for a core between two instants: the machine's doing. */
  waitedMs(from: Instant, to: Instant): number;
}

export interface Read {
  readonly sentAt: Instant;
  readonly receivedAt: Instant;
  readonly servedAt: Instant;
  readonly validUntil: Instant;
  /** The number before the point of the version; 0: the process has read nothing yet. */
  readonly stamp: number;
  /** By its tag; 0: none is on air. */
  readonly campaign: number;
  readonly client: number;
  readonly server: number;
  readonly surface: number;
  readonly isOk: boolean;
  readonly hasHelp: boolean;
  /** Of the entity tag; 0: it has none. */
  readonly tag: number;
}

export const VIOLATIONS = [
  'NOT_OK',
  'NO_HELP',
  'UNKNOWN_CAMPAIGN',
  'OUTSIDE_WINDOW',
  'AFTER_TAKEDOWN',
  'NOTHING_SHOWN',
  'SERVED_BEFORE_SENT',
  'SERVED_AFTER_RECEIVED',
  'NOT_VALID',
  'VERSION_BACK',
  'VERSION_BEHIND',
  'TAG_REUSED',
] as const;
export type Violation = (typeof VIOLATIONS)[number];

const EXAMPLES_MAX = 5;
/** What clients have not been shown for so long when it is taken down says nothing of how soon it is gone. */
const SHOWN_MS_MAX = 1_000;

/** From the acknowledgement to the last answer of all processes that showed it, milliseconds. */
export interface Refusal {
  readonly afterMs: number;
  /** Without what the process of each answer had waited for a core. */
  readonly ownMs: number;
}

export interface Verdict {
  readonly reads: number;
  /** Answers of processes that had read nothing yet: they show nothing but help. */
  readonly unread: number;
  readonly counts: Readonly<Partial<Record<Violation, number>>>;
  readonly examples: readonly { readonly violation: Violation; readonly read: Read }[];
  /** Of each campaign that went off the air while it was shown; only of processes without trouble. */
  readonly refusals: readonly Refusal[];
  /** Reads beyond a bound by no more than their process had waited for a core. */
  readonly excused: number;
  /** Reads that saw an older version than the same client had seen from another process: within the bound that is allowed. */
  readonly roamedBack: number;
}

/** Takes reads in the order in which they were received; `verdict` at the end. */
export class HistoryChecker {
  private reads = 0;
  private unread = 0;
  private roamedBack = 0;
  private readonly counts: Partial<Record<Violation, number>> = {};
  private readonly examples: { violation: Violation; read: Read }[] = [];
  /** By client, server and surface; and by client and surface, whatever the server. */
  private readonly seenOfOne = new Map<number, number>();
  private readonly seenOfAll = new Map<number, number>();
  /** By surface, each version with the first instant at which somebody had it, both growing. */
  private readonly known = new Map<number, { stamp: number; since: Instant }[]>();
  /** By surface and entity tag: what it stood for. */
  private readonly tags = new Map<string, string>();
  /** By campaign, and in there by server. */
  private readonly lastShown = new Map<number, Map<number, Instant>>();
  private readonly mustKnow: Map<Instant, Instant>[];
  private readonly troubles: readonly (readonly Trouble[])[];
  private excused = 0;

  /**
   * @param campaigns by tag, states in the order of decisions
   * @param servers by their numbers
   */
  constructor(
    private readonly campaigns: ReadonlyMap<number, readonly CampaignState[]>,
    private readonly servers: readonly ServerStory[],
    private readonly bounds: HistoryBounds,
  ) {
    this.mustKnow = servers.map(() => new Map());
    this.troubles = servers.map(({ troubles }) => troubles);
  }

  take(read: Read): void {
    this.reads += 1;
    if (!read.isOk) return this.complain('NOT_OK', read);
    if (!read.hasHelp) this.complain('NO_HELP', read);
    this.checkTimes(read);
    if (read.stamp === 0) {
      this.unread += 1;
      if (read.campaign !== 0) this.complain('UNKNOWN_CAMPAIGN', read);
      return;
    }
    this.checkCampaign(read);
    this.checkVersion(read);
    this.checkTag(read);
  }

  verdict(): Verdict {
    const { reads, unread, counts, examples, roamedBack, excused } = this;
    const refusals = [...this.campaigns].flatMap(([tag, states]) => this.refusalOf(tag, states) ?? []);
    return { reads, unread, counts, examples, refusals, excused, roamedBack };
  }

  /** Null: it was not taken off the air, or not while clients were shown it. */
  private refusalOf(tag: number, states: readonly CampaignState[]): Refusal | null {
    const { ackedAt, window } = states.at(-1)!;
    const shown = [...(this.lastShown.get(tag) ?? [])];
    if (window !== null || ackedAt === null || !shown.some(([, at]) => at > ackedAt - SHOWN_MS_MAX)) return null;
    const waited = (server: number, at: Instant) => this.servers[server]!.waitedMs(ackedAt, at);
    return {
      afterMs: Math.max(0, ...shown.map(([, at]) => at - ackedAt)),
      ownMs: Math.max(0, ...shown.map(([server, at]) => (at > ackedAt ? at - ackedAt - waited(server, at) : 0))),
    };
  }

  private checkTimes(read: Read): void {
    const { sentAt, receivedAt, servedAt, validUntil } = read;
    if (!(servedAt >= sentAt - this.bounds.clocksMs)) this.complain('SERVED_BEFORE_SENT', read);
    if (!(servedAt <= receivedAt + this.bounds.clocksMs)) this.complain('SERVED_AFTER_RECEIVED', read);
    if (!(validUntil > servedAt)) this.complain('NOT_VALID', read);
  }

  private checkCampaign(read: Read): void {
    // Something is always on air here: every surface has an evergreen.
    if (read.campaign === 0) return this.complain('NOTHING_SHOWN', read);
    const states = this.campaigns.get(read.campaign);
    if (states === undefined) return this.complain('UNKNOWN_CAMPAIGN', read);
    const { servedAt } = read;
    if (!this.isInTrouble(read.server, servedAt)) this.shown(read);
    const { clocksMs } = this.bounds;
    let couldHold = false;
    for (const [index, state] of states.entries()) {
      const isOver = this.isOver(states, index, read);
      if (isOver || state.begunAt - clocksMs > read.receivedAt) continue;
      if (state.window === null) continue;
      couldHold = true;
      if (servedAt >= state.window.start && servedAt < state.window.end) return undefined;
    }
    return this.complain(couldHold ? 'OUTSIDE_WINDOW' : 'AFTER_TAKEDOWN', read);
  }

  private shown({ campaign, server, servedAt }: Read): void {
    const shown = this.lastShown.get(campaign) ?? new Map<number, Instant>();
    if (shown.size === 0) this.lastShown.set(campaign, shown);
    shown.set(server, Math.max(servedAt, shown.get(server) ?? 0));
  }

  /** Whether a later decision must have been heard of by this process at the instant of serving. */
  private isOver(states: readonly CampaignState[], index: number, { server, servedAt }: Read): boolean {
    for (let later = index + 1; later < states.length; later += 1) {
      const { ackedAt } = states[later]!;
      if (ackedAt !== null && this.mustHaveHeard(server, ackedAt, servedAt)) return true;
    }
    return false;
  }

  private mustHaveHeard(server: number, ackedAt: Instant, servedAt: Instant): boolean {
    const beyondMs = servedAt - this.mustKnowAt(server, ackedAt);
    if (beyondMs <= 0) return false;
    if (beyondMs > (this.servers[server]?.waitedMs(ackedAt, servedAt) ?? 0)) return true;
    this.excused += 1;
    return false;
  }

  /** From when on a process that never waits for a core must follow what was acknowledged at an instant. */
  private mustKnowAt(server: number, ackedAt: Instant): Instant {
    const known = this.mustKnow[server]?.get(ackedAt);
    if (known !== undefined) return known;
    const { boundMs, cutOffMs, recoveryMs, clocksMs } = this.bounds;
    const troubles = this.troubles[server] ?? [];
    const isLate = troubles.some(
      ({ from, until }) => from - clocksMs <= ackedAt + boundMs && ackedAt < (until ?? Infinity) + recoveryMs,
    );
    let at = ackedAt + (isLate ? cutOffMs : boundMs);
    // One trouble may follow another: it is put off until it had `cutOffMs` in which it was not blind.
    for (let isPutOff = true; isPutOff;) {
      isPutOff = false;
      for (const { from, until, isBlind } of troubles) {
        const end = (until ?? Infinity) + cutOffMs;
        if (isBlind && from - clocksMs <= at && at < end) {
          at = end;
          isPutOff = true;
        }
      }
    }
    this.mustKnow[server]?.set(ackedAt, at + clocksMs);
    return at + clocksMs;
  }

  private isInTrouble(server: number, at: Instant): boolean {
    const { recoveryMs, clocksMs } = this.bounds;
    return (this.troubles[server] ?? []).some(
      ({ from, until }) => at >= from - clocksMs && (until === null || at < until + recoveryMs),
    );
  }

  private checkVersion(read: Read): void {
    const { client, server, surface, stamp } = read;
    // What a process has told binds it until it dies; the one that follows is bound by VERSION_BEHIND only.
    const lives = this.servers[server]?.restarts.filter((at) => at <= read.receivedAt).length ?? 0;
    const pinned = ((client * 256 + server) * 64 + surface) * 1_024 + lives;
    const roaming = client * 64 + surface;
    if (stamp < (this.seenOfOne.get(pinned) ?? 0)) this.complain('VERSION_BACK', read);
    else this.seenOfOne.set(pinned, stamp);
    if (stamp < (this.seenOfAll.get(roaming) ?? 0)) this.roamedBack += 1;
    else this.seenOfAll.set(roaming, stamp);
    const known = this.known.get(surface) ?? [];
    if (known.length === 0) this.known.set(surface, known);
    if (stamp > (known.at(-1)?.stamp ?? 0)) known.push({ stamp, since: read.receivedAt });
    // Somebody had a newer one so long ago that this process must have it, too.
    const newer = known[firstAbove(known, stamp)];
    if (newer !== undefined && this.mustHaveHeard(server, newer.since, read.servedAt))
      this.complain('VERSION_BEHIND', read);
  }

  private checkTag(read: Read): void {
    if (read.tag === 0) return;
    const key = `${read.surface} ${read.tag}`;
    const stands = `${read.stamp} ${read.campaign} ${read.validUntil}`;
    const before = this.tags.get(key);
    if (before === undefined) this.tags.set(key, stands);
    else if (before !== stands) this.complain('TAG_REUSED', read);
  }

  private complain(violation: Violation, read: Read): void {
    this.counts[violation] = (this.counts[violation] ?? 0) + 1;
    if (this.examples.length < EXAMPLES_MAX * VIOLATIONS.length) this.examples.push({ violation, read });
  }
}

/** The index of the first of a growing list that is above; its length when none is. */
function firstAbove(known: readonly { readonly stamp: number }[], stamp: number): number {
  let [low, high] = [0, known.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (known[middle]!.stamp > stamp) high = middle;
    else low = middle + 1;
  }
  return low;
}
