import { AUDIENCE_PARTS_MAX } from '../campaign/audience.js';
import { invalidValue, refuse, type Refusal } from '../refusal.js';
import { contains, type Instant, type Window } from '../time/instant.js';

/**
 * Regions in which every answer carries help and nothing else: after a public death, say. Not a pause: of that the crisis tier is
 * free, one person ends it, and it may end by itself. Here nothing is left but help, no tier and no guide, and two people end it.
 */
export interface HelpOnly {
  readonly id: string;
  /** ISO 3166-1 alpha-2; empty: everywhere. */
  readonly regions: readonly string[];
  /** From when it was decided until it was ended; `end` null: it stands. */
  readonly window: Window;
}

/** The stretches in which a viewer of a region gets help only. Of whom the region is unknown gets it with every region. */
export function helpOnlyFor(helpOnly: readonly HelpOnly[], region: string | null): readonly Window[] {
  return helpOnly
    .filter(({ regions }) => regions.length === 0 || region === null || regions.includes(region))
    .map(({ window }) => window);
}

export function isHelpOnly(helpOnly: readonly HelpOnly[], region: string | null, at: Instant): boolean {
  return helpOnlyFor(helpOnly, region).some((window) => contains(window, at));
}

/** Why these cannot be the regions of it. */
export function helpOnlyRefusals(regions: readonly string[], path: readonly string[]): Refusal[] {
  const allowed = 'ISO 3166-1 codes such as GB; an empty list means everywhere';
  if (regions.length > AUDIENCE_PARTS_MAX)
    return [invalidValue(path, `${regions.length} of them`, `at most ${AUDIENCE_PARTS_MAX}`)];
  return regions.filter((region) => !/^[A-Z]{2}$/.test(region)).map((region) => invalidValue(path, region, allowed));
}

/** How far the two people are with ending it. */
export interface HelpOnlyEnding {
  /** Who asks for the end; null: nobody does. */
  readonly endAskedBy: string | null;
  readonly isEnded: boolean;
}

/** Why its end cannot be asked for: it is over, or somebody asks already. */
export function askEndRefusals({ endAskedBy, isEnded }: HelpOnlyEnding, path: readonly string[]): Refusal[] {
  if (isEnded) return [ended(path)];
  if (endAskedBy === null) return [];
  const message = 'Somebody asks for the end already. Confirm it with confirmHelpOnlyEnd, if it is not you who asked.';
  return [refuse('WRONG_STATE', path, { message, state: 'END_ASKED', allowedStates: ['STANDING'] })];
}

/** Why its end cannot be confirmed by somebody: it is over, nobody asked, or they asked themselves. */
export function confirmEndRefusals(
  { endAskedBy, isEnded }: HelpOnlyEnding,
  memberId: string,
  path: readonly string[],
): Refusal[] {
  if (isEnded) return [ended(path)];
  if (endAskedBy === null) {
    const message = 'Nobody has asked for the end yet. Ask with askHelpOnlyEnd; another person confirms.';
    return [refuse('WRONG_STATE', path, { message, state: 'STANDING', allowedStates: ['END_ASKED'] })];
  }
  if (endAskedBy !== memberId) return [];
  const message = 'You asked for the end, so another ADMIN or SAFETY_REVIEWER must confirm it.';
  return [refuse('ANOTHER_PERSON_NEEDED', path, { message, askedBy: endAskedBy })];
}

function ended(path: readonly string[]): Refusal {
  const message = 'It is over. Read it again.';
  return refuse('WRONG_STATE', path, { message, state: 'ENDED', allowedStates: ['STANDING', 'END_ASKED'] });
}
