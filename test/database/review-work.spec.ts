import type { ContentDocument } from '#domain';
import {
  AppealRejection,
  AssignReview,
  ChoosePolicyPacks,
  DecideAppeal,
  DeclareConflict,
  EditRevision,
  EndConflict,
  PolicyPacks,
  RespondToEdit,
  ReviewerCheck,
  SetReviewCap,
  SetReviewDue,
  SkipReview,
} from '#editorial';
import {
  ContentStore,
  Database,
  EVERYTHING_THAT_WAITS,
  PolicyStore,
  ReviewerStore,
  ReviewReadModel,
  ReviewStore,
  UnitOfWork,
  type QueueFilter,
} from '#persistence';
import { makeCast, type Cast, type TestMember } from '../support/actors.js';
import { ARTICLE, articleTitled, ContentDesk, reasons, recordsOf, valueOf } from '../support/content-desk.js';
import { StandingClock } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const MADE_UP = '0190a0a0-0000-7000-8000-000000000000';
const SENSITIVE: ContentDocument = {
  ...ARTICLE,
  topics: ['suicide_prevention'],
  localizations: { en: ARTICLE.localizations['en']! },
};
const PLAIN: ContentDocument = { ...ARTICLE, localizations: { en: ARTICLE.localizations['en']! } };
const KEYLESS = { idempotencyKey: null };

