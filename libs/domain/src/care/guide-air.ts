import { localesApproved, type LocaleDecision } from '../content/revision.js';
import { lookupLocale, type Locale } from '../text/locale.js';
import { DAY_MS, type Instant } from '../time/instant.js';
import { guideHash, type GuideAudience, type GuideDocument, type GuideSection, type GuideText } from './guide.js';
import { guideWords, type GuideWords } from './guide-words.js';

/** A text past its review-by date is shown so many days longer, in which people can go through it. */
export const GUIDE_GRACE_DAYS = 30;

/** What the rows say of a guide. */
export interface GuideRow {
  readonly slug: string;
  readonly audience: GuideAudience;
  /** At least those of which some locale was approved, in any order. */
  readonly revisions: readonly GuideRevisionRow[];
  /** Why it is not shown, whatever was approved; null: nothing is in its way. */
  readonly away: GuideAway | null;
}

export interface GuideRevisionRow {
  /** From 1; a later one takes the place of an earlier one, locale by locale. */
  readonly number: number;
  readonly document: GuideDocument;
  /** The oldest first. */
  readonly decisions: readonly LocaleDecision[];
}

export interface GuideAway {
  readonly cause: 'RETIRED' | 'TAKEN_DOWN';
  /** Locale to what the public is told; empty: words of ours. */
  readonly notices: Readonly<Record<Locale, string>>;
  readonly successor: string | null;
  readonly pointer: string | null;
}

/** One approved text, with what held for it when it was approved. */
export interface GuideOnFile {
  /** Of its revision. */
  readonly number: number;
  readonly text: GuideText;
  readonly topics: readonly string[];
  readonly partners: readonly string[];
  /** Slugs of helplines that it speaks of. */
  readonly helplines: readonly string[];
  /** From then on it is past its review-by date, UTC. */
  readonly dueFrom: Instant;
  /** From then on it is not shown. */
  readonly lapsesAt: Instant;
}

/** A guide as public answers know it: of each locale the last text that was approved. */
export interface PublicGuide {
  readonly slug: string;
  readonly audience: GuideAudience;
  /** That of the newest text. */
  readonly defaultLocale: Locale;
  readonly texts: Readonly<Record<Locale, GuideOnFile>>;
  readonly away: GuideAway | null;
}

/**
 * Of each locale the newest text that was approved, and is still the very text that was approved. While a later one waits, or was not
 * approved, the earlier one stays.
 *
 * @returns null: nothing of it was ever approved, and the public does not know it
 */
export function publicGuide(row: GuideRow): PublicGuide | null {
  const texts = new Map<Locale, GuideOnFile>();
  let defaultLocale: Locale | null = null;
  for (const { number, document, decisions } of [...row.revisions].sort((a, b) => b.number - a.number)) {
    const hashOf = (locale: Locale) => guideHash(document, locale);
    for (const locale of localesApproved(Object.keys(document.localizations), decisions, hashOf)) {
      if (texts.has(locale)) continue;
      defaultLocale ??= document.defaultLocale;
      texts.set(locale, onFile(number, document, locale));
    }
  }
  if (defaultLocale === null) return null;
  const { slug, audience, away } = row;
  const sorted = [...texts].sort(([a], [b]) => (a < b ? -1 : 1));
  return { slug, audience, away, defaultLocale, texts: Object.fromEntries(sorted) };
}

function onFile(
  number: number,
  { localizations, topics, partners, helplines = [] }: GuideDocument,
  locale: Locale,
): GuideOnFile {
  const text = localizations[locale]!;
  const dueFrom = Date.parse(text.reviewBy) + DAY_MS;
  return { number, text, topics, partners, helplines, dueFrom, lapsesAt: dueFrom + GUIDE_GRACE_DAYS * DAY_MS };
}

/** How a guide stands in public: shown, or something in its place. */
export const GUIDE_STATUSES = ['SHOWN', 'UNDER_REVIEW', 'RETIRED', 'TAKEN_DOWN'] as const;
export type GuideStatus = (typeof GUIDE_STATUSES)[number];

