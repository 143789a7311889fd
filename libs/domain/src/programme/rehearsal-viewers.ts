import { audienceMismatch, EVERYBODY, type Audience } from '../campaign/audience.js';
import type { Platform, Viewer } from '../time/viewer.js';
import type { ZoneName } from '../time/zone.js';
import { windowFor, type Candidate } from './programme.js';
import { EVERYONE_ELSE, type RehearsalFindingAudience } from './rehearsal-finding.js';

/** Viewers of whom no audience of the surface can tell one from the other, and one who stands for them. */
export interface AudienceClass {
  readonly viewer: Omit<Viewer, 'zone' | 'zoneIsKnown'>;
  readonly who: Omit<RehearsalFindingAudience, 'zones'>;
}

/** Zones in which every window in question falls alike, and one that stands for them. */
export interface ZoneGroup {
  readonly zone: ZoneName;
  readonly zones: readonly ZoneName[];
}

/** A region that nobody names: of whom it is unknown is no one to stand for the rest, since a pause anywhere takes them too. */
export const SOMEWHERE = 'ZZ';

/** Classes that are looked at; a surface with more has audiences that nobody can keep apart. */
export const AUDIENCE_CLASSES_MAX = 2_000;

type Axis = keyof Omit<RehearsalFindingAudience, 'zones'>;
const AXES: readonly Axis[] = ['regions', 'locales', 'platforms', 'appVersions'];

/** What one axis of an audience names, and that axis alone of an audience and of a viewer. */
const NAMED: Readonly<Record<Axis, (audience: Audience) => readonly string[]>> = {
  regions: ({ regions }) => regions,
  locales: ({ locales }) => locales,
  platforms: ({ platforms }) => platforms,
  appVersions: ({ appVersionMin }) => (appVersionMin === null ? [] : [appVersionMin]),
};
const ONLY: Readonly<Record<Axis, (audience: Audience) => Audience>> = {
  regions: ({ regions }) => ({ ...EVERYBODY, regions }),
  locales: ({ locales }) => ({ ...EVERYBODY, locales }),
  platforms: ({ platforms }) => ({ ...EVERYBODY, platforms }),
  appVersions: ({ appVersionMin }) => ({ ...EVERYBODY, appVersionMin }),
};
const NOBODY: Viewer = {
  region: null,
  locale: null,
  zone: 'UTC',
  zoneIsKnown: true,
  platform: null,
  appVersion: null,
};
const WITH: Readonly<Record<Axis, (value: string | null) => Viewer>> = {
  regions: (region) => ({ ...NOBODY, region }),
  locales: (locale) => ({ ...NOBODY, locale }),
  platforms: (platform) => ({ ...NOBODY, platform: platform as Platform | null }),
  appVersions: (appVersion) => ({ ...NOBODY, appVersion }),
};

/** Values of one axis that the same audiences admit; `admits` has a bit for each candidate. */
interface AxisGroup {
  readonly values: readonly (string | null)[];
  readonly admits: bigint;
}

interface ClassDraft {
  readonly groups: Readonly<Record<Axis, readonly (string | null)[]>>;
  readonly admits: bigint;
}

/**
 * The classes of a run's audience: made of every region, language, platform and version that an audience names, and those
 * that none of them names. Two viewers of one class are meant by exactly the same candidates.
 *
 * @param run the candidate whose audience is divided
 * @param rivals the candidates by whose audiences it is divided
 * @param pauseRegions regions that a pause tells apart
 * @returns `isComplete` false: there are more than AUDIENCE_CLASSES_MAX, and those behind are left out
 */
export function audienceClasses(
  run: Candidate,
  rivals: readonly Candidate[],
  pauseRegions: readonly string[] = [],
): { readonly classes: readonly AudienceClass[]; readonly isComplete: boolean } {
  const candidates = [run, ...rivals];
  const axes = AXES.map((axis) => axisGroups(axis, candidates, [...new Set(pauseRegions)]));
  const size = axes.reduce((product, groups) => product * groups.length, 1);
  let drafts: ClassDraft[] = [{ groups: { regions: [], locales: [], platforms: [], appVersions: [] }, admits: -1n }];
  AXES.forEach((axis, i) => {
    drafts = drafts
      .flatMap(({ groups, admits }) =>
        axes[i]!.map((group) => ({ groups: { ...groups, [axis]: group.values }, admits: admits & group.admits })),
      )
      .slice(0, AUDIENCE_CLASSES_MAX);
  });
  for (const axis of AXES) drafts = mergedAlong(axis, drafts);
  const widths = AXES.map((_, i) => axes[i]!.reduce((sum, group) => sum + group.values.length, 0));
  return {
    classes: drafts.map((draft) => audienceClass(draft, widths)),
    isComplete: size <= AUDIENCE_CLASSES_MAX,
  };
}

