import type { Locale } from '../text/locale.js';

/** Kinds that every client knows since the first contract. */
export const CONTRACT_CHANNEL_KINDS = ['PHONE', 'SMS', 'WHATSAPP', 'WEBCHAT', 'EMAIL'] as const;
/** Kinds that came later, answered in a list of their own: a client of before never meets a kind that it does not know. */
export const OTHER_CHANNEL_KINDS = ['APP', 'RELAY', 'SIGN_VIDEO', 'IN_PERSON'] as const;
export const HELPLINE_CHANNEL_KINDS = [...CONTRACT_CHANNEL_KINDS, ...OTHER_CHANNEL_KINDS] as const;
export type ContractChannelKind = (typeof CONTRACT_CHANNEL_KINDS)[number];
export type OtherChannelKind = (typeof OTHER_CHANNEL_KINDS)[number];
export type HelplineChannelKind = (typeof HELPLINE_CHANNEL_KINDS)[number];

/**
 * How a channel is reached. Short codes are not E.164 numbers: they carry no plus sign and work in one country only.
 * `E164` +6591511767; `NATIONAL_SHORT` 116123, 988, 1767; `NATIONAL_OTHER` 18002214444, as it is dialled inside the
 * country; `SMS_SHORT` 741741, with the word to send; `URL`; `EMAIL`.
 */
export const DIAL_TYPES = ['E164', 'NATIONAL_SHORT', 'NATIONAL_OTHER', 'SMS_SHORT', 'URL', 'EMAIL'] as const;
export type DialType = (typeof DIAL_TYPES)[number];
/** Dial types that only one country understands. */
export const NATIONAL_DIALS: readonly DialType[] = ['NATIONAL_SHORT', 'NATIONAL_OTHER', 'SMS_SHORT'];

/** Opening hours on the line's own wall clock. A span with `close` not after `open` runs over midnight. */
export type OpeningHours =
  | { readonly always: true }
  | {
      readonly always: false;
      readonly zone: string;
      readonly weekly: readonly WeeklySpan[];
      /** Days with hours of their own, each date once. Left out: none. */
      readonly exceptions?: readonly HoursException[];
    };

export interface WeeklySpan {
  /** ISO weekday of the opening: 1 Monday to 7 Sunday. */
  readonly weekday: number;
  /** Wall time `HH:MM`, inclusive. */
  readonly open: string;
  /** Wall time `HH:MM`, exclusive; `24:00` is midnight at the end of the day. */
  readonly close: string;
}

/** What opens on one date instead of its weekday's spans; a span of the day before still runs over midnight into it. */
export interface HoursException {
  /** RFC 3339 full date on the line's own calendar. */
  readonly date: string;
  /** As `WeeklySpan`; empty: nothing opens on that day. */
  readonly spans: readonly { readonly open: string; readonly close: string }[];
}

export const CHANNEL_COSTS = ['FREE', 'STANDARD_RATE', 'PREMIUM', 'UNKNOWN'] as const;
export type ChannelCost = (typeof CHANNEL_COSTS)[number];
export const BILL_VISIBILITIES = ['NO', 'YES', 'UNKNOWN'] as const;
export type BillVisibility = (typeof BILL_VISIBILITIES)[number];

/** One way to reach a helpline. A field that is left out was not told: nothing is guessed in its place. */
export interface HelplineChannel {
  readonly kind: HelplineChannelKind;
  readonly dialType: DialType;
  /** Digits, E.164, https URL or address; no spaces. */
  readonly value: string;
  /** As people write it: `116 123`, `1-767`, `741741`. */
  readonly display: string;
  /** The word to send, per locale: `{ en: 'HOME', es: 'AYUDA' }`. Empty: any word will do. */
  readonly keywords: Readonly<Record<Locale, string>>;
  readonly hours: OpeningHours;
  /** The one country, ISO 3166-1 alpha-2, in which it works; shown there only. Left out: in all regions of the line. */
  readonly country?: string;
  /** Spoken on this channel; left out: all languages of the line. */
  readonly languages?: readonly Locale[];
  readonly dialableFromAbroad?: boolean;
  /** What to know abroad, per locale. */
  readonly roamingNotes?: Readonly<Record<Locale, string>>;
  readonly cost?: ChannelCost;
  readonly showsOnBill?: BillVisibility;
  /** What to know about waiting, per locale. */
  readonly waitNotes?: Readonly<Record<Locale, string>>;
}

