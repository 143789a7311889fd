import type { Viewer } from '../time/viewer.js';
import type { ZoneName } from '../time/zone.js';
import { windowFor, type Candidate, type Programme } from './programme.js';

/** Far above what real audiences make; beyond it the classes that were not looked at are counted, not guessed. */
export const VIEWER_CLASSES_MAX = 400;

/** One viewer for each way in which programmes can tell viewers of a surface apart. */
export interface ViewerClasses {
  readonly viewers: readonly Viewer[];
  /** How many more there would be. */
  readonly leftOut: number;
}

/**
 * Viewers that stand for all others on a surface: every region, locale, platform and version that an audience or a pause names
 * and one of whom nothing is known, in each zone in which the windows fall differently.
 *
 * @param zones the named zones of the host, folded here by the windows that they give
 */
export function viewerClasses(
  programmes: readonly Programme[],
  surface: string,
  zones: readonly ZoneName[],
): ViewerClasses {
  const candidates = programmes.flatMap((programme) => programme.surfaces.get(surface) ?? []);
  const named = <T>(pick: (candidate: Candidate) => readonly T[]): (T | null)[] => [
    null,
    ...new Set(candidates.flatMap(pick)),
  ];
  const regions = [
    ...new Set([
      ...named(({ audience }) => audience.regions),
      ...programmes.flatMap(({ pauses }) => pauses.flatMap((pause) => pause.regions)),
    ]),
  ];
  const locales = named(({ audience }) => audience.locales);
  const platforms = named(({ audience }) => audience.platforms);
  const versions = named(({ audience }) => (audience.appVersionMin === null ? [] : [audience.appVersionMin]));
  const different = foldZones(candidates, zones);
  const count = regions.length * locales.length * platforms.length * versions.length * different.length;
  const viewers: Viewer[] = [];
  for (const zone of different)
    for (const region of regions)
      for (const locale of locales)
        for (const platform of platforms)
          for (const appVersion of versions)
            if (viewers.length < VIEWER_CLASSES_MAX)
              viewers.push({ region, locale, zone, zoneIsKnown: true, platform, appVersion });
  return { viewers, leftOut: count - viewers.length };
}

/** One zone for each way in which the viewer-local windows fall; UTC alone when none does. */
function foldZones(candidates: readonly Candidate[], zones: readonly ZoneName[]): ZoneName[] {
  const local = candidates.filter(({ intent }) => intent.mode === 'VIEWER_LOCAL');
  if (local.length === 0) return ['UTC'];
  const byWindows = new Map<string, ZoneName>();
  for (const zone of zones) {
    const key = local.map((candidate) => Object.values(windowFor(candidate, zone)).join('/')).join(' ');
    if (!byWindows.has(key)) byWindows.set(key, zone);
  }
  return [...byWindows.values()];
}
