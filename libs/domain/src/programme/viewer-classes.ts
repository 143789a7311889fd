import type { Viewer } from '../time/viewer.js';
import type { ZoneName } from '../time/zone.js';
import type { Candidate, Programme } from './programme.js';
import { SOMEWHERE, zoneGroups } from './rehearsal-viewers.js';

/** Far above what real audiences make; beyond it the classes that were not looked at are counted, not guessed. */
export const VIEWER_CLASSES_MAX = 400;

/** One viewer for each way in which programmes can tell viewers of a surface apart. */
export interface ViewerClasses {
  readonly viewers: readonly Viewer[];
  /** How many more there would be. */
  readonly leftOut: number;
}

/**
 * Viewers that stand for all others on a surface: every region, locale, platform and version that an audience, a pause or help only names
 * and one whom none of them names, in each zone in which the windows fall differently.
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
    SOMEWHERE,
    ...new Set([
      ...candidates.flatMap(({ audience }) => audience.regions),
      ...programmes.flatMap(({ pauses, helpOnly }) => [...pauses, ...helpOnly].flatMap((one) => one.regions)),
    ]),
  ];
  const locales = named(({ audience }) => audience.locales);
  const platforms = named(({ audience }) => audience.platforms);
  const versions = named(({ audience }) => (audience.appVersionMin === null ? [] : [audience.appVersionMin]));
  const different = zoneGroups(zones, candidates).map(({ zone }) => zone);
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
