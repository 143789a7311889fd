import { invalidValue, type Refusal } from '../refusal.js';
import { formatInstant, overlaps, type Instant, type Window } from '../time/instant.js';
import { AUDIENCE_PARTS_MAX, type Audience } from './audience.js';
import type { Tier } from './tier.js';

/** A named suspension of everything but the crisis tier in some regions, or everywhere. */
export interface Pause {
  readonly id: string;
  /** ISO 3166-1 alpha-2; empty: everywhere. */
  readonly regions: readonly string[];
  /** From when it was decided until it is over, excluded; `end` null: until somebody resumes. */
  readonly window: Window;
}

/** What becomes of a run that a pause touched, when people resume. */
export const RESUME_CHOICES = ['CONTINUE', 'SHORTEN', 'RETIRE'] as const;
export type ResumeChoice = (typeof RESUME_CHOICES)[number];

/** Nothing of a crisis is ever paused. */
export const UNPAUSABLE_TIER: Tier = 'CRISIS';

/**
 * The stretches in which a campaign of a tier is not shown to a viewer of a region. Of whom the region is unknown is paused with
 * every region: they may well be there.
 */
export function pausesFor(pauses: readonly Pause[], tier: Tier, region: string | null): readonly Window[] {
  if (tier === UNPAUSABLE_TIER) return [];
  return pauses
    .filter(({ regions }) => regions.length === 0 || region === null || regions.includes(region))
    .map(({ window }) => window);
}

/** True when a run was or would be off air somewhere because of a pause, in the part of it `[pause.start, until)`. */
export function isTouched(
  pause: Pause,
  run: { readonly tier: Tier; readonly audience: Audience; readonly window: Window },
  until: Instant,
): boolean {
  const { regions } = pause;
  const meets =
    regions.length === 0 ||
    run.audience.regions.length === 0 ||
    run.audience.regions.some((region) => regions.includes(region));
  return run.tier !== UNPAUSABLE_TIER && meets && overlaps(run.window, { start: pause.window.start, end: until });
}

/** Everything that forbids a pause, all at once; its reason is asked for elsewhere. */
export function pauseRefusals(
  pause: { readonly regions: readonly string[]; readonly until: Instant | null },
  now: Instant,
  path: readonly string[],
): Refusal[] {
  const { regions, until } = pause;
  return [
    ...(regions.length > AUDIENCE_PARTS_MAX
      ? [invalidValue([...path, 'regions'], `${regions.length} of them`, `at most ${AUDIENCE_PARTS_MAX}`)]
      : regions
          .filter((region) => !/^[A-Z]{2}$/.test(region))
          .map((region) =>
            invalidValue([...path, 'regions'], region, 'ISO 3166-1 codes such as GB; an empty list means everywhere'),
          )),
    ...(until === null || until > now
      ? []
      : [
          invalidValue(
            [...path, 'until'],
            formatInstant(until),
            `an instant after now (${formatInstant(now)}), or nothing for a pause until somebody resumes`,
          ),
        ]),
  ];
}
