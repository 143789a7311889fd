import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** Every address of a host. */
export type AddressesOf = (host: string) => Promise<readonly string[]>;

/** Where a host may be asked: at this address and no other; or that one of its addresses is not public, or that it has none. */
export type ForeignAddress =
  { readonly kind: 'PUBLIC'; readonly address: string } | { readonly kind: 'PRIVATE' } | { readonly kind: 'NONE' };

/**
 * Looks up a host that somebody else named. What is to be asked is connected to at the very address that was looked at, so that the name
 * cannot lead elsewhere a moment later.
 *
 * @param host a name, or an address as it stands in a URL
 * @throws when the look-up fails or `signal` gives up
 */
export async function foreignAddress(
  host: string,
  signal: AbortSignal,
  addressesOf: AddressesOf = systemAddresses,
): Promise<ForeignAddress> {
  const literal = host.replace(/^\[|\]$/g, '');
  const addresses = isIP(literal) === 0 ? await orAborted(addressesOf(host), signal) : [literal];
  const [address] = addresses;
  if (address === undefined) return { kind: 'NONE' };
  return addresses.every(isPublicAddress) ? { kind: 'PUBLIC', address } : { kind: 'PRIVATE' };
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

export async function systemAddresses(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** A look-up cannot be given up; who waits for it can. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('given up')), { once: true });
    work.then(resolve, reject);
  });
}
