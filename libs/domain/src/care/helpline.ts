import type { Locale } from '../text/locale.js';

export const HELPLINE_CHANNEL_KINDS = ['PHONE', 'SMS', 'WHATSAPP', 'WEBCHAT', 'EMAIL'] as const;
export type HelplineChannelKind = (typeof HELPLINE_CHANNEL_KINDS)[number];

/**
 * How a channel is reached. Short codes are not E.164 numbers: they carry no plus sign and work in one country only.
 * `E164` +6591511767; `NATIONAL_SHORT` 116123, 988, 1767; `SMS_SHORT` 741741, with the word to send; `URL`; `EMAIL`.
 */
export const DIAL_TYPES = ['E164', 'NATIONAL_SHORT', 'SMS_SHORT', 'URL', 'EMAIL'] as const;
export type DialType = (typeof DIAL_TYPES)[number];

/** Opening hours on the line's own wall clock. A span with `close` not after `open` runs over midnight. */
export type OpeningHours =
  { readonly always: true } | { readonly always: false; readonly zone: string; readonly weekly: readonly WeeklySpan[] };

export interface WeeklySpan {
  /** ISO weekday of the opening: 1 Monday to 7 Sunday. */
  readonly weekday: number;
  /** Wall time `HH:MM`, inclusive. */
  readonly open: string;
  /** Wall time `HH:MM`, exclusive; `24:00` is midnight at the end of the day. */
  readonly close: string;
}

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
}

/** A support service as it is on file. Facts with their evidence; never guessed, never from another country. */
export interface Helpline {
  readonly slug: string;
  /** Slug of the partner that operates it; null for a service of nobody we work with. */
  readonly operator: string | null;
  readonly names: Readonly<Record<Locale, string>>;
  readonly descriptions: Readonly<Record<Locale, string>>;
  /** ISO 3166-1 alpha-2; at least one. Shown there and nowhere else. */
  readonly regions: readonly string[];
  readonly languages: readonly Locale[];
  readonly topics: readonly string[];
  readonly channels: readonly HelplineChannel[];
  readonly evidence: HelplineEvidence;
  /** Local dates of the service's validity as RFC 3339 full dates, both inclusive; null: open. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

export interface HelplineEvidence {
  readonly sourceUrl: string;
  /** RFC 3339 full date. */
  readonly verifiedOn: string;
  readonly verifiedBy: string;
  readonly method: 'CALLED' | 'SITE' | 'OPERATOR_ATTESTED' | 'DOCUMENTED';
}

/** What to do in an emergency, in words reviewed for one region. Not everywhere is the police the right call. */
export interface EmergencyAdvice {
  readonly region: string;
  readonly texts: Readonly<Record<Locale, string>>;
  readonly verifiedOn: string;
}
