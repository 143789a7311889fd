/**
 * What a partner is told of the entries about its own things (items, revisions, members, keys, invitations, imports, and itself), by action,
 * and whether with the reason. An action that is not here stays with the staff: how they share the work of a review among themselves, and
 * one half of an approval. Names of staff are told to nobody outside, whatever the action.
 */
export const PARTNER_TRACE = {
  'content-item.created': 'WITH_REASON',
  'content-item.restored': 'WITH_REASON',
  'content-item.withdrawn': 'WITH_REASON',
  'draft.saved': 'WITH_REASON',
  'consent.recorded': 'WITH_REASON',
  'consent.withdrawn': 'WITH_REASON',
  'content.taken_down': 'WITH_REASON',
  'content.takedown_lifted': 'WITH_REASON',
  'removal.reapplied': 'WITH_REASON',
  'revision.submitted': 'WITH_REASON',
  'revision.withdrawn': 'WITH_REASON',
  'revision.approved': 'WITH_REASON',
  'revision.changes-requested': 'WITH_REASON',
  'revision.rejected': 'WITH_REASON',
  'revision.edited': 'WITH_REASON',
  'revision.edit-accepted': 'WITH_REASON',
  'revision.edit-declined': 'WITH_REASON',
  'revision.appealed': 'WITH_REASON',
  'revision.appeal-granted': 'WITH_REASON',
  'revision.appeal-upheld': 'WITH_REASON',
  'import.opened': 'WITH_REASON',
  'import.closed': 'WITH_REASON',
  'partner.created': 'WITH_REASON',
  'partner.updated': 'WITH_REASON',
  // Why staff vouch for somebody, and why they read their texts with other packs, is written for staff.
  'partner.verified': 'WITHOUT_REASON',
  'policy-packs.chosen': 'WITHOUT_REASON',
  'partner.suspended': 'WITH_REASON',
  'partner.reinstated': 'WITH_REASON',
  'partner-domain.added': 'WITH_REASON',
  'partner-domain.removed': 'WITH_REASON',
  'partner-domain.verified': 'WITH_REASON',
  'partner-domain.not-proved': 'WITH_REASON',
  'partner-issuer.added': 'WITH_REASON',
  'partner-issuer.removed': 'WITH_REASON',
  'member.added': 'WITH_REASON',
  'member.invited': 'WITH_REASON',
  'member.joined': 'WITH_REASON',
  'member.role-changed': 'WITH_REASON',
  'member.removed': 'WITH_REASON',
  'invitation.revoked': 'WITH_REASON',
  'key.issued': 'WITH_REASON',
  'key.revoked': 'WITH_REASON',
  'account.set-up': 'WITH_REASON',
  'account.linked': 'WITH_REASON',
  'sign-in-link.issued': 'WITH_REASON',
  'session.began': 'WITH_REASON',
  'sessions.ended': 'WITH_REASON',
  'sign-in.refused': 'WITH_REASON',
  'password.changed': 'WITH_REASON',
  'password.reset': 'WITH_REASON',
  'second-factor.on': 'WITH_REASON',
  'second-factor.off': 'WITH_REASON',
  'recovery-codes.replaced': 'WITH_REASON',
  'passkey.added': 'WITH_REASON',
  'passkey.removed': 'WITH_REASON',
} as const satisfies Readonly<Record<string, 'WITH_REASON' | 'WITHOUT_REASON'>>;

/** Actions of which a partner is told. */
export const PARTNER_ACTIONS: readonly string[] = Object.keys(PARTNER_TRACE);

/** Those with the reason that was written. */
export const PARTNER_REASON_ACTIONS: readonly string[] = Object.entries(PARTNER_TRACE).flatMap(([action, told]) =>
  told === 'WITH_REASON' ? [action] : [],
);

/** Kinds of things that belong to one partner, by the name that entries give them. The database finds the partner by the same list. */
export const PARTNER_SUBJECTS = [
  'content-item',
  'revision',
  'partner',
  'member',
  'key',
  'invitation',
  'import',
] as const;
