import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const PREFIX_LENGTH = 12;
const FORM = /^mqi_[A-Za-z0-9_-]{43}$/;

/** A token as it is shown once, with what is kept of it. It is no key: all that it opens is its own invitation. */
export interface FreshInvitation {
  /** `mqi_`, then 256 random bits in base64url. */
  readonly token: string;
  readonly prefix: string;
  readonly hash: string;
}

export function freshInvitation(): FreshInvitation {
  const token = `mqi_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { token, prefix: token.slice(0, PREFIX_LENGTH), hash: invitationHash(token) };
}

/** SHA-256 as 64 hex digits; of 256 random bits there is nothing to guess. */
export function invitationHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** False for a text that no token can be: it is refused without asking the database. */
export function hasInvitationForm(text: string): boolean {
  return FORM.test(text);
}
