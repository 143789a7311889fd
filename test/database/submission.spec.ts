import { contentHash, type ContentDocument, type Outcome } from '#domain';
import { Database, type TenantScope } from '#persistence';
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
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

describe('what a partner hands in and takes back', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let cast: Cast;
  let desk: ContentDesk;
  let owner: TestMember;
  let contributor: TestMember;
  let reviewer: TestMember;
  let own: TenantScope;
  beforeAll(async () => {
    testDatabase = await cloneTestDatabase();
    database = new Database({ url: testDatabase.url, poolMax: 12, applicationName: 'test' });
    cast = await makeCast(database);
    desk = new ContentDesk(database);
    owner = cast.partner.members.OWNER;
    contributor = cast.partner.members.CONTRIBUTOR;
    reviewer = cast.staff.REVIEWER;
    own = { partnerId: cast.partner.id };
  });
  afterAll(async () => {
    await database.close();
    await testDatabase.drop();
  });

  const item = async (id: string, scope: TenantScope = own) => (await desk.reading.item(id, scope))!;
  const counts = () => contentCounts(testDatabase);
  const accepted = (outcomes: readonly Outcome<string>[]) => outcomes.filter(({ value }) => value !== null).length;

  describe('a draft that is handed in', () => {
    it('becomes revision 1, waits, and says the same with a hash of each locale', async () => {
      const { itemId, revisionId } = await desk.submitted(contributor);
      const revision = (await desk.reading.revision(revisionId, own))!;
      expect(revision).toMatchObject({
        itemId,
        number: 1,
        state: 'SUBMITTED',
        submittedBy: 'Test contributor',
        decisions: [],
        hashes: { en: contentHash(ARTICLE, 'en'), es: contentHash(ARTICLE, 'es') },
      });
      expect(revision.document).toEqual(ARTICLE);
      expect((await item(itemId)).draft).toEqual(ARTICLE);
      expect((await item(itemId)).revisions).toEqual([revision]);
    });

    it('leaves an audit entry and an event that name the item, the number and the locales', async () => {
      const { itemId, revisionId } = await desk.submitted(owner);
      const { entries, events } = await recordsOf(testDatabase, revisionId);
      expect(entries).toMatchObject([
        { action: 'revision.submitted', after: { itemId, number: 1, locales: ['en', 'es'] } },
      ]);
      expect(events).toMatchObject([{ type: 'revision.submitted', payload: { itemId, partnerId: cast.partner.id } }]);
    });

    it('does not change with what is written later', async () => {
      const { itemId, revisionId } = await desk.submitted(owner);
      const before = await desk.reading.revision(revisionId, own);
      valueOf(await desk.save(owner, itemId, 1, articleTitled('Later')));
      expect(await desk.reading.revision(revisionId, own)).toEqual(before);
    });

    it.each([
      ["UPDATE revision SET facts = '{}' WHERE id = $1", 'never changes'],
      ['UPDATE revision SET number = 9 WHERE id = $1', 'never changes'],
      ['UPDATE revision SET submitted_by_id = id WHERE id = $1', 'never changes'],
      ['DELETE FROM revision WHERE id = $1', 'never changes'],
      ["UPDATE localization SET text = '{}' WHERE revision_id = $1", 'append-only'],
    ])('is not changed by the program at fault either: %s', async (statement, message) => {
      const { revisionId } = await desk.submitted(owner);
      await expect(testDatabase.query(statement, [revisionId])).rejects.toThrow(message);
    });

    it('is refused with everything that is missing and everything against it at once', async () => {
      const { itemId } = await desk.submitted(owner);
      const { en } = ARTICLE.localizations;
      const unfinished: ContentDocument = {
        ...ARTICLE,
        topics: [],
        defaultLocale: 'fr',
        localizations: {
          en: { ...en!, title: ' ', body: null, media: en!.media.map((one) => ({ ...one, alt: null })) },
        },
      };
      valueOf(await desk.save(owner, itemId, 1, unfinished));
      expect(reasons(await desk.submit(owner, itemId, 1))).toEqual([
        'STALE_VERSION input.version',
        'WRONG_STATE input.itemId',
        'INVALID_VALUE draft.defaultLocale',
        'INVALID_VALUE draft.topics',
        'INVALID_VALUE draft.localizations.en.title',
        'INVALID_VALUE draft.localizations.en.body',
        'INVALID_VALUE draft.localizations.en.media.0.alt',
      ]);
      expect((await item(itemId)).revisions).toHaveLength(1);
    });

    it('by ten at once becomes one revision', async () => {
      const id = await desk.created(owner);
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => desk.submit(owner, id)));
      expect(accepted(outcomes)).toBe(1);
      expect(new Set(outcomes.flatMap(reasons))).toEqual(new Set(['WRONG_STATE input.itemId']));
      expect((await item(id)).revisions).toHaveLength(1);
    });

    it('never waits beside another of its item, whatever the program does', async () => {
      const { itemId } = await desk.submitted(owner);
      await expect(
        testDatabase.query(
          `INSERT INTO revision (id, item_id, partner_id, number, state, submitted_by_id, submitted_at, facts)
           SELECT gen_random_uuid(), item_id, partner_id, 2, 'SUBMITTED', submitted_by_id, submitted_at, facts FROM revision WHERE item_id = $1`,
          [itemId],
        ),
      ).rejects.toThrow('revision_one_submitted_per_item_idx');
    });

    it('after changes were asked for is the next revision; the first keeps its decision', async () => {
      const { itemId, revisionId } = await desk.submitted(owner);
      valueOf(await desk.decide(reviewer, revisionId, { decision: 'CHANGES_REQUESTED', reason: 'Shorter' }));
      valueOf(await desk.save(owner, itemId, 1, articleTitled('Better')));
      const second = valueOf(await desk.submit(owner, itemId, 2));
      expect((await item(itemId)).revisions).toMatchObject([
        { id: second, number: 2, state: 'SUBMITTED', document: articleTitled('Better') },
        { id: revisionId, number: 1, state: 'CHANGES_REQUESTED', document: ARTICLE },
      ]);
    });

    it('leaves the approved revision before it approved', async () => {
      const { itemId, revisionId } = await desk.submitted(owner);
      valueOf(await desk.decide(reviewer, revisionId));
      valueOf(await desk.submit(owner, itemId));
      expect(await desk.stateOf(revisionId)).toBe('APPROVED');
    });

    it('can be taken out of the queue, and handed in again with another number', async () => {
      const { itemId, revisionId } = await desk.submitted(owner);
      valueOf(await desk.withdrawRevision(contributor, revisionId));
      expect(await desk.stateOf(revisionId)).toBe('WITHDRAWN');
      expect(reasons(await desk.withdrawRevision(owner, revisionId))).toEqual(['WRONG_STATE input.revisionId']);
      valueOf(await desk.submit(owner, itemId));
      expect((await item(itemId)).revisions.map(({ number, state }) => [number, state])).toEqual([
        [2, 'SUBMITTED'],
        [1, 'WITHDRAWN'],
      ]);
      const { entries, events } = await recordsOf(testDatabase, revisionId);
      expect(entries.at(-1)).toMatchObject({
        action: 'revision.withdrawn',
        before: { state: 'SUBMITTED' },
        after: { state: 'WITHDRAWN' },
      });
      expect(events.at(-1)).toMatchObject({ type: 'revision.withdrawn', payload: { itemId } });
    });
  });

  describe('an item that is withdrawn', () => {
    it('takes all its revisions with it, says why, and tells the readers of the programme', async () => {
      const { itemId, revisionId } = await desk.submitted(owner);
      valueOf(await desk.decide(reviewer, revisionId));
      const second = valueOf(await desk.submit(owner, itemId));
      const before = await counts();
      valueOf(await desk.withdraw(contributor, itemId, 'Rights were lost'));
      expect([await desk.stateOf(revisionId), await desk.stateOf(second)]).toEqual(['WITHDRAWN', 'WITHDRAWN']);
      expect(await item(itemId)).toMatchObject({ withdrawnWhy: 'Rights were lost', withdrawnAt: expect.any(Number) });
      expect((await counts())['programme']).toBe(before['programme']! + 1);
      const { entries, events } = await recordsOf(testDatabase, itemId);
      expect(entries.at(-1)).toMatchObject({
        action: 'content-item.withdrawn',
        after: { revisions: 2 },
        reason: 'Rights were lost',
      });
      expect(events.at(-1)).toMatchObject({ type: 'content-item.withdrawn', payload: { revisions: 2 } });
    });

    it('is not written, handed in, withdrawn or decided on any more', async () => {
      const { itemId, revisionId } = await desk.submitted(owner);
      valueOf(await desk.withdraw(owner, itemId));
      const before = await counts();
      expect(reasons(await desk.save(owner, itemId, 1, ARTICLE))).toEqual(['WRONG_STATE input.itemId']);
      expect(reasons(await desk.submit(owner, itemId))).toEqual(['WRONG_STATE input.itemId']);
      expect(reasons(await desk.withdraw(owner, itemId))).toEqual(['WRONG_STATE input.itemId']);
      expect(reasons(await desk.withdrawRevision(owner, revisionId))).toEqual(['WRONG_STATE input.revisionId']);
      expect(reasons(await desk.decide(reviewer, revisionId))).toEqual(['WRONG_STATE input.revisionId']);
      expect(await counts()).toEqual(before);
    });

    it.each([
      ['no reason', ''],
      ['a blank one', ' \n'],
      ['one too long', 'x'.repeat(2_001)],
      ['a NUL in it', 'a\0'],
      ['markup in it', '<p>'],
    ])('is refused with %s', async (_, reason) => {
      const id = await desk.created(owner);
      expect(reasons(await desk.withdraw(owner, id, reason))).toEqual(['INVALID_VALUE input.reason']);
      expect(await item(id)).toMatchObject({ withdrawnAt: null, withdrawnWhy: null });
    });

    it('stays withdrawn when a reviewer decides at the same moment', async () => {
      const rounds = await Promise.all(Array.from({ length: 6 }, () => desk.submitted(owner)));
      for (const { itemId, revisionId } of rounds) {
        const [withdrawn, decided] = await Promise.all([
          desk.withdraw(owner, itemId),
          desk.decide(reviewer, revisionId),
        ]);
        valueOf(withdrawn);
        expect(reasons(decided)).toEqual(decided.value === null ? ['WRONG_STATE input.revisionId'] : []);
        expect(await desk.stateOf(revisionId)).toBe('WITHDRAWN');
      }
    });

    it('holds no revision that waits when it is handed in at the same moment', async () => {
      const ids = await Promise.all(Array.from({ length: 6 }, () => desk.created(owner)));
      for (const id of ids) {
        const [withdrawn, submitted] = await Promise.all([desk.withdraw(owner, id), desk.submit(contributor, id)]);
        valueOf(withdrawn);
        const states = (await item(id)).revisions.map(({ state }) => state);
        expect(states).toEqual(submitted.value === null ? [] : ['WITHDRAWN']);
      }
    });
  });
});
