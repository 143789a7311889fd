import { refuse, type Refusal } from '../refusal.js';
import type { Actor, Role } from './actor.js';

/**
 * The one table of who may do what by role. The right tenant is in every query besides, and four eyes in every
 * decision besides. An action that is not here does not exist.
 */
export const PERMISSIONS = {
  'content.write': ['OWNER', 'CONTRIBUTOR'],
  'content.submit': ['OWNER', 'CONTRIBUTOR'],
  'content.withdraw': ['OWNER', 'CONTRIBUTOR'],
  'content.read': ['OWNER', 'CONTRIBUTOR', 'VIEWER', 'ADMIN', 'SCHEDULER', 'REVIEWER', 'SAFETY_REVIEWER'],
  'content.edit': ['REVIEWER', 'SAFETY_REVIEWER', 'ADMIN'],
  'review.read': ['REVIEWER', 'SAFETY_REVIEWER', 'ADMIN'],
  'review.decide': ['REVIEWER', 'SAFETY_REVIEWER', 'ADMIN'],
  'policy.write': ['SAFETY_REVIEWER', 'ADMIN'],
  'campaign.write': ['SCHEDULER', 'ADMIN'],
  'campaign.schedule': ['SCHEDULER', 'ADMIN'],
  'programme.pause': ['SCHEDULER', 'ADMIN'],
  'campaign.rehearse': ['SCHEDULER', 'ADMIN', 'REVIEWER'],
  'run.approve': ['REVIEWER', 'SAFETY_REVIEWER'],
  'campaign.read': ['ADMIN', 'SCHEDULER', 'REVIEWER', 'SAFETY_REVIEWER'],
  'guide.begin': ['ADMIN', 'REVIEWER', 'SAFETY_REVIEWER'],
  'guide.write': ['OWNER', 'CONTRIBUTOR', 'ADMIN', 'REVIEWER', 'SAFETY_REVIEWER'],
  'guide.submit': ['ADMIN', 'REVIEWER', 'SAFETY_REVIEWER'],
  'guide.retire': ['ADMIN', 'SAFETY_REVIEWER'],
  'guide.read': ['OWNER', 'CONTRIBUTOR', 'VIEWER', 'ADMIN', 'SCHEDULER', 'REVIEWER', 'SAFETY_REVIEWER'],
  'care.write': ['ADMIN', 'SAFETY_REVIEWER'],
  'care.read': ['ADMIN', 'SCHEDULER', 'REVIEWER', 'SAFETY_REVIEWER'],
  'takedown.write': ['ADMIN', 'SCHEDULER', 'REVIEWER', 'SAFETY_REVIEWER'],
  'takedown.care': ['ADMIN', 'SAFETY_REVIEWER'],
  'takedown.lift': ['ADMIN', 'SAFETY_REVIEWER'],
  'takedown.read': ['OWNER', 'CONTRIBUTOR', 'VIEWER', 'ADMIN', 'SCHEDULER', 'REVIEWER', 'SAFETY_REVIEWER'],
  'showing.read': ['OWNER', 'CONTRIBUTOR', 'VIEWER', 'ADMIN', 'SCHEDULER', 'REVIEWER', 'SAFETY_REVIEWER'],
  'partner.suspend': ['ADMIN'],
  'consent.record': ['OWNER', 'CONTRIBUTOR'],
  'consent.withdraw': ['OWNER', 'CONTRIBUTOR', 'ADMIN', 'SAFETY_REVIEWER'],
  'help-only.begin': ['ADMIN', 'SCHEDULER', 'SAFETY_REVIEWER'],
  'help-only.end': ['ADMIN', 'SAFETY_REVIEWER'],
  'partner.write': ['ADMIN'],
  'partner.apply': ['ADMIN', 'SCHEDULER', 'REVIEWER', 'SAFETY_REVIEWER'],
  'partner.manage': ['OWNER', 'ADMIN'],
  'partner.read': ['OWNER', 'CONTRIBUTOR', 'VIEWER', 'ADMIN', 'SCHEDULER', 'REVIEWER', 'SAFETY_REVIEWER'],
  'member.write': ['ADMIN'],
  'key.write': ['OWNER', 'ADMIN'],
  'trace.read': ['ADMIN'],
  'trace.own': ['OWNER'],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof PERMISSIONS;

export const ACTIONS = Object.keys(PERMISSIONS) as Action[];

/** By the role, and by the key when it is for less than the role has. */
export function may(actor: Actor, action: Action): boolean {
  const { scopes = null } = actor;
  return roleMay(actor.role, action) && (scopes === null || scopes.includes(action));
}

export function roleMay(role: Actor['role'], action: Action): boolean {
  return (PERMISSIONS[action] as readonly string[]).includes(role);
}

/** Why an actor may not do or read something that they may not, and who can help. @param what `do` or `read` */
export function denial({ role }: Actor, action: Action, what: 'do' | 'read'): string {
  return roleMay(role, action)
    ? `Your key may not ${what} this: ${action} is not among its scopes. Use another key of yours, or have one issued with it.`
    : `Your role ${role} may not ${what} this (${action}). Ask somebody with the role ${PERMISSIONS[action].join(' or ')}.`;
}

/** Refuses an action that the actor's role or key does not have, naming who or what does. */
export function permissionRefusals(actor: Actor, action: Action): Refusal[] {
  if (may(actor, action)) return [];
  return [refuse('NOT_ALLOWED', ['input'], { message: denial(actor, action, 'do'), action, role: actor.role })];
}
