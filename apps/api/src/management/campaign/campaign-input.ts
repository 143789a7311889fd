import { ALWAYS, EVERYBODY, invalidValue, refused, type CampaignPlan, type Outcome, type WindowIntent } from '#domain';
import type { NewEntry } from '#persistence';
import type * as Api from '../../generated/management.js';

/** In the order of ISO 8601, from 1. */
export const WEEKDAYS: readonly Api.Weekday[] = [
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
  'SUNDAY',
];

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

/** A playlist as it was sent, in one of its two forms; refused when neither or both are there. */
export function readEntries(input: {
  revisionIds?: string[] | null;
  entries?: Api.PlaylistEntryInput[] | null;
}): NewEntry[] | Outcome<never> {
  const { revisionIds, entries } = input;
  if (revisionIds && !entries) return revisionIds.map((revisionId) => ({ revisionId, times: ALWAYS }));
  if (!revisionIds && entries)
    return entries.map(({ revisionId, days, weekdays, hours }) => ({
      revisionId,
      times: {
        days,
        weekdays: weekdays.map((weekday) => WEEKDAYS.indexOf(weekday) + 1),
        hours: hours ? { from: hours.from, to: hours.to } : null,
      },
    }));
  return refused([invalidValue(['input', 'entries'], null, 'either entries or revisionIds, one of the two')]);
}

export function readWindow(input: Api.WindowInput): WindowIntent {
  return { mode: input.mode, zone: input.zone ?? null, start: input.start, end: input.end ?? null };
}
