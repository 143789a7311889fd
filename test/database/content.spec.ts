import { contentHash, PARTNER_ROLES, STAFF_ROLES, type ContentDocument, type Outcome } from '#domain';
import { Database, isUuid, type TenantScope } from '#persistence';
import { makeCast, type Cast, type TestMember } from '../support/actors.js';
import {
  ARTICLE,
  articleTitled,
  makeContentDesk,
  reasons,
  valueOf,
  type ContentDesk,
} from '../support/content-desk.js';
import { StandingClock } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const MADE_UP = '0190a0a0-0000-7000-8000-000000000000';
const NO_ID_OF_A_ROW = [MADE_UP, 'not-a-uuid', '', "' OR 1=1 --", '\0', '\ud800', 'x'.repeat(10_000)];

describe('content of a partner', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let cast: Cast;
  let desk: ContentDesk;
  let owner: TestMember;
  let contributor: TestMember;
  let stranger: TestMember;
  let own: TenantScope;
  beforeAll(async () => {
    testDatabase = await cloneTestDatabase();
    database = new Database({ url: testDatabase.url, poolMax: 12, applicationName: 'test' });
    cast = await makeCast(database);
    desk = makeContentDesk(database);
    owner = cast.partner.members.OWNER;
    contributor = cast.partner.members.CONTRIBUTOR;
    stranger = cast.otherPartner.members.OWNER;
    own = { partnerId: cast.partner.id };
  });
  afterAll(async () => {
    await database.close();
    await testDatabase.drop();
  });

  const create = (by: TestMember, document: ContentDocument = ARTICLE, idempotencyKey: string | null = null) =>
    desk.creating.execute(by.actor, { document, idempotencyKey });
  const save = (by: TestMember, itemId: string, version: number, document: ContentDocument) =>
    desk.saving.execute(by.actor, { itemId, version, document, idempotencyKey: null });
  const submit = (by: TestMember, itemId: string, version = 1) =>
    desk.submitting.execute(by.actor, { itemId, version, idempotencyKey: null });
  const withdraw = (by: TestMember, itemId: string, reason = 'Out of date') =>
    desk.withdrawing.execute(by.actor, { itemId, reason, idempotencyKey: null });
  const withdrawRevision = (by: TestMember, revisionId: string) =>
    desk.withdrawingRevision.execute(by.actor, { revisionId, idempotencyKey: null });
  const decide = (revisionId: string, decision: 'APPROVED' | 'CHANGES_REQUESTED' = 'APPROVED') =>
    desk.deciding.execute(cast.staff.REVIEWER.actor, {
      revisionId,
      decision,
      reason: 'Read it whole',
      locales: null,
      idempotencyKey: null,
    });
  const item = async (id: string, scope: TenantScope = own) => (await desk.reading.item(id, scope))!;
  const stateOf = async (revisionId: string) => (await desk.reading.revision(revisionId, 'ALL'))!.state;
  const counts = async () =>
    (
      await testDatabase.query(`SELECT (SELECT count(*) FROM content_item) AS items, (SELECT count(*) FROM revision) AS revisions,
        (SELECT count(*) FROM audit_entry) AS entries, (SELECT count(*) FROM outbox_event) AS events,
        (SELECT version FROM programme_version) AS programme`)
    )[0];
  const said = async (subjectId: string) => ({
    entries: await testDatabase.query<{ action: string; before: unknown; after: object; reason: string | null }>(
      'SELECT action, before, after, reason FROM audit_entry WHERE subject_id = $1 ORDER BY seq',
      [subjectId],
    ),
    events: await testDatabase.query<{ type: string; payload: object }>(
      'SELECT type, payload FROM outbox_event WHERE subject_id = $1 ORDER BY pos',
      [subjectId],
    ),
  });
  const accepted = (outcomes: readonly Outcome<string>[]) => outcomes.filter(({ value }) => value !== null).length;

  describe('a draft', () => {
    it('is kept as it was written, at version 1, for the partner of the member', async () => {
      const id = await desk.created(contributor);
      expect(isUuid(id)).toBe(true);
      expect(await item(id)).toMatchObject({
        draftVersion: 1,
        withdrawnAt: null,
        revisions: [],
        partner: { slug: 'samaritans' },
      });
      expect((await item(id)).draft).toEqual(ARTICLE);
    });

    it('may be unfinished', async () => {
      const begun: ContentDocument = { ...ARTICLE, topics: [], localizations: {} };
      expect((await item(await desk.created(owner, begun))).draft).toEqual(begun);
    });

    it('leaves an audit entry and an event, with none of its text in them', async () => {
      const id = await desk.created(owner, articleTitled('A title that nobody else has'));
      valueOf(await save(owner, id, 1, articleTitled('Another that nobody has')));
      const { entries, events } = await said(id);
      expect(entries.map(({ action }) => action)).toEqual(['content-item.created', 'draft.saved']);
      expect(events).toMatchObject([{ type: 'content-item.created', payload: { partnerId: cast.partner.id } }]);
      expect(entries[1]).toMatchObject({ before: entries[0]!.after, after: { version: 2 } });
      expect(JSON.stringify([entries, events])).not.toContain('nobody');
    });

    it.each([...STAFF_ROLES, 'VIEWER' as const])('is not written, handed in or withdrawn by a %s', async (role) => {
      const { itemId, revisionId } = await desk.submitted(owner);
      const member = role === 'VIEWER' ? cast.partner.members.VIEWER : cast.staff[role];
      const before = await counts();
      for (const outcome of [
        await create(member),
        await save(member, itemId, 1, ARTICLE),
        await submit(member, itemId),
        await withdraw(member, itemId),
        await withdrawRevision(member, revisionId),
      ])
        expect(reasons(outcome)).toEqual(['NOT_ALLOWED input']);
      expect(await counts()).toEqual(before);
    });

    it('is begun once for an idempotency key', async () => {
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => create(owner, ARTICLE, 'begin')));
      expect(new Set(outcomes.map(valueOf)).size).toBe(1);
      expect(reasons(await create(owner, articleTitled('Other'), 'begin'))).toEqual([
        'IDEMPOTENCY_KEY_REUSED input.idempotencyKey',
      ]);
      expect(valueOf(await create(contributor, ARTICLE, 'begin'))).not.toBe(outcomes[0]!.value);
    });

    it.each([
      ['a NUL', 'a\0b'],
      ['half a surrogate pair', 'a\ud83d'],
      ['HTML', '<img src=x>'],
    ])('with %s is refused, and nothing is left of it', async (_, title) => {
      const id = await desk.created(owner);
      const before = await counts();
      expect(reasons(await create(owner, articleTitled(title), 'broken'))).toEqual([
        'INVALID_VALUE input.document.localizations.en.title',
      ]);
      expect(reasons(await save(owner, id, 1, articleTitled(title)))).toEqual([
        'INVALID_VALUE input.document.localizations.en.title',
      ]);
      expect(await counts()).toEqual(before);
      expect((await item(id)).draft).toEqual(ARTICLE);
    });

    it('in 51 locales is refused', async () => {
      const texts = Array.from({ length: 51 }, (_, i) => [`en-x-${i}`, ARTICLE.localizations['es']!]);
      expect(reasons(await create(owner, { ...ARTICLE, localizations: Object.fromEntries(texts) }))).toEqual([
        'INVALID_VALUE input.document.localizations',
      ]);
    });

    it('grows by one version with each save, by whichever member', async () => {
      const id = await desk.created(owner);
      valueOf(await save(contributor, id, 1, articleTitled('Second')));
      valueOf(await save(owner, id, 2, articleTitled('Third')));
      const { draft, draftVersion, createdAt, updatedAt } = await item(id);
      expect([draftVersion, draft]).toEqual([3, articleTitled('Third')]);
      expect(updatedAt).toBeGreaterThanOrEqual(createdAt);
    });

    it.each([1, 3, 0, -1, 2_147_483_647])('at version 2 is not replaced by a save to version %i', async (version) => {
      const id = await desk.created(owner);
      valueOf(await save(owner, id, 1, articleTitled('Second')));
      const outcome = await save(contributor, id, version, articleTitled('Lost?'));
      expect(outcome.refusals).toMatchObject([
        { code: 'STALE_VERSION', path: ['input', 'version'], given: version, current: 2 },
      ]);
      expect((await item(id)).draft).toEqual(articleTitled('Second'));
    });

    it('saved by ten at once is the one of exactly one of them', async () => {
      const id = await desk.created(owner);
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, (_, i) => save(i % 2 === 0 ? owner : contributor, id, 1, articleTitled(`By ${i}`))),
      );
      const winner = outcomes.findIndex(({ value }) => value !== null);
      expect(accepted(outcomes)).toBe(1);
      expect(outcomes.flatMap(({ refusals }) => refusals)).toEqual(
        Array.from({ length: 9 }, () => expect.objectContaining({ code: 'STALE_VERSION', given: 1, current: 2 })),
      );
      expect(await item(id)).toMatchObject({ draftVersion: 2, draft: articleTitled(`By ${winner}`) });
    });

    it('is refused for all reasons at once', async () => {
      const id = await desk.created(owner);
      valueOf(await withdraw(owner, id));
      expect(reasons(await save(owner, id, 7, { ...articleTitled('<b>'), ageMin: 100 }))).toEqual([
        'WRONG_STATE input.itemId',
        'STALE_VERSION input.version',
        'INVALID_VALUE input.document.ageMin',
        'INVALID_VALUE input.document.localizations.en.title',
      ]);
    });
  });

  describe("somebody else's", () => {
    it('item and revision answer exactly as ones that do not exist, to whoever asks', async () => {
      const { itemId, revisionId } = await desk.submitted(stranger);
      const seen = async (id: string) => [
        await desk.reading.item(id, own),
        await desk.reading.revision(id, own),
        ...(await Promise.all([
          save(owner, id, 1, ARTICLE),
          submit(owner, id),
          withdraw(owner, id),
          withdrawRevision(owner, id),
        ])),
      ];
      const answer = (id: string, answers: unknown[]) =>
        JSON.stringify(answers).replaceAll(JSON.stringify(id.slice(0, 64)).slice(1, -1), 'ID');
      const expected = answer(MADE_UP, await seen(MADE_UP));
      expect(expected).toContain('NOT_FOUND');
      for (const id of [itemId, revisionId]) expect(answer(id, await seen(id))).toBe(expected);
      expect(await desk.reading.item(itemId, { partnerId: cast.otherPartner.id })).not.toBeNull();
      expect(await stateOf(revisionId)).toBe('SUBMITTED');
    });

    it.each(NO_ID_OF_A_ROW)('id %j is not found, and no fault', async (id) => {
      expect([await desk.reading.item(id, 'ALL'), await desk.reading.revision(id, 'ALL')]).toEqual([null, null]);
      expect(reasons(await save(owner, id, 1, ARTICLE))).toEqual(['NOT_FOUND input.itemId']);
      expect(reasons(await submit(owner, id))).toEqual(['NOT_FOUND input.itemId']);
      expect(reasons(await withdraw(owner, id))).toEqual(['NOT_FOUND input.itemId']);
      expect(reasons(await withdrawRevision(owner, id))).toEqual(['NOT_FOUND input.revisionId']);
    });
  });

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
      const { entries, events } = await said(revisionId);
      expect(entries).toMatchObject([
        { action: 'revision.submitted', after: { itemId, number: 1, locales: ['en', 'es'] } },
      ]);
      expect(events).toMatchObject([{ type: 'revision.submitted', payload: { itemId, partnerId: cast.partner.id } }]);
    });

    it('does not change with what is written later', async () => {
      const { itemId, revisionId } = await desk.submitted(owner);
      const before = await desk.reading.revision(revisionId, own);
      valueOf(await save(owner, itemId, 1, articleTitled('Later')));
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
      valueOf(await save(owner, itemId, 1, unfinished));
      expect(reasons(await submit(owner, itemId, 1))).toEqual([
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
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => submit(owner, id)));
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
      valueOf(await decide(revisionId, 'CHANGES_REQUESTED'));
      valueOf(await save(owner, itemId, 1, articleTitled('Better')));
      const second = valueOf(await submit(owner, itemId, 2));
      expect((await item(itemId)).revisions).toMatchObject([
        { id: second, number: 2, state: 'SUBMITTED', document: articleTitled('Better') },
        { id: revisionId, number: 1, state: 'CHANGES_REQUESTED', document: ARTICLE },
      ]);
    });

    it('leaves the approved revision before it approved', async () => {
      const { itemId, revisionId } = await desk.submitted(owner);
      valueOf(await decide(revisionId));
      valueOf(await submit(owner, itemId));
      expect(await stateOf(revisionId)).toBe('APPROVED');
    });

    it('can be taken out of the queue, and handed in again with another number', async () => {
      const { itemId, revisionId } = await desk.submitted(owner);
      valueOf(await withdrawRevision(contributor, revisionId));
      expect(await stateOf(revisionId)).toBe('WITHDRAWN');
      expect(reasons(await withdrawRevision(owner, revisionId))).toEqual(['WRONG_STATE input.revisionId']);
      valueOf(await submit(owner, itemId));
      expect((await item(itemId)).revisions.map(({ number, state }) => [number, state])).toEqual([
        [2, 'SUBMITTED'],
        [1, 'WITHDRAWN'],
      ]);
      const { entries, events } = await said(revisionId);
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
      valueOf(await decide(revisionId));
      const second = valueOf(await submit(owner, itemId));
      const before = await counts();
      valueOf(await withdraw(contributor, itemId, 'Rights were lost'));
      expect([await stateOf(revisionId), await stateOf(second)]).toEqual(['WITHDRAWN', 'WITHDRAWN']);
      expect(await item(itemId)).toMatchObject({ withdrawnWhy: 'Rights were lost', withdrawnAt: expect.any(Number) });
      expect(BigInt((await counts())!['programme'] as string)).toBe(BigInt(before!['programme'] as string) + 1n);
      const { entries, events } = await said(itemId);
      expect(entries.at(-1)).toMatchObject({
        action: 'content-item.withdrawn',
        after: { revisions: 2 },
        reason: 'Rights were lost',
      });
      expect(events.at(-1)).toMatchObject({ type: 'content-item.withdrawn', payload: { revisions: 2 } });
    });

    it('is not written, handed in, withdrawn or decided on any more', async () => {
      const { itemId, revisionId } = await desk.submitted(owner);
      valueOf(await withdraw(owner, itemId));
      const before = await counts();
      expect(reasons(await save(owner, itemId, 1, ARTICLE))).toEqual(['WRONG_STATE input.itemId']);
      expect(reasons(await submit(owner, itemId))).toEqual(['WRONG_STATE input.itemId']);
      expect(reasons(await withdraw(owner, itemId))).toEqual(['WRONG_STATE input.itemId']);
      expect(reasons(await withdrawRevision(owner, revisionId))).toEqual(['WRONG_STATE input.revisionId']);
      expect(reasons(await decide(revisionId))).toEqual(['WRONG_STATE input.revisionId']);
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
      expect(reasons(await withdraw(owner, id, reason))).toEqual(['INVALID_VALUE input.reason']);
      expect(await item(id)).toMatchObject({ withdrawnAt: null, withdrawnWhy: null });
    });

    it('stays withdrawn when a reviewer decides at the same moment', async () => {
      const rounds = await Promise.all(Array.from({ length: 6 }, () => desk.submitted(owner)));
      for (const { itemId, revisionId } of rounds) {
        const [withdrawn, decided] = await Promise.all([withdraw(owner, itemId), decide(revisionId)]);
        valueOf(withdrawn);
        expect(reasons(decided)).toEqual(decided.value === null ? ['WRONG_STATE input.revisionId'] : []);
        expect(await stateOf(revisionId)).toBe('WITHDRAWN');
      }
    });

    it('holds no revision that waits when it is handed in at the same moment', async () => {
      const ids = await Promise.all(Array.from({ length: 6 }, () => desk.created(owner)));
      for (const id of ids) {
        const [withdrawn, submitted] = await Promise.all([withdraw(owner, id), submit(contributor, id)]);
        valueOf(withdrawn);
        const states = (await item(id)).revisions.map(({ state }) => state);
        expect(states).toEqual(submitted.value === null ? [] : ['WITHDRAWN']);
      }
    });
  });

  describe('lists', () => {
    const clock = new StandingClock(Date.UTC(2027, 0, 1));
    let standing: ContentDesk;
    const pages = async (scope: TenantScope, first: number, partner: string | null = null) => {
      const seen: string[] = [];
      for (let after = null as { at: number; id: string } | null; ;) {
        const page = await standing.reading.items({ first, after }, scope, partner);
        expect(page.rows.length).toBeLessThanOrEqual(first);
        seen.push(...page.rows.map(({ id }) => id));
        const last = page.rows.at(-1);
        if (!page.hasNext || last === undefined) return seen;
        after = { at: last.createdAt, id: last.id };
      }
    };
    beforeAll(() => {
      standing = makeContentDesk(database, clock);
    });

    it('hold each item once, the oldest first, also when many began in the same millisecond', async () => {
      const all = await pages('ALL', 100);
      const made: string[] = [];
      for (let i = 0; i < 7; i += 1) {
        if (i === 5) clock.set(clock.now() + 1);
        made.push(await standing.created(cast.otherPartner.members.CONTRIBUTOR));
      }
      const expected = [...made.slice(0, 5).toSorted(), ...made.slice(5).toSorted()];
      for (const first of [1, 2, 3, 100]) {
        const seen = await pages('ALL', first);
        expect(seen.filter((id) => made.includes(id))).toEqual(expected);
        expect(new Set(seen).size).toBe(all.length + made.length);
      }
    });

    it("of a member are their own partner's, whatever partner they ask for", async () => {
      const others = await pages({ partnerId: cast.otherPartner.id }, 50);
      expect(others.length).toBeGreaterThan(0);
      expect((await pages(own, 50)).filter((id) => others.includes(id))).toEqual([]);
      expect(await pages(own, 50, cast.otherPartner.slug)).toEqual([]);
      expect(await pages('ALL', 50, cast.otherPartner.slug)).toEqual(others);
      expect(await pages('ALL', 50, 'nobody')).toEqual([]);
    });

    it('show the newest revision of an item; the item shows its last fifty, the newest first', async () => {
      const id = await desk.created(owner);
      for (let i = 0; i < 52; i += 1) valueOf(await withdrawRevision(owner, valueOf(await submit(owner, id))));
      const numbers = (await item(id)).revisions.map(({ number }) => number);
      expect(numbers).toEqual(Array.from({ length: 50 }, (_, i) => 52 - i));
      const listed = (await desk.reading.items({ first: 100, after: null }, own, null)).rows.find(
        (one) => one.id === id,
      );
      expect(listed!.revisions.map(({ number }) => number)).toEqual([52]);
    });
  });

  it.each(PARTNER_ROLES)('is read by a %s of the partner', async (role) => {
    const id = await desk.created(owner);
    const { partnerId } = cast.partner.members[role].actor;
    expect(await desk.reading.item(id, { partnerId: partnerId! })).toMatchObject({ id });
  });

  it('of a wrong shape in a row is a fault that names the row and nothing of its content', async () => {
    const { itemId } = await desk.submitted(owner);
    const id = MADE_UP.replace('7000', '7001');
    await testDatabase.query(
      `INSERT INTO revision (id, item_id, partner_id, number, state, submitted_by_id, submitted_at, facts)
       SELECT $2, item_id, partner_id, 2, 'REJECTED', submitted_by_id, submitted_at, '{"secret":"words"}' FROM revision WHERE item_id = $1`,
      [itemId, id],
    );
    const reading = desk.reading.revision(id, 'ALL');
    await expect(reading).rejects.toThrow(id);
    await expect(reading).rejects.not.toThrow('words');
  });
});
