import { BlockList, isIP } from 'node:net';
import { SettingsError } from '#operations';

/** The network that a request comes from; addresses of one count as one sender. */
export type SenderNetwork = (peer: string | undefined, forwardedFor: string | undefined) => string;

/**
 * @param trusted addresses and networks (`10.0.0.0/8`) of the proxies in front, parted by commas; only what they say of senders is believed;
 *   null: there is none
 * @throws SettingsError
 */
export function senderNetwork(trusted: string | null): SenderNetwork {
  const proxies = blockList((trusted ?? '').split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()])));
  return (peer, forwardedFor) => {
    // From the nearest on: the first that is no proxy of ours is the sender, whatever is said before it.
    const told = (forwardedFor ?? '').split(',').map((one) => plain(one.trim()));
    let sender = plain(peer ?? '');
    while (isIn(proxies, sender) && told.length > 0) {
      const next = told.pop()!;
      if (isIP(next) === 0) break;
      sender = next;
    }
    return prefixOf(sender);
  };
}

function blockList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  const faults = entries.filter((entry) => !added(list, entry));
  if (faults.length > 0)
    throw new SettingsError([
      `TRUSTED_PROXIES has ${faults.map((fault) => `"${fault}"`).join(', ')}: give addresses or networks, as 10.0.0.5 or 10.0.0.0/8.`,
    ]);
  return list;
}

function added(list: BlockList, entry: string): boolean {
  const [address = '', bits] = entry.split('/');
  const family = isIP(address);
  const length = bits === undefined ? (family === 4 ? 32 : 128) : Number(bits);
  if (family === 0 || !Number.isInteger(length) || length < 0 || length > (family === 4 ? 32 : 128)) return false;
  list.addSubnet(address, length, family === 4 ? 'ipv4' : 'ipv6');
  return true;
}

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** IPv4 as itself where it came as IPv6. */
function plain(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}

/** The first three of four numbers, or the first 64 bits. */
function prefixOf(address: string): string {
  if (isIP(address) === 4) return address.split('.').slice(0, 3).join('.');
  if (isIP(address) !== 6) return 'unknown';
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const middle =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0');
  return [...front, ...middle, ...back]
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(':');
}
