import { MEDIA_TYPES, type MediaType } from '#delivery';

const REMEMBERED_MAX = 200;
const remembered = new Map<string, MediaType | null>();

/**
 * The media type of the answer: the one that the client prefers, `application/json` where it does not say.
 *
 * @param accept the header as it came @returns null: it takes neither
 */
export function mediaTypeFor(accept: string | undefined): MediaType | null {
  if (accept === undefined || accept === '' || accept === '*/*') return 'application/json';
  const known = remembered.get(accept);
  if (known !== undefined) return known;
  const media = negotiated(accept);
  if (remembered.size < REMEMBERED_MAX && accept.length <= 300) remembered.set(accept, media);
  return media;
}

interface Range {
  readonly name: string;
  readonly weight: number;
}

/** By weight; among equals by how exactly it was named, then by what was named first. */
function negotiated(accept: string): MediaType | null {
  const ranges = accept.split(',').flatMap(rangeOf);
  const offers = MEDIA_TYPES.map((media) => {
    const names = [media, 'application/*', '*/*'];
    const exactness = names.findIndex((name) => ranges.some((range) => range.name === name));
    const order = ranges.findIndex(({ name }) => name === names[exactness]);
    return { media, weight: ranges[order]?.weight ?? 0, exactness, order };
  });
  offers.sort((a, b) => b.weight - a.weight || a.exactness - b.exactness || a.order - b.order);
  return offers[0]!.weight > 0 ? offers[0]!.media : null;
}

function rangeOf(text: string): Range[] {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const others = parameters.filter((one) => !one.startsWith('q='));
  // We speak UTF-8 and nothing else; a range with another parameter asks for something that we do not have.
  if (name === '' || others.some((one) => !/^charset="?utf-8"?$/.test(one))) return [];
  const q = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? '1');
  return [{ name, weight: q >= 0 && q <= 1 ? q : 0 }];
}
