import type { StaffIssuer } from '#identity';
import { SettingsError } from '#operations';

const ID = /^[a-z0-9-]{1,32}$/;
const TEXT = /^[\x20-\x7e]{1,512}$/;
const ISSUERS_MAX = 10;

/**
 * The operator's providers of OpenID Connect for staff, out of STAFF_ISSUERS: `[{"id", "name", "issuer", "clientId", "clientSecret"?, "trustedAmr"?,
 * "trustedAcr"?}]`.
 *
 * @throws SettingsError that repeats nothing of it: there are secrets in it
 */
export function readStaffIssuers(text: string | null): readonly StaffIssuer[] {
  if (text === null) return [];
  const read = jsonOf(text);
  if (!Array.isArray(read) || read.length > ISSUERS_MAX)
    throw new SettingsError([
      `STAFF_ISSUERS is no JSON list of at most ${ISSUERS_MAX} issuers; docs/sign-in.md has one.`,
    ]);
  const issuers = read.map((entry: unknown, index) => staffIssuer(entry, index));
  const ids = issuers.map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw new SettingsError(['STAFF_ISSUERS has two issuers with one "id".']);
  return issuers;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function staffIssuer(entry: unknown, index: number): StaffIssuer {
  const given = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
  const { id, name, issuer, clientId, clientSecret = null, trustedAmr = [], trustedAcr = [] } = given;
  const faults = [
    ...(typeof id === 'string' && ID.test(id) ? [] : ['"id": 1 to 32 of a-z, 0-9 and -']),
    ...(isText(name) ? [] : ['"name": 1 to 512 characters']),
    ...(isText(issuer) && isIssuerUrl(issuer) ? [] : ['"issuer": an https address; http at localhost only']),
    ...(isText(clientId) ? [] : ['"clientId": 1 to 512 characters']),
    ...(clientSecret === null || isText(clientSecret) ? [] : ['"clientSecret": 1 to 512 characters, or left out']),
    ...(isTexts(trustedAmr) ? [] : ['"trustedAmr": a list of texts']),
    ...(isTexts(trustedAcr) ? [] : ['"trustedAcr": a list of texts']),
  ];
  if (faults.length > 0)
    throw new SettingsError(faults.map((fault) => `STAFF_ISSUERS, entry ${index + 1}, needs ${fault}.`));
  return { id, name, issuer, clientId, clientSecret, trustedAmr, trustedAcr } as StaffIssuer;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && TEXT.test(value);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isIssuerUrl(text: string): boolean {
  if (!URL.canParse(text) || /[?#]/.test(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}