/** What one reader gets of a guide at an instant. */
export interface GuideView {
  readonly slug: string;
  readonly audience: GuideAudience;
  readonly status: GuideStatus;
  /** Of title, sections and notice. */
  readonly locale: Locale;
  readonly title: string;
  readonly disclaimer: string;
  readonly sections: readonly GuideSection[];
  readonly partners: readonly string[];
  /** What help is answered first with it: its topics, and the slugs of helplines that it speaks of. */
  readonly about: { readonly topics: readonly string[]; readonly helplines: readonly string[] };
  readonly reviewedOn: string;
  /** Null unless it is shown. */
  readonly reviewBy: string | null;
  /** What stands in its place; null: it is shown. */
  readonly notice: GuideNotice | null;
  /** The first instant after this one at which time changes the answer, for any reader; null: it does not. */
  readonly until: Instant | null;
}

export interface GuideNotice {
  readonly text: string;
  readonly successor: string | null;
  readonly pointer: string | null;
}

/**
 * A guide for one reader at an instant: the text in their language, or in another one, said honestly; where no text is left that was
 * gone through in time, a notice in its place. What the public knew never answers with nothing.
 */
export function guideView(guide: PublicGuide, wanted: Locale | null, at: Instant): GuideView {
  const { slug, audience, texts, defaultLocale, away } = guide;
  if (away !== null) return noticeView(guide, wanted, away.cause);
  const offered = Object.keys(texts).filter((locale) => at < texts[locale]!.lapsesAt);
  if (offered.length === 0) return noticeView(guide, wanted, 'UNDER_REVIEW');
  const fallback = offered.includes(defaultLocale) ? defaultLocale : offered[0]!;
  const locale = lookupLocale(wanted, offered, fallback);
  const { text, partners, topics, helplines } = texts[locale]!;
  const until = Math.min(...offered.map((one) => texts[one]!.lapsesAt));
  return {
    slug,
    audience,
    status: 'SHOWN',
    locale,
    ...text,
    partners,
    about: { topics, helplines },
    notice: null,
    until,
  };
}

/** What was taken down may have been harmful: nothing of its words is repeated, not even its title. */
function noticeView(guide: PublicGuide, wanted: Locale | null, status: Exclude<GuideStatus, 'SHOWN'>): GuideView {
  const { slug, audience, texts, defaultLocale, away } = guide;
  const written = Object.keys(away?.notices ?? {});
  const own = written.length === 0 ? null : lookupLocale(wanted, written, fallbackOf(written, defaultLocale));
  const compiled = guideWords(own ?? wanted);
  const locale = own ?? compiled.locale;
  const last = texts[locale] ?? texts[defaultLocale] ?? Object.values(texts)[0]!;
  const named = status === 'TAKEN_DOWN' ? null : (texts[locale]?.text ?? null);
  const { title, disclaimer } = named ?? compiled.words;
  const successor = away?.successor ?? null;
  const text = own === null ? wordsFor(status, successor, compiled.words) : away!.notices[own]!;
  return {
    slug,
    audience,
    status,
    locale,
    title,
    disclaimer,
    // Apps that know nothing of notices show sections: what is said is said there too.
    sections: [{ slot: null, heading: title, body: text }],
    partners: [],
    about: { topics: last.topics, helplines: [] },
    reviewedOn: last.text.reviewedOn,
    reviewBy: null,
    notice: { text, successor, pointer: away?.pointer ?? null },
    until: null,
  };
}

function fallbackOf(locales: readonly Locale[], preferred: Locale): Locale {
  return locales.includes(preferred) ? preferred : locales[0]!;
}

function wordsFor(status: GuideStatus, successor: string | null, words: GuideWords): string {
  if (status === 'UNDER_REVIEW') return words.underReview;
  return successor === null ? words.gone : words.replaced;
}
