import { reasonRefusals, SLUG, SLUG_LENGTH_MAX } from '../campaign/campaign.js';
import { LOCALES_MAX, SUMMARY_LENGTH_MAX, textRefusals } from '../content/document-rules.js';
import { canonicalHash } from '../content/content-hash.js';
import type { RunState } from '../campaign/run.js';
import { invalidValue, refuse, type Refusal } from '../refusal.js';
import { canonicalLocale, type Locale } from '../text/locale.js';
import { formatInstant, type Instant } from '../time/instant.js';

/** What can be taken off the air by itself. */
export const REMOVAL_SUBJECTS = ['REVISION', 'ITEM', 'PARTNER', 'CAMPAIGN', 'HELPLINE', 'GUIDE'] as const;
export type RemovalSubject = (typeof REMOVAL_SUBJECTS)[number];

/**
 * Why something is off the air: a takedown by staff, the partner's own withdrawal, the suspension of its partner, consent that was
 * withdrawn. Ordered by what a message says first where several hold.
 */
export const REMOVAL_CAUSES = ['CONSENT_WITHDRAWAL', 'TAKEDOWN', 'WITHDRAWAL', 'SUSPENSION'] as const;
export type RemovalCause = (typeof REMOVAL_CAUSES)[number];

/**
 * How staff take a thing down. `IN_ERROR`: it should never have been there, or it should not have been taken down; the only one that
 * can be lifted. `REPLACED_BY`: another one is named. `WITHDRAWN_WITH_NOTICE`: the public is told in words of ours.
 */
export const TAKEDOWN_KINDS = ['IN_ERROR', 'REPLACED_BY', 'WITHDRAWN_WITH_NOTICE'] as const;
export type TakedownKind = (typeof TAKEDOWN_KINDS)[number];

/** That something is off the air while nobody lifts it. */
export interface Removal {
  readonly id: string;
  readonly cause: RemovalCause;
  readonly subjectType: RemovalSubject;
  /** A UUID; of a helpline or a guide its slug. */
  readonly subjectId: string;
}

/** A thing, or something that it belongs to. */
export type Subject = readonly [type: RemovalSubject, id: string];

/** Every removal that stands, by its subject. */
export type StandingRemovals = ReadonlyMap<string, Removal>;

const keyOf = (type: RemovalSubject, id: string) => `${type} ${id}`;
const weightOf = ({ cause }: Removal) => REMOVAL_CAUSES.indexOf(cause);

/** @param removals those that nobody has lifted, in any order; of several on one subject the weightiest is kept */
export function standingRemovals(removals: readonly Removal[]): StandingRemovals {
  const standing = new Map<string, Removal>();
  for (const removal of removals) {
    const key = keyOf(removal.subjectType, removal.subjectId);
    const known = standing.get(key);
    if (known === undefined || weightOf(removal) < weightOf(known)) standing.set(key, removal);
  }
  return standing;
}

/**
 * The one rule of what is off the air: a thing is, while a removal stands over itself or over anything that it belongs to.
 *
 * A revision belongs to its item and its partner; a run to its campaign; a helpline and a guide to nobody, so that no suspension of a
 * partner takes help away. What is removed leaves an empty place: the entries behind it move up, a run without any entry gives way to
 * the next candidate. Nothing is ever put on the air by a removal, also not what a takedown names as its successor.
 *
 * @param subjects the thing first, then what it belongs to
 * @returns the removal that is to be named, or null: nothing stands in its way
 */
export function offAir(removals: StandingRemovals, ...subjects: readonly Subject[]): Removal | null {
  if (removals.size === 0) return null;
  return subjects.reduce<Removal | null>((found, [type, id]) => {
    const one = removals.get(keyOf(type, id));
    return one !== undefined && (found === null || weightOf(one) < weightOf(found)) ? one : found;
  }, null);
}

/** The removal of a revision as it stands in a playlist. */
export function offAirRevision(
  removals: StandingRemovals,
  revision: { readonly revisionId: string; readonly itemId: string; readonly partnerId: string },
): Removal | null {
  const { revisionId, itemId, partnerId } = revision;
  return offAir(removals, ['REVISION', revisionId], ['ITEM', itemId], ['PARTNER', partnerId]);
}

/** How subjects are called in events and in the trace. */
export const SUBJECT_NAMES = {
  REVISION: 'revision',
  ITEM: 'content-item',
  PARTNER: 'partner',
  CAMPAIGN: 'campaign',
  HELPLINE: 'helpline',
  GUIDE: 'guide',
} as const satisfies Record<RemovalSubject, string>;

/** What of a takedown is told: `content.taken_down` of revisions and items, else `campaign.taken_down` and so on. */
export function takedownEvent(subjectType: RemovalSubject, what: 'taken_down' | 'takedown_lifted'): string {
  return `${subjectType === 'REVISION' || subjectType === 'ITEM' ? 'content' : SUBJECT_NAMES[subjectType]}.${what}`;
}

/** Where a thing stood in the moment of its removal. */
export interface RemovedFrom {
  readonly runId: string;
  readonly campaignId: string;
  readonly surface: string;
  readonly state: RunState;
  /** Places in the playlist that are empty with it, from 1; empty: the whole run. */
  readonly positions: readonly number[];
  /** True when the run has no entry left that may be shown: it is not on air, and the next candidate is. */
  readonly isLeftWithNothing: boolean;
}

