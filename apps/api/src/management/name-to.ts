import { isStaff, STAFF_ROLES, type Actor } from '#domain';

/** Who did something, as a reader is told it: partners see what was decided and why, not which person of the staff decided it. */
export function nameTo(reader: Actor, name: string, role: string): string {
  return !isStaff(reader) && (STAFF_ROLES as readonly string[]).includes(role) ? 'staff' : name;
}
