import {
  evergreenOnly,
  freshness,
  FRESHNESS,
  freshUntil,
  withoutDenied,
  type Denial,
  type Freshness,
  type FreshnessLimits,
  type Instant,
  type Programme,
  type ProgrammeRows,
} from '#domain';

/** Where a process has its programme from. */
export const ORIGINS = ['DATABASE', 'PEER', 'SNAPSHOT'] as const;
export type OriginName = (typeof ORIGINS)[number];

/** One place from which a process may have its programme; none of them ever goes back to an older one. */
export interface ProgrammeOrigin {
  current(): Programme | null;
  rows(): ProgrammeRows | null;
  /** Since the rows were last found to be these, milliseconds of a monotonic clock; null: nothing is held. */
  ageMs(): number | null;
}

export interface ServedOrigin extends ProgrammeOrigin {
  readonly origin: OriginName;
}

/**
 * What answers are given from: the newest programme of those that the database, another process and the disk have given this process,
 * without what is denied, and after the limit of its age without what is above the evergreen tier.
 *
 * Of one version the origin counts that has looked last. Since no origin goes back, neither does this. It is asked on each answer,
 * so it remembers what it has made: a programme that did not change is the same object as before.
 */
export class ServedProgramme {
  private denials: { readonly epoch: number; readonly subjects: readonly Denial[] } = { epoch: 0, subjects: [] };
  private made: Made | null = null;

  constructor(
    private readonly origins: readonly ServedOrigin[],
    private readonly limits: FreshnessLimits,
  ) {}

  /** Null: there is none from anywhere. */
  current(): Programme | null {
    const chosen = this.chosen();
    if (chosen === null) return null;
    const made = this.madeOf(chosen.programme);
    if (this.freshnessOf(chosen) !== 'EVERGREEN_ONLY') return made.allowed;
    made.evergreen ??= evergreenOnly(made.allowed);
    return made.evergreen;
  }

  /** As they were given: what is denied is in them. */
  rows(): ProgrammeRows | null {
    return this.chosen()?.from.rows() ?? null;
  }

  /** Without denials and limit; what others are told. */
  whole(): Programme | null {
    return this.chosen()?.programme ?? null;
  }

  origin(): OriginName | null {
    return this.chosen()?.from.origin ?? null;
  }

  /** Since the rows were last found to be these; null: there are none. */
  ageMs(): number | null {
    return this.chosen()?.ageMs ?? null;
  }

  freshness(): Freshness {
    const chosen = this.chosen();
    return chosen === null ? freshness(null, this.limits) : this.freshnessOf(chosen);
  }

  /** When the rows were last found to be these, by the clock that says `at` now; null: there are none. */
  checkedAt(at: Instant): Instant | null {
    const ageMs = this.ageMs();
    return ageMs === null ? null : Math.floor(at - ageMs);
  }

  /** The instant at which what is served changes if nobody finds the rows to be these until then; null: it does not. */
  freshUntil(at: Instant): Instant | null {
    const chosen = this.chosen();
    if (chosen === null || this.freshnessOf(chosen) === 'EVERGREEN_ONLY') return null;
    return freshUntil(at, chosen.ageMs, this.limits);
  }

  /**
   * Another number whenever answers are to be made anew although neither the rows nor a boundary has changed: by a denial, or by age.
   * Whoever keeps an answer keeps this beside it.
   */
  epoch(): number {
    return this.denials.epoch * FRESHNESS.length + FRESHNESS.indexOf(this.freshness());
  }

  /** From the next answer on. @param subjects all that is denied from now on; empty: nothing */
  deny(subjects: readonly Denial[]): void {
    this.denials = { epoch: this.denials.epoch + 1, subjects };
    this.made = null;
  }

  private freshnessOf({ ageMs }: Chosen): Freshness {
    return freshness(ageMs, this.limits);
  }

  private chosen(): Chosen | null {
    let best = null as Chosen | null;
    for (const from of this.origins) {
      const programme = from.current();
      const ageMs = from.ageMs();
      if (programme === null || ageMs === null) continue;
      if (best === null || programme.version > best.programme.version) best = { from, programme, ageMs };
      // The same rows: the programme stays the object that it was, and is as young as whoever looked last says.
      else if (programme.version === best.programme.version && ageMs < best.ageMs) best = { ...best, from, ageMs };
    }
    return best;
  }

  private madeOf(programme: Programme): Made {
    if (this.made?.of !== programme)
      this.made = { of: programme, allowed: withoutDenied(programme, this.denials.subjects), evergreen: null };
    return this.made;
  }
}

interface Chosen {
  readonly from: ServedOrigin;
  readonly programme: Programme;
  readonly ageMs: number;
}

interface Made {
  readonly of: Programme;
  readonly allowed: Programme;
  evergreen: Programme | null;
}
