import {
  LOCALE_LENGTH_MAX,
  LOCALES_MAX,
  SUMMARY_LENGTH_MAX,
  textRefusals,
  TITLE_LENGTH_MAX,
} from '../content/document-rules.js';
import { invalidValue, type Refusal } from '../refusal.js';
import { canonicalLocale, type Locale } from '../text/locale.js';
import { audienceRefusals, type Audience } from './audience.js';
import { TIERS, type Tier } from './tier.js';

/** A named programme: where it stands, for whom, with what precedence. Its runs give it dates, its playlist gives it content. */
export interface CampaignPlan {
  readonly slug: string;
  readonly surface: string;
  readonly tier: Tier;
  readonly audience: Audience;
  /** Hidden from every public answer until it is on air. */
  readonly embargoed: boolean;
  readonly defaultLocale: Locale;
  readonly texts: Readonly<Record<Locale, CampaignText>>;
}

export interface CampaignText {
  readonly title: string;
  readonly summary: string | null;
}

export const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
export const SLUG_LENGTH_MAX = 80;
export const PLAYLIST_ENTRIES_MAX = 100;

export function slugRefusals(slug: string, path: readonly string[]): Refusal[] {
  return SLUG.test(slug) && slug.length <= SLUG_LENGTH_MAX
    ? []
    : [
        invalidValue(
          path,
          slug,
          `1 to ${SLUG_LENGTH_MAX} lower case letters, digits and single hyphens, such as well-being-week`,
        ),
      ];
}

const REASON_LENGTH_MAX = 2_000;

/** Why a text is no reason for a decision: empty, too long, or not to be read. */
export function reasonRefusals(reason: string, path: readonly string[]): Refusal[] {
  return reason.trim() === ''
    ? [invalidValue(path, null, `1 to ${REASON_LENGTH_MAX} characters`)]
    : textRefusals(reason, REASON_LENGTH_MAX, path);
}

/** Everything that forbids a campaign, all at once; whether its surface and its slug are free only the rows can say. */
export function campaignRefusals(plan: CampaignPlan, path: readonly string[]): Refusal[] {
  const locales = Object.keys(plan.texts);
  return [
    ...slugRefusals(plan.slug, [...path, 'slug']),
    ...(TIERS.includes(plan.tier) ? [] : [invalidValue([...path, 'tier'], plan.tier, TIERS.join(', '))]),
    ...audienceRefusals(plan.audience, [...path, 'audience']),
    ...(locales.includes(plan.defaultLocale)
      ? []
      : [
          invalidValue(
            [...path, 'defaultLocale'],
            plan.defaultLocale,
            `a locale for which a title is given (${locales.slice(0, LOCALES_MAX).join(', ') || 'none yet'})`,
          ),
        ]),
    ...(locales.length > LOCALES_MAX
      ? [invalidValue([...path, 'texts'], `${locales.length} locales`, `at most ${LOCALES_MAX}`)]
      : locales.flatMap((locale) => titleRefusals(locale, plan.texts[locale]!, [...path, 'texts']))),
  ];
}

function titleRefusals(locale: Locale, { title, summary }: CampaignText, texts: readonly string[]): Refusal[] {
  const path = [...texts, locale.slice(0, LOCALE_LENGTH_MAX)];
  return [
    ...(locale.length <= LOCALE_LENGTH_MAX && canonicalLocale(locale) === locale
      ? []
      : [invalidValue(path, locale, 'a BCP 47 tag such as en or pt-BR')]),
    ...(title.trim() === '' ? [invalidValue([...path, 'title'], null, 'a title')] : []),
    ...textRefusals(title, TITLE_LENGTH_MAX, [...path, 'title']),
    ...textRefusals(summary, SUMMARY_LENGTH_MAX, [...path, 'summary']),
  ];
}
