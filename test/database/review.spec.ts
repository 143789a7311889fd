import { approvedLocales, contentHash, PARTNER_ROLES, ROLES, type ReviewDecision } from '#domain';
import { Database, EVERYTHING_THAT_WAITS, ReviewReadModel } from '#persistence';
import { makeCast, type Cast, type TestMember } from '../support/actors.js';
import {
  ARTICLE,
  articleTitled,
  contentCounts,
  ContentDesk,
  reasons,
  recordsOf,
  valueOf,
} from '../support/content-desk.js';
import { StandingClock } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const MADE_UP = '0190a0a0-0000-7000-8000-000000000000';

describe('review', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let cast: Cast;
  let desk: ContentDesk;
  let reviewer: TestMember;
  let owner: TestMember;
  beforeAll(async () => {
    testDatabase = await cloneTestDatabase();
    database = new Database({ url: testDatabase.url, poolMax: 12, applicationName: 'test' });
    cast = await makeCast(database);
    desk = new ContentDesk(database);
    reviewer = cast.staff.REVIEWER;
    owner = cast.partner.members.OWNER;
  });
  afterAll(async () => {
    await database.close();
    await testDatabase.drop();
  });

  const revision = async (id: string) => (await desk.reading.revision(id, 'ALL'))!;
  const shown = async (id: string) => {
    const { document, decisions } = await revision(id);
    return approvedLocales(document, decisions);
  };
  const programmeVersion = async () => (await contentCounts(testDatabase))['programme']!;
  const lastRecordsOf = async (subjectId: string) => {
    const { entries, events } = await recordsOf(testDatabase, subjectId);
    return { entry: entries.at(-1), event: events.at(-1) };
  };

  describe('the queue', () => {
    const clock = new StandingClock(Date.UTC(2020, 0, 1));

    it('holds what waits and nothing else, the longest first, each once over its pages', async () => {
      const standing = new ContentDesk(database, clock);
      const queue = new ReviewReadModel(database);
      const made: { itemId: string; revisionId: string }[] = [];
      for (let i = 0; i < 9; i += 1) {
        // Three instants, the latest handed in first, each with three revisions.
        clock.set(Date.UTC(2020, 0, 9 - Math.floor(i / 3)));
        made.push(await standing.submitted(i % 2 === 0 ? owner : cast.otherPartner.members.OWNER));
      }
      const ids = made.map(({ revisionId }) => revisionId);
      valueOf(await desk.decide(reviewer, ids[0]!));
      valueOf(await desk.decide(reviewer, ids[3]!, { decision: 'REJECTED', reason: 'No' }));
      valueOf(await desk.withdraw(owner, made[6]!.itemId));
      const byInstant = [ids.slice(7), ids.slice(4, 6), ids.slice(1, 3)].flatMap((same) => same.toSorted());
      for (const first of [1, 2, 5, 100]) {
        const seen: string[] = [];
        for (let after = null as { at: number; id: string } | null; ;) {
          const page = await queue.queue({ first, after }, EVERYTHING_THAT_WAITS, null);
          expect(page.rows.length).toBeLessThanOrEqual(first);
          seen.push(...page.rows.map(({ revisionId }) => revisionId));
          const last = page.rows.at(-1);
          if (!page.hasNext || last === undefined) break;
          after = { at: last.submittedAt, id: last.revisionId };
        }
        expect(seen).toEqual(byInstant);
      }
    });
  });

  describe('an approval', () => {
    it('is one decision for each locale, bound to the hash of its text', async () => {
      const { itemId, revisionId } = await desk.submitted(owner);
      const version = await programmeVersion();
      expect(valueOf(await desk.decide(reviewer, revisionId))).toBe(revisionId);
      const { state, decisions } = await revision(revisionId);
      expect(state).toBe('APPROVED');
      expect(decisions).toHaveLength(2);
      for (const locale of ['en', 'es'])
        expect(decisions).toContainEqual({
          locale,
          contentHash: contentHash(ARTICLE, locale),
          decision: 'APPROVED',
          reason: null,
          code: null,
          decidedBy: 'Test reviewer',
          decidedAt: expect.any(Number),
        });
      expect(await shown(revisionId)).toEqual(['en', 'es']);
      expect(await programmeVersion()).toBe(version + 1);
      const { entry, event } = await lastRecordsOf(revisionId);
      expect(entry).toMatchObject({
        action: 'revision.approved',
        actor_id: reviewer.actor.memberId,
        role: 'REVIEWER',
        before: { state: 'SUBMITTED' },
        after: { state: 'APPROVED', hashes: { en: contentHash(ARTICLE, 'en'), es: contentHash(ARTICLE, 'es') } },
      });
      expect(event).toMatchObject({
        type: 'revision.approved',
        payload: { itemId, partnerId: cast.partner.id, locales: ['en', 'es'] },
      });
    });

    it('of some locales leaves the others undecided, and never shown', async () => {
      const { revisionId } = await desk.submitted(owner);
      valueOf(await desk.decide(reviewer, revisionId, { locales: ['es'] }));
      expect((await revision(revisionId)).decisions.map(({ locale }) => locale)).toEqual(['es']);
      expect(await shown(revisionId)).toEqual(['es']);
      expect((await lastRecordsOf(revisionId)).event).toMatchObject({ payload: { locales: ['es'] } });
    });

    it.each([
      ['none', []],
      ['one that the revision does not have', ['en', 'fr']],
      ['one twice', ['en', 'en']],
      ['one in another form', ['EN']],
      ['51', Array.from({ length: 51 }, () => 'en')],
    ])('of locales is refused with %s of them', async (_, locales) => {
      const { revisionId } = await desk.submitted(owner);
      expect(reasons(await desk.decide(reviewer, revisionId, { locales }))).toEqual(['INVALID_VALUE input.locales']);
      expect(await revision(revisionId)).toMatchObject({ state: 'SUBMITTED', decisions: [] });
    });

    it('does not stand for a text that is another one by now, whoever changed the row', async () => {
      const { revisionId } = await desk.submitted(owner);
      valueOf(await desk.decide(reviewer, revisionId));
      await testDatabase.query('ALTER TABLE localization DISABLE TRIGGER localization_append_only');
      await testDatabase.query(
        `UPDATE localization SET text = jsonb_set(text, '{title}', '"Something else"') WHERE revision_id = $1 AND locale = 'en'`,
        [revisionId],
      );
      await testDatabase.query('ALTER TABLE localization ENABLE TRIGGER localization_append_only');
      expect((await revision(revisionId)).document.localizations['en']!.title).toBe('Something else');
      expect(await shown(revisionId)).toEqual(['es']);
    });

    it('is of one revision: a later one with the same text waits for its own', async () => {
      const { itemId, revisionId } = await desk.submitted(owner);
      valueOf(await desk.decide(reviewer, revisionId));
      const second = valueOf(await desk.submit(owner, itemId));
      expect((await revision(second)).hashes).toEqual((await revision(revisionId)).hashes);
      expect(await shown(second)).toEqual([]);
      expect(await shown(revisionId)).toEqual(['en', 'es']);
    });

    it('does not follow what is written in the draft later', async () => {
      const { itemId, revisionId } = await desk.submitted(owner);
      valueOf(await desk.save(owner, itemId, 1, articleTitled('Later')));
      valueOf(await desk.decide(reviewer, revisionId));
      expect((await revision(revisionId)).document).toEqual(ARTICLE);
    });
  });

  describe.each<[ReviewDecision, string]>([
    ['CHANGES_REQUESTED', 'revision.changes-requested'],
    ['REJECTED', 'revision.rejected'],
  ])('%s', (decision, type) => {
    it('keeps its reason for the partner, in each locale, and shows nothing', async () => {
      const { revisionId } = await desk.submitted(owner);
      valueOf(await desk.decide(reviewer, revisionId, { decision, reason: 'Name a helpline first.' }));
      const { state, decisions } = await revision(revisionId);
      expect(state).toBe(decision);
      expect(decisions.map((one) => [one.locale, one.decision, one.reason])).toEqual(
        expect.arrayContaining(['en', 'es'].map((locale) => [locale, decision, 'Name a helpline first.'])),
      );
      expect(await shown(revisionId)).toEqual([]);
      const { entry, event } = await lastRecordsOf(revisionId);
      expect(entry).toMatchObject({ action: type, after: { state: decision }, reason: 'Name a helpline first.' });
      expect(event).toMatchObject({ type });
    });

    it.each([
      ['no reason', null],
      ['an empty one', ''],
      ['a blank one', ' \n\t'],
      ['one of 2001 characters', 'x'.repeat(2_001)],
      ['a NUL in it', 'a\0'],
      ['half a surrogate pair in it', '\udc00'],
      ['markup in it', '<script>'],
    ])('is refused with %s', async (_, reason) => {
      const { revisionId } = await desk.submitted(owner);
      expect(reasons(await desk.decide(reviewer, revisionId, { decision, reason }))).toEqual([
        'INVALID_VALUE input.reason',
      ]);
      expect(await revision(revisionId)).toMatchObject({ state: 'SUBMITTED', decisions: [] });
    });

    it('takes a reason of 2000 characters', async () => {
      const { revisionId } = await desk.submitted(owner);
      valueOf(await desk.decide(reviewer, revisionId, { decision, reason: 'x'.repeat(2_000) }));
    });
  });

  describe('who decides', () => {
    it.each(ROLES)('%s, by the table of roles', async (role) => {
      const { revisionId } = await desk.submitted(cast.otherPartner.members.OWNER);
      const partnerRole = PARTNER_ROLES.find((one) => one === role);
      const member = partnerRole === undefined ? cast.staff[role as 'ADMIN'] : cast.partner.members[partnerRole];
      const mayDecide = ['REVIEWER', 'SAFETY_REVIEWER', 'ADMIN'].includes(role);
      // Whoever may not learns nothing of what there is: a made-up id is answered alike.
      expect(reasons(await desk.decide(member, MADE_UP))).toEqual(
        mayDecide ? ['NOT_FOUND input.revisionId'] : ['NOT_ALLOWED input'],
      );
      expect(reasons(await desk.decide(member, revisionId))).toEqual(mayDecide ? [] : ['NOT_ALLOWED input']);
      expect((await revision(revisionId)).state).toBe(mayDecide ? 'APPROVED' : 'SUBMITTED');
    });

    it('is never who submitted, not even on staff now, nor somebody of the partner', async () => {
      const { revisionId } = await desk.submitted(owner);
      const onStaffNow = { ...owner, actor: { ...reviewer.actor, memberId: owner.actor.memberId } };
      const stillInPartner = { ...reviewer, actor: { ...reviewer.actor, partnerId: cast.partner.id } };
      for (const member of [onStaffNow, stillInPartner])
        for (const decision of ['APPROVED', 'CHANGES_REQUESTED', 'REJECTED'] as const)
          expect(reasons(await desk.decide(member, revisionId, { decision, reason: 'Mine' }))).toEqual([
            'OWN_SUBMISSION input.revisionId',
          ]);
      expect(await revision(revisionId)).toMatchObject({ state: 'SUBMITTED', decisions: [] });
    });

    it.each([MADE_UP, 'not-a-uuid', '', '\0', "'; DROP TABLE decision; --"])('finds no revision %j', async (id) => {
      expect(reasons(await desk.decide(reviewer, id))).toEqual(['NOT_FOUND input.revisionId']);
    });
  });

  it('of one revision by ten at once gives one decision; the others find it decided', async () => {
    const { revisionId } = await desk.submitted(owner);
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        desk.decide([reviewer, cast.staff.SAFETY_REVIEWER, cast.staff.ADMIN][i % 3]!, revisionId, {
          decision: i % 2 === 0 ? 'APPROVED' : 'REJECTED',
          reason: `Reason ${i}`,
        }),
      ),
    );
    const winner = outcomes.findIndex(({ value }) => value !== null);
    const decided = winner % 2 === 0 ? 'APPROVED' : 'REJECTED';
    expect(outcomes.flatMap(({ refusals }) => refusals)).toEqual(
      Array.from({ length: 9 }, () => expect.objectContaining({ code: 'WRONG_STATE', state: decided })),
    );
    const { state, decisions } = await revision(revisionId);
    expect([state, decisions.map(({ reason }) => reason)]).toEqual([decided, [`Reason ${winner}`, `Reason ${winner}`]]);
  });

  it.each<ReviewDecision>(['APPROVED', 'CHANGES_REQUESTED', 'REJECTED'])(
    'that ended in %s is not begun again',
    async (decision) => {
      const { revisionId } = await desk.submitted(owner);
      valueOf(await desk.decide(reviewer, revisionId, { decision, reason: 'First' }));
      for (const next of ['APPROVED', 'CHANGES_REQUESTED', 'REJECTED'] as const) {
        const outcome = await desk.decide(cast.staff.ADMIN, revisionId, { decision: next, reason: 'Second' });
        expect(outcome.refusals).toMatchObject([
          { code: 'WRONG_STATE', state: decision, allowedStates: ['SUBMITTED'] },
        ]);
      }
      expect((await revision(revisionId)).decisions.map(({ reason }) => reason)).toEqual(['First', 'First']);
    },
  );

  it('is refused for all reasons at once', async () => {
    const { revisionId } = await desk.submitted(owner);
    valueOf(await desk.decide(reviewer, revisionId));
    const stillInPartner = { ...reviewer, actor: { ...reviewer.actor, partnerId: cast.partner.id } };
    expect(
      reasons(
        await desk.decide(stillInPartner, revisionId, { decision: 'REJECTED', reason: ' ', locales: ['fr', 'de'] }),
      ),
    ).toEqual([
      'OWN_SUBMISSION input.revisionId',
      'WRONG_STATE input.revisionId',
      'INVALID_VALUE input.reason',
      'INVALID_VALUE input.locales',
      'INVALID_VALUE input.locales',
    ]);
  });

  it('is written once for an idempotency key, and the same key means the same decision', async () => {
    const { revisionId } = await desk.submitted(owner);
    const asked = { decision: 'REJECTED' as const, reason: 'Once', idempotencyKey: 'decide' };
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => desk.decide(reviewer, revisionId, asked)));
    expect(outcomes.map(valueOf)).toEqual(Array.from({ length: 5 }, () => revisionId));
    expect((await revision(revisionId)).decisions).toHaveLength(2);
    expect(reasons(await desk.decide(reviewer, revisionId, { ...asked, decision: 'APPROVED' }))).toEqual([
      'IDEMPOTENCY_KEY_REUSED input.idempotencyKey',
    ]);
  });

  it.each(['UPDATE decision SET reason = $1', 'DELETE FROM decision WHERE reason = $1'])(
    'is history: %s is refused by the database',
    async (statement) => {
      await expect(testDatabase.query(statement, ['x'])).rejects.toThrow('append-only');
    },
  );
});
