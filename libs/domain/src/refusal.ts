import type { ConsentGap } from './takedown/consent.js';
import type { RemovalCause, RemovalSubject } from './takedown/removal.js';
import type { GuideDocument } from './care/guide.js';
import type { ContentDocument } from './content/document.js';
import type { Instant } from './time/instant.js';

/**
 * Every expected "no" of Marquee, with the fields of its own. A refusal is a value: it names the value, the place, the
 * allowed range and the next step, and travels with all others of the same command. The world failing is a fault
 * (thrown), our own bug an assertion (thrown).
 */
export interface RefusalFields {
  /** A value of the input is not readable, too long, out of range or missing. */
  INVALID_VALUE: { readonly value: string | null; readonly allowed: string };
  /** No such thing, or not yours: both answer alike. */
  NOT_FOUND: { readonly what: string; readonly id: string };
  /** Your role may not do this. */
  NOT_ALLOWED: { readonly action: string; readonly role: string };
  /** The thing is in a state in which this cannot be done. */
  WRONG_STATE: { readonly state: string; readonly allowedStates: readonly string[] };
  /** Somebody saved in between; `current` is the version that stands. Of a draft: what stands now, and what was to take its place. */
  STALE_VERSION: {
    readonly given: number;
    readonly current: number;
    readonly stored?: ContentDocument;
    readonly attempted?: ContentDocument;
    readonly storedGuide?: GuideDocument;
    readonly attemptedGuide?: GuideDocument;
  };
  /** A unique name is taken. */
  ALREADY_EXISTS: { readonly value: string };
  /** Four eyes: whoever submitted does not decide, nor anyone of the same partner. */
  OWN_SUBMISSION: { readonly submittedBy: string };
  /** Texts in which a check found what only a safety reviewer may let pass, in writing. */
  FINDINGS_BLOCK: { readonly rules: readonly string[]; readonly places: readonly string[] };
  /** What nobody may let pass. */
  FINDINGS_HARD: { readonly rules: readonly string[]; readonly places: readonly string[] };
  /** Warnings that were not acknowledged and questions that were not answered, by their keys. */
  FINDINGS_OPEN: {
    readonly rules: readonly string[];
    readonly places: readonly string[];
    readonly warnings: readonly string[];
    readonly questions: readonly string[];
  };
  /** A sensitive text is approved by two people, one of them a safety reviewer, and this is not the one it waits for. */
  SECOND_PERSON_NEEDED: { readonly locales: readonly string[]; readonly awaits: string };
  /** A declared conflict of interest with the partner. */
  CONFLICT_OF_INTEREST: { readonly partnerId: string };
  /** Whoever decided first does not decide on the appeal. */
  OWN_DECISION: { readonly decidedBy: string };
  /** As many sensitive reviews today as the person allowed themself. */
  DAILY_CAP_REACHED: { readonly dailyMax: number; readonly done: number; readonly endsAt: Instant };
  /** Staff edited the text, and the partner has not accepted it. */
  EDIT_NOT_ACCEPTED: { readonly position: number; readonly revisionId: string };
  /** The playlist holds nothing that was approved. */
  NOTHING_APPROVED: { readonly campaignId: string };
  /** One entry of the playlist is not approved, or no longer: withdrawn, or a decision of another hash. */
  ENTRY_NOT_APPROVED: { readonly position: number; readonly revisionId: string; readonly state: string };
  /** An item's rights end before, begin after, or leave out a part of the run's window. */
  RIGHTS_DO_NOT_COVER_WINDOW: {
    readonly position: number;
    readonly revisionId: string;
    readonly from: string | null;
    readonly to: string | null;
  };
  /** An item may not be shown in some region of the audience; empty `missing`: the audience is everywhere, the rights are not. */
  RIGHTS_DO_NOT_COVER_REGIONS: {
    readonly position: number;
    readonly revisionId: string;
    readonly missing: readonly string[];
  };
  /** The window is empty or inverted. */
  WINDOW_EMPTY: { readonly startsAt: Instant; readonly endsAt: Instant };
  /** The window has ended everywhere on Earth. */
  WINDOW_PAST: { readonly endsAt: Instant; readonly now: Instant };
  /** A wall time that exists twice or not at all in its zone; both instants are offered. */
  LOCAL_TIME_AMBIGUOUS: { readonly instants: readonly Instant[] };
  /** An exclusive surface is held by an overlapping run of the same tier and a meeting audience. */
  SLOT_TAKEN: {
    readonly runId: string;
    readonly campaignTitle: string;
    readonly startsAt: Instant;
    readonly endsAt: Instant | null;
  };
  /** A rule drafted the run, and no approval of this year is bound to the playlist it has, or is to have. */
  NOT_APPROVED_AGAIN: { readonly runId: string; readonly observanceYear: number; readonly playlistHash: string };
  /** In a region of the audience help does not stand through the window; empty `languages`: in any language. */
  HELP_NOT_COVERED: {
    readonly region: string;
    readonly languages: readonly string[];
    readonly rule: string;
    readonly startsAt: Instant;
    readonly endsAt: Instant;
  };
  /** A number in a text is on file, and not for these regions and this window; where it stands, never what stands there. */
  NUMBER_NOT_VALID: {
    readonly position: number;
    readonly revisionId: string;
    readonly locale: string;
    readonly place: string;
    readonly start: number;
    readonly end: number;
  };
  /** It was taken down or withdrawn, or belongs to something that was. */
  OFF_AIR: {
    readonly removalId: string;
    readonly cause: RemovalCause;
    readonly subjectType: RemovalSubject;
    readonly subjectId: string;
  };
  /** A story may not be shown there, or not so long: the person has not agreed to it. `until` null: no consent is on record. */
  CONSENT_NEEDED: {
    readonly position: number;
    readonly revisionId: string;
    readonly gap: ConsentGap;
    readonly until: Instant | null;
  };
  /** The partner is suspended: its members read, and do nothing else. */
  PARTNER_SUSPENDED: { readonly partnerId: string; readonly since: Instant };
  /** Two people are needed, and this is the first of them again. */
  ANOTHER_PERSON_NEEDED: { readonly askedBy: string };
  /** Regions would be left without a single helpline on file. */
  HELP_WOULD_BE_LOST: { readonly regions: readonly string[] };
  /** Nobody on staff vouches for the partner yet. */
  PARTNER_NOT_VERIFIED: { readonly partnerId: string };
  /** The last member with a role without which nobody could let anybody in. */
  LAST_OF_ROLE: { readonly role: string };
  /** Two keys of one name live already: the old one and the one that follows it. */
  TWO_KEYS_LIVE: { readonly name: string; readonly keyIds: readonly string[] };
  /** The idempotency key was used before with another input. */
  IDEMPOTENCY_KEY_REUSED: { readonly key: string };
}