/**
 * The values of an axis that the run admits (the first candidate), grouped by who else does, and by which pauses concern them:
 * a bit for each paused region behind those of the candidates, set on every other axis.
 */
function axisGroups(axis: Axis, candidates: readonly Candidate[], apart: readonly string[]): AxisGroup[] {
  const audiences = candidates.map(({ audience }) => ONLY[axis](audience));
  const isRegion = axis === 'regions';
  const namedValues = candidates.flatMap(({ audience }) => NAMED[axis](audience));
  const values = [...new Set([...namedValues, ...(isRegion ? apart : [])])].sort();
  const pausedBits = (value: string | null) =>
    apart.reduce(
      (bits, region, i) => (!isRegion || value === region ? bits | (1n << BigInt(candidates.length + i)) : bits),
      0n,
    );
  const groups = new Map<bigint, (string | null)[]>();
  for (const value of [...values, null]) {
    const viewer = WITH[axis](value);
    const admits = audiences.reduce(
      (bits, audience, i) => (audienceMismatch(audience, viewer) === null ? bits | (1n << BigInt(i)) : bits),
      pausedBits(value),
    );
    if ((admits & 1n) === 1n) groups.set(admits, [...(groups.get(admits) ?? []), value]);
  }
  return [...groups].map(([admits, admitted]) => ({ admits, values: admitted }));
}

/** Classes that differ in one axis only, and are meant by the same candidates, are one. */
function mergedAlong(axis: Axis, drafts: readonly ClassDraft[]): ClassDraft[] {
  const merged = new Map<string, ClassDraft>();
  for (const draft of drafts) {
    const others = AXES.filter((one) => one !== axis).map((one) => draft.groups[one]);
    const key = JSON.stringify([draft.admits.toString(), others]);
    const known = merged.get(key);
    const values = [...(known?.groups[axis] ?? []), ...draft.groups[axis]];
    merged.set(key, { ...draft, groups: { ...draft.groups, [axis]: values } });
  }
  return [...merged.values()];
}

/** @param widths how many values each axis has in all: a class with all of them does not speak of that axis */
function audienceClass({ groups }: ClassDraft, widths: readonly number[]): AudienceClass {
  const names = (axis: Axis): string[] => {
    const values = groups[axis];
    return values.length === widths[AXES.indexOf(axis)] ? [] : values.map((value) => value ?? EVERYONE_ELSE);
  };
  const { region } = WITH.regions(groups.regions[0]!);
  const { locale } = WITH.locales(groups.locales[0]!);
  const { platform } = WITH.platforms(groups.platforms[0]!);
  const { appVersion } = WITH.appVersions(groups.appVersions[0]!);
  return {
    viewer: { region: region ?? SOMEWHERE, locale, platform, appVersion },
    who: {
      regions: names('regions'),
      locales: names('locales'),
      platforms: names('platforms') as RehearsalFindingAudience['platforms'],
      appVersions: names('appVersions'),
    },
  };
}

/** Zones in which the windows of all candidates fall alike are one; only windows on viewers' own clocks can differ. */
export function zoneGroups(zones: readonly ZoneName[], candidates: readonly Candidate[]): ZoneGroup[] {
  // Deriving is what costs here, and the same dates are the same windows, whoever has them.
  const dates = candidates
    .filter(({ intent }) => intent.mode === 'VIEWER_LOCAL')
    .map((candidate) => [`${candidate.intent.start}/${candidate.intent.end ?? ''}`, candidate] as const);
  const local = [...new Map(dates).values()];
  const groups = new Map<string, ZoneName[]>();
  for (const zone of zones) {
    const key = local.map((candidate) => Object.values(windowFor(candidate, zone)).join('/')).join(' ');
    groups.set(key, [...(groups.get(key) ?? []), zone]);
  }
  return [...groups.values()].map((alike) => ({ zone: alike[0]!, zones: alike }));
}
