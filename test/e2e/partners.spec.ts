import type { Cast, TestMember } from '../support/actors.js';
import { ContentStage, MADE_UP, places, type Connection } from '../support/content-stage.js';
import { ARTICLE, made, type ApiRefusal, type Desk } from '../support/desk.js';

const APPLICATION = 'application { id state slug contact { name email } domains reason partner { slug verifiedAt } }';
const PARTNER = 'partner { id slug name website regions languages contact { name email } verifiedAt }';
const DOMAINS = 'domains { id domain proof proofWhere proofWhat checkedAt checkNote verifiedAt }';
const MEMBER = 'member { id role removedAt keys { prefix revokedAt } }';
const INVITATION = 'invitation { id displayName role prefix state expiresAt }';
const ASKING = {
  slug: 'live-for-tomorrow',
  name: 'Live For Tomorrow',
  website: 'https://www.livefortomorrow.example/',
  contactName: 'Ada',
  contactEmail: 'office@livefortomorrow.example',
  domains: ['livefortomorrow.example'],
  regions: ['NZ'],
  languages: ['en', 'mi'],
  message: 'We would like to take part.',
};

interface Domain {
  readonly id: string;
  readonly domain: string;
  readonly proofWhere: string;
  readonly proofWhat: string;
  readonly verifiedAt: string | null;
}

