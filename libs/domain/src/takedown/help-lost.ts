import { resolveHelp } from '../care/help.js';
import type { Helpline } from '../care/helpline.js';
import { refuse, type Refusal } from '../refusal.js';
import type { Instant } from '../time/instant.js';

/**
 * The regions of a helpline that would have none left without it, in alphabetical order: only the directory and the words for an
 * emergency would be answered there.
 *
 * @param onAir every helpline that is shown, this one among them
 */
export function regionsLosingHelp(onAir: readonly Helpline[], slug: string, at: Instant): string[] {
  const rest = onAir.filter((helpline) => helpline.slug !== slug);
  const has = (helplines: readonly Helpline[], region: string) =>
    resolveHelp({ helplines, emergency: [] }, region, null, at).help.services.length > 0;
  const regions = onAir.find((helpline) => helpline.slug === slug)?.regions ?? [];
  return [...new Set(regions)].filter((region) => has(onAir, region) && !has(rest, region)).sort();
}

/** Nobody loses their last helpline by an oversight: whoever means it says so. */
export function helpLostRefusals(
  regions: readonly string[],
  isAcknowledged: boolean,
  path: readonly string[],
): Refusal[] {
  if (regions.length === 0 || isAcknowledged) return [];
  const message = `Without it ${regions.slice(0, 20).join(', ')} would have no helpline on file, only the directory and the words for an emergency. Put another one on file first, or say that it is meant: acknowledgesLostHelp.`;
  return [refuse('HELP_WOULD_BE_LOST', path, { message, regions })];
}