/**
 * What people say of a record. `DRAFT`: not shown yet. `VERIFIED`: shown while it is valid. `SUSPENDED`: not shown until
 * people say so. `RETIRED`: never shown again. That a verification is old is no status but a fact of time, see `standingOf`.
 */
export const HELPLINE_STATUSES = ['DRAFT', 'VERIFIED', 'SUSPENDED', 'RETIRED'] as const;
export type HelplineStatus = (typeof HELPLINE_STATUSES)[number];

export const HELPLINE_COVERAGES = ['NATIONAL', 'PARTIAL'] as const;
export type HelplineCoverage = (typeof HELPLINE_COVERAGES)[number];
export const DISPATCH_POLICIES = ['NEVER', 'IMMINENT_RISK', 'UNKNOWN'] as const;
export type DispatchPolicy = (typeof DISPATCH_POLICIES)[number];

/**
 * A support service as it is on file. Facts with their evidence; never guessed, never from another country. A field that is
 * left out was not told, or does not apply.
 */
export interface Helpline {
  readonly slug: string;
  /** Slug of the partner that operates it; null for a service of nobody we work with. */
  readonly operator: string | null;
  readonly names: Readonly<Record<Locale, string>>;
  readonly descriptions: Readonly<Record<Locale, string>>;
  /** ISO 3166-1 alpha-2; at least one. Shown there and nowhere else. */
  readonly regions: readonly string[];
  /** ISO 3166-2 such as US-CA: in the countries of these it is shown to viewers there only. Left out: in whole countries. */
  readonly subdivisions?: readonly string[];
  readonly coverage?: HelplineCoverage;
  readonly languages: readonly Locale[];
  readonly topics: readonly string[];
  /** For whom: `youth`, `caregiver`, `veteran`. Left out: everybody. */
  readonly audiences?: readonly string[];
  /** Years, inclusive. */
  readonly ageMin?: number;
  readonly ageMax?: number;
  readonly anonymous?: boolean;
  readonly confidential?: boolean;
  /** When something is passed on all the same, per locale. */
  readonly confidentialLimits?: Readonly<Record<Locale, string>>;
  /** People answer, not a program. */
  readonly human?: boolean;
  /** Whether it sends somebody without being asked to. */
  readonly emergencyDispatch?: DispatchPolicy;
  readonly channels: readonly HelplineChannel[];
  /** All records of one name are shown together in a region or not at all: adults and youth, two official languages. */
  readonly pairGroup?: string;
  /** Slug of the record that takes its place from that one's first day on. */
  readonly supersededBy?: string;
  /** Left out, in records from before there were any: VERIFIED. */
  readonly status?: HelplineStatus;
  readonly evidence: HelplineEvidence;
  /** Local dates of the service's validity as RFC 3339 full dates, both inclusive; null: open. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

export const EVIDENCE_METHODS = ['CALLED', 'SITE', 'OPERATOR_ATTESTED', 'DOCUMENTED'] as const;

export interface HelplineEvidence {
  readonly sourceUrl: string;
  /** RFC 3339 full date. */
  readonly verifiedOn: string;
  readonly verifiedBy: string;
  readonly method: (typeof EVIDENCE_METHODS)[number];
  /** The last day on which the verification counts as fresh, if that is sooner than the policy says. */
  readonly nextCheckBy?: string;
}

/** What to do in an emergency, in words reviewed for one region. Not everywhere is the police the right call. */
export interface EmergencyAdvice {
  readonly region: string;
  readonly texts: Readonly<Record<Locale, string>>;
  readonly verifiedOn: string;
}
