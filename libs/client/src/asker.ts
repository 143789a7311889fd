/**
 * One question over HTTP, and what came of it. By GET the URL carries the hash of the compiled-in operation, so that caches
 * can keep the answer; a server that does not know the hash yet gets the text once by POST, and one that refuses GET is asked
 * by POST from then on. No cookie travels and no topic; the viewer's region, locale and zone do.
 */
import { readAnswer, readHelp, type Answer, type Help, type ViewerInput } from './answer.js';
import { OPERATION, OPERATION_NAME, OPERATION_SHA256 } from './operation.js';
import { aborter, type Fetch, type FetchResponse, type Timers } from './ports.js';
import type { ClockSample, Reading } from './server-clock.js';

export interface Question {
  readonly surface: string;
  readonly viewer: ViewerInput;
  /** Of the answer held; null: none. */
  readonly etag: string | null;
}

export type Outcome =
  | {
      readonly kind: 'ANSWER';
      readonly answer: Answer;
      readonly etag: string | null;
      readonly sample: ClockSample;
      readonly maxAgeMs: number;
    }
  /** 304: what is held still holds. */
  | { readonly kind: 'SAME'; readonly sample: ClockSample | null; readonly maxAgeMs: number }
  | { readonly kind: 'FAILED'; readonly why: string; readonly retryAfterMs: number | null; readonly help: Help | null };

export interface AskerOptions {
  readonly url: string;
  readonly fetch: Fetch;
  readonly timers: Timers;
  readonly readings: () => Reading;
  readonly method: 'GET' | 'POST';
  /** ETAG: by this code; BROWSER: by the browser's own cache, which needs no preflight; NONE. */
  readonly revalidation: 'ETAG' | 'BROWSER' | 'NONE';
  readonly timeoutMs: number;
}

interface Reply {
  readonly response: FetchResponse;
  readonly text: string;
  readonly sent: Reading;
  readonly received: Reading;
}

const ACCEPT = 'application/graphql-response+json, application/json';
/** Perhaps only GET is: a server from before, or one that wants a preflight. */
const GET_REFUSED = [400, 403, 404, 405, 415];

export class Asker {
  /** KNOWN: its answers are taken as they are; nothing is asked twice for one failure. */
  private get: 'UNTRIED' | 'KNOWN' | 'REFUSED' = 'UNTRIED';
  private cancel: (() => void) | null = null;

  constructor(private readonly options: AskerOptions) {}

  /** Never throws and never rejects: what goes wrong is an outcome. */
  async ask(question: Question): Promise<Outcome> {
    try {
      if (this.options.method === 'POST' || this.get === 'REFUSED') return outcomeOf(await this.byPost(question));
      const reply = await this.byGet(question);
      if (reply.text.includes('PERSISTED_QUERY_NOT_FOUND')) return outcomeOf(await this.byPost(question));
      const isRefused =
        GET_REFUSED.includes(reply.response.status) || reply.text.includes('PERSISTED_QUERY_NOT_SUPPORTED');
      if (!isRefused || this.get === 'KNOWN') {
        if (!isRefused) this.get = 'KNOWN';
        return outcomeOf(reply);
      }
      const posted = outcomeOf(await this.byPost(question));
      this.get = posted.kind === 'ANSWER' ? 'REFUSED' : 'KNOWN';
      return posted;
    } catch (error) {
      return failed(error instanceof Error ? error.message : String(error), null, null);
    }
  }

  /** Ends the request that is on its way; its outcome is a failure. */
  abort(): void {
    this.cancel?.();
  }

  private byGet(question: Question): Promise<Reply> {
    const { url, revalidation } = this.options;
    const parts = [
      ['operationName', OPERATION_NAME],
      ['variables', JSON.stringify(variablesOf(question))],
      ['extensions', JSON.stringify(EXTENSIONS)],
    ] as const;
    const query = parts.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
    const isConditional = revalidation === 'ETAG' && question.etag !== null;
    return this.send(`${url}${url.includes('?') ? '&' : '?'}${query}`, {
      method: 'GET',
      headers: { accept: ACCEPT, ...(isConditional ? { 'if-none-match': question.etag } : {}) },
    });
  }

