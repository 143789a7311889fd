import type { ServerResponse } from 'node:http';
import {
  acceptedEncodings,
  Asked,
  HotStore,
  noneMatchHits,
  type ByteText,
  type Encoding,
  type FinishedAnswer,
  type FinishedBody,
  type FlatHeaders,
  type Front,
  type MediaType,
} from '#delivery';
import type { Instant } from '#domain';
import type { FrontOperations } from '../../delivery/front/front-operations.js';
import { FrontQuestion } from '../../delivery/front/front-question.js';
import type { PersistedTexts } from '../../delivery/front/persisted-texts.js';
import { DELIVERY_PATH } from '../../graphql/endpoint.js';
import { FRONT_BODY_BYTES_MAX, type FrontRequest } from './front-request.js';
import { requestOfBody, requestOfSearch, type GraphqlRequest } from './graphql-request.js';
import { mediaTypeFor } from './media-type.js';
import { headText, mayGoWhole, sendWhole } from './whole-response.js';

/** Requests to the letter, with what they ask. One is remembered whole or not at all. */
const ASKED_BOUNDS = { entriesMax: 50_000, bytesMax: 24 * 1024 * 1024 } as const;
const REMEMBERED_BYTES_MAX = 4_096;
/** An address with a question, `/graphql?...`. */
const SEARCH_AT = DELIVERY_PATH.length;
const JSON_TYPE = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/** What was asked for last over a connection: a phone asks the same again and again, and to compare takes less time than to look up. */
const ASKED_LAST = Symbol('asked last');

interface AskingSocket {
  [ASKED_LAST]?: Said;
}

/** An address or a body, one character a byte, and what it asks. */
interface Said {
  readonly text: string;
  readonly asked: AskedHere;
}

type AskedHere = Asked<FrontQuestion>;

export type Handler = (request: FrontRequest, response: ServerResponse) => void;

export interface FrontDoorParts {
  readonly front: Front;
  readonly operations: FrontOperations;
  readonly texts: PersistedTexts;
  /** Milliseconds since the programme was found to be what the rows say; null: never. */
  readonly ageMs: () => number | null;
  readonly withKeys: boolean;
  /** Those of every answer, names and values in turn. */
  readonly fixedHeaders: FlatHeaders;
  /** Told of each answer that was given here. */
  readonly trace: (method: string, status: 200 | 304, ms: number) => void;
}

/**
 * Stands before everything else that is asked over HTTP. What it has an answer to in bytes it answers; whatever else comes, it hands on as
 * it came, and counts what was meant for the public endpoint.
 */
export class FrontDoor {
  /** By address, which begins with a slash, and by body, which as an object of JSON never does. */
  private readonly asked = new HotStore<AskedHere>(ASKED_BOUNDS);
  private readonly times = { servedAt: 0, programmeCheckedAt: 0 };
  /** Responses of one millisecond, by their headers. */
  private whole = new Map<FlatHeaders, ByteText>();
  private readonly wholeOf = { servedAt: Number.NaN, programmeCheckedAt: Number.NaN };
  private isOpen = true;
  declined = 0;

  constructor(private readonly parts: FrontDoorParts) {}

  /** From now on everything is handed on: whoever closes the server tells clients to go. */
  shut(): void {
    this.isOpen = false;
  }

  handle(request: FrontRequest, response: ServerResponse, handOn: Handler): void {
    const url = request.url!;
    if (!this.isOpen || !isPublic(url)) return handOn(request, response);
    const { method } = request;
    if (method === 'POST') return this.post(request, response, handOn);
    if ((method === 'GET' || method === 'HEAD') && url.length > SEARCH_AT + 1 && !hasBody(request)) {
      const started = performance.now();
      const asked = isJsonOrNothing(request) ? this.askedBySearch(url, request.socket as AskingSocket) : null;
      if (asked !== null && this.answer(asked, request, response, started)) return request.takeNothing();
    }
    this.decline(request, response, handOn);
  }

  private post(request: FrontRequest, response: ServerResponse, handOn: Handler): void {
    const { headers, url } = request;
    const length = Number(headers['content-length'] ?? 0);
    const isOurs = url === DELIVERY_PATH && isJson(headers['content-type'] ?? '');
    if (!isOurs || headers['content-encoding'] !== undefined || !(length > 0 && length <= FRONT_BODY_BYTES_MAX))
      return this.decline(request, response, handOn);
    const started = performance.now();
    request.takeWhole(
      (body) => {
        const asked = this.askedByBody(body, request.socket as AskingSocket);
        return asked !== null && this.answer(asked, request, response, started);
      },
      () => this.decline(request, response, handOn),
    );
  }

  private decline(request: FrontRequest, response: ServerResponse, handOn: Handler): void {
    this.declined += 1;
    // The head of what a GET would be answered with; node leaves the content out of the response to a HEAD by itself.
    if (request.method === 'HEAD') request.method = 'GET';
    handOn(request, response);
  }

  private askedBySearch(url: string, socket: AskingSocket): AskedHere | null {
    return this.askedBefore(url, socket) ?? this.understood(requestOfSearch(url.slice(SEARCH_AT)), url, socket);
  }

