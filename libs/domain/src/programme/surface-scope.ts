import { versionAtLeast } from '../campaign/audience.js';
import { UNPAUSABLE_TIER } from '../campaign/pause.js';
import { Remembered } from '../remembered.js';
import { localePrefixes, type Locale } from '../text/locale.js';
import { LocaleTerms } from '../text/locale-class.js';
import type { Platform, Viewer } from '../time/viewer.js';
import { AudienceScope } from './audience-scope.js';
import { meantFor, type Stage } from './resolve.js';
import { capacityOf, type Candidate, type Programme } from './programme.js';

/** Candidates in all audiences that are remembered: a few audiences for each of a thousand surfaces, some 30 MB. */
const AUDIENCES_WEIGHT_MAX = 400_000;
const AUDIENCE_WEIGHT = 20;
const NO_CANDIDATES: readonly Candidate[] = [];
/** Marks of what nothing names, and of a region that is not known; those of what something names begin behind them. */
export const NOBODYS = 0;
const UNKNOWN = 1;
const FIRST_MARK = 2;

/** What regions of a viewer decide on a surface, as the programme says it. */
type Off = Pick<Programme, 'pauses' | 'helpOnly'>;

/**
 * Which viewers of a surface its campaigns, pauses and help only can tell apart, and what each kind of them may be shown. Made once
 * for the candidates of a surface, and forgotten with them.
 */
export class SurfaceScope {
  /** Of the locales that audiences list. */
  readonly terms: LocaleTerms;
  /** Regions that something names, by number of what names them: regions that the same things name are alike here. */
  readonly regionMarks: ReadonlyMap<string, number>;
  /** True when regions are off the air of their own: of whom the region is unknown is off with each of them. */
  readonly isOffByRegion: boolean;
  private readonly platformMarks: ReadonlyMap<string, number>;
  /** Lowest app versions that are asked for, the highest first. */
  private readonly versions: readonly string[];
  /** Locales that audiences list, in small letters, by number from 1. */
  private readonly listed: ReadonlyMap<string, number>;

  constructor(
    readonly off: Off,
    readonly candidates: readonly Candidate[],
    readonly capacity: number,
  ) {
    const audiences = [...new Set(candidates.map(({ audience }) => audience))];
    const offRegions = [
      ...(candidates.some(({ tier }) => tier !== UNPAUSABLE_TIER) ? off.pauses : []),
      ...off.helpOnly,
    ].map(({ regions }) => regions);
    this.isOffByRegion = offRegions.some((regions) => regions.length > 0);
    this.regionMarks = marks([...audiences.map(({ regions }) => regions), ...offRegions]);
    this.platformMarks = marks(audiences.map(({ platforms }) => platforms));
    this.versions = versionsAsked(audiences.flatMap(({ appVersionMin }) => appVersionMin ?? []));
    const locales = new Set(audiences.flatMap((audience) => audience.locales));
    const tags = new Set([...locales].map((locale) => locale.toLowerCase()));
    this.listed = new Map([...tags].map((tag, index) => [tag, index + 1]));
    this.terms = new LocaleTerms(locales);
  }

  /** What this viewer's kind may be shown. */
  audienceOf(viewer: Viewer): AudienceScope {
    const { region, locale, platform } = viewer;
    let key = this.regionMark(region);
    key = key * (this.listed.size + 1) + this.localeMark(locale);
    key = key * (this.platformMarks.size + FIRST_MARK) + this.platformMark(platform);
    key = key * (this.versions.length + 1) + this.versionMark(viewer.appVersion);
    return audiencesRemembered.of(
      this,
      key,
      () => new AudienceScope(this.off, meantFor(this.candidates, viewer), this.capacity, region),
    );
  }

  /** What names a region, by number. */
  regionMark(region: string | null): number {
    if (region === null) return this.isOffByRegion ? UNKNOWN : NOBODYS;
    return this.regionMarks.get(region) ?? NOBODYS;
  }

  /** The first platform that the same audiences name, or null where none does. */
  platform(platform: Platform | null): Platform | null {
    const mark = this.platformMark(platform);
    for (const [one, other] of this.platformMarks) if (other === mark) return one as Platform;
    return null;
  }

  /** The highest version asked for that a viewer's is not below; null: it is none of them. */
  version(appVersion: string | null): string | null {
    return this.versions[this.versionMark(appVersion) - 1] ?? null;
  }

  private versionMark(appVersion: string | null): number {
    if (appVersion === null || this.versions.length === 0) return 0;
    return this.versions.findIndex((version) => versionAtLeast(appVersion, version)) + 1;
  }

  private platformMark(platform: Platform | null): number {
    return platform === null ? NOBODYS : (this.platformMarks.get(platform) ?? NOBODYS);
  }

  /** The longest tag that is listed of those it begins with: with it go the shorter ones that are. */
  private localeMark(locale: Locale | null): number {
    if (locale === null || this.listed.size === 0) return 0;
    for (const tag of localePrefixes(locale)) {
      const mark = this.listed.get(tag);
      if (mark !== undefined) return mark;
    }
    return 0;
  }
}

const audiencesRemembered = new Remembered<AudienceScope, number>(
  AUDIENCES_WEIGHT_MAX,
  ({ candidates: { length } }) => length + AUDIENCE_WEIGHT,
);
const scopes = new WeakMap<readonly Candidate[], SurfaceScope>();

/** Of a surface as it stands in a programme. One that other programmes share the candidates of with is made once for all of them. */
export function surfaceScope(programme: Programme, surface: string): SurfaceScope {
  const candidates = programme.surfaces.get(surface) ?? NO_CANDIDATES;
  const { pauses, helpOnly } = programme;
  const capacity = capacityOf(programme, surface);
  const known = scopes.get(candidates);
  if (
    known !== undefined &&
    known.off.pauses === pauses &&
    known.off.helpOnly === helpOnly &&
    known.capacity === capacity
  )
    return known;
  const scope = new SurfaceScope({ pauses, helpOnly }, candidates, capacity);
  scopes.set(candidates, scope);
  return scope;
}

/**
 * What a surface shows a viewer over all time, remembered. Of one who stands for a class it is that of the whole class; viewers of one
 * kind in one zone have it together in any case.
 */
export function stageOf(programme: Programme, surface: string, viewer: Viewer): Stage {
  return surfaceScope(programme, surface).audienceOf(viewer).stage(viewer.zone);
}

/** Each value with a number for the lists it is on; lists that say the same count once, and an empty one names nobody. */
function marks(lists: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const distinct = new Map(lists.filter(({ length }) => length > 0).map((list) => [list.join(), list]));
  const namedBy = new Map<string, string>();
  for (const [number, list] of [...distinct.values()].entries())
    for (const value of new Set(list)) namedBy.set(value, `${namedBy.get(value) ?? ''}.${number}`);
  const numbers = new Map<string, number>();
  for (const names of namedBy.values()) if (!numbers.has(names)) numbers.set(names, FIRST_MARK + numbers.size);
  return new Map([...namedBy].map(([value, names]) => [value, numbers.get(names)!]));
}

/** Of versions that are the same, such as 12 and 12.0, the first by text. */
function versionsAsked(versions: readonly string[]): readonly string[] {
  const sorted = [...new Set(versions)].sort();
  return sorted
    .filter((version, index) => !sorted.slice(0, index).some((one) => isSameVersion(one, version)))
    .sort((a, b) => (versionAtLeast(a, b) ? -1 : 1));
}

function isSameVersion(a: string, b: string): boolean {
  return versionAtLeast(a, b) && versionAtLeast(b, a);
}
