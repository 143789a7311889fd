import type { Instant, Programme } from '#domain';
import { SECOND_MS } from '#domain';
import { cacheControl } from './cache-policy.js';
import type { Encoding } from './content-encoding.js';
import { weakTag } from './entity-tag.js';
import type { FinishedBody } from './finished-body.js';
import type { Keepable } from './hot-store.js';
import { instantText } from './time-slots.js';

export const MEDIA_TYPES = ['application/json', 'application/graphql-response+json'] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

/** Names and values in turn, as node:http takes them. */
export type FlatHeaders = string[];

export interface AnswerFacts {
  readonly body: FinishedBody;
  /** When it was computed: for no instant before is it known to be right. */
  readonly from: Instant;
  /** Until when it may be sent again, excluded; never past `validUntil`. */
  readonly reuseUntil: Instant;
  /** Until when it is right by schedule, excluded: what caches are told by. */
  readonly validUntil: Instant;
  /** Space-separated; empty: none. */
  readonly surrogateKeys: string;
}

/** Objects, headers and keys around the bytes, roughly. */
const OVERHEAD_BYTES = 3_000;
/** The headers of a request by which the bytes of an answer differ, besides its method and address. */
export const VARY = 'accept-encoding, accept';

/** Where the values that change stand in the headers made below. */
const CACHE_CONTROL_AT = 1;
const SERVED_AT = 3;
const AGE_AT = 5;

interface Head {
  readonly headers: FlatHeaders;
  /** Of `cacheControl`, by the whole second that is left. */
  left: number;
}

export interface AnswerPlace {
  answer: FinishedAnswer | null;
}

/** An answer in bytes, with what HTTP says of it. */
export class FinishedAnswer implements Keepable {
  wasAsked = false;
  isForgotten = false;
  /** What the store knows of its size. */
  measuredBytes = 0;
  readonly tag: string;
  /** Where others keep it who may outlive it in the store: empty once it is forgotten, so that they do not keep its bytes. */
  readonly place: AnswerPlace = { answer: this };
  private readonly heads = new Map<string, Head>();

  constructor(
    readonly key: string,
    readonly facts: AnswerFacts,
    /** The last programme in which it was found right; null: none was read. */
    public programme: Programme | null,
    /** Of the programme and the surfaces it was computed of. */
    readonly stamp: number,
    /** How often the clock had gone back, and the `epoch` of what holds the programme. */
    readonly epochs: { readonly clock: number; readonly memory: number },
  ) {
    this.tag = weakTag(facts.body.content);
  }

  get sizeBytes(): number {
    return OVERHEAD_BYTES + this.facts.body.sizeBytes;
  }

  forget(): void {
    this.isForgotten = true;
    this.place.answer = null;
  }

  /**
   * The headers of one sending; the caller sends them before it asks again, since they are the same array each time.
   *
   * @param ageText whole seconds since the programme was found to be what the rows say; empty: none was read yet
   * @param fixed those of every answer
   */
  headers(
    encoding: Encoding,
    media: MediaType,
    at: Instant,
    ageText: string,
    bytes: number,
    fixed: FlatHeaders,
  ): FlatHeaders {
    const kind = HEAD_KINDS[media][encoding];
    const head = this.heads.get(kind) ?? this.makeHead(kind, encoding, media, bytes, fixed);
    const left = Math.floor((this.facts.validUntil - at) / SECOND_MS);
    if (left !== head.left) {
      head.headers[CACHE_CONTROL_AT] = cacheControl(this.facts.validUntil, at);
      head.left = left;
    }
    head.headers[SERVED_AT] = instantText(at);
    head.headers[AGE_AT] = ageText;
    return ageText === '' ? head.headers.toSpliced(AGE_AT - 1, 2) : head.headers;
  }

  /** Of a response without content: what a cache renews what it has by. */
  bareHeaders(at: Instant, ageText: string, fixed: FlatHeaders): FlatHeaders {
    const headers = [...this.told(at, ageText), ...fixed];
    return ageText === '' ? headers.toSpliced(AGE_AT - 1, 2) : headers;
  }

  private makeHead(kind: string, encoding: Encoding, media: MediaType, bytes: number, fixed: FlatHeaders): Head {
    const headers = [
      ...this.told(0, ''),
      'content-type',
      `${media}; charset=utf-8`,
      'content-length',
      String(bytes),
      ...(encoding === 'identity' ? [] : ['content-encoding', encoding]),
      ...fixed,
    ];
    const head = { headers, left: Number.NaN };
    this.heads.set(kind, head);
    return head;
  }

  private told(at: Instant, ageText: string): FlatHeaders {
    const { validUntil, surrogateKeys } = this.facts;
    return [
      'cache-control',
      cacheControl(validUntil, at),
      'served-at',
      instantText(at),
      'programme-age',
      ageText,
      'etag',
      this.tag,
      'vary',
      VARY,
      ...(surrogateKeys === '' ? [] : ['surrogate-key', surrogateKeys]),
    ];
  }
}

const HEAD_KINDS: Readonly<Record<MediaType, Readonly<Record<Encoding, string>>>> = {
  'application/json': { br: 'jb', gzip: 'jg', identity: 'ji' },
  'application/graphql-response+json': { br: 'gb', gzip: 'gg', identity: 'gi' },
};