  private askedByBody(body: Buffer, socket: AskingSocket): AskedHere | null {
    const text = body.toString('latin1');
    if (text.startsWith('/')) return null;
    return this.askedBefore(text, socket) ?? this.understood(requestOfBody(body.toString('utf8')), text, socket);
  }

  private askedBefore(text: string, socket: AskingSocket): AskedHere | null {
    const last = socket[ASKED_LAST];
    if (last?.text === text && last.asked.question.stillStands()) {
      last.asked.wasAsked = true;
      return last.asked;
    }
    const asked = this.asked.get(text);
    if (asked === undefined || !asked.question.stillStands()) return null;
    socket[ASKED_LAST] = { text, asked };
    return asked;
  }

  private understood(request: GraphqlRequest | null, text: string, socket: AskingSocket): AskedHere | null {
    const question = request && this.questionOf(request);
    if (question === null) return null;
    const asked = new Asked(question, 2 * text.length + 1_000);
    if (text.length > REMEMBERED_BYTES_MAX) return asked;
    this.asked.set(text, asked);
    socket[ASKED_LAST] = { text, asked };
    return asked;
  }

  private questionOf(request: GraphqlRequest): FrontQuestion | null {
    const text = this.textOf(request);
    const operation = text === null ? null : this.parts.operations.operation(text, request.operationName);
    const asked = operation && operation.ask(request.variables);
    return operation && asked && new FrontQuestion(operation, request.variables, asked, this.parts.withKeys);
  }

  private textOf({ query, persistedHash, documentId }: GraphqlRequest): string | null {
    const { texts } = this.parts;
    if (documentId !== null) return query === null && persistedHash === null ? texts.registered.text(documentId) : null;
    if (persistedHash === null) return query !== null && texts.registered.admits(query) ? query : null;
    if (query === null) return texts.find(persistedHash);
    return texts.keep(persistedHash, query) ? query : null;
  }

  /** @returns false: it is not answered here */
  private answer(asked: AskedHere, request: FrontRequest, response: ServerResponse, started: number): boolean {
    const { headers, method } = request;
    const media = mediaTypeFor(headers.accept);
    if (media === null) return false;
    const { front, trace } = this.parts;
    const at = front.now();
    const answer = front.answerTo(asked, at);
    if (answer === null) return false;
    const condition = method === 'POST' ? undefined : headers['if-none-match'];
    const isKnown = condition !== undefined && noneMatchHits(condition, answer.tag);
    if (isKnown) this.sendBare(answer, response, at);
    else this.send(answer, request, response, media, at);
    trace(method!, isKnown ? 304 : 200, performance.now() - started);
    return true;
  }

  private send(
    answer: FinishedAnswer,
    { headers, method }: FrontRequest,
    response: ServerResponse,
    media: MediaType,
    at: Instant,
  ): void {
    const { body } = answer.facts;
    const encoding = body.choose(acceptedEncodings(headers['accept-encoding'] as string | undefined));
    const age = this.ageText(at);
    const length = body.lengthOf(encoding);
    this.parts.front.measure(answer);
    const head = answer.headers(encoding, media, at, age, length, this.parts.fixedHeaders);
    if (method !== 'HEAD' && mayGoWhole(response)) return sendWhole(response, this.wholeText(body, encoding, head));
    response.writeHead(200, head);
    response.end(method === 'HEAD' ? undefined : body.textAt(encoding, this.times), 'latin1');
  }

  /** Under load the same is sent many times within a millisecond, and put together once. */
  private wholeText(body: FinishedBody, encoding: Encoding, head: FlatHeaders): ByteText {
    const { servedAt, programmeCheckedAt } = this.times;
    if (servedAt !== this.wholeOf.servedAt || programmeCheckedAt !== this.wholeOf.programmeCheckedAt) {
      // Not cleared: what a table held leads to the next one in V8, so that one that had grown old would keep all that came after it.
      this.whole = new Map();
      this.wholeOf.servedAt = servedAt;
      this.wholeOf.programmeCheckedAt = programmeCheckedAt;
    }
    const known = this.whole.get(head);
    if (known !== undefined) return known;
    const text = headText(head) + body.textAt(encoding, this.times);
    this.whole.set(head, text);
    return text;
  }

  private sendBare(answer: FinishedAnswer, response: ServerResponse, at: Instant): void {
    response.writeHead(304, answer.bareHeaders(at, this.ageText(at), this.parts.fixedHeaders));
    response.end();
  }

  /** Sets the times of this sending, too. @returns empty: no programme was read yet */
  private ageText(at: Instant): string {
    const ageMs = this.parts.ageMs();
    this.times.servedAt = at;
    this.times.programmeCheckedAt = Math.floor(at - (ageMs ?? 0));
    return ageMs === null ? '' : String(Math.floor(ageMs / 1_000));
  }
}

function isPublic(url: string): boolean {
  return url.startsWith(DELIVERY_PATH) && (url.length === SEARCH_AT || url.charCodeAt(SEARCH_AT) === 63);
}

function hasBody({ headers }: FrontRequest): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

function isJsonOrNothing({ headers }: FrontRequest): boolean {
  const type = headers['content-type'];
  return type === undefined || isJson(type);
}

function isJson(type: string): boolean {
  return type === 'application/json' || JSON_TYPE.test(type);
}
