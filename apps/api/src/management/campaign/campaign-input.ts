import { EVERYBODY, invalidValue, refused, type CampaignPlan, type Outcome, type WindowIntent } from '#domain';
import type * as Api from '../../generated/management.js';

/** A campaign as it was sent; refused when two titles claim one locale, since one of them would be lost. */
export function readCampaign(
  input: Omit<Api.CreateCampaignInput, 'slug'>,
  slug: string,
): CampaignPlan | Outcome<never> {
  const locales = input.texts.map((text) => text.locale);
  const twice = locales.filter((locale, index) => locales.indexOf(locale) < index);
  if (twice.length > 0)
    return refused(twice.map((locale) => invalidValue(['input', 'texts'], locale, 'each locale once')));
  const { surface, tier, embargoed, defaultLocale, audience } = input;
  return {
    slug,
    surface,
    tier,
    embargoed,
    defaultLocale,
    audience: audience ? { ...audience, appVersionMin: audience.appVersionMin ?? null } : EVERYBODY,
    texts: Object.fromEntries(
      input.texts.map(({ locale, title, summary }) => [locale, { title, summary: summary ?? null }]),
    ),
  };
}

export function readWindow(input: Api.WindowInput): WindowIntent {
  return { mode: input.mode, zone: input.zone ?? null, start: input.start, end: input.end ?? null };
}
