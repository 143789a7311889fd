import { hash } from 'node:crypto';
import type { ByteText } from './finished-body.js';

/** A weak tag of content: bodies that differ in the times of their sending only, or in their encoding, have the same. */
export function weakTag(content: ByteText): string {
  return `W/"${hash('sha256', content, 'base64url').slice(0, 22)}"`;
}

/**
 * Whether a conditional request names this content, by the weak comparison that GET and HEAD use.
 *
 * @param header `if-none-match`: one tag, a list of them, or `*`, which whatever there is matches
 */
export function noneMatchHits(header: string, tag: string): boolean {
  if (header === tag) return true;
  const trimmed = header.trim();
  if (trimmed === '*') return true;
  const opaque = opaqueOf(tag);
  return [...trimmed.matchAll(/(?:W\/)?("[^"]*")/g)].some((match) => match[1] === opaque);
}

function opaqueOf(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag;
}
