import { Database } from '#persistence';
import { makeCast, type Cast, type TestMember } from '../support/actors.js';
import { ARTICLE, codesOf, Desk, made } from '../support/desk.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const REMOVAL = 'removal { id cause kind subjectType reason liftedAt receipt { hash hashes { contentHash } } }';
const ALWAYS = { mode: 'INSTANT', start: '2026-01-01T00:00:00Z' } as const;
const UNKNOWN = '00000000-0000-7000-8000-000000000000';

interface RemovalNode {
  readonly id: string;
  readonly liftedAt: string | null;
  readonly receipt: { hash: string; hashes: object[] };
}

describe('off the air', () => {
  let database: TestDatabase;
  let api: TestApi;
  let cast: Cast;
  let desk: Desk;
  let surfaces = 0;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    const pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    cast = await makeCast(pool);
    await pool.close();
    api = await startTestApi(database);
    desk = new Desk(api, cast);
  });
  afterAll(async () => {
    await api.close();
    await database.drop();
  });

  /** A campaign with these revisions on a surface of its own. @returns the surface and the campaign */
  async function onAir(revisionIds: readonly string[]) {
    surfaces += 1;
    const surface = `surface-${surfaces}`;
    const declared = { slug: surface, name: surface };
    made(await desk.mutate(cast.staff.SCHEDULER, 'declareSurface', declared, 'surface', 'surface { slug }'));
    const campaignId = await desk.campaign(revisionIds, { surface });
    return { surface, campaignId, scheduled: await desk.schedule(campaignId, ALWAYS) };
  }
  const shown = async (surface: string, region = 'GB') => {
    await api.refresh();
    type Shown = { activeCampaign: { campaign: { playlist: { item: { title: string } }[] } | null } };
    const query = `query ($surface: String!, $region: CountryCode!) { activeCampaign(surface: $surface, viewer: { region: $region, locale: "en" }) {
      campaign { playlist { item { title } } } help { emergency } } }`;
    const { activeCampaign } = (await api.deliver<Shown>(query, { surface, region })).body.data;
    return activeCampaign.campaign?.playlist.map(({ item }) => item.title) ?? null;
  };
  const titled = (title: string, more: object = {}) => ({
    ...ARTICLE,
    ...more,
    localizations: ARTICLE.localizations.map((one) => ({ ...one, title })),
  });
  const removing = (by: TestMember, mutation: string, input: object) =>
    desk.mutate<RemovalNode>(by, mutation, input, 'removal', REMOVAL);
  const takeDown = (by: TestMember, input: object) =>
    removing(by, 'takeDown', { kind: 'IN_ERROR', reason: 'Test', ...input });

  it('is looked at first, then in no answer; the entries behind move up, and it cannot be scheduled until it is lifted', async () => {
    const revisionIds = [await desk.approved(titled('First')), await desk.approved(titled('Second'))];
    const { surface } = await onAir(revisionIds);
    expect(await shown(surface)).toEqual(['First', 'Second']);
    const subject = { subjectType: 'REVISION', subjectId: revisionIds[0] };
    const look = await desk.mutate<{ positions: number[]; leftWithNothing: boolean }[]>(
      cast.staff.REVIEWER,
      'takeDown',
      { kind: 'IN_ERROR', reason: 'Test', ...subject, dryRun: true },
      'removedFrom',
      'removedFrom { positions leftWithNothing }',
    );
    expect(look).toEqual({ node: [{ positions: [1], leftWithNothing: false }], refusals: [] });
    expect(await shown(surface)).toEqual(['First', 'Second']);

    const removal = made(await takeDown(cast.staff.REVIEWER, subject));
    expect(await shown(surface)).toEqual(['Second']);
    expect(codesOf((await onAir(revisionIds)).scheduled)).toEqual(['OFF_AIR']);
    const lift = { removalId: removal.id, reason: 'It was right' };
    expect(codesOf(await removing(cast.staff.REVIEWER, 'liftTakedown', lift))).toEqual(['NOT_ALLOWED']);
    expect(made(await removing(cast.staff.SAFETY_REVIEWER, 'liftTakedown', lift)).liftedAt).not.toBeNull();
    expect(await shown(surface)).toEqual(['First', 'Second']);
  });

  it('says everything that is wrong with a takedown at once, and of what others may not see the same as of what is not there', async () => {
    const bad = { subjectType: 'ITEM', subjectId: UNKNOWN, reason: ' ', replacedBy: UNKNOWN };
    const refused = await takeDown(cast.staff.ADMIN, bad);
    expect(refused.refusals.map(({ path }) => path.at(-1))).toEqual(['reason', 'replacedBy']);
    const unknown = await takeDown(cast.staff.ADMIN, { subjectType: 'ITEM', subjectId: UNKNOWN });
    expect(codesOf(unknown)).toEqual(['NOT_FOUND']);
    const { itemId } = await desk.submitted();
    const others = cast.otherPartner.members.OWNER;
    const [foreign, madeUp] = [
      await removing(others, 'withdrawConsent', { itemId }),
      await removing(others, 'withdrawConsent', { itemId: UNKNOWN }),
    ];
    // Nobody's story: its texts are not erased by an oversight.
    const plain = await removing(cast.partner.members.CONTRIBUTOR, 'withdrawConsent', { itemId });
    expect(codesOf(plain)).toEqual(['WRONG_STATE']);
    expect(codesOf(foreign)).toEqual(['NOT_FOUND']);
    expect(foreign.refusals[0]!.message.replace(itemId, UNKNOWN)).toBe(madeUp.refusals[0]!.message);
  });

  it('is a story without consent, and one whose consent is withdrawn, with its texts and for good', async () => {
    const { CONTRIBUTOR } = cast.partner.members;
    const { itemId, revisionId } = await desk.submitted(titled('My story', { topics: ['lived_experience'] }));
    await desk.approve(revisionId);
    expect(codesOf((await onAir([revisionId])).scheduled)).toEqual(['CONSENT_NEEDED']);
    const attested = { evidence: 'SIGNED_FORM', withdrawalExplained: true, supportOffered: true };
    const consent = { itemId, reference: 'LE-1', until: '2028-01-01T00:00:00Z', ...attested };
    made(await desk.mutate(CONTRIBUTOR, 'recordConsent', consent, 'consent', 'consent { id }'));
    const until = { mode: 'INSTANT', start: '2026-01-01T00:00:00Z', end: '2027-12-31T00:00:00Z' } as const;
    const { surface, campaignId } = await onAir([revisionId]);
    made(await desk.schedule(campaignId, until));
    expect(await shown(surface)).toEqual(['My story']);
    const removal = made(await removing(CONTRIBUTOR, 'withdrawConsent', { itemId }));
    expect(removal.receipt.hashes).toHaveLength(2);
    expect(await shown(surface)).toBeNull();
    const query = `query ($id: ID!) { revision(id: $id) { document { localizations { title } } } }`;
    type Texts = { revision: { document: { localizations: { title: string }[] } } };
    const { body } = await api.manage<Texts>(cast.staff.REVIEWER.key, query, { id: revisionId });
    expect(body.data.revision.document.localizations.map(({ title }) => title)).toEqual(['', '']);
  });

  it('tells a partner which of its own members withdrew a consent, and of the staff no name', async () => {
    const { CONTRIBUTOR } = cast.partner.members;
    const attested = { evidence: 'SIGNED_FORM', withdrawalExplained: true, supportOffered: true };
    const read = async (by: TestMember, removalId: string, itemId: string) => {
      const query = `query ($id: ID!, $itemId: ID!) { removal(id: $id) { removedBy } consents(itemId: $itemId) { recordedBy } }`;
      type Named = { removal: { removedBy: string }; consents: { recordedBy: string }[] };
      const { body } = await api.manage<Named>(by.key, query, { id: removalId, itemId });
      return [body.data.removal.removedBy, ...body.data.consents.map(({ recordedBy }) => recordedBy)];
    };
    const named = async (by: TestMember) => {
      const { itemId } = await desk.submitted(titled('A story', { topics: ['lived_experience'] }));
      const consent = { itemId, reference: 'LE-2', until: '2028-01-01T00:00:00Z', ...attested };
      made(await desk.mutate(CONTRIBUTOR, 'recordConsent', consent, 'consent', 'consent { id }'));
      const removal = made(await removing(by, 'withdrawConsent', { itemId }));
      return [await read(CONTRIBUTOR, removal.id, itemId), await read(cast.staff.ADMIN, removal.id, itemId)];
    };
    const [own, seen] = await named(CONTRIBUTOR);
    expect(own).toEqual(seen);
    expect(own).not.toContain('staff');
    const [told, known] = await named(cast.staff.ADMIN);
    expect(told).toEqual(['staff', own![1]]);
    expect(known).not.toContain('staff');
  });

  it('is everything but help in a region, until two people have ended that', async () => {
    const { surface } = await onAir([await desk.approved(titled('Kept'))]);
    const helpOnly = (by: TestMember, mutation: string, input: object) =>
      desk.mutate<{ id: string }>(by, mutation, input, 'helpOnly', 'helpOnly { id }');
    const { ADMIN, SAFETY_REVIEWER, REVIEWER } = cast.staff;
    const begin = { regions: ['SG'], reason: 'A public death' };
    expect(codesOf(await helpOnly(REVIEWER, 'beginHelpOnly', begin))).toEqual(['NOT_ALLOWED']);
    const helpOnlyId = made(await helpOnly(ADMIN, 'beginHelpOnly', begin)).id;
    expect([await shown(surface, 'SG'), await shown(surface, 'GB')]).toEqual([null, ['Kept']]);
    made(await helpOnly(ADMIN, 'askHelpOnlyEnd', { helpOnlyId, reason: 'It is calm' }));
    const end = { helpOnlyId, ends: true };
    expect(codesOf(await helpOnly(ADMIN, 'confirmHelpOnlyEnd', end))).toEqual(['ANOTHER_PERSON_NEEDED']);
    expect(await shown(surface, 'SG')).toBeNull();
    made(await helpOnly(SAFETY_REVIEWER, 'confirmHelpOnlyEnd', end));
    expect(await shown(surface, 'SG')).toEqual(['Kept']);
  });

  it('is everything of a suspended partner, whose members read and do nothing else until it is reinstated', async () => {
    const { OWNER } = cast.otherPartner.members;
    const { surface } = await onAir([await desk.approved(titled('Theirs'), OWNER)]);
    expect(await shown(surface)).toEqual(['Theirs']);
    const partner = { partnerId: cast.otherPartner.id, reason: 'Under inquiry' };
    made(await removing(cast.staff.ADMIN, 'suspendPartner', partner));
    expect(await shown(surface)).toBeNull();
    const writing = await desk.mutate(OWNER, 'createContentItem', { document: ARTICLE }, 'item', 'item { id }');
    expect(codesOf(writing)).toEqual(['PARTNER_SUSPENDED']);
    const reading = await api.manage<{ removals: { edges: object[] } }>(OWNER.key, '{ removals { edges { cursor } } }');
    expect(reading.body.data.removals.edges).toHaveLength(1);
    made(await removing(cast.staff.ADMIN, 'reinstatePartner', partner));
    expect(await shown(surface)).toEqual(['Theirs']);
  });
});