  private byPost(question: Question): Promise<Reply> {
    const body = {
      operationName: OPERATION_NAME,
      query: OPERATION,
      variables: variablesOf(question),
      extensions: EXTENSIONS,
    };
    return this.send(this.options.url, {
      method: 'POST',
      headers: { accept: ACCEPT, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  private async send(
    url: string,
    init: { method: 'GET' | 'POST'; headers: Record<string, string>; body?: string },
  ): Promise<Reply> {
    const { fetch, timers, readings, revalidation, timeoutMs } = this.options;
    const request = aborter();
    let handle: unknown;
    const ended = new Promise<never>((_, reject) => {
      const end = (why: string) => {
        reject(new Error(why));
        request.abort();
      };
      handle = timers.set(() => end(`no answer within ${timeoutMs} ms`), timeoutMs);
      this.cancel = () => end('stopped');
    });
    const sent = readings();
    const exchange = async (): Promise<Reply> => {
      const cache = revalidation === 'BROWSER' ? 'no-cache' : 'no-store';
      const response = await fetch(url, { ...init, credentials: 'omit', cache, signal: request.signal });
      const received = readings();
      return { response, text: response.status === 304 ? '' : await response.text(), sent, received };
    };
    try {
      return await Promise.race([exchange(), ended]);
    } finally {
      timers.clear(handle);
      this.cancel = null;
    }
  }
}

const EXTENSIONS = { persistedQuery: { version: 1, sha256Hash: OPERATION_SHA256 } };
const VIEWER_FIELDS = ['region', 'subdivision', 'locale', 'timeZone', 'localDate', 'platform', 'appVersion'] as const;

/** In one order and without what is not said, so that like viewers share one URL. */
function variablesOf({ surface, viewer }: Question): object {
  const said = VIEWER_FIELDS.filter((name) => viewer[name] !== undefined);
  return { surface, viewer: Object.fromEntries(said.map((name) => [name, viewer[name]])) };
}

function outcomeOf(reply: Reply): Outcome {
  const { response, text } = reply;
  const maxAgeMs = maxAgeOf(response);
  if (response.status === 304) return { kind: 'SAME', sample: sampleOf(reply, null), maxAgeMs };
  const body = parsed(text) as { data?: { activeCampaign?: unknown } | null; extensions?: { help?: unknown } } | null;
  const answer = readAnswer(body?.data?.activeCampaign);
  if (response.status !== 200 || answer === null) {
    const why = response.status === 200 ? 'the answer is none' : `status ${response.status}`;
    return failed(why, retryAfterOf(response), readHelp(body?.extensions?.help));
  }
  const sample = sampleOf(reply, answer.servedAt)!;
  return { kind: 'ANSWER', answer, etag: response.headers.get('etag'), sample, maxAgeMs };
}

function failed(why: string, retryAfterMs: number | null, help: Help | null): Outcome {
  return { kind: 'FAILED', why, retryAfterMs, help };
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** The header `served-at` is true of every response, also of a 304; older servers say it in the answer only. */
function sampleOf({ response, sent, received }: Reply, servedAt: string | null): ClockSample | null {
  const servedAtMs = instantOf(response.headers.get('served-at') ?? servedAt);
  if (servedAtMs === null) return null;
  const age = response.headers.get('age');
  const ageSeconds = age !== null && /^\d+$/.test(age.trim()) ? Number(age) : null;
  return { servedAtMs, ageSeconds, dateMs: instantOf(response.headers.get('date')), sent, received };
}

function instantOf(text: string | null): number | null {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isFinite(at) ? at : null;
}

function maxAgeOf({ headers }: FetchResponse): number {
  const match = /(?:^|[\s,])max-age=(\d+)/i.exec(headers.get('cache-control') ?? '');
  return match === null ? 0 : Number(match[1]) * 1_000;
}

/** Seconds, or a date, which is read against the sender's own. */
function retryAfterOf({ headers }: FetchResponse): number | null {
  const text = headers.get('retry-after');
  if (text === null) return null;
  if (/^\s*\d+\s*$/.test(text)) return Number(text) * 1_000;
  const [at, from] = [instantOf(text), instantOf(headers.get('date'))];
  return at === null || from === null ? null : Math.max(0, at - from);
}
