import type { Locale } from '../text/locale.js';

/**
 * `HARD`: structural, cannot be overridden. `BLOCK`: a safety reviewer may override it in writing. `WARN`: to be
 * acknowledged. `HUMAN`: a question only a person answers.
 */
export const SEVERITIES = ['HARD', 'BLOCK', 'WARN', 'HUMAN'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a pack speaks about; a language may have one of each. */
export const PACK_SUBJECTS = ['SUICIDE', 'EATING_DISORDERS', 'METHODS', 'PLACES'] as const;
export type PackSubject = (typeof PACK_SUBJECTS)[number];

/**
 * Rules for the texts of one language on one subject, as data. Findings name the pack and its version, since guidelines differ
 * and a partner chooses which ones it follows.
 */
export interface PolicyPack {
  /** `en-suicide`, unique. */
  readonly id: string;
  /** Dotted numbers; grows with every change of a rule. */
  readonly version: string;
  /** The language of the texts it reads. */
  readonly locale: Locale;
  readonly subject: PackSubject;
  /** `HINTS`: wording only, not written or checked by native speakers: nothing found is no sign that all is well. */
  readonly completeness: 'COMPLETE' | 'HINTS';
  /** Guidance behind the rules, in other people's words. */
  readonly informedBy: readonly string[];
  /** Phrases that are safe as a whole: their words are not read by any rule. */
  readonly safePhrases: readonly string[];
  /** Phrases before which a match is an example of what not to say, up to three words away. */
  readonly exampleMarks: readonly string[];
  /** Phrases by which a text speaks of the subject at all: a document that has one declares it among its topics. */
  readonly subjectWords?: readonly string[];
  readonly rules: readonly PolicyRule[];
}

/** Texts in which a rule looks; a rule without `fields` looks in all. */
export const TEXT_FIELDS = [
  'TITLE',
  'SUMMARY',
  'BODY',
  'NOTE',
  'ALT',
  'CAPTION',
  'TRANSCRIPT',
  'FILE_NAME',
  'LINK',
  'CAMPAIGN',
] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

export interface PolicyRule {
  /** `lang.commit` */
  readonly id: string;
  readonly severity: Exclude<Severity, 'HARD'>;
  /** What is wrong with it, without an example. */
  readonly message: string;
  /** What to write instead. */
  readonly advice: string;
  readonly fields?: readonly TextField[];
  /** Beginnings of topics under which a match is advice to those who care for somebody: a `BLOCK` counts as `WARN` then. */
  readonly adviceTopics?: readonly string[];
  readonly match: PhraseMatch | NumberMatch;
}

/**
 * Any of these phrases. Words are parted by one space; `a|b` is either; `commit*` begins so; `~` is up to two words between.
 * Compared in plain form, word by word; what a language writes without spaces is cut as its texts are.
 */
export interface PhraseMatch {
  readonly kind: 'PHRASES';
  readonly phrases: readonly string[];
  /** Not where one of these words stands within four words: `quick and easy way to get help`. */
  readonly unlessNear?: readonly string[];
}

/** A number with a unit, or after a word, where a word of the context stands near. */
export interface NumberMatch {
  readonly kind: 'NUMBERS';
  /** Directly behind the number or joined to it: `38 kg`, `500 calories`. Empty: any number. */
  readonly units: readonly string[];
  /** One of these stands before the number, within four words: `bmi`. Empty: none is needed. */
  readonly after: readonly string[];
  /** One of these stands within `within` words on either side; empty: none is needed. */
  readonly context: readonly string[];
  readonly within: number;
}

/** One thing that a rule found in one text. It says where, and never repeats what stands there. */
export interface TextMatch {
  readonly rule: string;
  readonly pack: string;
  readonly packVersion: string;
  readonly severity: Severity;
  /** True for an example, a quotation or advice: a `BLOCK` counts as `WARN` then, a `WARN` needs no acknowledgement. */
  readonly isDowngraded: boolean;
  readonly message: string;
  readonly advice: string;
  /** UTF-16 offsets into the text as it was written, `[start, end)`. */
  readonly start: number;
  readonly end: number;
}
