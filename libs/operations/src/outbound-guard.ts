import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

export interface OutboundOptions {
  /** True: also http, any port and addresses inside a network; of URLs that the operator wrote, never of a partner's. */
  readonly privateAllowed: boolean;
  /** How names become addresses; left out: as the system does. */
  readonly lookup?: (
    host: string,
    options: LookupAllOptions,
    then: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
  ) => void;
}

export interface OutboundRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the question for the address to the last byte of the body; 5,000 milliseconds unless given. */
  readonly timeoutMs?: number;
  /** Of the body of the answer; 1 MB unless given. */
  readonly bytesMax?: number;
}

export interface OutboundResponse {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Why a URL that somebody gave is not asked, or not listened to. Names no address: who gave the URL must not map a network by it. */
export class OutboundRefusal extends Error {
  override readonly name = 'OutboundRefusal';
}

const TIMEOUT_MS = 5_000;
const BYTES_MAX = 1_048_576;

/**
 * Asks a URL that somebody else gave. Guarded at the moment of connecting: the name is resolved once, every address of it must be of the
 * public Internet, and the socket goes to the very addresses that were looked at, so that a name which answers differently the next time
 * (rebinding) changes nothing. No redirect is followed, no proxy of the environment is used, and connections are not kept.
 */
export class OutboundGuard {
  constructor(private readonly options: OutboundOptions = { privateAllowed: false }) {}

  /** @throws OutboundRefusal; or the fault of the network */
  async request(text: string, asked: OutboundRequest = {}): Promise<OutboundResponse> {
    const url = this.checked(text);
    const { method = 'GET', headers = {}, body, timeoutMs = TIMEOUT_MS, bytesMax = BYTES_MAX } = asked;
    const signal = AbortSignal.timeout(timeoutMs);
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        send(url, { method, headers, agent: false, lookup: this.lookup(), signal })
          .once('response', resolve)
          .once('error', reject)
          .end(body);
      });
      const { statusCode = 0 } = response;
      if (statusCode >= 300 && statusCode < 400) {
        response.destroy();
        throw new OutboundRefusal(
          `The URL redirects (${statusCode}), which is not followed. Give the URL it leads to.`,
        );
      }
      return { status: statusCode, headers: response.headers, body: await bodyOf(response, bytesMax) };
    } catch (error) {
      throw signal.aborted ? new OutboundRefusal(`The URL did not answer within ${timeoutMs} ms.`) : error;
    }
  }

  /** What can be said of a URL without asking anybody. @throws OutboundRefusal */
  checked(text: string): URL {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || !['https:', 'http:'].includes(url.protocol))
      throw new OutboundRefusal('This is no URL that can be asked. Give one that begins with https://.');
    if (url.username !== '' || url.password !== '')
      throw new OutboundRefusal('The URL holds a name or a password. Leave them out.');
    if (this.options.privateAllowed) return url;
    if (url.protocol !== 'https:')
      throw new OutboundRefusal('The URL is not encrypted. Give one that begins with https://.');
    if (url.port !== '')
      throw new OutboundRefusal(`The URL names port ${url.port}; 443 is allowed. Leave the port out.`);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    // A socket to an address asks for no lookup.
    if (isIP(host) !== 0 && !isPublicAddress(host)) throw notPublic();
    return url;
  }

  /** For clients that connect by themselves and take a lookup. */
  lookup(): LookupFunction {
    const { privateAllowed, lookup = systemLookup } = this.options;
    return (host, options, then) => {
      lookup(host, { ...options, all: true }, (error, addresses) => {
        if (error !== null) return then(error, '');
        const isRefused = addresses.length === 0 || addresses.some(({ address }) => !isPublicAddress(address));
        if (!privateAllowed && isRefused) return then(notPublic(), '');
        if (options.all === true) return then(null, addresses);
        then(null, addresses[0]!.address, addresses[0]!.family);
      });
    };
  }
}

/** What is given out to networks, and nothing else: the old form `::127.0.0.1` is in no list of reserved ranges. */
const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3');

/** Whether an address is one of the public Internet; also not one that carries another inside it (mapped, NAT64, 6to4, Teredo). */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || !ipaddr.isValid(address)) return false;
  const plain = ipaddr.process(address);
  return plain.range() === 'unicast' && (plain.kind() === 'ipv4' || plain.match(GLOBAL_V6));
}

function notPublic(): OutboundRefusal {
  return new OutboundRefusal(
    'The URL leads to an address that is not of the public Internet. Give one that everybody can reach.',
  );
}

async function bodyOf(response: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let received = 0;
  // Leaving the loop ends the connection.
  for await (const part of response as AsyncIterable<Buffer>) {
    received += part.length;
    if (received > bytesMax) throw new OutboundRefusal(`The URL answered with more than ${bytesMax} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