describe('partner organisations, through the management API', () => {
  let stage: ContentStage;
  let cast: Cast;
  let desk: Desk;
  let admin: TestMember;
  let owner: TestMember;
  let contributor: TestMember;
  let stranger: TestMember;
  beforeAll(async () => {
    stage = await ContentStage.open();
    ({ cast, desk } = stage);
    admin = cast.staff.ADMIN;
    ({ OWNER: owner, CONTRIBUTOR: contributor } = cast.partner.members);
    stranger = cast.otherPartner.members.OWNER;
  });
  afterAll(async () => {
    await stage.close();
  });

  const mutate = <Node>(by: TestMember, mutation: string, input: object, selection: string) =>
    desk.mutate<Node>(by, mutation, input, selection.split(' ')[0]!, selection);
  /** Takes the place that a token keeps; the new member, with their key. */
  const accept = async (token: string) => {
    const query =
      'mutation { acceptInvitation { memberId key refusals { __typename code message path } } me: __typename }';
    const { data } = (
      await stage.api.manage<{
        acceptInvitation: { memberId: string | null; key: string | null; refusals: ApiRefusal[] };
      }>(token, query)
    ).body;
    return data.acceptInvitation;
  };
  const invite = async (by: TestMember, role: string, input: object = {}) => {
    const asked = { displayName: `New ${role.toLowerCase()}`, role, ...input };
    const query = `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { token ${INVITATION} refusals { __typename code message path } } }`;
    const { data } = await stage.ask<{
      inviteMember: { token: string; invitation: { id: string; prefix: string }; refusals: ApiRefusal[] };
    }>(by, query, { input: asked });
    return data.inviteMember;
  };
  /** A new member of the owner's partner. */
  const joined = async (role: string, by = owner): Promise<TestMember> => {
    const { memberId, key } = await accept((await invite(by, role)).token);
    const actor = { ...owner.actor, memberId: memberId!, displayName: `New ${role.toLowerCase()}`, keyId: null };
    return { key: key!, actor };
  };
  const signsIn = async (key: string) =>
    (await stage.api.manage(key, '{ me { memberId role partner { slug } } }')).body.errors === undefined;

  describe('an organisation', () => {
    it('is written down by staff, taken in, proves a domain, is verified, and hands in only then', async () => {
      const asked = made(
        await mutate<{ id: string; state: string }>(
          cast.staff.REVIEWER,
          'recordPartnerApplication',
          ASKING,
          APPLICATION,
        ),
      );
      expect(asked).toMatchObject({ state: 'PENDING', contact: { name: 'Ada' }, partner: null });
      const input = { applicationId: asked.id };
      const taken = await mutate(admin, 'acceptPartnerApplication', input, APPLICATION);
      expect(taken.node).toMatchObject({ state: 'ACCEPTED', partner: { slug: ASKING.slug, verifiedAt: null } });
      const partner = ASKING.slug;
      const { token } = await invite(admin, 'OWNER', { partner });
      const first: TestMember = { ...owner, key: (await accept(token)).key! };
      const { id: itemId } = made(await stage.create(first, ARTICLE));
      const handIn = () => stage.change(first, 'submitDraft', { itemId, version: 1 });
      expect(places(await handIn())).toEqual(['PartnerNotVerified input.itemId']);
      expect(places(await mutate(admin, 'verifyPartner', { partner }, PARTNER))).toEqual([
        'InvalidValue input.partner.domains',
      ]);
      const [domain] = (
        await stage.ask<{ partnerDomains: Domain[] }>(first, `{ partnerDomains { ${DOMAINS.slice(10, -2)} } }`)
      ).data.partnerDomains;
      expect(domain).toMatchObject({
        domain: 'livefortomorrow.example',
        proofWhere: '_marquee-challenge.livefortomorrow.example',
        proofWhat: expect.stringMatching(/^marquee-verification=[\w-]{22}$/),
        verifiedAt: null,
      });
      const check = { domainId: domain!.id, proved: true, note: 'dig TXT, from the office' };
      expect(places(await mutate(first, 'recordDomainCheck', check, DOMAINS))).toEqual(['NotAllowed input']);
      const checked = made(await mutate<Domain[]>(admin, 'recordDomainCheck', check, DOMAINS));
      expect(checked).toMatchObject([{ verifiedAt: expect.any(String), checkNote: 'dig TXT, from the office' }]);
      expect(made(await mutate(admin, 'verifyPartner', { partner }, PARTNER))).toMatchObject({
        verifiedAt: expect.any(String),
      });
      made(await handIn());
      expect(places(await mutate(admin, 'verifyPartner', { partner }, PARTNER))).toEqual(['WrongState input.partner']);
      expect(places(await mutate(admin, 'acceptPartnerApplication', input, APPLICATION))).toEqual([
        'WrongState input.applicationId',
        'AlreadyExists input.applicationId',
      ]);
      expect(places(await mutate(admin, 'recordPartnerApplication', ASKING, APPLICATION))).toEqual([
        'AlreadyExists input.slug',
      ]);
    });

    it('is told all that is wrong with an application at once, and why it was declined', async () => {
      const broken = { ...ASKING, slug: 'A', contactEmail: 'nobody', domains: ['https://x.org'], regions: ['gb'] };
      expect(places(await mutate(admin, 'recordPartnerApplication', broken, APPLICATION))).toEqual([
        'InvalidValue input.slug',
        'InvalidValue input.regions',
        'InvalidValue input.contactEmail',
        'InvalidValue input.domains.0',
      ]);
      const other = { ...ASKING, slug: 'not-this-time' };
      const [one, two] = await Promise.all([
        mutate<{ id: string }>(admin, 'recordPartnerApplication', other, APPLICATION),
        mutate<{ id: string }>(admin, 'recordPartnerApplication', other, APPLICATION),
      ]);
      expect([one.node, two.node].filter((node) => node !== null)).toHaveLength(1);
      const applicationId = (one.node ?? two.node)!.id;
      const declined = { applicationId, reason: 'Out of scope' };
      expect(made(await mutate(admin, 'declinePartnerApplication', declined, APPLICATION))).toMatchObject({
        state: 'DECLINED',
        reason: 'Out of scope',
        partner: null,
      });
      const query = `{ partnerApplications(state: DECLINED) { edges { node { slug state } } } }`;
      const { data } = await stage.ask<{ partnerApplications: Connection<{ slug: string }> }>(admin, query);
      expect(data.partnerApplications.edges.map(({ node }) => node.slug)).toEqual(['not-this-time']);
      expect(await stage.errorCodes(owner, query)).toEqual(['FORBIDDEN']);
    });

    it('keeps its contact to itself, and its name to what staff say', async () => {
      const contact = { name: 'Bo', email: 'bo@samaritans.example' };
      const changed = made(await mutate<object>(owner, 'updatePartner', { contact, regions: ['GB', 'IE'] }, PARTNER));
      expect(changed).toMatchObject({ contact, regions: ['GB', 'IE'], languages: ['en'], name: 'Samaritans' });
      expect(places(await mutate(owner, 'updatePartner', { name: 'Other' }, PARTNER))).toEqual(['NotAllowed input']);
      const named = { partner: 'samaritans', name: 'The Samaritans' };
      expect(made(await mutate(admin, 'updatePartner', named, PARTNER))).toMatchObject({
        name: 'The Samaritans',
        contact,
      });
      const { data } = await stage.ask<{ partners: { slug: string }[] }>(
        stranger,
        '{ partners { slug contact { email } } }',
      );
      expect(data.partners).toEqual([{ slug: 'iasp', contact: null }]);
      const trace = await stage.database.query<{ text: string }>(
        `SELECT (before::text || after::text) AS text FROM audit_entry UNION ALL SELECT payload::text FROM outbox_event`,
      );
      expect(JSON.stringify(trace)).not.toMatch(/bo@samaritans|office@livefortomorrow/);
    });

    it('owns a name on the web alone once it is proved, and loses it with the proof', async () => {
      const add = (by: TestMember) => mutate<Domain[]>(by, 'addPartnerDomain', { domain: 'shared.example' }, DOMAINS);
      const [mine, theirs] = [made(await add(owner)).at(-1)!, made(await add(stranger)).at(-1)!];
      expect(mine.proofWhat).not.toBe(theirs.proofWhat);
      expect(places(await add(owner))).toEqual(['AlreadyExists input.domain']);
      const check = (domainId: string, proved: boolean) =>
        mutate<Domain[]>(admin, 'recordDomainCheck', { domainId, proved }, DOMAINS);
      const outcomes = await Promise.all([check(mine.id, true), check(theirs.id, true)]);
      expect(outcomes.flatMap(places)).toEqual(['AlreadyExists input.domainId']);
      const [winner, loser] = outcomes[0]!.node === null ? [theirs, mine] : [mine, theirs];
      made(await check(winner.id, false));
      expect(made(await check(loser.id, true)).at(-1)!.verifiedAt).not.toBeNull();
      expect(places(await mutate(stranger, 'removePartnerDomain', { domainId: mine.id }, DOMAINS))).toEqual([
        'NotFound input.domainId',
      ]);
      expect(made(await mutate<Domain[]>(owner, 'removePartnerDomain', { domainId: mine.id }, DOMAINS))).toEqual([]);
    });
  });

  describe('a member', () => {
    it('comes by a token that works once, by a hash that is all that is kept', async () => {
      const { token, invitation } = await invite(owner, 'CONTRIBUTOR');
      expect(token).toMatch(/^mqi_[\w-]{43}$/);
      const answers = await Promise.all([accept(token), accept(token), accept(token)]);
      expect(answers.filter(({ key }) => key !== null)).toHaveLength(1);
      const [refusal] = (await accept(token)).refusals;
      expect(refusal).toEqual((await accept(`mqi_${'A'.repeat(43)}`)).refusals[0]);
      expect(await signsIn(answers.find(({ key }) => key !== null)!.key!)).toBe(true);
      const rows = await stage.database.query(`SELECT row_to_json(i)::text AS row FROM invitation i`);
      expect(JSON.stringify(rows)).not.toContain(token.slice(13));
      expect(JSON.stringify(rows)).toContain(invitation.prefix);
    });

    it('does not come by a token that was revoked or has expired, or by a key', async () => {
      const { token, invitation } = await invite(owner, 'VIEWER');
      const revoke = () => mutate(owner, 'revokeInvitation', { invitationId: invitation.id }, INVITATION);
      expect((await revoke()).node).toMatchObject({ state: 'REVOKED' });
      expect(places(await revoke())).toEqual(['WrongState input.invitationId']);
      const late = await invite(owner, 'VIEWER', { expiresInHours: 1 });
      await stage.database.query(
        `UPDATE invitation SET invited_at = invited_at - interval '2 hours', expires_at = expires_at - interval '2 hours' WHERE id = $1`,
        [late.invitation.id],
      );
      for (const one of [token, late.token, owner.key])
        expect(places(await accept(one))).toEqual(['NotFound authorization']);
      expect(places(await invite(owner, 'ADMIN', { expiresInHours: 337, displayName: ' ' }))).toEqual([
        'InvalidValue input.displayName',
        'InvalidValue input.role',
        'InvalidValue input.expiresInHours',
      ]);
    });

    it('has nothing by the token but the place: every other question is refused', async () => {
      const { token } = await invite(owner, 'OWNER');
      const answers = await Promise.all(
        [
          '{ me { role } }',
          '{ partners { slug } }',
          '{ contentItems { edges { cursor } } }',
          '{ partnerMembers { edges { cursor } } }',
          'mutation { submitDraft(input: { itemId: "x", version: 1 }) { refusals { code } } }',
          'mutation { removeMember(input: { memberId: "x", reason: "x" }) { refusals { code } } }',
        ].map((query) => stage.api.manage(token, query)),
      );
      for (const { body } of answers)
        expect(body.errors?.map(({ extensions }) => extensions?.code)).toEqual(['UNAUTHENTICATED']);
    });

    it('who is removed has no key with the next request; what they wrote stays, and others go on with it', async () => {
      const leaver = await joined('CONTRIBUTOR');
      const { id: itemId } = made(await stage.create(leaver, ARTICLE));
      const revision = made(await stage.change<{ id: string }>(leaver, 'submitDraft', { itemId, version: 1 }));
      const removed = { memberId: leaver.actor.memberId, reason: 'Left the organisation' };
      expect(places(await mutate(stranger, 'removeMember', removed, MEMBER))).toEqual(['NotFound input.memberId']);
      expect(places(await mutate(contributor, 'removeMember', removed, MEMBER))).toEqual(['NotAllowed input']);
      expect(await signsIn(leaver.key)).toBe(true);
      expect(made(await mutate(owner, 'removeMember', removed, MEMBER))).toMatchObject({
        removedAt: expect.any(String),
        keys: [{ revokedAt: expect.any(String) }],
      });
      expect(await signsIn(leaver.key)).toBe(false);
      const item = (await stage.item(owner, itemId))!;
      expect(item).toMatchObject({ draftVersion: 1, revisions: [{ id: revision.id, submittedBy: 'New contributor' }] });
      made(await stage.change(owner, 'saveDraft', { itemId, version: 1, document: { ...ARTICLE, ageMin: 16 } }));
      await desk.approve(revision.id);
      expect(places(await mutate(admin, 'removeMember', removed, MEMBER))).toEqual(['NotFound input.memberId']);
      const issue = `mutation ($input: IssueKeyInput!) { issueKey(input: $input) { key refusals { code } } }`;
      const { data } = await stage.ask(admin, issue, { input: { memberId: leaver.actor.memberId } });
      expect(data).toEqual({ issueKey: { key: null, refusals: [{ code: 'NOT_FOUND' }] } });
    });

    it('who is the last OWNER neither goes nor steps down, also when two go at the same moment', async () => {
      const second = await joined('OWNER');
      const go = (by: TestMember, memberId: string) => mutate(by, 'removeMember', { memberId, reason: 'x' }, MEMBER);
      const outcomes = await Promise.all([
        go(owner, second.actor.memberId),
        go(second, owner.actor.memberId),
        go(admin, owner.actor.memberId),
      ]);
      const { data } = await stage.ask<{
        partnerMembers: Connection<{ id: string; role: string; removedAt: string | null }>;
      }>(admin, '{ partnerMembers(partner: "samaritans", first: 100) { edges { node { id role removedAt } } } }');
      const left = data.partnerMembers.edges.filter(({ node }) => node.role === 'OWNER' && node.removedAt === null);
      expect(left).toHaveLength(1);
      expect(outcomes.filter(({ node }) => node !== null)).toHaveLength(1);
      if (left[0]!.node.id !== owner.actor.memberId) owner = second;
      const lower = { memberId: owner.actor.memberId, role: 'VIEWER' };
      expect(places(await mutate(owner, 'changeMemberRole', lower, MEMBER))).toEqual(['LastOfRole input.memberId']);
      const raised = { memberId: contributor.actor.memberId, role: 'OWNER' };
      expect(made(await mutate(owner, 'changeMemberRole', raised, MEMBER))).toMatchObject({ role: 'OWNER' });
      expect(made(await mutate(owner, 'changeMemberRole', lower, MEMBER))).toMatchObject({ role: 'VIEWER' });
      expect(places(await mutate(contributor, 'changeMemberRole', { ...lower, role: 'ADMIN' }, MEMBER))).toEqual([
        'InvalidValue input.role',
      ]);
      owner = contributor;
      expect(
        places(await mutate(admin, 'removeMember', { memberId: admin.actor.memberId, reason: 'x' }, MEMBER)),
      ).toEqual(['LastOfRole input.memberId']);
    });

    it('of another partner is answered like a made-up one', async () => {
      const { memberId } = cast.otherPartner.members.VIEWER.actor;
      const answers = await Promise.all(
        [memberId, MADE_UP].map(async (id) => {
          const said = [
            await mutate(owner, 'removeMember', { memberId: id, reason: 'x' }, MEMBER),
            await mutate(owner, 'changeMemberRole', { memberId: id, role: 'OWNER' }, MEMBER),
          ];
          return JSON.stringify(said).replaceAll(id, 'ID');
        }),
      );
      expect(answers[0]).toBe(answers[1]);
      const made_up = await invite(owner, 'VIEWER', { partner: 'made-up' });
      expect(places(await invite(owner, 'VIEWER', { partner: 'iasp' }))).toEqual(places(made_up));
    });
  });
});
