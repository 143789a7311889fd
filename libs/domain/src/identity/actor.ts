export const PARTNER_ROLES = ['OWNER', 'CONTRIBUTOR', 'VIEWER'] as const;
export type PartnerRole = (typeof PARTNER_ROLES)[number];
export const STAFF_ROLES = ['ADMIN', 'SCHEDULER', 'REVIEWER', 'SAFETY_REVIEWER'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];
export const ROLES = [...PARTNER_ROLES, ...STAFF_ROLES] as const;
export type Role = PartnerRole | StaffRole;

/** Who does something: a member by one of their keys or in a session, or the system itself when time decides. */
export interface Actor {
  readonly kind: 'MEMBER' | 'SYSTEM';
  /** Null for the system. */
  readonly memberId: string | null;
  /** The key that was presented; null in a session, and for the system. */
  readonly keyId: string | null;
  /** The session in which a person is signed in; null with a key, and for the system. */
  readonly sessionId: string | null;
  readonly displayName: string;
  readonly role: Role | 'SYSTEM';
  /** The partner a member belongs to; null for staff and the system. */
  readonly partnerId: string | null;
  /** What the key is for, out of the actions that the role has; null or left out: all of them. */
  readonly scopes?: readonly string[] | null;
}

/** Time itself: activates and retires runs. People's decisions never carry this name. */
export const SYSTEM_ACTOR: Actor = {
  kind: 'SYSTEM',
  memberId: null,
  keyId: null,
  sessionId: null,
  displayName: 'Marquee',
  role: 'SYSTEM',
  partnerId: null,
};

export function isStaff(actor: Actor): boolean {
  return (STAFF_ROLES as readonly string[]).includes(actor.role);
}
