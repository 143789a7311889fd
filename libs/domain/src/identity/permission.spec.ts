import { ROLES, SYSTEM_ACTOR, type Actor, type Role } from './actor.js';
import { may, PERMISSIONS, permissionRefusals, type Action } from './permission.js';

const actor = (role: Role): Actor => ({
  kind: 'MEMBER',
  memberId: 'm',
  keyId: 'k',
  sessionId: null,
  displayName: 'Somebody',
  role,
  partnerId: null,
});
const actions = Object.keys(PERMISSIONS) as Action[];

const WRITERS = [
  'content.write',
  'content.submit',
  'content.withdraw',
  'content.read',
  'consent.record',
  'consent.withdraw',
  'guide.read',
  'guide.write',
  'partner.read',
  'showing.read',
  'takedown.read',
] as const;

/** The table once more, as people read it: a change of either side must be meant. */
const EXPECTED: Readonly<Record<Role, readonly Action[]>> = {
  OWNER: ['key.write', 'partner.manage', 'trace.own', ...WRITERS],
  CONTRIBUTOR: [...WRITERS],
  VIEWER: ['content.read', 'guide.read', 'partner.read', 'showing.read', 'takedown.read'],
  ADMIN: [
    'guide.begin',
    'guide.read',
    'guide.retire',
    'guide.submit',
    'guide.write',
    'partner.apply',
    'partner.manage',
    'programme.pause',
    'content.read',
    'content.edit',
    'review.read',
    'review.decide',
    'policy.write',
    'campaign.write',
    'campaign.schedule',
    'campaign.rehearse',
    'campaign.read',
    'care.write',
    'care.read',
    'partner.write',
    'partner.read',
    'member.write',
    'key.write',
    'trace.read',
    'takedown.write',
    'takedown.care',
    'takedown.lift',
    'showing.read',
    'takedown.read',
    'partner.suspend',
    'consent.withdraw',
    'help-only.begin',
    'help-only.end',
  ],
  SCHEDULER: [
    'guide.read',
    'partner.apply',
    'programme.pause',
    'content.read',
    'campaign.write',
    'campaign.schedule',
    'campaign.rehearse',
    'campaign.read',
    'care.read',
    'partner.read',
    'takedown.write',
    'showing.read',
    'takedown.read',
    'help-only.begin',
  ],
  REVIEWER: [
    'guide.begin',
    'guide.read',
    'guide.submit',
    'guide.write',
    'partner.apply',
    'content.read',
    'content.edit',
    'review.read',
    'review.decide',
    'campaign.rehearse',
    'run.approve',
    'campaign.read',
    'care.read',
    'partner.read',
    'takedown.write',
    'showing.read',
    'takedown.read',
  ],
  SAFETY_REVIEWER: [
    'guide.begin',
    'guide.read',
    'guide.retire',
    'guide.submit',
    'guide.write',
    'partner.apply',
    'content.read',
    'content.edit',
    'review.read',
    'review.decide',
    'policy.write',
    'run.approve',
    'campaign.read',
    'care.write',
    'care.read',
    'partner.read',
    'takedown.write',
    'takedown.care',
    'takedown.lift',
    'showing.read',
    'takedown.read',
    'consent.withdraw',
    'help-only.begin',
    'help-only.end',
  ],
};

describe('permissions', () => {
  it.each(ROLES)('%s may do exactly what the table says', (role) => {
    expect(actions.filter((action) => may(actor(role), action)).toSorted()).toEqual([...EXPECTED[role]].toSorted());
  });

  it('no partner role decides on a review, and no staff role writes content', () => {
    for (const role of ['OWNER', 'CONTRIBUTOR', 'VIEWER'] as const)
      expect(may(actor(role), 'review.decide')).toBe(false);
    for (const role of ['ADMIN', 'SCHEDULER', 'REVIEWER', 'SAFETY_REVIEWER'] as const)
      expect(may(actor(role), 'content.write')).toBe(false);
  });

  it('the system itself may do nothing that people decide', () => {
    expect(actions.filter((action) => may(SYSTEM_ACTOR, action))).toEqual([]);
  });

  it('a refusal names the action, the role and who may', () => {
    const [refusal] = permissionRefusals(actor('VIEWER'), 'content.write');
    expect(refusal).toMatchObject({ code: 'NOT_ALLOWED', action: 'content.write', role: 'VIEWER' });
    expect(refusal!.message).toContain('OWNER or CONTRIBUTOR');
  });

  it('a key that is for less than its role has may do that and no more, and the refusal says that it is the key', () => {
    const scoped = { ...actor('ADMIN'), scopes: ['care.read', 'content.write'] };
    expect(actions.filter((action) => may(scoped, action))).toEqual(['care.read']);
    expect(permissionRefusals(scoped, 'care.write')[0]!.message).toContain('not among its scopes');
    expect(permissionRefusals(scoped, 'content.write')[0]!.message).toContain('OWNER or CONTRIBUTOR');
  });

  it('no refusal for who may', () => {
    expect(permissionRefusals(actor('ADMIN'), 'member.write')).toEqual([]);
  });
});
