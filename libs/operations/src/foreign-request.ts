import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { foreignAddress, systemAddresses, type AddressesOf } from './foreign-address.js';

export interface ForeignQuestion {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Of the answer's body; more of them fail. */
  readonly bytesMax: number;
}

export interface ForeignAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * Asks a URL at one address, whatever its name resolves to by now; over TLS the certificate must be the one of the name. A redirect is an answer
 * and is not followed.
 */
export async function askAt(url: URL, address: string, question: ForeignQuestion): Promise<ForeignAnswer> {
  const { method, headers = {}, body, signal, bytesMax } = question;
  const family = isIP(address);
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const asking = request(
      url,
      {
        method,
        signal,
        agent: false,
        headers: { 'user-agent': 'Marquee', ...headers },
        // Node asks for one address or for all, by what it means to do with them; both get the one that was looked at.
        lookup: (_, { all }, done) => (all === true ? done(null, [{ address, family }]) : done(null, address, family)),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > bytesMax) response.destroy(new Error(`the answer has more than ${bytesMax} bytes`));
          else chunks.push(chunk);
        });
        response.once('error', reject);
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: plain(response.headers), body: Buffer.concat(chunks) }),
        );
      },
    );
    asking.once('error', reject);
    asking.end(body);
  });
}

function plain(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

/** As `fetch` is asked by a library: redirects come back as they are. */
export type ForeignFetch = (
  url: string,
  init: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    /** A text, or what becomes one. */
    readonly body?: unknown;
    readonly signal?: AbortSignal;
  },
) => Promise<Response>;

export interface ForeignFetchOptions {
  /** True for URLs that the operator wrote: private addresses, and http. Of anybody else's only https at public addresses is asked. */
  readonly isPrivateAllowed?: boolean;
  /** The system's own resolver unless a test gives another. */
  readonly addressesOf?: AddressesOf;
  /** From the first question for the address to the last byte. */
  readonly msMax?: number;
  readonly bytesMax?: number;
}

const MS_MAX = 5_000;
const BYTES_MAX = 262_144;
const EMPTY_STATUS = [101, 204, 205, 304];

/**
 * A `fetch` for URLs that somebody else gave, so that none of them becomes a way into the operator's network: https, every address of the host
 * public, the connection to the very one that was looked at, no redirect followed, time and bytes bounded.
 */
export function foreignFetch(options: ForeignFetchOptions = {}): ForeignFetch {
  const { isPrivateAllowed = false, addressesOf = systemAddresses, msMax = MS_MAX, bytesMax = BYTES_MAX } = options;
  return async (text, init) => {
    const url = new URL(text);
    if (url.protocol !== 'https:' && !(isPrivateAllowed && url.protocol === 'http:'))
      throw new Error('only https is asked');
    if (url.username !== '' || url.password !== '') throw new Error('no user or password stands in a URL');
    const signals = init.signal === undefined ? [] : [init.signal];
    const signal = AbortSignal.any([AbortSignal.timeout(msMax), ...signals]);
    const address = await addressOf(url.hostname, signal, addressesOf, isPrivateAllowed);
    const question = {
      method: init.method,
      headers: init.headers,
      ...(init.body !== undefined && init.body !== null && { body: bodyText(init.body) }),
      signal,
      bytesMax,
    };
    const { status, headers, body } = await askAt(url, address, question);
    return new Response(EMPTY_STATUS.includes(status) ? null : new Uint8Array(body), { status, headers });
  };
}

async function addressOf(host: string, signal: AbortSignal, addressesOf: AddressesOf, isPrivateAllowed: boolean) {
  if (isPrivateAllowed) {
    const literal = host.replace(/^\[|\]$/g, '');
    const [address] = isIP(literal) === 0 ? await addressesOf(host) : [literal];
    if (address !== undefined) return address;
  } else {
    const found = await foreignAddress(host, signal, addressesOf);
    if (found.kind === 'PUBLIC') return found.address;
    if (found.kind === 'PRIVATE') throw new Error('the host has an address that is not public');
  }
  throw new Error('the host has no address');
}

function bodyText(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('only text is sent');
}
