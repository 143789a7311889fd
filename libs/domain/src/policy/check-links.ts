import { ownMatch } from './own-rules.js';
import type { TextMatch } from './policy-pack.js';

/** An address in prose, up to a space or what closes a sentence; `www.` counts as one. */
const ADDRESS = /\b(?:[a-z][a-z0-9+.-]{1,20}:\/\/|www\.)[^\s<>"'`]+/giu;
const CLOSING = /[.,;:!?)\]}'"»”’]+$/u;
/** Services that show another address than the one that opens. */
const SHORTENERS: readonly string[] = [
  'bit.ly',
  'buff.ly',
  'cutt.ly',
  'goo.gl',
  'is.gd',
  'lnkd.in',
  'ow.ly',
  'rb.gy',
  'rebrand.ly',
  's.id',
  'shorturl.at',
  't.co',
  't.ly',
  'tiny.cc',
  'tinyurl.com',
  'v.gd',
];
const TRACKING =
  /^(utm_.*|fbclid|gclid|gbraid|wbraid|dclid|msclkid|mc_eid|mc_cid|igsh|igshid|ttclid|twclid|yclid|_hsenc|_hsmi|li_fat_id|vero_id|s_cid)$/i;
/** Hosts that count who looks. */
const COUNTERS =
  /(^|\.)(doubleclick\.net|google-analytics\.com|googletagmanager\.com|connect\.facebook\.net|pixel\.[a-z0-9-]+\.[a-z]+|scorecardresearch\.com)$/i;

/**
 * What is wrong with the addresses in a text.
 *
 * @param domains verified domains of the partner, in lower case; their subdomains are meant too. Null: nobody knows them here, and
 * only what is wrong with any address is said.
 */
export function checkLinks(text: string, domains: readonly string[] | null): TextMatch[] {
  return [...text.matchAll(ADDRESS)].flatMap(({ 0: found, index }) => {
    const address = found.replace(CLOSING, '');
    return addressRules(address, domains).map((rule) => ownMatch(rule, index, index + address.length));
  });
}

/** @param address as it was written; `www.example.org` without a scheme is not https */
export function addressRules(
  address: string,
  domains: readonly string[] | null,
): ('link.allowlist' | 'link.tracking')[] {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null) return ['link.allowlist'];
  const host = url.hostname.toLowerCase();
  const isOf = (domain: string) => host === domain || host.endsWith(`.${domain}`);
  const isForeign =
    url.protocol !== 'https:' ||
    url.username !== '' ||
    SHORTENERS.some(isOf) ||
    (domains === null ? host.split('.').some((part) => part.startsWith('xn--')) : !domains.some(isOf));
  const isTracking = [...url.searchParams.keys()].some((key) => TRACKING.test(key)) || COUNTERS.test(host);
  return [...(isForeign ? (['link.allowlist'] as const) : []), ...(isTracking ? (['link.tracking'] as const) : [])];
}
