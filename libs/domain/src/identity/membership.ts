import { invalidValue, refuse, type Refusal } from '../refusal.js';
import type { Role } from './actor.js';

/** How long an invitation may wait: a token on paper is a key until it is used. */
export const INVITATION_HOURS = { min: 1, max: 336 } as const;

export function invitationHoursRefusals(hours: number, path: readonly string[]): Refusal[] {
  const { min, max } = INVITATION_HOURS;
  return Number.isInteger(hours) && hours >= min && hours <= max
    ? []
    : [invalidValue(path, String(hours), `whole hours from ${min} to ${max}, which are two weeks`)];
}

/** The roles without which nobody could let anybody else in. */
const KEEPERS: readonly Role[] = ['OWNER', 'ADMIN'];

/**
 * The last OWNER of a partner, and the last ADMIN on staff, neither goes nor takes a lower role: nobody could undo it.
 *
 * @param role what the member is now
 * @param others how many other members of the same partner, or of the staff, have that role
 */
export function lastOfRoleRefusals(role: Role, others: number, path: readonly string[]): Refusal[] {
  if (others > 0 || !KEEPERS.includes(role)) return [];
  const message = `This is the last ${role}, without whom nobody could let anybody in. Make another member ${role} first.`;
  return [refuse('LAST_OF_ROLE', path, { message, role })];
}
