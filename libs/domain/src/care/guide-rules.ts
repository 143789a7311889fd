import {
  BODY_LENGTH_MAX,
  eachRefusals,
  isDate,
  LOCALE_LENGTH_MAX,
  LOCALES_MAX,
  SUMMARY_LENGTH_MAX,
  tagRefusals,
  textRefusals,
  TITLE_LENGTH_MAX,
  helplineNameRefusals,
  topicRefusals,
  urlRefusals,
} from '../content/document-rules.js';
import { reasonRefusals } from '../campaign/campaign.js';
import { invalidValue, refuse, type Refusal } from '../refusal.js';
import type { Locale } from '../text/locale.js';
import { DAY_MS, formatInstant, HOUR_MS, type Instant } from '../time/instant.js';
import {
  AUDIENCE_SLOTS,
  GUIDE_AUDIENCES,
  type GuideAudience,
  type GuideDocument,
  type GuideSection,
  type GuideText,
} from './guide.js';

export const GUIDE_PARTNERS_MAX = 20;
/** From the day a text was gone through to the day by which it is again. */
export const GUIDE_REVIEW_DAYS_MAX = 366;
const SECTIONS_MAX = 30;
/** The day begins first where clocks are fourteen hours ahead. */
const LATEST_ZONE_MS = 14 * HOUR_MS;

/** What no draft of a guide may hold. It may be unfinished; see `guideSubmissionRefusals` for what is missing before review. */
export function guideRefusals(document: GuideDocument, path: readonly string[]): Refusal[] {
  const { audience, topics, partners, defaultLocale, localizations } = document;
  return [
    ...(GUIDE_AUDIENCES.includes(audience)
      ? []
      : [invalidValue([...path, 'audience'], audience, GUIDE_AUDIENCES.join(', '))]),
    ...topicRefusals(topics, [...path, 'topics']),
    ...helplineNameRefusals(document.helplines ?? [], [...path, 'helplines']),
    ...eachRefusals(partners, GUIDE_PARTNERS_MAX, 'partners', [...path, 'partners'], (slug, at) =>
      partners.indexOf(slug) === Number(at.at(-1)) ? [] : [invalidValue(at, slug, 'each partner once')],
    ),
    ...tagRefusals(defaultLocale, [...path, 'defaultLocale']),
    ...eachRefusals(Object.keys(localizations), LOCALES_MAX, 'locales', [...path, 'localizations'], (locale) =>
      guideTextRefusals(audience, locale, localizations[locale]!, [
        ...path,
        'localizations',
        locale.slice(0, LOCALE_LENGTH_MAX),
      ]),
    ),
  ];
}

function guideTextRefusals(
  audience: GuideAudience,
  locale: Locale,
  text: GuideText,
  path: readonly string[],
): Refusal[] {
  const { title, disclaimer, sections, reviewedOn, reviewBy } = text;
  const noDates = (['reviewedOn', 'reviewBy'] as const).filter((field) => !isDate(text[field]));
  return [
    ...tagRefusals(locale, path),
    ...textRefusals(title, TITLE_LENGTH_MAX, [...path, 'title']),
    ...textRefusals(disclaimer, SUMMARY_LENGTH_MAX, [...path, 'disclaimer']),
    ...eachRefusals(sections, SECTIONS_MAX, 'sections', [...path, 'sections'], (section, at) => [
      ...slotRefusals(audience, section, sections, at),
      ...textRefusals(section.heading, TITLE_LENGTH_MAX, [...at, 'heading']),
      ...textRefusals(section.body, BODY_LENGTH_MAX, [...at, 'body']),
    ]),
    ...noDates.map((field) => invalidValue([...path, field], text[field], 'a date such as 2026-11-23')),
    ...(noDates.length === 0 && reviewBy < reviewedOn
      ? [invalidValue([...path, 'reviewBy'], reviewBy, `a date not before ${reviewedOn}, the day of its review`)]
      : []),
  ];
}

function slotRefusals(
  audience: GuideAudience,
  section: GuideSection,
  sections: readonly GuideSection[],
  path: readonly string[],
): Refusal[] {
  const { slot } = section;
  if (slot === null) return [];
  const slots = (AUDIENCE_SLOTS[audience] ?? []).map((place) => place.slot);
  const isFirst = sections.findIndex((one) => one.slot === slot) === Number(path.at(-1));
  if (slots.includes(slot) && isFirst) return [];
  return [invalidValue([...path, 'slot'], slot, `slots of this audience, each once: ${slots.join(', ')}`)];
}

/** What is missing before a guide may be handed in, and dates that are past by then. @param now when it is handed in */
export function guideSubmissionRefusals(document: GuideDocument, now: Instant, path: readonly string[]): Refusal[] {
  const locales = Object.keys(document.localizations);
  return [
    ...guideRefusals(document, path),
    ...(locales.includes(document.defaultLocale)
      ? []
      : [
          invalidValue(
            [...path, 'defaultLocale'],
            document.defaultLocale,
            `one of the guide's locales (${locales.join(', ') || 'none yet: add one'})`,
          ),
        ]),
    ...(document.topics.length > 0
      ? []
      : [invalidValue([...path, 'topics'], null, 'at least one topic, such as suicide_prevention')]),
    ...(document.partners.length > 0
      ? []
      : [invalidValue([...path, 'partners'], null, 'at least one partner: a guide is made with people of the field')]),
    ...(locales.length > LOCALES_MAX
      ? []
      : locales.flatMap((locale) => [
          ...wholenessRefusals(document.audience, document.localizations[locale]!, [...path, 'localizations', locale]),
          ...dateRefusals(document.localizations[locale]!, now, [...path, 'localizations', locale]),
        ])),
  ];
}

