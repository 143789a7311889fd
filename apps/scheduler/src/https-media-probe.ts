import { lookup } from 'node:dns/promises';
import { request } from 'node:https';
import { BlockList, isIP } from 'node:net';
import { SECOND_MS, type MediaAnswer } from '#domain';
import { MediaProbe } from '#scheduling';

/** From the first question for the address to the answer; a file that takes longer does not play either. */
export const PROBE_MS_MAX = 5 * SECOND_MS;
/** A server that does not know HEAD is there. */
const METHOD_NOT_ALLOWED = 405;
const FAILURE_MIN = 400;

export interface HttpsMediaProbeOptions {
  /** Host names that may be asked, exactly these; empty: nobody is. */
  readonly hosts: readonly string[];
  /** Every address of a host. The system's own resolver unless a test gives another. */
  readonly addressesOf?: (host: string) => Promise<readonly string[]>;
  /** HEAD of a URL at one address, without following anything. @returns the status. */
  readonly head?: (url: URL, address: string, signal: AbortSignal) => Promise<number>;
}

/**
 * Asks files over HTTPS whether they are there, of hosts that the operator allows and of no other.
 *
 * A URL was written by a partner, so it must not become a way into the operator's network: only port 443 without user or
 * password; the host's addresses are looked up first, one that is not public refuses the host, and the connection goes to
 * the very address that was looked at. A redirect is an answer and is not followed.
 */
export class HttpsMediaProbe extends MediaProbe {
  private readonly hosts: ReadonlySet<string>;
  private readonly addressesOf: (host: string) => Promise<readonly string[]>;
  private readonly head: (url: URL, address: string, signal: AbortSignal) => Promise<number>;
  private readonly stopping = new AbortController();

  constructor(options: HttpsMediaProbeOptions) {
    super();
    this.hosts = new Set(options.hosts.map((host) => host.toLowerCase()));
    this.addressesOf = options.addressesOf ?? systemAddresses;
    this.head = options.head ?? headAt;
  }

  async probe(text: string): Promise<MediaAnswer> {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || !this.mayAsk(url) || this.stopping.signal.aborted) return 'NOT_ASKED';
    const signal = AbortSignal.any([AbortSignal.timeout(PROBE_MS_MAX), this.stopping.signal]);
    try {
      const addresses = await orAborted(this.addressesOf(url.hostname), signal);
      const [address] = addresses;
      if (address === undefined) return 'UNREACHABLE';
      if (!addresses.every(isPublicAddress)) return 'NOT_ASKED';
      const status = await this.head(url, address, signal);
      return status < FAILURE_MIN || status === METHOD_NOT_ALLOWED ? 'REACHABLE' : 'UNREACHABLE';
    } catch {
      return this.stopping.signal.aborted ? 'NOT_ASKED' : 'UNREACHABLE';
    }
  }

  /** Gives up what is under way, and asks nobody any more. */
  stop(): void {
    this.stopping.abort();
  }

  private mayAsk(url: URL): boolean {
    const isPlain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
    return isPlain && isIP(url.hostname) === 0 && this.hosts.has(url.hostname.toLowerCase());
  }
}

/** IANA's special-purpose addresses: this host, private, shared, link-local, benchmarks, multicast, reserved, tunnels. */
const NOT_PUBLIC = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv4');
}
/** Of IPv6 only the unicast part that is given out to networks of the world is public, but for these of it. */
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv6');
}
const GLOBAL_UNICAST = new BlockList();
GLOBAL_UNICAST.addSubnet('2000::', 3, 'ipv6');

/** True for an address of the public network; an IPv4 address dressed as IPv6 is not one. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !NOT_PUBLIC.check(address, 'ipv4');
  return version === 6 && GLOBAL_UNICAST.check(address, 'ipv6') && !NOT_PUBLIC.check(address, 'ipv6');
}

async function systemAddresses(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** A look-up cannot be given up; who waits for it can. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('given up')), { once: true });
    work.then(resolve, reject);
  });
}

/** HEAD at one address, whatever the name resolves to by now; the certificate must be the one of the name. */
export async function headAt(url: URL, address: string, signal: AbortSignal): Promise<number> {
  const family = isIP(address);
  return new Promise((resolve, reject) => {
    const asking = request(
      url,
      {
        method: 'HEAD',
        signal,
        agent: false,
        headers: { 'user-agent': 'Marquee' },
        // Node asks for one address or for all, by what it means to do with them; both get the one that was looked at.
        lookup: (_, { all }, done) => (all === true ? done(null, [{ address, family }]) : done(null, address, family)),
      },
      (response) => {
        response.destroy();
        resolve(response.statusCode ?? 0);
      },
    );
    asking.once('error', reject);
    asking.end();
  });
}
