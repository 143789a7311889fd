import type { Locale } from '../text/locale.js';
import { wordDifference, type TextPart } from '../text/word-difference.js';

/** Anything that has texts by locale, and facts that hold for all of them. */
export interface LocalizedDocument {
  readonly localizations: Readonly<Record<Locale, object>>;
}

/** One field that is not the same in two documents. */
export interface FieldDifference {
  /** `title`, `contentNote.text`, `media.1.url`, `rights.to`: places in lists from 1. */
  readonly field: string;
  /** Null: there was nothing. */
  readonly before: string | null;
  readonly after: string | null;
  /** Where in the field, in words. */
  readonly words: readonly TextPart[];
}

export interface LocaleDifference {
  readonly locale: Locale;
  readonly change: 'ADDED' | 'REMOVED' | 'CHANGED';
  readonly fields: readonly FieldDifference[];
}

export interface DocumentDifference {
  /** Of what holds for every locale: kind, topics, age, rights, default locale. */
  readonly facts: readonly FieldDifference[];
  /** Only those that differ; in the order of the later document, then what it has no more. */
  readonly localizations: readonly LocaleDifference[];
}

/** What is different between two documents, field by field for each locale, so that a person can read it. */
export function documentDifference(before: LocalizedDocument, after: LocalizedDocument): DocumentDifference {
  const locales = [...new Set([...Object.keys(after.localizations), ...Object.keys(before.localizations)])];
  return {
    facts: fieldDifferences(factsOf(before), factsOf(after)),
    localizations: locales.flatMap((locale): LocaleDifference[] => {
      const [was, is] = [before.localizations[locale], after.localizations[locale]];
      const fields = fieldDifferences(fieldsOf(was), fieldsOf(is));
      if (was === undefined) return [{ locale, change: 'ADDED', fields }];
      if (is === undefined) return [{ locale, change: 'REMOVED', fields }];
      return fields.length === 0 ? [] : [{ locale, change: 'CHANGED', fields }];
    }),
  };
}

type Fields = ReadonlyMap<string, string>;

function fieldDifferences(before: Fields, after: Fields): FieldDifference[] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.flatMap((field) => {
    const [was, is] = [before.get(field) ?? null, after.get(field) ?? null];
    return was === is ? [] : [{ field, before: was, after: is, words: wordDifference(was ?? '', is ?? '') }];
  });
}

function factsOf(document: LocalizedDocument): Fields {
  return new Map(leaves({ ...document, localizations: null }));
}

function fieldsOf(text: object | undefined): Fields {
  return new Map(text === undefined ? [] : leaves(text));
}

/**
 * Everything that a value holds, each with its place. Whatever a document learns to hold later is in it by itself, so that no change
 * can hide. Lists of words are one field.
 */
function leaves(value: object): [string, string][] {
  return Object.entries(value).flatMap(([name, held]: [string, unknown]): [string, string][] => {
    if (held === null || held === undefined) return [];
    if (Array.isArray(held) && held.every((one) => typeof one === 'string'))
      return held.length === 0 ? [] : [[name, held.join(', ')]];
    if (typeof held !== 'object') return [[name, typeof held === 'string' ? held : JSON.stringify(held)]];
    const within = Array.isArray(held) ? Object.fromEntries(held.map((one, i) => [i + 1, one])) : held;
    return leaves(within).map(([inner, text]) => [`${name}.${inner}`, text]);
  });
}
