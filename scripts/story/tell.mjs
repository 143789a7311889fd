import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { StoryClient } from './client.mjs';

const ACTIVE = `query ($viewer: ViewerInput) { activeCampaign(surface: "discover", viewer: $viewer) {
  validUntil campaign { title startsAt endsAt playlist { item { title locale } } }
  help { resolution emergency directory services { name channels { display link } } } } }`;
const ANSWER_MS_MAX = 3_000;
const PLACES = [
  { region: 'GB', locale: 'en-GB', timeZone: 'Europe/London' },
  { region: 'US', locale: 'es-US', timeZone: 'America/New_York' },
  { region: 'SG', locale: 'en-SG', timeZone: 'Asia/Singapore' },
  { region: 'AQ', locale: 'de', timeZone: 'Antarctica/Troll' },
];

/** @param {{ url: string, keys: readonly { role: string, key: string }[], root: string }} stage of a Marquee with nothing in it */
export async function tellStory({ url, keys, root }) {
  const demo = (name) => import(pathToFileURL(join(root, `dist/prisma/seed/src/demo/${name}.js`)).href);
  const story = {
    client: new StoryClient(url),
    staff: Object.fromEntries(keys.map(({ role, key }) => [role, key])),
    partners: (await demo('partners')).PARTNERS,
    items: (await demo('edition-2021')).EDITION_2021,
    ...(await demo('helplines')),
    writers: new Map(),
  };
  await partnersCome(story);
  await helpComesFirst(story);
  const revisionIds = await textsAreWrittenAndRead(story);
  const campaign = await theWeekIsPlanned(story, revisionIds);
  await theWorldAsks(story, campaign);
  await whatGoesWrong(story, revisionIds);
  await everythingIsOnRecord(story);
}

const chapter = (title) => process.stdout.write(`\n${title}\n`);
const line = (text) => process.stdout.write(`  ${text}\n`);

async function partnersCome({ client, staff, partners, writers }) {
  chapter('Five partners come');
  for (const { members, ...partner } of partners) {
    await client.done(staff.ADMIN, 'createPartner', partner, 'partner', 'partner { slug }');
    for (const { displayName, role } of members) {
      const input = { displayName, role, partner: partner.slug };
      const member = await client.done(staff.ADMIN, 'addMember', input, 'member');
      const key = await client.done(staff.ADMIN, 'issueKey', { memberId: member.id }, 'key', 'key');
      if (role !== 'VIEWER') writers.set(partner.slug, key);
    }
    line(`${partner.name}: ${members.map(({ displayName, role }) => `${displayName} (${role})`).join(', ')}`);
  }
}

async function helpComesFirst({ client, staff, HELPLINES, EMERGENCY_ADVICE }) {
  chapter('Help comes first');
  for (const record of HELPLINES) {
    const helpline = helplineInput(record);
    await client.done(staff.SAFETY_REVIEWER, 'saveHelpline', { helpline }, 'helpline', 'helpline { slug }');
  }
  for (const { region, texts, verifiedOn } of EMERGENCY_ADVICE) {
    const advice = { region, texts: textList(texts), verifiedOn };
    await client.done(staff.SAFETY_REVIEWER, 'saveEmergencyAdvice', { advice }, 'advice', 'advice { region }');
  }
  line(`${HELPLINES.length} helplines and the emergency words of ${EMERGENCY_ADVICE.length} regions are on file.`);
}

async function textsAreWrittenAndRead(story) {
  const { client, items, writers } = story;
  chapter('Texts are written, and read by others');
  const [revisionIds, storyIds] = [[], []];
  for (const { partner, document } of items) {
    const key = writers.get(partner);
    const input = { document: { ...documentInput(document), rights: null } };
    const item = await client.done(key, 'createContentItem', input, 'item');
    if (document.topics.some((topic) => topic.startsWith('lived_experience'))) {
      await client.done(key, 'recordConsent', consentOf(item.id), 'consent');
      storyIds.push(item.id);
    }
    const revision = await client.done(key, 'submitDraft', { itemId: item.id, version: 1 }, 'revision');
    if (revisionIds.length === 0) {
      const [why] = await client.refused(key, 'approveRevision', { revisionId: revision.id }, 'revision');
      line(`Who wrote it does not approve it. ${why}`);
    }
    const signed = await approve(story, revision.id);
    line(`"${document.localizations.en.title}" of ${partner}: ${signed.join(', then ')}`);
    revisionIds.push(revision.id);
  }
  story.storyIds = storyIds;
  return revisionIds;
}

/** What a partner attests of somebody who tells their own story. */
function consentOf(itemId) {
  const until = new Date(Date.UTC(new Date().getUTCFullYear() + 2, 0, 1)).toISOString();
  const attested = { evidence: 'SIGNED_FORM', withdrawalExplained: true, supportOffered: true };
  return { itemId, reference: 'LE-2021-01', until, ...attested };
}

