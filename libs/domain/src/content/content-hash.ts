import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import type { Locale } from '../text/locale.js';
import type { ContentDocument } from './document.js';

/** A value as RFC 8785 canonical JSON: the same for every order of keys. */
export function canonicalText(value: unknown): string {
  return canonicalize(value) ?? 'null';
}

/** SHA-256 of a value's canonical text, as 64 hex digits. */
export function canonicalHash(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalText(value))));
}

/**
 * What an approval is bound to: text, media, locale, and every fact of the document that a reviewer sees with them. Any
 * change of any of these gives another hash, and no approval stands for it.
 *
 * @param locale a key of `document.localizations`
 */
export function contentHash(document: ContentDocument, locale: Locale): string {
  const { kind, topics, ageMin, rights, helplines = [], localizations } = document;
  // Left out where there are none, so that documents from before there were any keep their hashes.
  const named = helplines.length === 0 ? {} : { helplines };
  return canonicalHash({ kind, topics, ageMin, rights, ...named, locale, text: localizations[locale] });
}
