import { isIP } from 'node:net';
import { SECOND_MS, type MediaAnswer } from '#domain';
import { askAt, foreignAddress, systemAddresses, type AddressesOf } from '#operations';
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
  readonly addressesOf?: AddressesOf;
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
  private readonly addressesOf: AddressesOf;
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
      const found = await foreignAddress(url.hostname, signal, this.addressesOf);
      if (found.kind === 'NONE') return 'UNREACHABLE';
      if (found.kind === 'PRIVATE') return 'NOT_ASKED';
      const status = await this.head(url, found.address, signal);
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

/** HEAD at one address. @returns the status */
export async function headAt(url: URL, address: string, signal: AbortSignal): Promise<number> {
  return (await askAt(url, address, { method: 'HEAD', signal, bytesMax: 0 })).status;
}