/** @returns who signed, and what became of it */
async function approve({ client, staff }, revisionId) {
  const signed = [];
  for (const role of ['REVIEWER', 'SAFETY_REVIEWER']) {
    const answers = await answersTo(client, staff[role], revisionId);
    const input = { revisionId, reason: 'Read by a person, for the story', ...answers };
    const { state } = await client.done(staff[role], 'approveRevision', input, 'revision', 'revision { state }');
    signed.push(`${role} signs (${state})`);
    if (state === 'APPROVED') return signed;
  }
  throw new Error(`Two people signed revision ${revisionId}, and it is not approved.`);
}

async function answersTo(client, key, revisionId) {
  const query = `query ($id: ID!) { revision(id: $id) { check { findings { key severity downgraded } } media { mediaHash } } }`;
  const { check, media } = (await client.manage(key, query, { id: revisionId })).revision;
  const keysOf = (isAsked) => check.findings.filter(isAsked).map((finding) => finding.key);
  return {
    acknowledged: keysOf(({ severity, downgraded }) => (severity === 'BLOCK' ? downgraded : severity === 'WARN')),
    answers: keysOf(({ severity }) => severity === 'HUMAN').map((finding) => ({ key: finding, fine: true })),
    attestations: [...new Set(media.map(({ mediaHash }) => mediaHash))].map((mediaHash) => ({ mediaHash, shows: [] })),
  };
}

async function theWeekIsPlanned({ client, staff }, revisionIds) {
  chapter('The week is planned');
  const year = new Date().getUTCFullYear() + 1;
  const week = { mode: 'VIEWER_LOCAL', start: `${year}-09-10`, end: `${year}-09-16` };
  const campaign = await planned(client, staff.SCHEDULER, 'world-suicide-prevention-day', revisionIds);
  const dry = { campaignId: campaign, window: week, dryRun: true };
  const impact = `impact { surface changes { goesOn { title } from until hoursOnEarth } }`;
  const looked = await client.done(staff.SCHEDULER, 'scheduleCampaign', dry, 'impact', impact);
  const [change] = looked[0].changes;
  line(
    `Looked at first: on ${looked[0].surface} from ${change.from} to ${change.until}, ${change.hoursOnEarth} hours on Earth.`,
  );
  const run = await client.done(
    staff.SCHEDULER,
    'scheduleCampaign',
    { campaignId: campaign, window: week },
    'run',
    'run { id state window { hoursOnEarth } }',
  );
  line(`Scheduled: ${run.state}, each viewer's own 10 through 16 September ${year}.`);
  const rival = await planned(client, staff.SCHEDULER, 'another-week', revisionIds.slice(0, 1));
  const [taken] = await client.refused(staff.SCHEDULER, 'scheduleCampaign', { campaignId: rival, window: week }, 'run');
  line(`A second one for the same place and time is refused. ${taken}`);
  const now = { start: new Date().toISOString(), end: new Date(Date.now() + 3_600_000).toISOString() };
  await client.done(
    staff.SCHEDULER,
    'scheduleCampaign',
    { campaignId: rival, window: { mode: 'INSTANT', ...now } },
    'run',
  );
  line('It gets the coming hour instead.');
  return { runId: run.id, year };
}

async function planned(client, key, slug, revisionIds) {
  const input = {
    slug,
    surface: 'discover',
    tier: 'PROGRAMME',
    defaultLocale: 'en',
    texts: [{ locale: 'en', title: slug }],
  };
  const { id } = await client.done(key, 'createCampaign', input, 'campaign');
  await client.done(key, 'setPlaylist', { campaignId: id, revisionIds }, 'campaign');
  return id;
}

async function theWorldAsks({ client, staff }, { year }) {
  chapter('The world asks');
  for (const viewer of PLACES) {
    const { campaign, help } = await onAir(client, viewer);
    if (help.emergency === '' || help.directory === '') throw new Error(`No help for ${viewer.region}.`);
    const lines = help.services.map(({ name, channels }) => `${name} ${channels[0]?.display ?? ''}`.trim());
    line(
      `${viewer.region}, ${viewer.locale}: ${campaign.title}; help ${help.resolution}: ${lines.join(', ') || help.directory}`,
    );
  }
  const query = `query ($at: DateTime!, $viewer: ExplainedViewer!) { explain(surface: "discover", at: $at, viewer: $viewer) {
    wallTime runs { title verdict } } }`;
  for (const [at, timeZone] of [
    [`${year}-09-09T10:00:00Z`, 'Pacific/Kiritimati'],
    [`${year}-09-09T10:00:00Z`, 'Europe/London'],
    [`${year}-09-17T10:59:59Z`, 'Pacific/Pago_Pago'],
  ]) {
    const { explain } = await client.manage(staff.SCHEDULER, query, { at, viewer: { timeZone } });
    line(`${explain.wallTime}: ${explain.runs.map(({ title, verdict }) => `${title} ${verdict}`).join('; ')}`);
  }
}