/** What was removed, as proof: hashes of texts that may be gone themselves, and every place they were removed from. */
export interface RemovalReceipt {
  readonly hashes: readonly { readonly revisionId: string; readonly locale: Locale; readonly contentHash: string }[];
  /** At most RECEIPT_PLACES_MAX. */
  readonly removedFrom: readonly RemovedFrom[];
  /** How many places there were besides. */
  readonly leftOut: number;
}

export const RECEIPT_PLACES_MAX = 1_000;
export const EMPTY_RECEIPT: RemovalReceipt = { hashes: [], removedFrom: [], leftOut: 0 };

/** Binds a receipt to its removal and its instant: who has the hash can prove what was removed when, and from where. */
export function receiptHash(removal: Removal, at: Instant, receipt: RemovalReceipt): string {
  const { id, cause, subjectType, subjectId } = removal;
  return canonicalHash({ id, cause, subjectType, subjectId, at: formatInstant(at), receipt });
}

/** How staff take something down. */
export interface Takedown {
  readonly subjectType: RemovalSubject;
  readonly subjectId: string;
  readonly kind: TakedownKind;
  readonly reason: string;
  /** Locale to what the public is told; of `WITHDRAWN_WITH_NOTICE`, else empty. */
  readonly notice: Readonly<Record<Locale, string>>;
  /** Of `REPLACED_BY`, else null. */
  readonly replacedBy: string | null;
}

/** Everything that forbids a takedown by itself, all at once; whether its subject is there only the rows can say. */
export function takedownRefusals(takedown: Takedown, path: readonly string[]): Refusal[] {
  const { subjectType, subjectId, kind, reason, notice, replacedBy } = takedown;
  return [
    ...reasonRefusals(reason, [...path, 'reason']),
    ...(kind === 'WITHDRAWN_WITH_NOTICE'
      ? noticeRefusals(notice, [...path, 'notice'])
      : Object.keys(notice).length === 0
        ? []
        : [
            invalidValue(
              [...path, 'notice'],
              null,
              `no notice with the kind ${kind}: take it away, or choose WITHDRAWN_WITH_NOTICE`,
            ),
          ]),
    ...successorRefusals(kind, subjectId, replacedBy, [...path, 'replacedBy']),
    ...(subjectType === 'HELPLINE' || subjectType === 'GUIDE'
      ? slugFormRefusals(subjectId, [...path, 'subjectId'])
      : []),
  ];
}

function slugFormRefusals(slug: string, path: readonly string[]): Refusal[] {
  return SLUG.test(slug) && slug.length <= SLUG_LENGTH_MAX
    ? []
    : [invalidValue(path, slug, 'the slug of a helpline or guide')];
}

function noticeRefusals(notice: Readonly<Record<Locale, string>>, path: readonly string[]): Refusal[] {
  const locales = Object.keys(notice);
  if (locales.length === 0 || locales.length > LOCALES_MAX)
    return [invalidValue(path, `${locales.length} locales`, `what the public is told, in 1 to ${LOCALES_MAX} locales`)];
  return locales.flatMap((locale) => [
    ...(canonicalLocale(locale) === locale ? [] : [invalidValue(path, locale, 'a BCP 47 tag such as en or pt-BR')]),
    ...(notice[locale]!.trim() === ''
      ? [invalidValue([...path, locale.slice(0, 35)], null, `1 to ${SUMMARY_LENGTH_MAX} characters`)]
      : textRefusals(notice[locale]!, SUMMARY_LENGTH_MAX, [...path, locale.slice(0, 35)])),
  ]);
}

function successorRefusals(
  kind: TakedownKind,
  subjectId: string,
  replacedBy: string | null,
  path: readonly string[],
): Refusal[] {
  if (kind !== 'REPLACED_BY')
    return replacedBy === null
      ? []
      : [invalidValue(path, replacedBy, `no successor with the kind ${kind}: take it away, or choose REPLACED_BY`)];
  if (replacedBy === null)
    return [invalidValue(path, null, 'what takes its place: an id or slug of the same kind of thing')];
  return replacedBy === subjectId ? [invalidValue(path, replacedBy, 'another one: nothing is its own successor')] : [];
}

/** Why a removal may not be lifted: it never may, or somebody lifted it before. */
export function liftRefusals(
  removal: { readonly cause: RemovalCause; readonly kind: TakedownKind | null; readonly isLifted: boolean },
  path: readonly string[],
): Refusal[] {
  const allowedStates = ['IN_ERROR'];
  if (removal.isLifted)
    return [
      refuse('WRONG_STATE', path, {
        message: 'It was lifted before. Read it again.',
        state: 'LIFTED',
        allowedStates: ['STANDING'],
      }),
    ];
  if (removal.kind === 'IN_ERROR') return [];
  const state = removal.kind ?? removal.cause;
  const message =
    removal.cause === 'SUSPENSION'
      ? 'This is the suspension of a partner. Call reinstatePartner.'
      : `What was removed as ${state} never comes back; only IN_ERROR is lifted. Put in a new one, and have it reviewed.`;
  return [refuse('WRONG_STATE', path, { message, state, allowedStates })];
}

/** The refusal that names what is off the air, wherever somebody wants to put it on. */
export function offAirRefusal({ id, cause, subjectType, subjectId }: Removal, path: readonly string[]): Refusal {
  const next =
    cause === 'SUSPENSION'
      ? 'Wait until the partner is reinstated, or leave its content out'
      : 'Leave it out, or ask staff to look at the removal';
  return refuse('OFF_AIR', path, {
    message: `${subjectType} ${subjectId} is off the air (${cause}, removal ${id}). ${next}.`,
    removalId: id,
    cause,
    subjectType,
    subjectId,
  });
}
