import { DAY_MS } from '#domain';
import type { ContentStage } from '../../support/content-stage.js';
import { ARTICLE, made } from '../../support/desk.js';
import type { TraceWalk } from './trace-walk.js';

const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
const dayOf = (days: number) => inDays(days).slice(0, 10);
const REMOVAL = 'removal { id }';
const number = { kind: 'PHONE', dialType: 'NATIONAL_SHORT', value: '116123', display: '116 123', alwaysOpen: true };

/** Help, what leaves the air, and guides. */
export async function walkCare(walk: TraceWalk, stage: ContentStage): Promise<void> {
  await walkHelp(walk, stage);
  await walkTakedowns(walk, stage);
  await walkGuides(walk, stage);
}

async function walkHelp(walk: TraceWalk, { cast, desk }: ContentStage): Promise<void> {
  const { ADMIN, SAFETY_REVIEWER } = cast.staff;
  const helpline = {
    slug: 'samaritans',
    names: [{ locale: 'en', text: 'Samaritans' }],
    regions: ['GB'],
    languages: ['en'],
    topics: [],
    channels: [number],
    evidence: { sourceUrl: 'https://example.org/', verifiedOn: dayOf(0), verifiedBy: 'Test', method: 'CALLED' },
  };
  await walk.do('saveHelpline', SAFETY_REVIEWER, { helpline }, 'helpline { slug }');
  const advice = { region: 'GB', texts: [{ locale: 'en', text: 'Call 999.' }], verifiedOn: dayOf(0) };
  await walk.do('saveEmergencyAdvice', ADMIN, { advice }, 'advice { region }');
  const policy = { freshMonths: 12, openWindowDays: 30, twoAlwaysOpen: 'WARN', reason: 'As everybody does' };
  await walk.do('chooseCarePolicy', ADMIN, policy, 'policy { freshMonths }');
  const outage = {
    regions: ['GB'],
    helpline: 'samaritans',
    channel: '116123',
    replacement: { ...number, dialType: 'E164', value: '+442083948300', display: '020 8394 8300' },
    until: inDays(1),
    reason: 'Outage',
  };
  const overrideId = (await walk.do('beginHelpOverride', ADMIN, outage, 'override { id }')).override!.id;
  await walk.do('liftHelpOverride', ADMIN, { overrideId, reason: 'It answers' }, 'override { id }');
  const audience = { regions: ['GB'], locales: ['en', 'cy'] };
  const campaignId = await desk.campaign([await desk.approved()], { audience, surface: 'search' });
  const window = { mode: 'INSTANT', start: inDays(10), end: inDays(12) };
  const runId = made(await desk.run('planRun', { campaignId, window })).id;
  const cell = { runId, region: 'GB', language: 'cy', rules: ['HELP_LANGUAGE'] };
  const waiver = { ...cell, expiresAt: inDays(12), reason: 'English is understood there' };
  await walk.do('signHelpWaiver', ADMIN, waiver, 'waiver { id }');
}

async function walkTakedowns(walk: TraceWalk, { cast, desk }: ContentStage): Promise<void> {
  const { ADMIN, REVIEWER, SAFETY_REVIEWER } = cast.staff;
  const { CONTRIBUTOR } = cast.partner.members;
  const subject = { subjectType: 'REVISION', subjectId: await desk.approved() };
  const error = { ...subject, kind: 'IN_ERROR', reason: 'A wrong number' };
  const removalId = (await walk.do('takeDown', REVIEWER, error, REMOVAL)).removal!.id;
  await walk.do('liftTakedown', SAFETY_REVIEWER, { removalId, reason: 'It was right' }, REMOVAL);
  const theirs = { partnerId: cast.otherPartner.id, reason: 'Under inquiry' };
  await walk.do('suspendPartner', ADMIN, theirs, REMOVAL);
  await walk.do('reinstatePartner', ADMIN, theirs, REMOVAL);
  const { itemId } = await desk.submitted({ ...ARTICLE, topics: ['lived_experience'] });
  const attested = { evidence: 'SIGNED_FORM', withdrawalExplained: true, supportOffered: true };
  const consent = { itemId, reference: 'LE-1', until: '2028-01-01T00:00:00Z', ...attested };
  await walk.do('recordConsent', CONTRIBUTOR, consent, 'consent { id }');
  await walk.do('withdrawConsent', CONTRIBUTOR, { itemId }, REMOVAL);
  const death = { regions: ['SG'], reason: 'A public death' };
  const helpOnlyId = (await walk.do('beginHelpOnly', ADMIN, death, 'helpOnly { id }')).helpOnly!.id;
  await walk.do('askHelpOnlyEnd', ADMIN, { helpOnlyId, reason: 'It is calm' }, 'helpOnly { id }');
  await walk.do('confirmHelpOnlyEnd', SAFETY_REVIEWER, { helpOnlyId, ends: true }, 'helpOnly { id }');
}

const SLOTS = ['ABOUT', 'CONNECT', 'EMERGENCY', 'LOOK_AFTER_YOURSELF'];
const guide = (title: string) => ({
  audience: 'GENERAL',
  topics: ['help_seeking'],
  partners: ['samaritans'],
  defaultLocale: 'en',
  localizations: [
    {
      locale: 'en',
      title,
      disclaimer: 'For information only.',
      sections: SLOTS.map((slot) => ({ slot, heading: 'Heading', body: 'You can talk to somebody.' })),
      reviewedOn: dayOf(-1),
      reviewBy: dayOf(100),
    },
  ],
});

async function walkGuides(walk: TraceWalk, stage: ContentStage): Promise<void> {
  const { ADMIN, REVIEWER, SAFETY_REVIEWER } = stage.cast.staff;
  const submit = async (slug: string, version: number) =>
    (await walk.do('submitGuideDraft', ADMIN, { slug, version }, 'revision { id }')).revision!.id;
  for (const slug of ['walked', 'better']) {
    await walk.do('beginGuide', ADMIN, { slug, document: guide('First') }, 'guide { slug }');
    const document = guide(`Second of ${slug}`);
    await walk.do('saveGuideDraft', ADMIN, { slug, version: 1, document }, 'guide { slug }');
    const revisionId = await submit(slug, 2);
    await walk.do('withdrawGuideRevision', ADMIN, { revisionId }, 'revision { id }');
    const again = await submit(slug, 2);
    const answers = await answersTo(stage, again);
    const approval = { revisionId: again, decision: 'APPROVED', ...answers };
    await walk.do('decideGuideRevision', slug === 'walked' ? REVIEWER : SAFETY_REVIEWER, approval, 'revision { id }');
  }
  const successor = { slug: 'walked', successor: 'better', reason: 'A better one' };
  await walk.do('supersedeGuide', ADMIN, successor, 'guide { slug }');
  const notices = [{ locale: 'en', text: 'Over.' }];
  const pointer = 'https://example.org/help';
  await walk.do('retireGuide', ADMIN, { slug: 'better', pointer, notices, reason: 'Over' }, 'guide { slug }');
}

async function answersTo(stage: ContentStage, revisionId: string) {
  const query = `query ($id: ID!) { guideRevision(id: $id) { check { findings { key severity } } } }`;
  type Check = { guideRevision: { check: { findings: { key: string; severity: string }[] } } };
  const { data } = await stage.ask<Check>(stage.cast.staff.REVIEWER, query, { id: revisionId });
  const keys = (severity: string) =>
    data.guideRevision.check.findings.filter((one) => one.severity === severity).map(({ key }) => key);
  return { acknowledged: keys('WARN'), answers: keys('HUMAN').map((key) => ({ key, fine: true })) };
}