describe('the work of a review', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let cast: Cast;
  let desk: ContentDesk;
  let reading: ReviewReadModel;
  let owner: TestMember;
  let reviewer: TestMember;
  let safety: TestMember;
  let admin: TestMember;
  const content = new ContentStore();
  const reviews = new ReviewStore();
  const reviewers = new ReviewerStore();
  const check = new ReviewerCheck(reviewers);
  const clock = new StandingClock(Date.UTC(2027, 0, 4, 9));
  let work: UnitOfWork;
  beforeAll(async () => {
    testDatabase = await cloneTestDatabase();
    database = new Database({ url: testDatabase.url, poolMax: 4, applicationName: 'test' });
    cast = await makeCast(database);
    work = new UnitOfWork(database, clock);
    desk = new ContentDesk(database, clock);
    reading = new ReviewReadModel(database);
    owner = cast.partner.members.OWNER;
    ({ REVIEWER: reviewer, SAFETY_REVIEWER: safety, ADMIN: admin } = cast.staff);
  });
  afterAll(async () => {
    await database.close();
    await testDatabase.drop();
  });

  const submitted = async (document: ContentDocument, by = owner) => {
    const itemId = await desk.created(by, document);
    return { itemId, revisionId: valueOf(await desk.submit(by, itemId)) };
  };
  const queued = async (by: TestMember, filter: Partial<QueueFilter> = {}) =>
    (
      await reading.queue({ first: 100, after: null }, { ...EVERYTHING_THAT_WAITS, ...filter }, by.actor.memberId)
    ).rows.map(({ revisionId }) => revisionId);
  const assign = (by: TestMember, revisionId: string, memberId: string | null) =>
    new AssignReview(work, content, reviews, reviewers, check).execute(by.actor, { revisionId, memberId, ...KEYLESS });
  const skip = (by: TestMember, revisionId: string) =>
    new SkipReview(work, content, reviews).execute(by.actor, { revisionId, ...KEYLESS });
  const cap = (by: TestMember, dailyMax: number | null, zone = 'UTC') =>
    new SetReviewCap(work, reviewers).execute(by.actor, { dailyMax, zone, ...KEYLESS });
  const declare = (by: TestMember, memberId: string | null = null, partnerId = cast.otherPartner.id) =>
    new DeclareConflict(work, reviewers).execute(by.actor, {
      partnerId,
      memberId,
      reason: 'I worked there',
      ...KEYLESS,
    });
  const end = (by: TestMember, conflictId: string) =>
    new EndConflict(work, reviewers).execute(by.actor, { conflictId, ...KEYLESS });
  const edit = (by: TestMember, revisionId: string, document: ContentDocument) =>
    new EditRevision(work, content, reviews, check).execute(by.actor, {
      revisionId,
      document,
      reason: 'A softer title',
      ...KEYLESS,
    });
  const respond = (by: TestMember, revisionId: string, isAccepted: boolean, reason: string | null = null) =>
    new RespondToEdit(work, content, reviews).execute(by.actor, { revisionId, isAccepted, reason, ...KEYLESS });
  const appeal = (by: TestMember, revisionId: string) =>
    new AppealRejection(work, content, reviews).execute(by.actor, {
      revisionId,
      text: 'Please look again',
      ...KEYLESS,
    });
  const decideAppeal = (by: TestMember, revisionId: string, outcome: 'UPHELD' | 'GRANTED') =>
    new DecideAppeal(work, content, reviews, check).execute(by.actor, {
      revisionId,
      outcome,
      reason: 'Looked again',
      ...KEYLESS,
    });

  it('of a sensitive text is done by two people, one of them a safety reviewer, and waits in between', async () => {
    const { revisionId } = await submitted(SENSITIVE);
    valueOf(await desk.decide(reviewer, revisionId));
    expect(await desk.stateOf(revisionId)).toBe('SUBMITTED');
    expect((await reading.review(revisionId))!.locales).toMatchObject([{ awaits: 'SAFETY_REVIEWER' }]);
    expect((await recordsOf(testDatabase, revisionId)).events.at(-1)).toMatchObject({ type: 'revision.signed-off' });
    for (const by of [reviewer, admin])
      expect(reasons(await desk.decide(by, revisionId))).toEqual(['SECOND_PERSON_NEEDED input.revisionId']);
    valueOf(await desk.decide(safety, revisionId));
    expect(await desk.stateOf(revisionId)).toBe('APPROVED');
    expect(await queued(safety)).not.toContain(revisionId);
  });

  it('ends with one person when they reject, also after somebody signed', async () => {
    const { revisionId } = await submitted(SENSITIVE);
    valueOf(await desk.decide(safety, revisionId));
    valueOf(
      await desk.decide(reviewer, revisionId, { decision: 'REJECTED', code: 'NO_WAY_TO_HELP', reason: 'No help' }),
    );
    expect(await desk.stateOf(revisionId)).toBe('REJECTED');
    const [decision] = (await desk.reading.revision(revisionId, 'ALL'))!.decisions;
    expect(decision).toMatchObject({ code: 'NO_WAY_TO_HELP', reason: 'No help' });
  });

  it('goes on in the locales that wait when others are decided, until a newer revision comes', async () => {
    const { itemId, revisionId } = await submitted(ARTICLE);
    valueOf(await desk.decide(reviewer, revisionId, { locales: ['en'] }));
    expect(await queued(reviewer)).toContain(revisionId);
    expect(reasons(await desk.decide(reviewer, revisionId, { locales: ['en'] }))).toEqual([
      'INVALID_VALUE input.locales',
    ]);
    const newer = valueOf(await desk.submit(owner, itemId));
    expect(await queued(reviewer)).not.toContain(revisionId);
    expect(await queued(reviewer)).toContain(newer);
    // Who has the older one before them still may decide on it.
    valueOf(await desk.decide(reviewer, revisionId, { decision: 'CHANGES_REQUESTED', reason: 'Not this' }));
    expect(await desk.stateOf(revisionId)).toBe('APPROVED');
  });

  it('is found by every filter, alone and together', async () => {
    const of = await submitted(SENSITIVE, cast.otherPartner.members.OWNER);
    const other = await submitted(ARTICLE);
    const both = async (filter: Partial<QueueFilter>) => {
      const found = await queued(reviewer, filter);
      return [found.includes(of.revisionId), found.includes(other.revisionId)];
    };
    expect(await both({ partnerSlug: cast.otherPartner.slug })).toEqual([true, false]);
    expect(await both({ locale: 'ES' })).toEqual([false, true]);
    expect(await both({ topic: 'suicide_prevention' })).toEqual([true, false]);
    expect(await both({ isSensitive: true })).toEqual([true, false]);
    expect(await both({ isSensitive: false })).toEqual([false, true]);
    expect(await both({ state: 'APPROVED' })).toEqual([false, false]);
    expect(await both({ state: 'SUBMITTED', isSensitive: true, topic: 'help_seeking' })).toEqual([false, false]);
    // Handed in at the clock of this test, in the future of the database's: nothing is overdue until somebody says when.
    expect(await both({ isOverdue: true })).toEqual([false, false]);
    await testDatabase.query(`INSERT INTO review (revision_id, due_at) VALUES ($1, now() - interval '1 second')`, [
      of.revisionId,
    ]);
    expect(await both({ isOverdue: true })).toEqual([true, false]);
    expect(await both({ isOverdue: false })).toEqual([false, true]);
    valueOf(await assign(reviewer, of.revisionId, reviewer.actor.memberId));
    valueOf(await assign(reviewer, other.revisionId, safety.actor.memberId));
    expect(await both({ assignment: 'MINE' })).toEqual([true, false]);
    expect(await both({ assignment: 'OTHERS' })).toEqual([false, true]);
    expect(await both({ assignment: 'NOBODYS' })).toEqual([false, false]);
  });

  it('is due by policy, sooner or later when somebody says so, and never in the past', async () => {
    const due = async (revisionId: string, dueAt: number | null) =>
      new SetReviewDue(work, content, reviews).execute(reviewer.actor, { revisionId, dueAt, ...KEYLESS });
    const { revisionId } = await submitted(PLAIN);
    const days = async (id: string) => ((await reading.review(id))!.dueAt - clock.now()) / 86_400_000;
    expect([await days(revisionId), await days((await submitted(SENSITIVE)).revisionId)]).toEqual([3, 5]);
    valueOf(await due(revisionId, clock.now() + 3_600_000));
    expect(await days(revisionId)).toBeCloseTo(1 / 24);
    expect(reasons(await due(revisionId, clock.now() - 1))).toEqual(['INVALID_VALUE input.dueAt']);
    valueOf(await due(revisionId, null));
    expect(await days(revisionId)).toBe(3);
  });

  it('is given to whoever may do it, and back', async () => {
    const { revisionId } = await submitted(PLAIN);
    const refused = async (id: string) => reasons(await assign(reviewer, revisionId, id));
    expect(await refused(MADE_UP)).toEqual(['NOT_FOUND input.memberId']);
    expect(await refused(cast.staff.SCHEDULER.actor.memberId)).toEqual(['INVALID_VALUE input.memberId']);
    expect(await refused(owner.actor.memberId)).toEqual([
      'INVALID_VALUE input.memberId',
      'OWN_SUBMISSION input.memberId',
    ]);
    valueOf(await assign(reviewer, revisionId, safety.actor.memberId));
    expect((await reading.review(revisionId))!.assignee).toMatchObject({ id: safety.actor.memberId });
    valueOf(await assign(safety, revisionId, null));
    expect((await reading.review(revisionId))!.assignee).toBeNull();
    valueOf(await desk.decide(reviewer, revisionId));
    expect(reasons(await assign(reviewer, revisionId, safety.actor.memberId))).toEqual([
      'WRONG_STATE input.revisionId',
    ]);
    expect(reasons(await assign(owner, revisionId, null))).toEqual(['NOT_ALLOWED input']);
  });

  it('is left to others without a reason, and comes not back to who left it', async () => {
    const { revisionId } = await submitted(PLAIN);
    valueOf(await assign(safety, revisionId, reviewer.actor.memberId));
    valueOf(await skip(reviewer, revisionId));
    valueOf(await skip(reviewer, revisionId));
    expect(await queued(reviewer)).not.toContain(revisionId);
    expect(await queued(safety)).toContain(revisionId);
    expect(await reading.review(revisionId)).toMatchObject({ assignee: null, skips: 1 });
    expect(reasons(await assign(safety, revisionId, reviewer.actor.memberId))).toEqual([
      'INVALID_VALUE input.memberId',
    ]);
  });

  it('stops at the bound that a person set for themself, until their own midnight, and at nobody else’s', async () => {
    const [first, second] = [await submitted(SENSITIVE), await submitted(SENSITIVE)];
    clock.set(Date.UTC(2027, 2, 1, 22, 30));
    expect(reasons(await cap(safety, 101))).toEqual(['INVALID_VALUE input.dailyMax']);
    expect(reasons(await cap(safety, 1, 'Mars/Olympus'))).toEqual(['INVALID_VALUE input.zone']);
    expect(reasons(await cap(owner, 1))).toEqual(['NOT_ALLOWED input']);
    valueOf(await cap(safety, 1, 'Europe/Berlin'));
    valueOf(await desk.decide(safety, first.revisionId));
    const beyond = await desk.decide(safety, second.revisionId);
    expect(beyond.refusals).toMatchObject([
      { code: 'DAILY_CAP_REACHED', dailyMax: 1, done: 1, endsAt: Date.UTC(2027, 2, 1, 23) },
    ]);
    expect(beyond.refusals[0]!.message).toContain('skipReview');
    expect(reasons(await assign(reviewer, second.revisionId, safety.actor.memberId))).toEqual([
      'DAILY_CAP_REACHED input.revisionId',
    ]);
    // What is not sensitive is not counted, and others have their own bound.
    valueOf(await desk.decide(safety, (await submitted(PLAIN)).revisionId));
    valueOf(await desk.decide(reviewer, second.revisionId));
    clock.set(Date.UTC(2027, 2, 1, 23));
    valueOf(await desk.decide(safety, second.revisionId));
    valueOf(await cap(safety, null));
  });

  it('is kept from who declared a conflict of interest, until another admin ends it', async () => {
    const { revisionId } = await submitted(PLAIN, cast.otherPartner.members.OWNER);
    expect(reasons(await declare(reviewer, admin.actor.memberId))).toEqual(['NOT_ALLOWED input']);
    const id = valueOf(await declare(admin));
    expect(reasons(await declare(admin))).toEqual(['ALREADY_EXISTS input.partnerId']);
    expect(reasons(await declare(admin, MADE_UP, MADE_UP))).toEqual([
      'NOT_FOUND input.partnerId',
      'NOT_FOUND input.memberId',
    ]);
    expect(reasons(await desk.decide(admin, revisionId))).toEqual(['CONFLICT_OF_INTEREST input.revisionId']);
    expect(reasons(await assign(reviewer, revisionId, admin.actor.memberId))).toEqual([
      'CONFLICT_OF_INTEREST input.memberId',
    ]);
    valueOf(await desk.decide(admin, (await submitted(PLAIN)).revisionId));
    expect(reasons(await end(reviewer, id))).toEqual(['NOT_ALLOWED input']);
    expect(reasons(await end(admin, id))).toEqual(['CONFLICT_OF_INTEREST input.conflictId']);
    expect(reasons(await end(admin, MADE_UP))).toEqual(['NOT_FOUND input.conflictId']);
    const other = { ...safety, actor: { ...safety.actor, role: 'ADMIN' as const } };
    valueOf(await end(other, id));
    valueOf(await desk.decide(admin, revisionId));
  });

  it('an edit by staff is a new revision, which its partner accepts and another reviewer approves', async () => {
    const { itemId, revisionId } = await submitted(ARTICLE);
    expect(reasons(await edit(owner, revisionId, articleTitled('Softer')))).toEqual(['NOT_ALLOWED input']);
    expect(reasons(await edit(reviewer, revisionId, ARTICLE))).toEqual(['INVALID_VALUE input.document']);
    const edited = valueOf(await edit(reviewer, revisionId, articleTitled('Softer')));
    expect(await desk.stateOf(revisionId)).toBe('CHANGES_REQUESTED');
    expect(await desk.reading.revision(edited, 'ALL')).toMatchObject({
      state: 'SUBMITTED',
      edit: 'WAITING',
      editedFrom: revisionId,
      number: 2,
    });
    expect((await desk.reading.item(itemId, 'ALL'))!.draft).toEqual(ARTICLE);
    expect(reasons(await desk.decide(reviewer, edited))).toEqual(['OWN_SUBMISSION input.revisionId']);
    valueOf(await desk.decide(safety, edited));
    expect(reasons(await respond(reviewer, edited, true))).toEqual(['NOT_ALLOWED input']);
    expect(reasons(await respond(cast.otherPartner.members.OWNER, edited, true))).toEqual([
      'NOT_FOUND input.revisionId',
    ]);
    expect(reasons(await respond(cast.partner.members.VIEWER, edited, true))).toEqual(['NOT_ALLOWED input']);
    expect(reasons(await respond(owner, revisionId, true))).toEqual(['INVALID_VALUE input.revisionId']);
    valueOf(await respond(owner, edited, true));
    expect(reasons(await respond(owner, edited, true))).toEqual(['WRONG_STATE input.revisionId']);
    expect((await desk.reading.revision(edited, 'ALL'))!.edit).toBe('ACCEPTED');
  });

  it('an edit of an approved text leaves it on air, and is withdrawn when it is declined', async () => {
    const { revisionId } = await submitted(ARTICLE);
    valueOf(await desk.decide(safety, revisionId));
    const edited = valueOf(await edit(reviewer, revisionId, articleTitled('Softer')));
    expect(reasons(await edit(reviewer, revisionId, articleTitled('Another')))).toEqual([
      'WRONG_STATE input.revisionId',
    ]);
    expect(reasons(await respond(owner, edited, false, ' '))).toEqual(['INVALID_VALUE input.reason']);
    valueOf(await respond(owner, edited, false, 'Not our words'));
    expect([await desk.stateOf(revisionId), await desk.stateOf(edited)]).toEqual(['APPROVED', 'WITHDRAWN']);
  });

  it('is appealed once, decided on by another, and granted, begins anew with others', async () => {
    const { revisionId } = await submitted(PLAIN);
    expect(reasons(await appeal(owner, revisionId))).toEqual(['WRONG_STATE input.revisionId']);
    valueOf(await desk.decide(reviewer, revisionId, { decision: 'REJECTED', reason: 'No' }));
    expect(reasons(await appeal(cast.otherPartner.members.OWNER, revisionId))).toEqual(['NOT_FOUND input.revisionId']);
    valueOf(await appeal(owner, revisionId));
    expect(reasons(await appeal(owner, revisionId))).toEqual(['ALREADY_EXISTS input.revisionId']);
    expect(await queued(safety)).toContain(revisionId);
    expect(reasons(await decideAppeal(reviewer, revisionId, 'GRANTED'))).toEqual(['OWN_DECISION input.revisionId']);
    valueOf(await decideAppeal(safety, revisionId, 'GRANTED'));
    expect(reasons(await decideAppeal(admin, revisionId, 'UPHELD'))).toEqual(['WRONG_STATE input.revisionId']);
    expect(await desk.stateOf(revisionId)).toBe('SUBMITTED');
    expect(reasons(await desk.decide(reviewer, revisionId))).toEqual(['OWN_DECISION input.revisionId']);
    valueOf(await desk.decide(safety, revisionId));
    expect(await desk.stateOf(revisionId)).toBe('APPROVED');
  });

  it('stays rejected when the appeal is not granted, and gives a newer revision the way', async () => {
    const { itemId, revisionId } = await submitted(PLAIN);
    valueOf(await desk.decide(reviewer, revisionId, { decision: 'REJECTED', reason: 'No' }));
    valueOf(await appeal(owner, revisionId));
    const newer = valueOf(await desk.submit(owner, itemId));
    expect(reasons(await decideAppeal(safety, revisionId, 'GRANTED'))).toEqual(['WRONG_STATE input.revisionId']);
    valueOf(await decideAppeal(safety, revisionId, 'UPHELD'));
    expect([await desk.stateOf(revisionId), await desk.stateOf(newer)]).toEqual(['REJECTED', 'SUBMITTED']);
    expect(await queued(safety)).not.toContain(revisionId);
  });

  it('reads a partner’s texts by the packs that were chosen for it', async () => {
    const choose = (by: TestMember, packIds: readonly string[]) =>
      new ChoosePolicyPacks(work, new PolicyStore(), reviewers, new PolicyPacks()).execute(by.actor, {
        partnerId: cast.partner.id,
        packIds,
        reason: 'They follow other guidance',
        ...KEYLESS,
      });
    const bodied = { ...PLAIN, localizations: { en: { ...PLAIN.localizations['en']!, body: 'I was down to 38 kg' } } };
    const { revisionId } = await submitted(bodied);
    expect(reasons(await desk.decide(reviewer, revisionId))).toEqual(['FINDINGS_BLOCK input.revisionId']);
    expect(reasons(await choose(reviewer, ['en-suicide']))).toEqual(['NOT_ALLOWED input']);
    expect(reasons(await choose(safety, ['en-suicide', 'en-suicide', 'none']))).toEqual([
      'INVALID_VALUE input.packIds',
      'INVALID_VALUE input.packIds',
    ]);
    valueOf(await choose(safety, ['en-suicide']));
    valueOf(await desk.decide(reviewer, revisionId));
  });

  it.each([
    ['a sign-off', `UPDATE sign_off SET reason = 'x'`],
    ['an attestation', 'DELETE FROM media_attestation'],
    ['what a partner said to an edit', 'UPDATE edit_response SET is_accepted = true'],
    ['an appeal that was decided', `UPDATE appeal SET text = 'x'`],
    ['where an edit came from', 'UPDATE revision SET edited_from_id = NULL WHERE edited_from_id IS NOT NULL'],
    [
      'a signature of who handed it in: never made',
      `INSERT INTO sign_off (id, revision_id, locale, content_hash, member_id, role, findings, signed_at)
       SELECT gen_random_uuid(), id, 'en', 'x', submitted_by_id, 'REVIEWER', '{}', now() FROM revision LIMIT 1`,
    ],
    [
      'an answer to what nobody edited: never made',
      `INSERT INTO edit_response (revision_id, is_accepted, responded_by_id, responded_at)
       SELECT id, true, submitted_by_id, now() FROM revision WHERE edited_from_id IS NULL LIMIT 1`,
    ],
  ])('%s is history to the database', async (_, statement) => {
    await expect(testDatabase.query(statement)).rejects.toThrow(
      /append-only|never changes|does not sign|only an edit|decided once/,
    );
  });
});
