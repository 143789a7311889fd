import {
  ROWS_FORMAT,
  sha256Of,
  STEPS_FORMAT,
  unpackRows,
  unpackSteps,
  UnusableSteps,
  type Feed,
  type FeedAnswer,
} from '#delivery';

export const FEED_PATH = '/programme/feed';
export const BREAK_GLASS_PATH = '/break-glass';
/** Of the answers of FEED_PATH. */
export const FEED_HEADERS = {
  format: 'marquee-format',
  installation: 'marquee-installation',
  version: 'marquee-version',
  ageMs: 'marquee-age-ms',
  now: 'marquee-now',
  databaseSilentMs: 'marquee-database-silent-ms',
  denylistSerial: 'marquee-denylist-serial',
  /** How long the process had the question: it waited for something newer, and wrote down what to tell. */
  hadMs: 'marquee-waited-ms',
  sha256: 'marquee-sha256',
  /** The format of what has changed; left out: the body is everything. */
  steps: 'marquee-steps',
} as const;

/** How long another process is waited for, milliseconds. */
export interface FeedPatience {
  /** For the head of an answer, beyond what the other one was told to wait: longer is as bad as no answer. */
  readonly headMs: number;
  /** From one piece of an answer to the next: another process may be up to date. */
  readonly pieceMs: number;
  /** For the whole of an answer that has begun: 100,000 runs are some megabytes. */
  readonly bodyMs: number;
}

const PATIENCE: FeedPatience = { headMs: 1_000, pieceMs: 3_000, bodyMs: 30_000 };

/** Asks other API processes for their programme. */
export class HttpFeed implements Feed {
  constructor(
    private readonly token: string,
    private readonly patience: FeedPatience = PATIENCE,
  ) {}

  async ask(
    url: string,
    after: number | null,
    waitMs: number,
    signal: AbortSignal,
    state: string | null,
  ): Promise<FeedAnswer> {
    const asked = new URL(FEED_PATH, url);
    if (after !== null) asked.searchParams.set('after', String(after));
    asked.searchParams.set('wait', String(waitMs));
    // Who does not know of steps answers with everything.
    asked.searchParams.set('steps', String(STEPS_FORMAT));
    if (state !== null) asked.searchParams.set('state', state);
    const late = new AbortController();
    const { headMs, pieceMs, bodyMs } = this.patience;
    let timer = setTimeout(() => late.abort(), waitMs + headMs);
    const began = performance.now();
    try {
      const response = await fetch(asked, {
        headers: { authorization: `Bearer ${this.token}` },
        signal: AbortSignal.any([signal, late.signal]),
        redirect: 'error',
      });
      const cameAtMs = performance.now();
      const goesOn = () => {
        clearTimeout(timer);
        timer = setTimeout(() => late.abort(), Math.min(pieceMs, cameAtMs + bodyMs - performance.now()));
      };
      goesOn();
      if (response.status !== 200 && response.status !== 204)
        throw new Error(`It answered ${response.status}: check FEED_TOKEN, and that it runs this version.`);
      const body = await bodyOf(response, goesOn);
      const roundTripMs = Math.max(0, cameAtMs - began - numberIn(response, FEED_HEADERS.hadMs));
      return await answerOf(response, body, { roundTripMs, cameAtMs });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Hands a break-glass list on. @throws when it does not answer; what it thinks of the list is its own affair */
  async pass(url: string, signed: unknown): Promise<void> {
    await fetch(new URL(BREAK_GLASS_PATH, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(signed),
      signal: AbortSignal.timeout(this.patience.headMs),
      redirect: 'error',
    });
  }
}

/** @param goesOn told of each piece */
async function bodyOf(response: Response, goesOn: () => void): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of response.body ?? []) {
    goesOn();
    pieces.push(piece as Uint8Array);
  }
  return Buffer.concat(pieces);
}

/** @param way its time, and when its first byte came */
async function answerOf(
  response: Response,
  body: Buffer,
  way: Pick<FeedAnswer, 'roundTripMs' | 'cameAtMs'>,
): Promise<FeedAnswer> {
  const text = (name: keyof typeof FEED_HEADERS) => response.headers.get(FEED_HEADERS[name]) ?? '';
  if (text('format') !== String(ROWS_FORMAT))
    throw new Error(`It tells its programme in format ${text('format')}, and this one reads ${ROWS_FORMAT}.`);
  const hasRows = response.status === 200;
  const hasSteps = hasRows && text('steps') !== '';
  if (hasRows && sha256Of(body) !== text('sha256')) {
    if (hasSteps) throw new UnusableSteps('What it tells of changes did not arrive whole.');
    throw new Error('Its programme did not arrive whole.');
  }
  const silent = text('databaseSilentMs');
  return {
    installation: text('installation'),
    version: Number(text('version')),
    ageMs: Number(text('ageMs')),
    now: Number(text('now')),
    databaseSilentMs: silent === '' ? null : Number(silent),
    denylistSerial: Number(text('denylistSerial')),
    rows: hasRows && !hasSteps ? await unpackRows(body) : null,
    steps: hasSteps ? await unpackSteps(body) : null,
    ...way,
  };
}

function numberIn(response: Response, name: string): number {
  const value = Number(response.headers.get(name) ?? 0);
  return Number.isFinite(value) ? value : 0;
}
