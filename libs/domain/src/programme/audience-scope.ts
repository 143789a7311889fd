import { canonicalHash } from '../content/content-hash.js';
import { Remembered } from '../remembered.js';
import type { Locale } from '../text/locale.js';
import { LocaleTerms } from '../text/locale-class.js';
import { DAY_MS, type Instant } from '../time/instant.js';
import { wallEnd } from '../time/window-intent.js';
import type { ZoneName } from '../time/zone.js';
import { offsetStretches, wallMsInstant, type WallMs } from '../time/zone-offsets.js';
import { ascending, placed, Stage } from './resolve.js';
import type { Candidate, Programme } from './programme.js';
import { EVERY_ZONE } from './programme-rows.js';

/** Candidates in all stages that are remembered: some 60 MB. */
const STAGES_WEIGHT_MAX = 300_000;
/** Zones of entries with times of their own are told apart for so long at once. */
const PERIOD_MS = 16 * DAY_MS;
/** Around it lie a day for which an answer holds, a week that it tells of, and the days around both on any clock. */
const BEFORE_MS = 12 * DAY_MS;
const AFTER_MS = 14 * DAY_MS;
const DAYS_AROUND_MS = 3 * DAY_MS;

/** Zones of audiences whose class is known, and classes: some 20 MB. */
const ZONES_REMEMBERED_MAX = 100_000;

const stagesRemembered = new Remembered<Stage>(STAGES_WEIGHT_MAX, ({ placed: { length } }) => length + 2);
const zonesRemembered = new Remembered<ZoneName>(ZONES_REMEMBERED_MAX);

/**
 * What the viewers of one kind may be shown on a surface: which of their zones are alike, and a stage for each. Zones are told apart by
 * nothing but the windows that they make of these candidates, and the clock by which entries have their days and hours.
 */
export class AudienceScope {
  /** Of the texts that are offered. */
  readonly terms: LocaleTerms;
  /** False: every zone is shown the same. */
  readonly asksForZone: boolean;
  private wallsKnown: readonly WallMs[] | null = null;
  private readonly local: readonly Candidate[];
  private readonly timed: readonly Candidate[];
  private readonly heldZones: ReadonlySet<ZoneName>;
  /** Of the latest that was asked for; zone classes belong to it. */
  private period: Period = { number: NaN };

  /** @param candidates all of the surface that are meant for viewers of this kind */
  constructor(
    private readonly off: Pick<Programme, 'pauses' | 'helpOnly'>,
    readonly candidates: readonly Candidate[],
    private readonly capacity: number,
    private readonly region: string | null,
  ) {
    this.local = candidates.filter(({ intent }) => intent.mode === 'VIEWER_LOCAL');
    this.timed = candidates.filter(({ isTimed }) => isTimed);
    this.asksForZone = this.local.length + this.timed.length > 0;
    this.heldZones = new Set(this.local.flatMap(({ held }) => Object.keys(held)).filter((zone) => zone !== EVERY_ZONE));
    this.terms = new LocaleTerms(localesOf(candidates));
  }

  /** @param zone of the viewer, or the one that stands for it */
  stage(zone: ZoneName): Stage {
    return stagesRemembered.of(this, this.asksForZone ? zone : '', () => {
      const all = placed(this.off, this.candidates, { region: this.region, zone });
      return new Stage(all, this.capacity);
    });
  }

  /**
   * The zone that stands for all in which these candidates are shown alike, from `at` on for as long as an answer given then holds: the
   * first of them that this process was asked for. A zone with a window that is held stands by itself.
   */
  zoneClass(zone: ZoneName, at: Instant): ZoneName {
    if (!this.asksForZone) return 'UTC';
    const period = this.periodAt(at);
    return zonesRemembered.of(period, zone, () => zonesRemembered.of(period, this.zoneMark(zone), () => zone));
  }

  private periodAt(at: Instant): Period {
    const number = this.timed.length === 0 ? 0 : Math.floor(at / PERIOD_MS);
    if (number !== this.period.number) this.period = { number };
    return this.period;
  }

  /** The same for zones that these candidates cannot tell apart, and no name of a zone. */
  private zoneMark(zone: ZoneName): string {
    if (this.heldZones.has(zone)) return `held ${zone}`;
    return this.timed.length === 0 ? this.windowMark(zone) : `${this.windowMark(zone)}|${this.clockMark(zone)}`;
  }

  /** How far the zone is from UTC at each wall, said where it changes: short, since clocks change twice a year. */
  private windowMark(zone: ZoneName): string {
    let mark = '';
    let before = NaN;
    this.walls().forEach((wall, index) => {
      const behind = wallMsInstant(wall, zone) - wall;
      if (behind !== before) mark += `${index}:${behind} `;
      before = behind;
    });
    return mark;
  }

  private clockMark(zone: ZoneName): string {
    const clock = this.clocksRead().flatMap(([from, until]) =>
      offsetStretches(zone, from, until).map((stretch) => [Math.max(stretch.from, from), stretch.offsetMs]),
    );
    return canonicalHash(clock);
  }

  private walls(): readonly WallMs[] {
    return (this.wallsKnown ??= wallsOf(this.local));
  }

  /** When the clock itself is read, for entries with times of their own: around the period, where their days are counted from, and where secrets began. */
  private clocksRead(): [from: Instant, until: Instant][] {
    const now: [Instant, Instant] = [
      this.period.number * PERIOD_MS - BEFORE_MS,
      (this.period.number + 1) * PERIOD_MS + AFTER_MS,
    ];
    const starts = this.timed.map(({ earth: { start } }): [Instant, Instant] => [
      start - DAYS_AROUND_MS,
      start + DAYS_AROUND_MS,
    ]);
    const secrets = this.candidates.filter(({ embargoed }) => embargoed && this.timed.length > 0);
    const since = Math.min(...secrets.map(({ earth: { start } }) => start - DAYS_AROUND_MS), now[0]);
    return [[since, now[1]], ...starts];
  }
}

interface Period {
  /** Of periods since 1970; 0 where no clock is read but for windows. */
  readonly number: number;
}

/** Ends of windows on each viewer's own clock, ascending, each once. */
function wallsOf(local: readonly Candidate[]): readonly WallMs[] {
  const walls: WallMs[] = [];
  for (const { intent } of local) {
    walls.push(wallEnd(intent.start, 'START'));
    if (intent.end !== null) walls.push(wallEnd(intent.end, 'END'));
  }
  return ascending(walls);
}

function localesOf(candidates: readonly Candidate[]): Set<Locale> {
  const locales = new Set<Locale>();
  for (const { texts, entries } of candidates) {
    for (const locale in texts) locales.add(locale);
    for (const entry of entries) for (const locale of entry.locales) locales.add(locale);
  }
  return locales;
}
