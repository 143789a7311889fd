import { invalidValue, refuse, type Refusal } from '../refusal.js';
import type { Actor, Role } from './actor.js';
import { ACTIONS, roleMay } from './permission.js';

/** Live keys of one name: the one that a program has, and the one that it goes over to. */
export const LIVE_KEYS_MAX = 2;

const NAME = /^[a-z0-9-]{1,40}$/;

export function keyNameRefusals(name: string, path: readonly string[]): Refusal[] {
  return NAME.test(name) ? [] : [invalidValue(path, name, '1 to 40 of a-z, 0-9 and -')];
}

/**
 * What a key may be for: actions that its member's role has. Who comes with a key that is for less than the role has hands on no more than that,
 * or one such key would make the next.
 *
 * @param scopes null: all that the role has
 * @param holder the role of the member who gets the key
 */
export function scopeRefusals(
  actor: Actor,
  scopes: readonly string[] | null,
  holder: Role,
  path: readonly string[],
): Refusal[] {
  const own = actor.scopes ?? null;
  const grantable: readonly string[] = ACTIONS.filter(
    (action) => roleMay(holder, action) && (own === null || own.includes(action)),
  );
  const allowed = `at least one of ${grantable.join(', ')}, each once`;
  if (scopes === null) return own === null ? [] : [invalidValue(path, null, allowed)];
  if (scopes.length === 0) return [invalidValue(path, null, allowed)];
  const wrong = scopes.filter((scope, index) => !grantable.includes(scope) || scopes.indexOf(scope) !== index);
  return wrong.map((scope) => invalidValue(path, scope, allowed));
}

/** @param live the ids of the keys of that name which open something now, the older first */
export function liveKeysRefusals(name: string, live: readonly string[], path: readonly string[]): Refusal[] {
  if (live.length < LIVE_KEYS_MAX) return [];
  const message = `${live.length} keys "${name}" of this member live already: the old one and the one that follows it. Revoke the older, ${live[0]}, with revokeKey, or give the new key another name.`;
  return [refuse('TWO_KEYS_LIVE', path, { message, name, keyIds: live })];
}
