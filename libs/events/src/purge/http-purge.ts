import { surrogateKeyHeader, type SurrogateKey } from '#domain';
import { PurgeError, type PurgeSink } from './purge-sink.js';

/** How a cache wants to be told: our own JSON, or as Fastly's API has it. */
export const PURGE_STYLES = ['json', 'fastly'] as const;
export type PurgeStyle = (typeof PURGE_STYLES)[number];

export interface HttpPurgeOptions {
  /** http or https; the operator's own, so it may well be inside their network. */
  readonly url: string;
  /** Null: none is sent. */
  readonly token: string | null;
  readonly style: PurgeStyle;
  /** One call, from connecting to the end of the headers; 5,000 milliseconds unless given. */
  readonly timeoutMs?: number;
}

/** What Fastly's batch call takes at most. */
const KEYS_MAX = 256;
const TIMEOUT_MS = 5_000;

/**
 * Tells a cache over HTTP. `json`: `POST {"keys": [...]}` with `authorization: Bearer`. `fastly`: the batch purge of its API, with the
 * keys and the token in headers; a hard purge, since a soft one lets stale answers out once more, and what was taken down is not to be
 * shown again. Acknowledged is 2xx and nothing else: a redirect is not followed, so that the token goes nowhere else.
 */
export class HttpPurge implements PurgeSink {
  readonly keysMax = KEYS_MAX;

  constructor(private readonly options: HttpPurgeOptions) {}

  async forget(keys: readonly SurrogateKey[]): Promise<void> {
    const { url, timeoutMs = TIMEOUT_MS } = this.options;
    const signal = AbortSignal.timeout(timeoutMs);
    let response: Response;
    try {
      response = await fetch(url, { method: 'POST', ...this.message(keys), redirect: 'manual', signal });
    } catch (error) {
      throw new PurgeError(
        signal.aborted ? `PURGE_URL did not answer within ${timeoutMs} ms.` : sentenceOf(error),
        null,
      );
    }
    await response.body?.cancel().catch(() => undefined);
    if (response.ok) return;
    throw new PurgeError(
      `PURGE_URL answered ${response.status}, where 200 to 299 means that the keys are forgotten.`,
      retryAfterMs(response.headers.get('retry-after')),
    );
  }

  private message(keys: readonly SurrogateKey[]): { headers: Record<string, string>; body?: string } {
    const { style, token } = this.options;
    if (style === 'fastly') {
      const headers = { accept: 'application/json', 'surrogate-key': surrogateKeyHeader(keys) };
      return { headers: token === null ? headers : { ...headers, 'fastly-key': token } };
    }
    const headers = { 'content-type': 'application/json' };
    return {
      headers: token === null ? headers : { ...headers, authorization: `Bearer ${token}` },
      body: JSON.stringify({ keys }),
    };
  }
}

/** The cause of fetch names hosts and ports: only its code is told. */
function sentenceOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  const code = typeof cause?.code === 'string' ? ` (${cause.code})` : '';
  return `PURGE_URL could not be asked${code}.`;
}

/** Seconds, or a date by this host's clock. */
function retryAfterMs(header: string | null): number | null {
  if (header === null) return null;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}
