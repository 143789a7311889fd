import { HOUR_MS } from '../time/instant.js';
import { invalidValue, type Refusal } from '../refusal.js';
import { STAFF_ROLES, type Actor } from './actor.js';

/**
 * How somebody came into a session. A code is one of a device, a passkey was unlocked by its holder. An issuer of OpenID Connect says who
 * somebody is; whether it asked for a second factor counts only where the operator trusts it to.
 */
export const SESSION_METHODS = [
  'PASSWORD',
  'CODE',
  'RECOVERY_CODE',
  'PASSKEY',
  'ISSUER',
  'ISSUER_SECOND_FACTOR',
] as const;
export type SessionMethod = (typeof SESSION_METHODS)[number];

/** A working day: who comes back the next day signs in again. */
export const SESSION_MS = 12 * HOUR_MS;

/** A link on paper or in a terminal is an account until it is used. */
export const SIGN_IN_LINK_MS = 24 * HOUR_MS;

/** Of whom a second factor is asked. */
export const SECOND_FACTOR_RULES = ['staff', 'everybody', 'nobody'] as const;
export type SecondFactorRule = (typeof SECOND_FACTOR_RULES)[number];

/** By one factor, or by one that nobody here saw. */
const ONE_FACTOR: readonly SessionMethod[] = ['PASSWORD', 'ISSUER'];

/** True for a session by one factor alone whose holder needs more than that: it opens nothing but the way to a second factor. */
export function lacksSecondFactor(role: Actor['role'], method: SessionMethod, rule: SecondFactorRule): boolean {
  if (!ONE_FACTOR.includes(method) || rule === 'nobody') return false;
  return rule === 'everybody' || (STAFF_ROLES as readonly string[]).includes(role);
}

export const PASSWORD_LENGTH = { min: 12, max: 128 } as const;

export function passwordLengthRefusals(password: string, path: readonly string[]): Refusal[] {
  const { min, max } = PASSWORD_LENGTH;
  // The value is a secret: a refusal never carries it.
  return password.length >= min && password.length <= max
    ? []
    : [invalidValue(path, null, `${min} to ${max} characters`)];
}

const EMAIL = /^[^\s@"(),:;<>[\\\]\p{Cc}\p{Surrogate}]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/u;

/** Lower case, as it is kept; null: no address that mail could be sent to. */
export function readEmail(text: string): string | null {
  const email = text.trim().toLowerCase();
  return email.length <= 254 && EMAIL.test(email) ? email : null;
}
