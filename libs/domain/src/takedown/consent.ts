import { Temporal } from 'temporal-polyfill';
import type { Audience } from '../campaign/audience.js';
import { SLUG, SLUG_LENGTH_MAX } from '../campaign/campaign.js';
import type { ContentDocument, ContentText } from '../content/document.js';
import { REGIONS_MAX } from '../content/document-rules.js';
import { invalidValue, refuse, type Refusal } from '../refusal.js';
import { formatInstant, type Instant } from '../time/instant.js';
import { earthWindow, type WindowIntent } from '../time/window-intent.js';

/** How the partner knows of the consent; the evidence itself stays with them. */
export const CONSENT_EVIDENCE = ['SIGNED_FORM', 'RECORDED_STATEMENT', 'WRITTEN_MESSAGE'] as const;
export type ConsentEvidence = (typeof CONSENT_EVIDENCE)[number];

/** What the person whose story it is agreed to. It stands until another takes its place, it expires, or it is withdrawn. */
export interface ConsentScope {
  /** ISO 3166-1 alpha-2; empty: everywhere. */
  readonly regions: readonly string[];
  /** Slugs; empty: all. */
  readonly surfaces: readonly string[];
  /** From then on nothing is shown, everywhere at this one instant. */
  readonly until: Instant;
}

/** A consent as the partner attests it. */
export interface ConsentAttestation extends ConsentScope {
  /**
   * The partner's own, by which they and nobody else find the person: letters, digits, `.`, `_`, `/` and `-` with at least one digit, no
   * spaces and no @. It is no place for a name.
   */
  readonly reference: string;
  readonly evidence: ConsentEvidence;
  /** That the right to withdraw at any time, without a reason, was explained. */
  readonly withdrawalExplained: boolean;
  /** That support was offered. */
  readonly supportOffered: boolean;
}

export const CONSENT_YEARS_MAX = 5;
const REFERENCE = /^(?=.*\d)[A-Za-z0-9._/-]{1,64}$/;
const SURFACES_MAX = 100;

/** True when a document tells somebody's own story; then it is shown with their consent only. */
export function isLivedExperience({ topics }: Pick<ContentDocument, 'topics'>): boolean {
  return topics.some((topic) => topic.startsWith('lived_experience'));
}

/** What is left of each locale when consent is withdrawn: nothing, and no hash fits it. */
export const ERASED_TEXT: ContentText = { title: '', summary: null, body: null, contentNote: null, media: [] };

/** Everything that forbids a consent record, all at once. */
export function consentRefusals(consent: ConsentAttestation, now: Instant, path: readonly string[]): Refusal[] {
  const { reference, regions, surfaces, until, withdrawalExplained, supportOffered } = consent;
  const latest = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO('UTC')
    .add({ years: CONSENT_YEARS_MAX }).epochMilliseconds;
  const attested = { withdrawalExplained, supportOffered };
  return [
    ...(REFERENCE.test(reference)
      ? []
      : [
          invalidValue(
            [...path, 'reference'],
            // Not repeated: it may be somebody's name.
            null,
            'your own reference such as LE-2027-014: 1 to 64 letters, digits, . _ / - with at least one digit, and no name',
          ),
        ]),
    ...(regions.length > REGIONS_MAX
      ? [invalidValue([...path, 'regions'], `${regions.length} of them`, `at most ${REGIONS_MAX}`)]
      : regions
          .filter((region) => !/^[A-Z]{2}$/.test(region))
          .map((region) =>
            invalidValue([...path, 'regions'], region, 'ISO 3166-1 codes such as GB; an empty list means everywhere'),
          )),
    ...(surfaces.length > SURFACES_MAX
      ? [invalidValue([...path, 'surfaces'], `${surfaces.length} of them`, `at most ${SURFACES_MAX}`)]
      : surfaces
          .filter((surface) => !SLUG.test(surface) || surface.length > SLUG_LENGTH_MAX)
          .map((surface) =>
            invalidValue([...path, 'surfaces'], surface, 'slugs of surfaces; an empty list means all'),
          )),
    ...(until > now && until <= latest
      ? []
      : [
          invalidValue(
            [...path, 'until'],
            formatInstant(until),
            `an instant after now and not after ${formatInstant(latest)}: consent is asked for again at least every ${CONSENT_YEARS_MAX} years`,
          ),
        ]),
    ...(Object.keys(attested) as (keyof typeof attested)[])
      .filter((field) => !attested[field])
      .map((field) => invalidValue([...path, field], 'false', 'true: without it no story is shown')),
  ];
}

/** Where a story is to be shown. */
export interface ConsentQuestion {
  readonly surface: string;
  readonly audience: Pick<Audience, 'regions'>;
}

/** What of a place is outside of a consent; null: it covers it. Its end is a matter of time, and asked for elsewhere. */
export type ConsentGap = 'NO_CONSENT' | 'OTHER_SURFACE' | 'OTHER_REGIONS' | 'ENDS_TOO_EARLY';

/**
 * Why an entry may not be shown in a place at all, whatever the time: a story without consent, or on a surface or in regions that it
 * does not name. What is not a story, and has no consent record, needs none.
 */
export function consentGap(
  entry: { readonly document: Pick<ContentDocument, 'topics'>; readonly consent?: ConsentScope | null },
  { surface, audience }: ConsentQuestion,
): Exclude<ConsentGap, 'ENDS_TOO_EARLY'> | null {
  const consent = entry.consent ?? null;
  if (consent === null) return isLivedExperience(entry.document) ? 'NO_CONSENT' : null;
  if (consent.surfaces.length > 0 && !consent.surfaces.includes(surface)) return 'OTHER_SURFACE';
  const { regions } = audience;
  if (consent.regions.length === 0) return null;
  return regions.length > 0 && regions.every((region) => consent.regions.includes(region)) ? null : 'OTHER_REGIONS';
}

/** The same for a window, whose end the consent must reach everywhere on Earth. */
export function consentWindowGap(
  entry: { readonly document: Pick<ContentDocument, 'topics'>; readonly consent?: ConsentScope | null },
  question: ConsentQuestion,
  intent: WindowIntent,
): ConsentGap | null {
  const gap = consentGap(entry, question);
  const consent = entry.consent ?? null;
  if (gap !== null || consent === null) return gap;
  const { end } = earthWindow(intent);
  return end !== null && end <= consent.until ? null : 'ENDS_TOO_EARLY';
}

/** The refusal for an entry that consent does not cover. */
export function consentRefusal(
  entry: { readonly position: number; readonly revisionId: string; readonly consent?: ConsentScope | null },
  gap: ConsentGap,
  path: readonly string[],
): Refusal {
  const { position, revisionId } = entry;
  const consent = entry.consent ?? null;
  const why: Readonly<Record<ConsentGap, string>> = {
    NO_CONSENT:
      'tells somebody’s own story, and no consent is on record. Ask its partner to record one (recordConsent)',
    OTHER_SURFACE: `may be shown on ${consent?.surfaces.slice(0, 20).join(', ')} only. Choose one of these`,
    OTHER_REGIONS: `may be shown in ${consent?.regions.slice(0, 20).join(', ')} only. Narrow the regions`,
    ENDS_TOO_EARLY: `may be shown until ${consent === null ? '' : formatInstant(consent.until)}. Shorten the window, or ask its partner to ask the person again`,
  };
  return refuse('CONSENT_NEEDED', path, {
    message: `Entry ${position} ${why[gap]}, or take it out.`,
    position,
    revisionId,
    gap,
    until: consent?.until ?? null,
  });
}