function wholenessRefusals(audience: GuideAudience, text: GuideText, path: readonly string[]): Refusal[] {
  const required = (value: string, lengthMax: number, ...place: string[]) =>
    value.trim() === '' ? [invalidValue([...path, ...place], null, `1 to ${lengthMax} characters`)] : [];
  const missing = (AUDIENCE_SLOTS[audience] ?? [])
    .filter(({ slot, isRequired }) => isRequired && !text.sections.some((section) => section.slot === slot))
    .map(({ slot }) => slot);
  return [
    ...required(text.title, TITLE_LENGTH_MAX, 'title'),
    ...required(text.disclaimer, SUMMARY_LENGTH_MAX, 'disclaimer'),
    ...(missing.length === 0
      ? []
      : [invalidValue([...path, 'sections'], null, `a section for each of ${missing.join(', ')}`)]),
    ...text.sections.flatMap(({ slot, heading, body }, index) => [
      ...(slot === null
        ? [invalidValue([...path, 'sections', String(index), 'slot'], null, 'the slot that the section is for')]
        : []),
      ...required(heading, TITLE_LENGTH_MAX, 'sections', String(index), 'heading'),
      ...required(body, BODY_LENGTH_MAX, 'sections', String(index), 'body'),
    ]),
  ];
}

/** Gone through by now, and due again later than now and not in years. */
export function dateRefusals(text: GuideText, now: Instant, path: readonly string[]): Refusal[] {
  const { reviewedOn, reviewBy } = text;
  if (!isDate(reviewedOn) || !isDate(reviewBy)) return [];
  const [today, latestToday] = [dayOfInstant(now), dayOfInstant(now + LATEST_ZONE_MS)];
  const latest = dayOfInstant(Date.parse(reviewedOn) + GUIDE_REVIEW_DAYS_MAX * DAY_MS);
  return [
    ...(reviewedOn > latestToday
      ? [invalidValue([...path, 'reviewedOn'], reviewedOn, `a day that has begun, ${latestToday} at the latest`)]
      : []),
    ...(reviewBy < today || reviewBy > latest
      ? [
          invalidValue(
            [...path, 'reviewBy'],
            reviewBy,
            `${today} to ${latest}: not past, and at most ${GUIDE_REVIEW_DAYS_MAX} days after it was gone through`,
          ),
        ]
      : []),
  ];
}

function dayOfInstant(at: Instant): string {
  return formatInstant(at).slice(0, 10);
}

/** A partner's member writes what stands in a guide; which partners made it is for staff to say. */
export function partnersChangedRefusals(
  before: readonly string[],
  after: readonly string[],
  path: readonly string[],
): Refusal[] {
  if (before.length === after.length && before.every((slug) => after.includes(slug))) return [];
  return [invalidValue(path, after.join(', '), `${before.join(', ')} as it stands: staff say who made a guide`)];
}

/** Four eyes: nobody who wrote on a text or handed it in decides on it. */
export function guideEyesRefusals(memberId: string, writerIds: readonly string[], path: readonly string[]): Refusal[] {
  if (!writerIds.includes(memberId)) return [];
  const message = 'You wrote on this text or handed it in, so another reviewer must decide on it. Leave it to one.';
  return [refuse('OWN_SUBMISSION', path, { message, submittedBy: memberId })];
}

/** Where readers of a guide that is no longer shown are sent. */
export interface GuideRetirement {
  /** Locale to what the public is told. */
  readonly notices: Readonly<Record<Locale, string>>;
  /** Slug of the guide that takes its place. */
  readonly successor: string | null;
  /** Another place to go, https. */
  readonly pointer: string | null;
  readonly reason: string;
}

/** @param published locales in which the guide was ever shown: its readers are told in theirs */
export function retirementRefusals(
  retirement: GuideRetirement,
  published: readonly Locale[],
  path: readonly string[],
): Refusal[] {
  const { notices, successor, pointer, reason } = retirement;
  const missing = successor === null ? published.filter((locale) => (notices[locale] ?? '').trim() === '') : [];
  const others = Object.keys(notices).filter((locale) => !published.includes(locale));
  return [
    ...reasonRefusals(reason, [...path, 'reason']),
    ...urlRefusals(pointer, [...path, 'pointer']),
    ...missing.map((locale) =>
      invalidValue(
        [...path, 'notices', locale],
        null,
        `what readers of ${locale} are told, 1 to ${SUMMARY_LENGTH_MAX} characters`,
      ),
    ),
    ...others.map((locale) =>
      invalidValue([...path, 'notices'], locale, `locales in which the guide was shown: ${published.join(', ')}`),
    ),
    ...Object.entries(notices).flatMap(([locale, text]) =>
      textRefusals(text, SUMMARY_LENGTH_MAX, [...path, 'notices', locale.slice(0, LOCALE_LENGTH_MAX)]),
    ),
  ];
}
