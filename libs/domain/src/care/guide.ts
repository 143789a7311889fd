import type { Locale } from '../text/locale.js';

export const GUIDE_AUDIENCES = [
  'SHARING_YOUR_STORY',
  'SUPPORTING_SOMEONE',
  'CAREGIVER',
  'EDUCATOR',
  'GENERAL',
] as const;
export type GuideAudience = (typeof GUIDE_AUDIENCES)[number];

/** A well-being document in the Safety Center, made with partners, for information only. */
export interface Guide {
  readonly slug: string;
  readonly audience: GuideAudience;
  readonly defaultLocale: Locale;
  /** Slugs of the partners it was made with. */
  readonly partners: readonly string[];
  readonly localizations: Readonly<Record<Locale, GuideLocalization>>;
}

export interface GuideLocalization {
  readonly title: string;
  /** Always present: for information only, not medical advice. */
  readonly disclaimer: string;
  readonly sections: readonly { readonly heading: string; readonly body: string }[];
  /** RFC 3339 full dates. Locales of one guide are reviewed on different days. */
  readonly reviewedOn: string;
  readonly reviewBy: string;
}
