import { readFileSync } from 'node:fs';
import { formatInstant, GUIDE_GRACE_DAYS, guideHash, publicGuide, type GuideDocument, type Outcome } from '#domain';
import {
  BeginGuide,
  DecideGuideRevision,
  PolicyPacks,
  RetireGuide,
  ReviewerCheck,
  SaveGuideDraft,
  SubmitGuideDraft,
} from '#editorial';
import {
  Database,
  GuideAlertStore,
  GuideReadModel,
  GuideStore,
  HelpStore,
  PolicyStore,
  ProgrammeReadModel,
  RemovalStore,
  ReviewerStore,
  UnitOfWork,
} from '#persistence';
import { FlagGuides } from '#scheduling';
import { answersToGuide } from '#seed';
import { makeCast, type Cast, type TestMember } from '../support/actors.js';
import { guideDocument, guideText } from '../support/airing.js';
import { valueOf } from '../support/content-desk.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';
import { StandingClock } from '../support/test-api.js';

const NOW = Date.UTC(2026, 10, 23, 12);
const MIGRATION = 'prisma/migrations/20261123163000_guides/migration.sql';
const DATES = { reviewedOn: '2026-11-01', reviewBy: '2027-10-31' };
const FIRST = guideDocument({ en: guideText('First', DATES), es: guideText('Primera', DATES) });
const SENSITIVE = { ...FIRST, topics: ['suicide_prevention'] };

