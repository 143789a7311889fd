import { SLUG, SLUG_LENGTH_MAX } from '../campaign/campaign.js';
import type { PublicGuide } from '../care/guide-air.js';
import { helpScope } from '../care/help-scope.js';
import type { Viewer } from '../time/viewer.js';
import type { Programme } from './programme.js';
import type { Shown } from './resolve.js';

/**
 * A word under which caches keep an answer, and by which they are told to forget it.
 *
 * An answer carries the keys of everything that it was made of, so that whoever takes a thing off the air names that thing and
 * nobody has to know which answers held it. Keys are printable ASCII without a space, at most SURROGATE_KEY_LENGTH_MAX characters.
 * They name what is published, never a viewer: the region is that of the helplines in the answer.
 */
export type SurrogateKey = string;

export const SURROGATE_KEY_LENGTH_MAX = 100;
/** Bytes of one header; a proxy keeps all headers of an answer in a page or two of memory. */
export const SURROGATE_KEYS_BYTES_MAX = 4_000;

/** On every answer: forgets all of them. */
export const EVERY_ANSWER_KEY: SurrogateKey = 'all';
/** On every answer with help in it, which is every answer, so that a change of the directory or of our own words reaches all. */
export const HELP_KEY: SurrogateKey = 'help';
/** In place of the keys of what is shown, on an answer that shows too much to name it: forgotten with everything that is taken off the air. */
export const CROWDED_KEY: SurrogateKey = 'crowded';

/** @param slug as it was asked for, which may be anything; what no surface can be called shares one key */
export function surfaceKey(slug: string): SurrogateKey {
  return `surface:${slug.length <= SLUG_LENGTH_MAX && SLUG.test(slug) ? slug : '-'}`;
}

export function campaignKey(campaignId: string): SurrogateKey {
  return `campaign:${campaignId}`;
}

export function itemKey(itemId: string): SurrogateKey {
  return `item:${itemId}`;
}

export function revisionKey(revisionId: string): SurrogateKey {
  return `revision:${revisionId}`;
}

/** @param slug of the partner */
export function partnerKey(slug: string): SurrogateKey {
  return `partner:${slug}`;
}

/** @param slug of the guide */
export function guideKey(slug: string): SurrogateKey {
  return `guide:${slug}`;
}

/**
 * Every answer carries the help of its region, so this is also the key of all answers for that region: a pause or help only there
 * is told by it. One answer serves all regions that have no help of their own, and has the key without a region: whoever
 * tells of any region tells of that one, too.
 *
 * @param region ISO 3166-1 alpha-2, that has help of its own, see `helpRegion`; null: none, or it is not known
 */
export function helpKey(region: string | null): SurrogateKey {
  return `help:${region ?? 'none'}`;
}

/**
 * The region that an answer is told of by: null where nothing of help is for the viewer's, since such an answer serves many regions.
 *
 * @param programme that it was answered of; null: none was read yet
 */
export function helpRegion(programme: Programme | null, { region }: Viewer): string | null {
  return programme !== null && helpScope(programme.help).names(region) ? region : null;
}

/** What an answer was made of. */
export interface AnswerSubjects {
  /** As asked for; null: the answer is of no surface. */
  readonly surface: string | null;
  /** Whose help is in it, see `helpRegion`. */
  readonly region: string | null;
  /** All that the answer tells of: on air, beside it, what comes next, and every segment. */
  readonly shown: readonly Shown[];
  readonly guides: readonly Pick<PublicGuide, 'slug' | 'texts'>[];
}

/**
 * The keys of an answer, each once, the wide ones first. Where those of what is shown would not fit into
 * SURROGATE_KEYS_BYTES_MAX, CROWDED_KEY stands for them.
 */
export function keysOfAnswer({ surface, region, shown, guides }: AnswerSubjects): SurrogateKey[] {
  const wide = [EVERY_ANSWER_KEY, HELP_KEY, helpKey(region), ...(surface === null ? [] : [surfaceKey(surface)])];
  const narrow = new Set<SurrogateKey>();
  for (const { candidate, entries } of shown) {
    narrow.add(campaignKey(candidate.campaignId));
    for (const { itemId, revisionId, partner } of entries) {
      narrow.add(itemKey(itemId)).add(revisionKey(revisionId)).add(partnerKey(partner.slug));
    }
  }
  for (const { slug, texts } of guides) {
    narrow.add(guideKey(slug));
    for (const { partners } of Object.values(texts)) for (const partner of partners) narrow.add(partnerKey(partner));
  }
  const keys = [...wide, ...narrow];
  return surrogateKeyHeader(keys).length <= SURROGATE_KEYS_BYTES_MAX ? keys : [...wide, CROWDED_KEY];
}

/** The value of the header `surrogate-key`. */
export function surrogateKeyHeader(keys: readonly SurrogateKey[]): string {
  return keys.join(' ');
}
