import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const CHECKSUM_LENGTH = 6;
const PREFIX_LENGTH = 11;
const FORM = /^mq_[A-Za-z0-9_-]{43}_[0-9a-f]{6}$/;

/** A key as it is shown once, with what is kept of it. */
export interface FreshKey {
  /** `mq_`, 256 random bits in base64url, `_`, six hex digits of checksum by which scanners and typos are told apart. */
  readonly key: string;
  readonly prefix: string;
  readonly hash: string;
}

export function freshKey(): FreshKey {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const key = `mq_${secret}_${checksum(secret)}`;
  return { key, prefix: key.slice(0, PREFIX_LENGTH), hash: keyHash(key) };
}

/** SHA-256 as 64 hex digits. The key has 256 random bits, so no slow hash is needed: there is nothing to guess. */
export function keyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** False for a text that no key can be: it is refused without asking the database. */
export function hasKeyForm(text: string): boolean {
  return FORM.test(text) && text.slice(-CHECKSUM_LENGTH) === checksum(text.slice(3, -CHECKSUM_LENGTH - 1));
}

function checksum(secret: string): string {
  return createHash('sha256').update(`marquee:${secret}`).digest('hex').slice(0, CHECKSUM_LENGTH);
}
