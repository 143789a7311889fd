import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const FORM = /^mql_[A-Za-z0-9_-]{43}$/;

/** The token of a link as it is shown once, with what is kept of it. */
export interface FreshSignInToken {
  /** `mql_`, then 256 random bits in base64url. */
  readonly token: string;
  readonly hash: string;
}

export function freshSignInToken(): FreshSignInToken {
  const token = `mql_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { token, hash: signInTokenHash(token) };
}

/** SHA-256 as 64 hex digits; of 256 random bits there is nothing to guess. */
export function signInTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export function hasSignInTokenForm(text: string): boolean {
  return FORM.test(text);
}
