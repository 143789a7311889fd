import type { Cast, TestMember } from '../support/actors.js';
import {
  ContentStage,
  KINDS,
  MADE_UP,
  places,
  whole,
  type Connection,
  type ItemObject,
  type ItemPage,
  type RevisionObject,
} from '../support/content-stage.js';
import { ARTICLE, made, type Desk } from '../support/desk.js';

describe('content that partners write through the management API', () => {
  let stage: ContentStage;
  let cast: Cast;
  let desk: Desk;
  let contributor: TestMember;
  let reviewer: TestMember;
  let stranger: TestMember;
  beforeAll(async () => {
    stage = await ContentStage.open();
    ({ cast, desk } = stage);
    contributor = cast.partner.members.CONTRIBUTOR;
    stranger = cast.otherPartner.members.OWNER;
    reviewer = cast.staff.REVIEWER;
  });
  afterAll(async () => {
    await stage.close();
  });

  describe("a partner's member", () => {
    it.each(KINDS)('writes a whole %s and reads it back as it was written, as a draft and handed in', async (kind) => {
      const document = whole(kind);
      const begun = made(await stage.create(contributor, document));
      expect(begun).toMatchObject({
        draftVersion: 1,
        partner: { slug: 'samaritans', name: 'Samaritans' },
        revisions: [],
      });
      expect(begun.draft).toEqual({ ...document, localizations: expect.arrayContaining(document.localizations) });
      const handedIn = made(
        await stage.change<RevisionObject>(contributor, 'submitDraft', { itemId: begun.id, version: 1 }),
      );
      expect(handedIn).toMatchObject({ number: 1, state: 'SUBMITTED', submittedBy: 'Test contributor', decisions: [] });
      expect(handedIn.document).toEqual(begun.draft);
      expect(handedIn.hashes.map(({ locale }) => locale).toSorted()).toEqual(['ar', 'en']);
      expect(await stage.item(cast.partner.members.VIEWER, begun.id)).toEqual({ ...begun, revisions: [handedIn] });
    });

    it('begins with as little as a kind and a locale, and learns all that is missing at once', async () => {
      const begun = made(
        await stage.create(contributor, { kind: 'VIDEO', defaultLocale: 'en', localizations: [{ locale: 'es' }] }),
      );
      const { refusals } = await stage.change(contributor, 'submitDraft', { itemId: begun.id, version: 1 });
      expect(places({ refusals })).toEqual([
        'InvalidValue draft.defaultLocale',
        'InvalidValue draft.topics',
        'InvalidValue draft.localizations.es.title',
        'InvalidValue draft.localizations.es.media',
      ]);
      expect(refusals[3]).toMatchObject({ value: null, allowed: 'at least one medium of kind VIDEO' });
    });

    it('is told which version stands when somebody saved in between, and saves on that', async () => {
      const { id: itemId } = made(await stage.create(contributor, ARTICLE));
      const { OWNER } = cast.partner.members;
      made(await stage.change(OWNER, 'saveDraft', { itemId, version: 1, document: { ...ARTICLE, ageMin: 12 } }));
      const mine = { ...ARTICLE, ageMin: 18 };
      const refused = await stage.change<ItemObject>(contributor, 'saveDraft', { itemId, version: 1, document: mine });
      expect(refused).toMatchObject({ node: null, refusals: [{ code: 'STALE_VERSION', given: 1, current: 2 }] });
      expect(await stage.item(contributor, itemId)).toMatchObject({ draftVersion: 2, draft: { ageMin: 12 } });
      const saved = made(
        await stage.change<ItemObject>(contributor, 'saveDraft', { itemId, version: 2, document: mine }),
      );
      expect(saved).toMatchObject({ draftVersion: 3, draft: { ageMin: 18 } });
    });

    it('repeats a request that got lost, and has begun one item', async () => {
      const input = { document: ARTICLE, idempotencyKey: 'lost on the way' };
      const [first, second] = [
        await stage.change<ItemObject>(contributor, 'createContentItem', input),
        await stage.change<ItemObject>(contributor, 'createContentItem', input),
      ];
      expect(made(second)).toEqual(made(first));
      expect(
        places(await stage.change(contributor, 'createContentItem', { ...input, document: { ...ARTICLE, ageMin: 3 } })),
      ).toEqual(['IdempotencyKeyReused input.idempotencyKey']);
    });

    it('reads what was decided and why, but not by whom', async () => {
      const { itemId, revisionId } = await desk.submitted();
      made(await stage.change(reviewer, 'requestChanges', { revisionId, reason: 'Name a helpline first.' }));
      const [newest] = (await stage.item(contributor, itemId))!.revisions;
      expect(newest!.state).toBe('CHANGES_REQUESTED');
      for (const decision of newest!.decisions)
        expect(decision).toMatchObject({ reason: 'Name a helpline first.', decidedBy: 'staff' });
      expect(JSON.stringify(newest)).not.toContain('reviewer');
      expect((await stage.revision(reviewer, revisionId))!.decisions[0]).toMatchObject({ decidedBy: 'Test reviewer' });
    });

    it('takes a revision out of the queue, and the whole item back', async () => {
      const { itemId, revisionId } = await desk.submitted();
      expect(made(await stage.change<RevisionObject>(contributor, 'withdrawRevision', { revisionId })).state).toBe(
        'WITHDRAWN',
      );
      made(await stage.change(contributor, 'submitDraft', { itemId, version: 1 }));
      const taken = made(
        await stage.change<ItemObject>(contributor, 'withdrawContentItem', { itemId, reason: 'Out of date' }),
      );
      expect(taken.withdrawnWhy).toBe('Out of date');
      expect(taken.revisions.map(({ state }) => state)).toEqual(['WITHDRAWN', 'WITHDRAWN']);
      expect(places(await stage.change(reviewer, 'approveRevision', { revisionId: taken.revisions[0]!.id }))).toEqual([
        'WrongState input.revisionId',
      ]);
    });

    it('sees their own partner’s items over all pages, each once, and nothing else', async () => {
      for (let i = 0; i < 3; i += 1) made(await stage.create(stranger, ARTICLE));
      const list = async (by: TestMember, first: number, partner: string | null) => {
        const seen: string[] = [];
        for (let after: string | null = null; ;) {
          const page: { data: ItemPage } = await stage.ask<ItemPage>(
            by,
            'query ($first: Int, $after: String, $partner: String) { contentItems(first: $first, after: $after, partner: $partner) { edges { cursor node { id partner { slug } } } pageInfo { hasNextPage endCursor } } }',
            { first, after, partner },
          );
          const { edges, pageInfo }: ItemPage['contentItems'] = page.data.contentItems;
          seen.push(...edges.map(({ node }) => `${node.partner.slug} ${node.id}`));
          if (!pageInfo.hasNextPage) return seen;
          after = pageInfo.endCursor;
        }
      };
      const own = await list(contributor, 2, null);
      expect(own.length).toBeGreaterThan(4);
      expect(new Set(own.map((one) => one.split(' ')[0]))).toEqual(new Set(['samaritans']));
      const others = await list(stranger, 1, null);
      expect(others).toHaveLength(3);
      expect(await list(contributor, 100, 'iasp')).toEqual([]);
      expect(await list(reviewer, 2, 'iasp')).toEqual(others);
      const all = await list(reviewer, 3, null);
      expect([all.length, new Set(all)]).toEqual([own.length + others.length, new Set([...own, ...others])]);
    });
  });

  it("answers an id of somebody else's exactly as a made-up one and as no id at all", async () => {
    const { itemId, revisionId } = await desk.submitted(ARTICLE, stranger);
    const answers = async (id: string) => {
      const said = [
        await stage.item(contributor, id),
        await stage.revision(contributor, id),
        await stage.change(contributor, 'saveDraft', { itemId: id, version: 1, document: ARTICLE }),
        await stage.change(contributor, 'submitDraft', { itemId: id, version: 1 }),
        await stage.change(contributor, 'withdrawContentItem', { itemId: id, reason: 'x' }),
        await stage.change(contributor, 'withdrawRevision', { revisionId: id }),
      ];
      return JSON.stringify(said).replaceAll(id, 'ID');
    };
    const expected = await answers(MADE_UP);
    expect(expected).toMatch(/^\[null,null,.*NOT_FOUND.*NOT_FOUND.*NOT_FOUND.*NOT_FOUND/);
    for (const id of [itemId, revisionId, itemId.toUpperCase(), 'not-a-uuid']) expect(await answers(id)).toBe(expected);
    expect(await stage.item(stranger, itemId)).toMatchObject({ withdrawnAt: null, draftVersion: 1 });
    expect((await stage.revision(stranger, revisionId))!.state).toBe('SUBMITTED');
  });

  it('a VIEWER and staff do not write content; partners do not review, nor see the queue', async () => {
    const { itemId, revisionId } = await desk.submitted();
    const { VIEWER, OWNER } = cast.partner.members;
    for (const member of [VIEWER, reviewer, cast.staff.ADMIN]) {
      for (const outcome of [
        await stage.create(member, ARTICLE),
        await stage.change(member, 'saveDraft', { itemId, version: 1, document: ARTICLE }),
        await stage.change(member, 'submitDraft', { itemId, version: 1 }),
        await stage.change(member, 'withdrawContentItem', { itemId, reason: 'x' }),
        await stage.change(member, 'withdrawRevision', { revisionId }),
      ])
        expect(places(outcome)).toEqual(['NotAllowed input']);
    }
    for (const member of [OWNER, VIEWER, stranger, cast.staff.SCHEDULER]) {
      expect(await stage.errorCodes(member, '{ reviewQueue { edges { cursor } } }')).toEqual(['FORBIDDEN']);
      for (const mutation of ['approveRevision', 'requestChanges', 'rejectRevision'])
        expect(places(await stage.change(member, mutation, { revisionId, reason: 'x' }))).toEqual(['NotAllowed input']);
    }
    expect((await stage.revision(OWNER, revisionId))!.state).toBe('SUBMITTED');
  });

  describe('a draft and its history', () => {
    let owner: TestMember;
    beforeAll(() => {
      owner = cast.partner.members.OWNER;
    });

    it('shows both documents to whoever saved on an older version', async () => {
      const { id: itemId } = made(await stage.create(owner, ARTICLE));
      made(await stage.change(owner, 'saveDraft', { itemId, version: 1, document: whole('ARTICLE') }));
      const query = `mutation ($input: SaveDraftInput!) { saveDraft(input: $input) { item { id } refusals { code message ... on StaleVersion {
        given current stored { ageMin localizations { locale direction title } } attempted { ageMin localizations { locale title } } } } } }`;
      const mine = { ...ARTICLE, ageMin: 18 };
      const { data } = await stage.ask<{ saveDraft: { item: null; refusals: object[] } }>(owner, query, {
        input: { itemId, version: 1, document: mine },
      });
      expect(data.saveDraft).toMatchObject({
        item: null,
        refusals: [
          {
            given: 1,
            current: 2,
            stored: {
              ageMin: 16,
              localizations: [
                { locale: 'ar', direction: 'RTL' },
                { locale: 'en', direction: 'LTR' },
              ],
            },
            attempted: { ageMin: 18, localizations: [{ locale: 'en', title: 'You are not alone' }, { locale: 'es' }] },
          },
        ],
      });
    });

    it('tells who did what and when, hides who of the staff it was, and reads the difference in words', async () => {
      const { id: itemId } = made(await stage.create(owner, ARTICLE));
      const first = made(await stage.change<{ id: string }>(owner, 'submitDraft', { itemId, version: 1 }));
      made(
        await stage.change(cast.staff.REVIEWER, 'requestChanges', { revisionId: first.id, reason: 'Say what helps' }),
      );
      const [english, spanish] = ARTICLE.localizations;
      const changed = { ...ARTICLE, localizations: [{ ...english, title: 'You are never alone' }, spanish] };
      made(await stage.change(owner, 'saveDraft', { itemId, version: 1, document: changed }));
      const second = made(await stage.change<{ id: string }>(owner, 'submitDraft', { itemId, version: 2 }));
      const history = async (by: TestMember, after: string | null = null) => {
        const query = `query ($id: ID!, $after: String) { itemHistory(itemId: $id, first: 3, after: $after) { edges { node { by action revisionNumber reason } } pageInfo { hasNextPage endCursor } } }`;
        return (await stage.ask<{ itemHistory: Connection<object> | null }>(by, query, { id: itemId, after })).data
          .itemHistory;
      };
      const page = (await history(owner))!;
      expect(page.edges.map(({ node }) => node)).toMatchObject([
        { action: 'revision.submitted', revisionNumber: 2 },
        { action: 'draft.saved', revisionNumber: null },
        { action: 'revision.changes-requested', revisionNumber: 1, by: 'staff', reason: 'Say what helps' },
      ]);
      const rest = (await history(owner, page.pageInfo.endCursor))!;
      expect(rest.edges.map(({ node }) => node)).toMatchObject([
        { action: 'revision.submitted', revisionNumber: 1, by: owner.actor.displayName },
        { action: 'content-item.created' },
      ]);
      expect(rest.pageInfo.hasNextPage).toBe(false);
      expect(JSON.stringify(await history(cast.staff.ADMIN))).toContain('Test reviewer');
      expect(await history(stranger)).toBeNull();
      const difference = async (by: TestMember, from: string, to: string | null) => {
        const query = `query ($from: ID!, $to: ID) { revisionDifference(from: $from, to: $to) { facts { field } localizations { locale change fields { field words { kind text } } } } }`;
        return (await stage.ask<{ revisionDifference: object | null }>(by, query, { from, to })).data
          .revisionDifference;
      };
      expect(await difference(owner, first.id, second.id)).toEqual({
        facts: [],
        localizations: [
          {
            locale: 'en',
            change: 'CHANGED',
            fields: [
              {
                field: 'title',
                words: [
                  { kind: 'SAME', text: 'You are ' },
                  { kind: 'REMOVED', text: 'not' },
                  { kind: 'ADDED', text: 'never' },
                  { kind: 'SAME', text: ' alone' },
                ],
              },
            ],
          },
        ],
      });
      expect(await difference(owner, second.id, null)).toEqual({ facts: [], localizations: [] });
      expect([await difference(stranger, first.id, second.id), await difference(owner, MADE_UP, null)]).toEqual([
        null,
        null,
      ]);
      const list = `query ($id: ID!) { itemRevisions(itemId: $id, first: 1) { edges { node { number state } } pageInfo { hasNextPage } } }`;
      const { data } = await stage.ask<{ itemRevisions: object }>(owner, list, { id: itemId });
      expect(data.itemRevisions).toEqual({
        edges: [{ node: { number: 2, state: 'SUBMITTED' } }],
        pageInfo: { hasNextPage: true },
      });
    });
  });
});