export type RefusalCode = keyof RefusalFields;

export type RefusalOf<Code extends RefusalCode> = {
  readonly code: Code;
  readonly message: string;
  /** Where in the input: `['input', 'window', 'end']`. */
  readonly path: readonly string[];
} & RefusalFields[Code];

export type Refusal = { [Code in RefusalCode]: RefusalOf<Code> }[RefusalCode];

/** Every code once; the border's map from codes to schema types is checked against it. */
export const REFUSAL_CODES: readonly RefusalCode[] = Object.keys({
  INVALID_VALUE: 0,
  NOT_FOUND: 0,
  NOT_ALLOWED: 0,
  WRONG_STATE: 0,
  STALE_VERSION: 0,
  ALREADY_EXISTS: 0,
  OWN_SUBMISSION: 0,
  FINDINGS_BLOCK: 0,
  FINDINGS_HARD: 0,
  FINDINGS_OPEN: 0,
  SECOND_PERSON_NEEDED: 0,
  CONFLICT_OF_INTEREST: 0,
  OWN_DECISION: 0,
  DAILY_CAP_REACHED: 0,
  EDIT_NOT_ACCEPTED: 0,
  NOTHING_APPROVED: 0,
  ENTRY_NOT_APPROVED: 0,
  RIGHTS_DO_NOT_COVER_WINDOW: 0,
  RIGHTS_DO_NOT_COVER_REGIONS: 0,
  WINDOW_EMPTY: 0,
  WINDOW_PAST: 0,
  LOCAL_TIME_AMBIGUOUS: 0,
  SLOT_TAKEN: 0,
  NOT_APPROVED_AGAIN: 0,
  HELP_NOT_COVERED: 0,
  NUMBER_NOT_VALID: 0,
  OFF_AIR: 0,
  CONSENT_NEEDED: 0,
  PARTNER_SUSPENDED: 0,
  ANOTHER_PERSON_NEEDED: 0,
  HELP_WOULD_BE_LOST: 0,
  PARTNER_NOT_VERIFIED: 0,
  LAST_OF_ROLE: 0,
  TWO_KEYS_LIVE: 0,
  IDEMPOTENCY_KEY_REUSED: 0,
} satisfies Record<RefusalCode, 0>) as RefusalCode[];

/** A refusal of one code with its message and its own fields. */
export function refuse<Code extends RefusalCode>(
  code: Code,
  path: readonly string[],
  fields: RefusalFields[Code] & { readonly message: string },
): Extract<Refusal, { code: Code }> {
  return { code, path, ...fields } as unknown as Extract<Refusal, { code: Code }>;
}

/** The outcome of a command: what it made, or every reason why not. Never both. */
export type Outcome<T> =
  | { readonly value: T; readonly refusals: readonly [] }
  | { readonly value: null; readonly refusals: readonly Refusal[] };

export function accepted<T>(value: T): Outcome<T> {
  return { value, refusals: [] };
}

export function refused<T = never>(refusals: readonly Refusal[]): Outcome<T> {
  return { value: null, refusals };
}

/** The one answer for a thing that does not exist and for a thing of somebody else. */
export function notFound(what: string, id: string, path: readonly string[]): Refusal {
  const shown = id.slice(0, 64);
  return refuse('NOT_FOUND', path, {
    message: `There is no ${what} "${shown}" here. Look up the id in a list that you may see.`,
    what,
    id: shown,
  });
}

/** A value that is not allowed, with the range that is. The value is cut to 64 characters. */
export function invalidValue(path: readonly string[], value: string | null, allowed: string): Refusal {
  const shown = value === null ? null : value.slice(0, 64);
  return refuse('INVALID_VALUE', path, {
    message: `${shown === null ? 'Nothing' : `"${shown}"`} is not allowed as ${path.join('.')}: give ${allowed}.`,
    value: shown,
    allowed,
  });
}
