import { PARTNER_ROLES, STAFF_ROLES, type ContentDocument, type Outcome } from '#domain';
import { Database, isUuid, type TenantScope } from '#persistence';
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
const NO_ID_OF_A_ROW = [
  ['a made-up id', MADE_UP],
  ['no UUID', 'not-a-uuid'],
  ['nothing', ''],
  ['a statement', "' OR 1=1 --"],
  ['a NUL', '\0'],
  ['half a surrogate pair', '\ud800'],
  ['a text of 10000 characters', 'x'.repeat(10_000)],
] as const;

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
    desk = new ContentDesk(database);
    owner = cast.partner.members.OWNER;
    contributor = cast.partner.members.CONTRIBUTOR;
    stranger = cast.otherPartner.members.OWNER;
    own = { partnerId: cast.partner.id };
  });
  afterAll(async () => {
    await database.close();
    await testDatabase.drop();
  });

  const item = async (id: string, scope: TenantScope = own) => (await desk.reading.item(id, scope))!;
  const counts = () => contentCounts(testDatabase);
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
      valueOf(await desk.save(owner, id, 1, articleTitled('Another that nobody has')));
      const { entries, events } = await recordsOf(testDatabase, id);
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
        await desk.create(member),
        await desk.save(member, itemId, 1, ARTICLE),
        await desk.submit(member, itemId),
        await desk.withdraw(member, itemId),
        await desk.withdrawRevision(member, revisionId),
      ])
        expect(reasons(outcome)).toEqual(['NOT_ALLOWED input']);
      expect(await counts()).toEqual(before);
    });

    it('is begun once for an idempotency key', async () => {
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => desk.create(owner, ARTICLE, 'begin')));
      expect(new Set(outcomes.map(valueOf)).size).toBe(1);
      expect(reasons(await desk.create(owner, articleTitled('Other'), 'begin'))).toEqual([
        'IDEMPOTENCY_KEY_REUSED input.idempotencyKey',
      ]);
      expect(valueOf(await desk.create(contributor, ARTICLE, 'begin'))).not.toBe(outcomes[0]!.value);
    });

    it.each([
      ['a NUL', 'a\0b'],
      ['half a surrogate pair', 'a\ud83d'],
      ['HTML', '<img src=x>'],
    ])('with %s is refused, and nothing is left of it', async (_, title) => {
      const id = await desk.created(owner);
      const before = await counts();
      expect(reasons(await desk.create(owner, articleTitled(title), 'broken'))).toEqual([
        'INVALID_VALUE input.document.localizations.en.title',
      ]);
      expect(reasons(await desk.save(owner, id, 1, articleTitled(title)))).toEqual([
        'INVALID_VALUE input.document.localizations.en.title',
      ]);
      expect(await counts()).toEqual(before);
      expect((await item(id)).draft).toEqual(ARTICLE);
    });

    it('in 51 locales is refused', async () => {
      const texts = Array.from({ length: 51 }, (_, i) => [`en-x-${i}`, ARTICLE.localizations['es']!]);
      expect(reasons(await desk.create(owner, { ...ARTICLE, localizations: Object.fromEntries(texts) }))).toEqual([
        'INVALID_VALUE input.document.localizations',
      ]);
    });

    it('grows by one version with each save, by whichever member', async () => {
      const id = await desk.created(owner);
      valueOf(await desk.save(contributor, id, 1, articleTitled('Second')));
      valueOf(await desk.save(owner, id, 2, articleTitled('Third')));
      const { draft, draftVersion, createdAt, updatedAt } = await item(id);
      expect([draftVersion, draft]).toEqual([3, articleTitled('Third')]);
      expect(updatedAt).toBeGreaterThanOrEqual(createdAt);
    });

    it.each([1, 3, 0, -1, 2_147_483_647])('at version 2 is not replaced by a save to version %i', async (version) => {
      const id = await desk.created(owner);
      valueOf(await desk.save(owner, id, 1, articleTitled('Second')));
      const outcome = await desk.save(contributor, id, version, articleTitled('Lost?'));
      expect(outcome.refusals).toMatchObject([
        { code: 'STALE_VERSION', path: ['input', 'version'], given: version, current: 2 },
      ]);
      expect((await item(id)).draft).toEqual(articleTitled('Second'));
    });

    it('saved by ten at once is the one of exactly one of them', async () => {
      const id = await desk.created(owner);
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          desk.save(i % 2 === 0 ? owner : contributor, id, 1, articleTitled(`By ${i}`)),
        ),
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
      valueOf(await desk.withdraw(owner, id));
      expect(reasons(await desk.save(owner, id, 7, { ...articleTitled('<b>'), ageMin: 100 }))).toEqual([
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
          desk.save(owner, id, 1, ARTICLE),
          desk.submit(owner, id),
          desk.withdraw(owner, id),
          desk.withdrawRevision(owner, id),
        ])),
      ];
      const answer = (id: string, answers: unknown[]) =>
        JSON.stringify(answers).replaceAll(JSON.stringify(id.slice(0, 64)).slice(1, -1), 'ID');
      const expected = answer(MADE_UP, await seen(MADE_UP));
      expect(expected).toContain('NOT_FOUND');
      for (const id of [itemId, revisionId]) expect(answer(id, await seen(id))).toBe(expected);
      expect(await desk.reading.item(itemId, { partnerId: cast.otherPartner.id })).not.toBeNull();
      expect(await desk.stateOf(revisionId)).toBe('SUBMITTED');
    });

    it.each(NO_ID_OF_A_ROW)('thing under %s is not found, and no fault', async (_, id) => {
      expect([await desk.reading.item(id, 'ALL'), await desk.reading.revision(id, 'ALL')]).toEqual([null, null]);
      expect(reasons(await desk.save(owner, id, 1, ARTICLE))).toEqual(['NOT_FOUND input.itemId']);
      expect(reasons(await desk.submit(owner, id))).toEqual(['NOT_FOUND input.itemId']);
      expect(reasons(await desk.withdraw(owner, id))).toEqual(['NOT_FOUND input.itemId']);
      expect(reasons(await desk.withdrawRevision(owner, id))).toEqual(['NOT_FOUND input.revisionId']);
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
      standing = new ContentDesk(database, clock);
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
      for (let i = 0; i < 52; i += 1)
        valueOf(await desk.withdrawRevision(owner, valueOf(await desk.submit(owner, id))));
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
