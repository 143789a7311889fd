import type { ContentStage } from '../../support/content-stage.js';
import type { TraceWalk } from './trace-walk.js';

const ASKING = {
  slug: 'live-for-tomorrow',
  name: 'Live For Tomorrow',
  contactName: 'Ada',
  contactEmail: 'office@livefortomorrow.example',
  domains: ['livefortomorrow.example'],
  regions: ['NZ'],
  languages: ['en'],
};
interface Domain {
  readonly id: string;
  readonly domain: string;
}

/** Partners, their domains, members, keys and accounts; and the log itself. */
export async function walkPeople(walk: TraceWalk, { cast }: ContentStage): Promise<void> {
  const { ADMIN, REVIEWER } = cast.staff;
  const { OWNER } = cast.partner.members;
  await walk.do('createPartner', ADMIN, { slug: 'crisis-text-line', name: 'Crisis Text Line' }, 'partner { id }');

  const record = (slug: string) =>
    walk.do('recordPartnerApplication', REVIEWER, { ...ASKING, slug }, 'application { id }');
  const refused = (await record('another')).application!.id;
  const declining = { applicationId: refused, reason: 'Nobody is there' };
  await walk.do('declinePartnerApplication', ADMIN, declining, 'application { id }');
  const applicationId = (await record(ASKING.slug)).application!.id;
  await walk.do('acceptPartnerApplication', ADMIN, { applicationId }, 'application { id }');
  const partner = ASKING.slug;
  const added = await walk.do<Domain[]>(
    'addPartnerDomain',
    ADMIN,
    { partner, domain: 'second.example' },
    'domains { id domain }',
  );
  const domainId = (name: string) => added.domains!.find(({ domain }) => domain === name)!.id;
  await walk.do('removePartnerDomain', ADMIN, { domainId: domainId('second.example') }, 'domains { id }');
  const proof = { domainId: domainId('livefortomorrow.example'), proved: true, note: 'Found in DNS' };
  await walk.do('recordDomainCheck', ADMIN, proof, 'domains { id }');
  await walk.do('verifyPartner', ADMIN, { partner, reason: 'We know them' }, 'partner { id }');
  const issuer = { partner, name: 'Own', issuer: 'https://login.example.org', clientId: 'marquee' };
  const { issuers } = await walk.do<Domain[]>('addPartnerIssuer', ADMIN, issuer, 'issuers { id }');
  await walk.do('removePartnerIssuer', ADMIN, { issuerId: issuers![0]!.id }, 'issuers { id }');
  await walk.do('updatePartner', OWNER, { regions: ['GB', 'IE'] }, 'partner { id }');

  await walk.do(
    'addMember',
    ADMIN,
    { displayName: 'Eve', role: 'VIEWER', partner: cast.partner.slug },
    'member { id }',
  );
  const invite = () =>
    walk.do('inviteMember', OWNER, { displayName: 'Ben', role: 'VIEWER' }, 'token invitation { id }');
  const { token } = (await invite()) as unknown as { token: string };
  const joined = await walk.do<string>('acceptInvitation', { key: token, actor: null }, null, 'memberId');
  const memberId = joined.memberId!;
  await walk.do('revokeInvitation', OWNER, { invitationId: (await invite()).invitation!.id }, 'invitation { id }');
  await walk.do('changeMemberRole', OWNER, { memberId, role: 'CONTRIBUTOR' }, 'member { id }');
  const { keyId } = await walk.do<string>('issueKey', OWNER, { memberId, name: 'walk' }, 'keyId');
  await walk.do('revokeKey', OWNER, { keyId }, 'keyId');
  await walk.do('issueSignInLink', ADMIN, { memberId }, 'token');
  await walk.do('endSessions', ADMIN, { memberId }, 'memberId');
  await walk.do('removeMember', OWNER, { memberId, reason: 'Moved on' }, 'member { id }');
  await walk.do('beginAuditExport', ADMIN, { format: 'CSV', reason: 'A question' }, 'export { path }');
}
