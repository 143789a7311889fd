import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import type { Locale } from '../text/locale.js';
import type { ContentDocument } from './document.js';

/** A value as RFC 8785 canonical JSON: the same for every order of keys. */
export function canonicalText(value: unknown): string {
  return canonicalize(value) ?? 'null';
}

/** SHA-256 of a text in UTF-8, as 64 hex digits. */
export type Sha256 = (text: string) => string;

/** In code of our language alone; whoever hashes thousands gives what its platform has, ten times as fast. */
export const pureSha256: Sha256 = (text) => bytesToHex(sha256(utf8ToBytes(text)));

/** SHA-256 of a value's canonical text. */
export function canonicalHash(value: unknown, hash = pureSha256): string {
  return hash(canonicalText(value));
}

/**
 * What an approval is bound to: text, media, locale, and every fact of the document that a reviewer sees with them. Any
 * change of any of these gives another hash, and no approval stands for it.
 *
 * @param locale a key of `document.localizations`
 * @param hash left out: the pure one; the same hash whichever it is
 */
export function contentHash(document: ContentDocument, locale: Locale, hash = pureSha256): string {
  const { kind, topics, ageMin, rights, helplines = [], localizations } = document;
  // Left out where there are none, so that documents from before there were any keep their hashes.
  const named = helplines.length === 0 ? {} : { helplines };
  return canonicalHash({ kind, topics, ageMin, rights, ...named, locale, text: localizations[locale] }, hash);
}
