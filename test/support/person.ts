import { createHmac } from 'node:crypto';

export interface SignInAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  /** The session as a program carries it; null: none began. */
  readonly bearer: string | null;
}

/** Somebody at a browser: keeps cookies, and says which page they are on. */
export class Person {
  private readonly jar = new Map<string, string>();

  /**
   * @param origin of the page that sends; the public address of Marquee for its own
   * @param sender address that a proxy in front says it is; null: none
   */
  constructor(
    private readonly url: string,
    private readonly origin: string,
    private readonly sender: string | null = null,
  ) {}

  cookies(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async auth(path: string, body?: object, headers: Record<string, string> = {}): Promise<SignInAnswer> {
    const response = await fetch(`${this.url}/auth/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: {
        origin: this.origin,
        ...(this.sender !== null && { 'x-forwarded-for': this.sender }),
        ...(this.jar.size > 0 && { cookie: this.cookies() }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) this.keep(cookie);
    const text = await response.text();
    return {
      status: response.status,
      body: (text.startsWith('{') ? JSON.parse(text) : { text }) as Record<string, unknown>,
      bearer: response.headers.get('set-auth-token'),
    };
  }

  /** One operation of the management endpoint, by the cookie. @param headers instead of those that Marquee's own page sends */
  async manage<Data>(query: string, headers?: Record<string, string>) {
    const response = await fetch(`${this.url}/manage/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        cookie: this.cookies(),
        ...(headers ?? { origin: this.origin, 'marquee-request': '1' }),
      },
      body: JSON.stringify({ query }),
    });
    const body = (await response.json()) as { data: Data; errors?: { extensions: { code: string } }[] };
    return { status: response.status, data: body.data, code: body.errors?.[0]?.extensions.code ?? null };
  }

  private keep(cookie: string): void {
    const [pair, ...attributes] = cookie.split('; ') as [string, ...string[]];
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    if (value === '' || attributes.some((one) => /^max-age=0$/i.test(one))) this.jar.delete(name);
    else this.jar.set(name, value);
  }
}

const STEP_MS = 30_000;

/** The code of an authenticator app. @param uri `otpauth://totp/...` as it is shown for the app @param atMs epoch milliseconds */
export function totp(uri: string, atMs: number): string {
  const secret = base32(new URL(uri).searchParams.get('secret')!);
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / STEP_MS)));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const place = hash.at(-1)! & 15;
  return String((hash.readUInt32BE(place) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function base32(text: string): Buffer {
  const bits = Array.from(text.replace(/=+$/, ''), (letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
