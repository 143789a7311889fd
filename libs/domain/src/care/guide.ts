import { canonicalHash } from '../content/content-hash.js';
import type { Locale } from '../text/locale.js';

export const GUIDE_AUDIENCES = [
  'SHARING_YOUR_STORY',
  'SUPPORTING_SOMEONE',
  'CAREGIVER',
  'EDUCATOR',
  'GENERAL',
] as const;
export type GuideAudience = (typeof GUIDE_AUDIENCES)[number];

/** What a section is about. Each has a fixed place in the guides of its audiences, and one section at most. */
export const GUIDE_SLOTS = [
  'ABOUT',
  'READINESS',
  'INTENTION',
  'CHOOSE_WHO',
  'TELL_SAFELY',
  'REACTIONS',
  'RESPOND',
  'NOTICE',
  'ASK',
  'LISTEN',
  'CONNECT',
  'EMERGENCY',
  'STAY_IN_TOUCH',
  'IN_CLASS',
  'LOOK_AFTER_YOURSELF',
] as const;
export type GuideSlot = (typeof GUIDE_SLOTS)[number];

/** A place in the guides of one audience. */
export interface SlotPlace {
  readonly slot: GuideSlot;
  readonly isRequired: boolean;
}

const must = (slot: GuideSlot): SlotPlace => ({ slot, isRequired: true });
const mayHave = (slot: GuideSlot): SlotPlace => ({ slot, isRequired: false });
const FOR_OTHERS = [must('NOTICE'), must('ASK'), must('LISTEN'), must('CONNECT'), must('EMERGENCY')];

/**
 * The slots of each audience in the order in which they are read. Every guide says what to do in an emergency, and ends with the
 * reader themself. Who tells their own story is shown the way out first.
 */
export const AUDIENCE_SLOTS: Readonly<Record<GuideAudience, readonly SlotPlace[]>> = {
  SHARING_YOUR_STORY: [
    must('EMERGENCY'),
    must('READINESS'),
    must('INTENTION'),
    must('CHOOSE_WHO'),
    must('TELL_SAFELY'),
    must('REACTIONS'),
    mayHave('RESPOND'),
    must('LOOK_AFTER_YOURSELF'),
  ],
  SUPPORTING_SOMEONE: [...FOR_OTHERS, mayHave('STAY_IN_TOUCH'), must('LOOK_AFTER_YOURSELF')],
  CAREGIVER: [...FOR_OTHERS, mayHave('STAY_IN_TOUCH'), must('LOOK_AFTER_YOURSELF')],
  EDUCATOR: [...FOR_OTHERS, mayHave('IN_CLASS'), must('LOOK_AFTER_YOURSELF')],
  GENERAL: [must('ABOUT'), must('CONNECT'), must('EMERGENCY'), must('LOOK_AFTER_YOURSELF')],
};

/** What is written and reviewed of a guide: everything of it that a reader may see, in all its locales. For information only. */
export interface GuideDocument {
  /** For whom; the same over the whole life of a guide. */
  readonly audience: GuideAudience;
  readonly topics: readonly string[];
  /** Slugs of the partners it was made with. */
  readonly partners: readonly string[];
  /** Slugs of helplines that the text speaks of. Resolved where and when it is shown: numbers are never typed into prose. Left out: none. */
  readonly helplines?: readonly string[];
  /** The locale shown when a reader's own is not offered; a key of `localizations`. */
  readonly defaultLocale: Locale;
  readonly localizations: Readonly<Record<Locale, GuideText>>;
}

export interface GuideText {
  readonly title: string;
  /** Always present: for information only, no medical advice. */
  readonly disclaimer: string;
  /** In the order of the slots of the audience. */
  readonly sections: readonly GuideSection[];
  /** RFC 3339 full date: when its makers last went through it. Locales of one guide are revised on different days. */
  readonly reviewedOn: string;
  /** RFC 3339 full date, in UTC and included: the day by which it is to be gone through again. */
  readonly reviewBy: string;
}

export interface GuideSection {
  /** Null: published before guides had slots; no revision is handed in with such a one. */
  readonly slot: GuideSlot | null;
  readonly heading: string;
  readonly body: string;
}

/**
 * What an approval of one locale is bound to: its text with its dates, and what holds for all locales, the default one aside.
 *
 * @param locale a key of `document.localizations`
 */
export function guideHash(document: GuideDocument, locale: Locale): string {
  const { audience, topics, partners, helplines = [], localizations } = document;
  const named = helplines.length === 0 ? {} : { helplines };
  return canonicalHash({ audience, topics, partners, ...named, locale, text: localizations[locale] });
}

/** By locale. */
export function guideHashes(document: GuideDocument): Readonly<Record<Locale, string>> {
  return Object.fromEntries(Object.keys(document.localizations).map((locale) => [locale, guideHash(document, locale)]));
}

/** The same document with its sections in the order of their slots; those that have none stay where they are, behind. */
export function inSlotOrder(document: GuideDocument): GuideDocument {
  const order = (AUDIENCE_SLOTS[document.audience] ?? []).map(({ slot }) => slot);
  const placeOf = ({ slot }: GuideSection) => {
    const place = slot === null ? -1 : order.indexOf(slot);
    return place < 0 ? order.length : place;
  };
  const localizations = Object.entries(document.localizations).map(([locale, text]) => [
    locale,
    { ...text, sections: [...text.sections].sort((a, b) => placeOf(a) - placeOf(b)) },
  ]);
  return { ...document, localizations: Object.fromEntries(localizations) as GuideDocument['localizations'] };
}
