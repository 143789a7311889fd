import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import type { Locale } from '../text/locale.js';
import type { ContentDocument } from './document.js';

/** SHA-256 of a value's RFC 8785 canonical JSON, as 64 hex digits: the same for every order of keys. */
export function canonicalHash(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalize(value) ?? 'null')));
}

/**
 * What an approval is bound to: text, media, locale, and every fact of the document that a reviewer sees with them. Any
 * change of any of these gives another hash, and no approval stands for it.
 *
 * @param locale a key of `document.localizations`
 */
export function contentHash(document: ContentDocument, locale: Locale): string {
  const { kind, topics, ageMin, rights, localizations } = document;
  return canonicalHash({ kind, topics, ageMin, rights, locale, text: localizations[locale] });
}
