import { invalidValue, type Refusal } from '../refusal.js';

/** Where a partner shows that a name is theirs. A person on staff looks there; the server fetches nothing that others name. */
export const DOMAIN_PROOFS = ['DNS_TXT', 'FILE'] as const;
export type DomainProof = (typeof DOMAIN_PROOFS)[number];

const NAME_LENGTH_MAX = 253;
/** A label of RFC 1035 in lower case: letters, digits and inner hyphens, `xn--` for what is not ASCII. */
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** The last label is no number, so that no IPv4 address passes for a name. */
const TOP = /^([a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;
/** Names that RFC 2606 and RFC 6761 keep from anybody's use, and those of one network only. */
const NOBODYS = ['test', 'localhost', 'invalid', 'local', 'internal', 'onion', 'arpa'];

/** A host name as browsers compare it: ASCII, lower case, no dot at the end, at least two labels, no address. */
export function domainNameRefusals(domain: string, path: readonly string[]): Refusal[] {
  const labels = domain.split('.');
  const top = labels.at(-1)!;
  const isName =
    domain.length <= NAME_LENGTH_MAX &&
    labels.length >= 2 &&
    labels.every((label) => LABEL.test(label)) &&
    TOP.test(top) &&
    !NOBODYS.includes(top);
  if (isName) return [];
  const allowed =
    'a registered name such as example.org: lower case, without https:// and path, other scripts in their xn-- form';
  return [invalidValue(path, domain, allowed)];
}

/** What the partner puts where, in words for a person who does it and for one who looks. */
export interface ProofPlace {
  /** `_marquee-challenge.example.org`, or an https address. */
  readonly where: string;
  /** What has to stand there, to the letter. */
  readonly what: string;
}

/** @param challenge random, made for this partner and this name */
export function proofPlace(domain: string, proof: DomainProof, challenge: string): ProofPlace {
  const what = `marquee-verification=${challenge}`;
  return proof === 'DNS_TXT'
    ? { where: `_marquee-challenge.${domain}`, what }
    : { where: `https://${domain}/.well-known/marquee-challenge.txt`, what };
}