describe('guides in the database', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let cast: Cast;
  const clock = new StandingClock(NOW);
  let unitOfWork: UnitOfWork;
  const store = new GuideStore();
  beforeAll(async () => {
    testDatabase = await cloneTestDatabase();
    database = new Database({ url: testDatabase.url, poolMax: 6, applicationName: 'test' });
    unitOfWork = new UnitOfWork(database, clock);
    cast = await makeCast(database);
  });
  beforeEach(() => clock.set(NOW));
  afterAll(async () => {
    await database.close();
    await testDatabase.drop();
  });

  const key = { idempotencyKey: null };
  const begin = (slug: string, document: GuideDocument = FIRST, by: TestMember = cast.staff.ADMIN) =>
    new BeginGuide(unitOfWork, store).execute(by.actor, { slug, document, ...key });
  const save = (slug: string, version: number, document: GuideDocument, by: TestMember) =>
    new SaveGuideDraft(unitOfWork, store).execute(by.actor, { slug, version, document, ...key });
  const submit = (slug: string, version: number, by: TestMember = cast.staff.ADMIN) =>
    new SubmitGuideDraft(unitOfWork, store, new HelpStore()).execute(by.actor, { slug, version, ...key });
  const decide = (revisionId: string, by: TestMember, document: GuideDocument, change: object = {}) =>
    new DecideGuideRevision(
      unitOfWork,
      store,
      new PolicyStore(),
      new ReviewerCheck(new ReviewerStore()),
      new PolicyPacks(),
    ).execute(by.actor, {
      ...answersToGuide(document),
      revisionId,
      decision: 'APPROVED',
      reason: null,
      code: null,
      locales: null,
      ...key,
      ...change,
    });
  const codes = ({ refusals }: Outcome<string>) => refusals.map(({ code }) => code);
  const known = async (slug: string) => {
    const row = (await new ProgrammeReadModel(database).read()).guides.find((one) => one.slug === slug)!;
    return Object.entries(publicGuide(row)?.texts ?? {}).map(([locale, { text, number }]) => [
      locale,
      text.title,
      number,
    ]);
  };
  /** Begun, handed in and approved whole. */
  const published = async (slug: string, document: GuideDocument = FIRST) => {
    valueOf(await begin(slug, document));
    const revisionId = valueOf(await submit(slug, 1));
    valueOf(await decide(revisionId, cast.staff.REVIEWER, document));
    return revisionId;
  };

  it('are on air locale by locale, the earlier text until the next one is approved', async () => {
    const { ADMIN, REVIEWER } = cast.staff;
    await published('by-locale');
    const next = guideDocument({ en: guideText('Second', DATES), es: guideText('Segunda', DATES) });
    valueOf(await save('by-locale', 1, next, ADMIN));
    const revisionId = valueOf(await submit('by-locale', 2));
    expect(await known('by-locale')).toEqual([
      ['en', 'First', 1],
      ['es', 'Primera', 1],
    ]);
    valueOf(await decide(revisionId, REVIEWER, next, { locales: ['es'] }));
    expect(await known('by-locale')).toEqual([
      ['en', 'First', 1],
      ['es', 'Segunda', 2],
    ]);
    const changes = { decision: 'CHANGES_REQUESTED', reason: 'Say it warmer.', locales: null };
    valueOf(await decide(revisionId, REVIEWER, next, changes));
    expect(await known('by-locale')).toEqual([
      ['en', 'First', 1],
      ['es', 'Segunda', 2],
    ]);
  });

  it('are named when a partner that made them goes, by what is shown and by what is written', async () => {
    const careOf = (partnerId: string) =>
      unitOfWork.record(cast.staff.ADMIN.actor, (tx) => new RemovalStore().careOf(tx, partnerId));
    await published('made-with');
    valueOf(await save('made-with', 1, { ...FIRST, partners: ['iasp'] }, cast.staff.ADMIN));
    expect((await careOf(cast.partner.id)).guides).toContain('made-with');
    expect((await careOf(cast.otherPartner.id)).guides).toEqual(['made-with']);
  });

  it('are decided by nobody who wrote on them, also before somebody else handed them in', async () => {
    const { ADMIN, REVIEWER, SAFETY_REVIEWER } = cast.staff;
    valueOf(await begin('four-eyes', FIRST, REVIEWER));
    valueOf(await save('four-eyes', 1, FIRST, ADMIN));
    const revisionId = valueOf(await submit('four-eyes', 2, ADMIN));
    expect(codes(await decide(revisionId, REVIEWER, FIRST))).toEqual(['OWN_SUBMISSION']);
    expect(codes(await decide(revisionId, ADMIN, FIRST))).toEqual(['OWN_SUBMISSION']);
    const change = { decision: 'CHANGES_REQUESTED', reason: 'Shorter.' };
    valueOf(await decide(revisionId, SAFETY_REVIEWER, FIRST, change));
    // Not approved: what the reviewer wrote is still in it, whoever saves next.
    valueOf(await save('four-eyes', 2, FIRST, ADMIN));
    const again = valueOf(await submit('four-eyes', 3, ADMIN));
    expect(codes(await decide(again, REVIEWER, FIRST))).toEqual(['OWN_SUBMISSION']);
    valueOf(await decide(again, SAFETY_REVIEWER, FIRST));
    // Approved in every locale: what is written from here on is a new text.
    valueOf(await save('four-eyes', 3, { ...FIRST, topics: ['grief'] }, ADMIN));
    const third = valueOf(await submit('four-eyes', 4, ADMIN));
    valueOf(await decide(third, REVIEWER, { ...FIRST, topics: ['grief'] }));
  });

  it('are approved by two people where they are sensitive, one of them a safety reviewer, and never with findings open', async () => {
    const { REVIEWER, SAFETY_REVIEWER } = cast.staff;
    valueOf(await begin('sensitive', SENSITIVE));
    const revisionId = valueOf(await submit('sensitive', 1));
    const open = await decide(revisionId, REVIEWER, SENSITIVE, { acknowledged: [], answers: [] });
    expect(codes(open)).toEqual(['FINDINGS_OPEN']);
    valueOf(await decide(revisionId, REVIEWER, SENSITIVE));
    expect(await known('sensitive')).toEqual([]);
    expect(codes(await decide(revisionId, REVIEWER, SENSITIVE))).toEqual(['SECOND_PERSON_NEEDED']);
    valueOf(await decide(revisionId, SAFETY_REVIEWER, SENSITIVE));
    expect((await known('sensitive')).map(([locale]) => locale)).toEqual(['en', 'es']);
  });

  it('are decided once by two who decide at the same moment', async () => {
    valueOf(await begin('race'));
    const revisionId = valueOf(await submit('race', 1));
    const outcomes = await Promise.all([
      decide(revisionId, cast.staff.REVIEWER, FIRST),
      decide(revisionId, cast.staff.SAFETY_REVIEWER, FIRST),
    ]);
    expect(outcomes.flatMap(codes)).toEqual(['WRONG_STATE']);
  });

  it('wait for a decision on the latest revision only, and not past their review-by date', async () => {
    valueOf(await begin('late'));
    const first = valueOf(await submit('late', 1));
    valueOf(await decide(first, cast.staff.REVIEWER, FIRST, { locales: ['en'] }));
    const second = valueOf(await submit('late', 1));
    expect(codes(await decide(first, cast.staff.REVIEWER, FIRST))).toEqual(['WRONG_STATE']);
    clock.set(Date.UTC(2027, 10, 1));
    const late = await decide(second, cast.staff.REVIEWER, FIRST);
    expect(late.refusals.map(({ path }) => path.join('.'))).toEqual([
      'revision.localizations.en.reviewBy',
      'revision.localizations.es.reviewBy',
    ]);
  });

  it('are decided by nobody in conflict with a partner that made them, or beyond their own bound, and name nobody unverified', async () => {
    const { SAFETY_REVIEWER, REVIEWER } = cast.staff;
    const memberId = REVIEWER.actor.memberId;
    const verified = 'UPDATE partner SET verified_at = $1 WHERE id = $2';
    valueOf(await begin('people', SENSITIVE));
    await testDatabase.query(verified, [null, cast.partner.id]);
    expect(codes(await submit('people', 1))).toEqual(['PARTNER_NOT_VERIFIED']);
    await testDatabase.query(verified, [formatInstant(NOW), cast.partner.id]);
    const revisionId = valueOf(await submit('people', 1));
    const conflict = { memberId, partnerId: cast.partner.id, reason: 'Family', declaredBy: memberId };
    const reviewers = new ReviewerStore();
    const id = await unitOfWork.record(REVIEWER.actor, (tx) => reviewers.insertConflict(tx, conflict));
    expect(codes(await decide(revisionId, REVIEWER, SENSITIVE))).toEqual(['CONFLICT_OF_INTEREST']);
    await unitOfWork.record(SAFETY_REVIEWER.actor, (tx) =>
      reviewers.endConflict(tx, id, SAFETY_REVIEWER.actor.memberId),
    );
    const bound = (dailyMax: number | null) =>
      unitOfWork.record(REVIEWER.actor, (tx) => reviewers.setCare(tx, memberId, { dailyMax, zone: 'UTC' }));
    // The sensitive guide of an earlier test counts for today.
    await bound(1);
    expect(codes(await decide(revisionId, REVIEWER, SENSITIVE))).toEqual(['DAILY_CAP_REACHED']);
    await bound(null);
    valueOf(await decide(revisionId, REVIEWER, SENSITIVE));
  });

  it('are flagged once past their review, once when they leave the air, and not when they are retired', async () => {
    const flags = () => new FlagGuides(unitOfWork, new GuideAlertStore()).execute();
    const of = (slug: string, told: Awaited<ReturnType<typeof flags>>['told']) =>
      told.filter((one) => one.slug === slug).map(({ locale, kind }) => `${locale} ${kind}`);
    const later = guideText('Later', { ...DATES, reviewBy: '2027-11-01' });
    await published('flagged', guideDocument({ en: guideText('Sooner', DATES), es: later }));
    await published('gone');
    await published('next', guideDocument({ en: guideText('Next', { ...DATES, reviewBy: '2027-11-02' }) }));
    const retirement = { successor: 'next', pointer: null, notices: {}, reason: 'Replaced' };
    const retiring = new RetireGuide(unitOfWork, store);
    valueOf(await retiring.execute(cast.staff.ADMIN.actor, { slug: 'gone', ...retirement, ...key }));
    clock.set(Date.UTC(2027, 9, 31, 23, 59, 59, 999));
    expect(of('flagged', (await flags()).told)).toEqual([]);
    clock.set(Date.UTC(2027, 10, 1));
    const [one, other] = await Promise.all([flags(), flags()]);
    expect(of('flagged', [...one.told, ...other.told])).toEqual(['en OVERDUE']);
    expect(of('gone', [...one.told, ...other.told])).toEqual([]);
    clock.set(Date.UTC(2027, 10, 1 + GUIDE_GRACE_DAYS));
    expect(of('flagged', (await flags()).told)).toEqual(['en LAPSED', 'es OVERDUE']);
    expect((await flags()).told).toEqual([]);
    const [{ count }] = (await testDatabase.query<{ count: string }>(
      "SELECT count(*) FROM outbox_event WHERE subject_id = 'flagged' AND type LIKE 'guide.%' AND occurred_at > $1",
      [formatInstant(NOW)],
    )) as [{ count: string }];
    expect(count).toBe('3');
  });

  it('from before there were revisions stay on air as the first, approved by nobody, under the hash of the domain', async () => {
    const record = {
      slug: 'before',
      audience: 'EDUCATOR',
      defaultLocale: 'en',
      partners: ['samaritans', 'iasp'],
      localizations: {
        en: {
          title: 'Quotes " and \\ and \u0001 and\ttabs',
          disclaimer: 'For information only.',
          sections: [
            { heading: 'Línea 1\nLinie 2', body: '日本語 🙂 \u007f </b>' },
            { heading: 'Second', body: 'B' },
          ],
          reviewedOn: '2026-09-01',
          reviewBy: '2027-09-01',
        },
        es: { title: 'Nada', disclaimer: 'Solo.', sections: [], reviewedOn: '2026-09-15', reviewBy: '2027-09-15' },
      },
    };
    const [, takeOver] = readFileSync(MIGRATION, 'utf8').split(/^-- (?:begin|end): taken over$/m);
    await testDatabase.query(
      'ALTER TABLE guide ALTER COLUMN draft DROP NOT NULL, ALTER COLUMN created_at DROP NOT NULL',
    );
    await testDatabase.query('ALTER TABLE guide ALTER COLUMN draft_version DROP NOT NULL');
    await testDatabase.query('ALTER TABLE guide DISABLE TRIGGER guide_never_vanishes');
    await testDatabase.query('ALTER TABLE guide_decision DISABLE TRIGGER guide_decision_four_eyes');
    await testDatabase.query(
      "INSERT INTO guide (slug, audience, record, updated_at) VALUES ('before', 'EDUCATOR', $1, '2026-09-20T00:00:00Z')",
      [record],
    );
    for (const statement of takeOver!.split(/;\n/)) if (statement.trim() !== '') await testDatabase.query(statement);
    expect(await known('before')).toEqual([
      ['en', record.localizations.en.title, 1],
      ['es', 'Nada', 1],
    ]);
    const guide = (await new GuideReadModel(database).guide('before', 'ALL'))!;
    const [revision] = guide.revisions;
    expect(revision).toMatchObject({ number: 1, state: 'APPROVED', submittedBy: null, writers: [] });
    expect(revision!.hashes).toEqual({ en: guideHash(guide.draft, 'en'), es: guideHash(guide.draft, 'es') });
    expect(revision!.decisions).toMatchObject([{ decidedBy: null }, { decidedBy: null }]);
    expect(guide.draft.localizations.en!.sections.map(({ slot, heading }) => [slot, heading])).toEqual([
      [null, 'Línea 1\nLinie 2'],
      [null, 'Second'],
    ]);
    expect(codes(await submit('before', 1)).every((code) => code === 'INVALID_VALUE')).toBe(true);
    await testDatabase.query('ALTER TABLE guide ENABLE TRIGGER guide_never_vanishes');
    await testDatabase.query('ALTER TABLE guide_decision ENABLE TRIGGER guide_decision_four_eyes');
  });

  it.each([
    ['a text is changed', "UPDATE guide_localization SET text = '{}'", 'append-only'],
    ['a decision is changed', "UPDATE guide_decision SET decision = 'REJECTED'", 'append-only'],
    ['a sign-off is removed', 'DELETE FROM guide_sign_off', 'append-only'],
    ['an alert is taken back', 'DELETE FROM guide_alert', 'append-only'],
    ['a revision changes but for its state', 'UPDATE guide_revision SET number = number + 1', 'never changes'],
    ['a guide is removed', "DELETE FROM guide WHERE slug = 'race'", 'never removed'],
    ['a guide changes its audience', "UPDATE guide SET audience = 'EDUCATOR' WHERE slug = 'race'", 'never removed'],
    [
      'a guide goes without somewhere to go',
      "UPDATE guide SET retired_at = now(), retired_why = 'x', retired_by_id = id WHERE slug = 'race'",
      'guide_retired_fits_check',
    ],
    [
      'a retirement is taken back',
      "UPDATE guide SET retired_at = NULL, retired_why = NULL, retired_by_id = NULL, successor_slug = NULL WHERE slug = 'gone'",
      'retired once',
    ],
    [
      'a writer decides',
      "INSERT INTO guide_decision (id, revision_id, locale, content_hash, decision, decided_by_id, decided_at) SELECT gen_random_uuid(), id, 'en', '', 'APPROVED', submitted_by_id, now() FROM guide_revision WHERE submitted_by_id IS NOT NULL LIMIT 1",
      'whoever wrote',
    ],
    [
      'nobody decides',
      "INSERT INTO guide_decision (id, revision_id, locale, content_hash, decision, decided_at) SELECT gen_random_uuid(), id, 'en', '', 'APPROVED', now() FROM guide_revision LIMIT 1",
      'whoever wrote',
    ],
    [
      'a writer signs',
      "INSERT INTO guide_sign_off (id, revision_id, locale, content_hash, member_id, role, findings, signed_at) SELECT gen_random_uuid(), id, 'en', '', writer_ids[1], 'ADMIN', '{}', now() FROM guide_revision WHERE submitted_by_id IS NOT NULL LIMIT 1",
      'whoever wrote',
    ],
    [
      'two revisions of a guide wait',
      "UPDATE guide_revision SET state = 'SUBMITTED' WHERE guide_slug = 'four-eyes'",
      'guide_revision_waiting_key',
    ],
  ])('are refused by the database when %s', async (_, statement, reason) => {
    await expect(testDatabase.query(statement)).rejects.toThrow(reason);
  });
});
