import { canonicalLocale } from '../text/locale.js';
import { PACK_SUBJECTS, TEXT_FIELDS, type PolicyPack } from './policy-pack.js';

/** A pack out of a file, or everything that is wrong with it. */
export type PackReading =
  | { readonly pack: PolicyPack; readonly faults: readonly [] }
  | { readonly pack: null; readonly faults: readonly string[] };

const RULES_MAX = 500;
const PHRASES_MAX = 5_000;
const PHRASE_LENGTH_MAX = 200;
const TEXT_LENGTH_MAX = 500;
const WITHIN_MAX = 20;
const SEVERITIES_OF_PACKS = ['BLOCK', 'WARN', 'HUMAN'] as const;

/**
 * Reads a pack from the JSON of a file. A fault names its place and what is allowed there, never what stands there: the words of a
 * private pack belong into no log.
 */
export function readPolicyPack(value: unknown): PackReading {
  const faults = isRecord(value) ? packFaults(value) : ['the file: give a JSON object'];
  return faults.length > 0 ? { pack: null, faults } : { pack: value as unknown as PolicyPack, faults: [] };
}

type Check = (value: unknown, place: string) => string[];
type Shape = Readonly<Record<string, { readonly check: Check; readonly optional?: true }>>;

const say = (allowed: string, isAllowed: (value: unknown) => boolean): Check => {
  return (value, place) => (isAllowed(value) ? [] : [`${place}: give ${allowed}`]);
};
const matching = (pattern: RegExp, allowed: string) =>
  say(allowed, (value) => typeof value === 'string' && pattern.test(value));
const oneOf = (values: readonly string[]) =>
  say(`one of ${values.join(', ')}`, (value) => values.includes(value as string));
const textOf = (max: number) =>
  say(
    `a text of 1 to ${max} characters`,
    (value) => typeof value === 'string' && value.length >= 1 && value.length <= max,
  );
const listOf =
  (check: Check, max: number): Check =>
  (value, place) => {
    if (!Array.isArray(value) || value.length > max) return [`${place}: give a list of at most ${max}`];
    return value.flatMap((one, index) => check(one, `${place}[${index}]`));
  };
const shaped =
  (shape: Shape): Check =>
  (value, place) => {
    if (!isRecord(value)) return [`${place}: give an object`];
    const unknown = Object.keys(value).filter((key) => !Object.hasOwn(shape, key));
    return [
      ...(unknown.length === 0
        ? []
        : [`${place}: ${unknown.length} names that it does not have; it has ${Object.keys(shape).join(', ')}`]),
      ...Object.entries(shape).flatMap(([key, { check, optional }]) =>
        value[key] === undefined && optional === true ? [] : check(value[key], place === '' ? key : `${place}.${key}`),
      ),
    ];
  };

/** A word or words; of the signs only `|` between words, `*` behind one, `~` by itself and neither first nor last. */
const phrase = matching(
  /^(?=.{1,200}$)[^\s|*~]+\*?(\|[^\s|*~]+\*?)*(\s+(~\s+)?[^\s|*~]+\*?(\|[^\s|*~]+\*?)*)*$/u,
  `a phrase of 1 to ${PHRASE_LENGTH_MAX} characters: words parted by spaces, a|b for either, begin* for a beginning, ~ for a gap between words`,
);
const word = matching(/^[^\s|*~]+\*?$/u, 'one word, or a beginning such as weigh*');
const phrases: Check = (value, place) =>
  Array.isArray(value) && value.length === 0
    ? [`${place}: give at least one`]
    : listOf(phrase, PHRASES_MAX)(value, place);

const PHRASE_MATCH: Shape = {
  kind: { check: oneOf(['PHRASES']) },
  phrases: { check: phrases },
  unlessNear: { check: listOf(word, PHRASES_MAX), optional: true },
};
const NUMBER_MATCH: Shape = {
  kind: { check: oneOf(['NUMBERS']) },
  units: { check: listOf(word, PHRASES_MAX) },
  after: { check: listOf(word, PHRASES_MAX) },
  context: { check: listOf(word, PHRASES_MAX) },
  within: {
    check: say(
      `a whole number from 0 to ${WITHIN_MAX}`,
      (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= WITHIN_MAX,
    ),
  },
};
const match: Check = (value, place) => {
  if (!isRecord(value)) return [`${place}: give an object of kind PHRASES or NUMBERS`];
  return shaped(value['kind'] === 'NUMBERS' ? NUMBER_MATCH : PHRASE_MATCH)(value, place);
};
const RULE: Shape = {
  id: { check: matching(/^[a-z][a-z0-9]*(\.[a-z][a-z0-9-]*)+$/, 'words parted by dots, such as method.detail') },
  severity: { check: oneOf(SEVERITIES_OF_PACKS) },
  message: { check: textOf(TEXT_LENGTH_MAX) },
  advice: { check: textOf(TEXT_LENGTH_MAX) },
  fields: { check: listOf(oneOf(TEXT_FIELDS), TEXT_FIELDS.length), optional: true },
  adviceTopics: { check: listOf(word, 20), optional: true },
  match: { check: match },
};
const PACK: Shape = {
  id: {
    check: matching(/^[a-z][a-z0-9-]{1,63}$/, 'a name of lower case letters, digits and -, such as en-methods-private'),
  },
  version: { check: matching(/^\d+(\.\d+){0,2}$/, 'dotted numbers such as 1.0.0') },
  locale: {
    check: say(
      'a language tag such as en, or und for any',
      (value) => typeof value === 'string' && value.length <= 35 && canonicalLocale(value) === value,
    ),
  },
  subject: { check: oneOf(PACK_SUBJECTS) },
  completeness: { check: oneOf(['COMPLETE', 'HINTS']) },
  informedBy: { check: listOf(textOf(TEXT_LENGTH_MAX), 50) },
  safePhrases: { check: listOf(phrase, PHRASES_MAX) },
  exampleMarks: { check: listOf(phrase, 200) },
  subjectWords: { check: listOf(phrase, PHRASES_MAX), optional: true },
  rules: { check: listOf(shaped(RULE), RULES_MAX) },
};

function packFaults(value: Readonly<Record<string, unknown>>): string[] {
  return shaped(PACK)(value, '');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Packs that run together, or why not: ids are named by findings and by partners' choices, so that each is there once. */
export function packIdFaults(packs: readonly PolicyPack[]): string[] {
  const twice = packs.map(({ id }) => id).filter((id, index, ids) => ids.indexOf(id) < index);
  return [...new Set(twice)].map((id) => `${id}: a pack of this id is there already; give another`);
}

/**
 * The packs that read a partner's texts: those it was given, or all. Packs of methods and places always read, whoever chose.
 *
 * @param chosen ids; null: nobody chose
 */
export function packsOfChoice(packs: readonly PolicyPack[], chosen: readonly string[] | null): readonly PolicyPack[] {
  if (chosen === null) return packs;
  return packs.filter(({ id, subject }) => subject === 'METHODS' || subject === 'PLACES' || chosen.includes(id));
}