/** What a viewer is answered as soon as something is on air: each process learns of a decision within a second. */
async function onAir(client, viewer) {
  const deadline = Date.now() + ANSWER_MS_MAX;
  for (;;) {
    const { activeCampaign } = await client.deliver(ACTIVE, { viewer });
    if (activeCampaign.campaign !== null) return activeCampaign;
    if (Date.now() > deadline) throw new Error(`Nothing is on air for ${viewer.region}.`);
    await wait(50);
  }
}

async function whatGoesWrong(story, revisionIds) {
  const { client, staff, writers } = story;
  chapter('What goes wrong, and what is done');
  const [gb, us] = PLACES;
  const shownIn = async (viewer) => (await client.deliver(ACTIVE, { viewer })).activeCampaign;
  const replacement = { kind: 'PHONE', dialType: 'E164', value: '+18002738255', display: '1-800-273-8255' };
  const down = {
    regions: ['US'],
    helpline: '988-lifeline-us',
    channel: '988',
    replacement: { ...replacement, alwaysOpen: true },
    until: new Date(Date.now() + 3_600_000).toISOString(),
    reason: 'The short code does not answer',
  };
  const override = await client.done(staff.SAFETY_REVIEWER, 'beginHelpOverride', down, 'override');
  const numbers = async () =>
    (await shownIn(us)).help.services.flatMap(({ channels }) => channels.map(({ display }) => display));
  const isTenDigits = async () => (await numbers()).includes('1-800-273-8255') && !(await numbers()).includes('988');
  await until('the ten-digit number is shown', isTenDigits);
  line('988 is down: the next answer has the ten-digit number, for an hour at most.');
  const lift = { overrideId: override.id, reason: 'It answers again' };
  await client.done(staff.SAFETY_REVIEWER, 'liftHelpOverride', lift, 'override');
  await until('988 is shown again', async () => (await numbers()).includes('988'));
  line('Lifted, it is 988 again.');

  const subject = {
    subjectType: 'REVISION',
    subjectId: revisionIds[0],
    kind: 'IN_ERROR',
    reason: 'A picture was wrong',
  };
  await client.done(staff.REVIEWER, 'takeDown', subject, 'removal');
  await until('the campaign is off the air', async () => (await shownIn(gb)).campaign === null);
  line('A text is taken down: its campaign has nothing else, and is off the air; help stays.');

  const begin = { regions: ['SG'], reason: 'A public death' };
  const helpOnly = await client.done(staff.SCHEDULER, 'beginHelpOnly', begin, 'helpOnly');
  await client.done(staff.ADMIN, 'askHelpOnlyEnd', { helpOnlyId: helpOnly.id, reason: 'Calm again' }, 'helpOnly');
  const end = { helpOnlyId: helpOnly.id, ends: true };
  const [alone] = await client.refused(staff.ADMIN, 'confirmHelpOnlyEnd', end, 'helpOnly');
  await client.done(staff.SAFETY_REVIEWER, 'confirmHelpOnlyEnd', end, 'helpOnly');
  line(`Help only in SG is ended by two people. ${alone}`);

  const selection = 'removal { id receipt { hash removedFrom { surface state positions } } }';
  const itemId = story.storyIds[0];
  const { receipt } = await client.done(
    writers.get('live-for-tomorrow'),
    'withdrawConsent',
    { itemId },
    'removal',
    selection,
  );
  const places = receipt.removedFrom.map(({ surface, state, positions }) => `${surface}, ${state}, place ${positions}`);
  line(`Consent to a story is withdrawn: receipt ${receipt.hash.slice(0, 16)}, removed from ${places.join('; ')}.`);
}

async function until(what, holds) {
  const deadline = Date.now() + ANSWER_MS_MAX;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Not within ${ANSWER_MS_MAX} ms: ${what}.`);
    await wait(20);
  }
}

async function everythingIsOnRecord({ client, staff }) {
  chapter('Everything is on record');
  const query = `{ auditEntries(first: 100) { edges { node { action role } } } }`;
  const { auditEntries } = await client.manage(staff.ADMIN, query);
  const counts = new Map();
  for (const { node } of auditEntries.edges) counts.set(node.action, (counts.get(node.action) ?? 0) + 1);
  line([...counts].map(([action, count]) => `${count} ${action}`).join(', '));
}

const textList = (texts) => Object.entries(texts).map(([locale, text]) => ({ locale, text }));

function documentInput({ localizations, ...facts }) {
  return { ...facts, localizations: Object.entries(localizations).map(([locale, text]) => ({ locale, ...text })) };
}

function helplineInput({ names, descriptions, channels, ...record }) {
  return {
    ...record,
    names: textList(names),
    descriptions: textList(descriptions),
    channels: channels.map(({ hours, keywords, ...channel }) => ({
      ...channel,
      keywords: textList(keywords),
      alwaysOpen: hours.always,
      ...(hours.always ? {} : { zone: hours.zone, weekly: hours.weekly }),
    })),
  };
}
