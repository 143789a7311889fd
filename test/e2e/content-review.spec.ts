import type { Cast, TestMember } from '../support/actors.js';
import { ContentStage, MADE_UP, places, whole, type RevisionObject } from '../support/content-stage.js';
import { ARTICLE, made, type Desk } from '../support/desk.js';

describe('review through the management API', () => {
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

  describe('a reviewer', () => {
    it('sees what waits, the oldest first, and reads it whole in all its locales with their hashes', async () => {
      const made1 = await desk.submitted(whole('VIDEO'));
      const made2 = await desk.submitted(ARTICLE, stranger);
      const waiting = await stage.queue(reviewer);
      expect(waiting.map(({ state }) => state)).toEqual(waiting.map(() => 'SUBMITTED'));
      expect(waiting.map(({ submittedAt }) => submittedAt)).toEqual(
        waiting.map(({ submittedAt }) => submittedAt).toSorted(),
      );
      expect(waiting.slice(-2).map(({ id }) => id)).toEqual([made1.revisionId, made2.revisionId]);
      const read = (await stage.revision(reviewer, made1.revisionId))!;
      expect(read).toMatchObject(waiting.at(-2)!);
      expect(read.document).toMatchObject({
        ...whole('VIDEO'),
        localizations: expect.arrayContaining(whole('VIDEO').localizations),
      });
      for (const { contentHash } of read.hashes) expect(contentHash).toMatch(/^[0-9a-f]{64}$/);
    });

    it.each([
      ['approveRevision', 'APPROVED', {}],
      ['approveRevision', 'APPROVED', { reason: 'A good text' }],
      ['requestChanges', 'CHANGES_REQUESTED', { reason: 'Shorter' }],
      ['rejectRevision', 'REJECTED', { reason: 'Not for us' }],
    ])(
      '%s: the revision is %s, leaves the queue, and each decision carries the hash of its text',
      async (mutation, state, more) => {
        const { revisionId } = await desk.submitted();
        const decided = made(await stage.change<RevisionObject>(reviewer, mutation, { revisionId, ...more }));
        expect(decided.state).toBe(state);
        expect(decided.decisions.map(({ locale, contentHash }) => ({ locale, contentHash }))).toEqual(
          expect.arrayContaining(decided.hashes),
        );
        for (const one of decided.decisions) expect(one).toMatchObject({ decision: state, reason: null, ...more });
        expect((await stage.queue(reviewer)).map(({ id }) => id)).not.toContain(revisionId);
        const again = await stage.change(cast.staff.SAFETY_REVIEWER, mutation, { revisionId, reason: 'Again' });
        expect(again.refusals).toMatchObject([{ code: 'WRONG_STATE', state, allowedStates: ['SUBMITTED'] }]);
      },
    );

    it.each(['requestChanges', 'rejectRevision'])('%s needs a reason that can be read', async (mutation) => {
      const { revisionId } = await desk.submitted();
      for (const reason of ['', '  ', 'x'.repeat(2_001), 'a\0', '\ud800', '<b>no</b>'])
        expect(places(await stage.change(reviewer, mutation, { revisionId, reason }))).toEqual([
          'InvalidValue input.reason',
        ]);
      expect(
        await stage.errorCodes(
          reviewer,
          `mutation ($id: ID!) { ${mutation}(input: { revisionId: $id }) { refusals { code } } }`,
          {
            id: revisionId,
          },
        ),
      ).toContain('GRAPHQL_VALIDATION_FAILED');
    });

    it('and another at the same moment: one decides, the other learns what was decided', async () => {
      const { revisionId } = await desk.submitted();
      const outcomes = await Promise.all([
        stage.change<RevisionObject>(reviewer, 'approveRevision', { revisionId }),
        stage.change<RevisionObject>(cast.staff.SAFETY_REVIEWER, 'rejectRevision', { revisionId, reason: 'No' }),
      ]);
      const winner = outcomes.find(({ node }) => node !== null)!;
      const loser = outcomes.find(({ node }) => node === null)!;
      expect(loser.refusals).toMatchObject([{ code: 'WRONG_STATE', state: winner.node!.state }]);
      expect(new Set((await stage.revision(reviewer, revisionId))!.decisions.map(({ decision }) => decision))).toEqual(
        new Set([winner.node!.state]),
      );
    });

    it('decides on nothing that is not there', async () => {
      for (const revisionId of [MADE_UP, 'x', '', '\0'])
        expect(places(await stage.change(reviewer, 'approveRevision', { revisionId }))).toEqual([
          'NotFound input.revisionId',
        ]);
    });
  });

  it('what was approved stays on air while the next revision is written, waits, and is turned down', async () => {
    const { itemId, revisionId } = await desk.submitted();
    made(await stage.change(reviewer, 'approveRevision', { revisionId, locales: ['en'] }));
    made(await desk.schedule(await desk.campaign([revisionId]), { mode: 'INSTANT', start: '2020-01-01T00:00:00Z' }));
    const onAir = async (locale: string) => {
      await stage.api.refresh();
      const { body } = await stage.api.deliver<{ activeCampaign: { campaign: { playlist: object[] } | null } }>(
        'query ($locale: Locale) { activeCampaign(surface: "discover", viewer: { locale: $locale }) { campaign { playlist { item { id title locale } } } } }',
        { locale },
      );
      return body.data.activeCampaign.campaign?.playlist ?? null;
    };
    const approved = [{ item: { id: itemId, title: 'You are not alone', locale: 'en' } }];
    expect(await onAir('en')).toEqual(approved);
    // Spanish was handed in too, and nobody approved it.
    expect(await onAir('es')).toEqual(approved);
    const [english] = ARTICLE.localizations;
    const document = { ...ARTICLE, localizations: [{ ...english, title: 'Another title' }] };
    made(await stage.change(contributor, 'saveDraft', { itemId, version: 1, document }));
    expect(await onAir('en')).toEqual(approved);
    const next = made(await stage.change<RevisionObject>(contributor, 'submitDraft', { itemId, version: 2 }));
    expect(await onAir('en')).toEqual(approved);
    made(await stage.change(reviewer, 'rejectRevision', { revisionId: next.id, reason: 'Not this one' }));
    expect(await onAir('en')).toEqual(approved);
    made(await stage.change(contributor, 'withdrawContentItem', { itemId, reason: 'Rights ended' }));
    expect(await onAir('en')).toBeNull();
  });
});
