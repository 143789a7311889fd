import { readPolicyPack } from '#domain';
import { createLogger } from '#operations';
import type { TestMember } from '../support/actors.js';
import { ContentStage, places, type RevisionObject } from '../support/content-stage.js';
import { ARTICLE, codesOf, made, type ApiRefusal } from '../support/desk.js';

/** An invented word that stands for what must not be read anywhere but in its text. */
const MARKED = 'zorblefnord';
const PACK = readPolicyPack({
  id: 'en-methods-private',
  version: '1',
  locale: 'en',
  subject: 'METHODS',
  completeness: 'COMPLETE',
  informedBy: [],
  safePhrases: [],
  exampleMarks: [],
  rules: [
    {
      id: 'method.detail',
      severity: 'BLOCK',
      message: 'A means is named.',
      advice: 'Leave it out.',
      match: { kind: 'PHRASES', phrases: [`${MARKED}*`] },
    },
  ],
}).pack!;
const REVIEW = `review { id dueSet overdue ageSeconds assignee { id displayName } skips appealed locales { locale awaits } }`;
const [english] = ARTICLE.localizations;

describe('the work of a review through the management API', () => {
  const logged: string[] = [];
  let stage: ContentStage;
  let owner: TestMember;
  let stranger: TestMember;
  let reviewer: TestMember;
  let safety: TestMember;
  beforeAll(async () => {
    const destination = { write: (line: string) => void logged.push(line) };
    stage = await ContentStage.open({
      logger: createLogger({ name: 'test', level: 'trace', destination }),
      privatePacks: [PACK],
    });
    owner = stage.cast.partner.members.OWNER;
    stranger = stage.cast.otherPartner.members.OWNER;
    ({ REVIEWER: reviewer, SAFETY_REVIEWER: safety } = stage.cast.staff);
  });
  afterAll(() => stage.close());

  const review = <Node = { id: string }>(by: TestMember, mutation: string, input: object) =>
    stage.desk.mutate<Node>(by, mutation, input, 'review', REVIEW);
  const titled = (title: string) => ({ ...ARTICLE, localizations: [{ ...english, title }] });

  it('what a private pack finds blocks by rule and place, and its word is in no answer, refusal, audit, event or log', async () => {
    const document = titled(`The ${MARKED} of it`);
    const { revisionId } = await stage.desk.submitted(document);
    const refusals: ApiRefusal[] = [];
    for (const by of [reviewer, safety]) {
      const answers = await stage.desk.answersTo(by, revisionId);
      refusals.push(...(await stage.change(by, 'approveRevision', { revisionId, ...answers })).refusals);
    }
    expect(refusals.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual([
      'FINDINGS_BLOCK input.revisionId',
      'INVALID_VALUE input.reason',
    ]);
    const check = `query ($id: ID!) { revision(id: $id) { check { findings { rule key message advice path } } } reviewQueue { edges { node { id topics locales { contentNote } } } } policyPacks { id rules { id message advice } } }`;
    const answered = await stage.ask(reviewer, check, { id: revisionId });
    expect(JSON.stringify(answered)).toContain('method.detail');
    const [kept] = await stage.database.query<{ told: string }>(
      `SELECT concat((SELECT json_agg(a) FROM audit_entry a), (SELECT json_agg(e) FROM outbox_event e)) AS told`,
    );
    const metrics = await (await fetch(`${stage.api.url}/metrics`)).text();
    // A malformed request is logged with its id, not with what it held.
    await stage.api.manage(reviewer.key, `{ ${MARKED} }`);
    expect(logged.length).toBeGreaterThan(0);
    for (const told of [JSON.stringify([refusals, answered]), kept!.told, metrics, logged.join('')])
      expect(told).not.toContain(MARKED);
  });

  it('is taken, given back, skipped and made due, by whoever reviews and nobody else', async () => {
    const { revisionId } = await stage.desk.submitted();
    const memberId = reviewer.actor.memberId;
    expect(made(await review(reviewer, 'assignReview', { revisionId, memberId }))).toMatchObject({
      id: revisionId,
      assignee: { id: memberId, displayName: 'Test reviewer' },
      overdue: false,
    });
    const dueAt = new Date(Date.now() + 3_600_000).toISOString();
    expect(made(await review(reviewer, 'setReviewDue', { revisionId, dueAt }))).toMatchObject({ dueSet: true });
    expect(made(await review(reviewer, 'skipReview', { revisionId }))).toMatchObject({ assignee: null, skips: 1 });
    expect((await stage.queue(reviewer)).map(({ id }) => id)).not.toContain(revisionId);
    expect((await stage.queue(safety)).map(({ id }) => id)).toContain(revisionId);
    for (const by of [owner, stage.cast.staff.SCHEDULER]) {
      for (const [mutation, input] of [
        ['assignReview', { revisionId }],
        ['setReviewDue', { revisionId }],
        ['skipReview', { revisionId }],
      ] as const)
        expect(places(await review(by, mutation, input))).toEqual(['NotAllowed input']);
      expect(await stage.errorCodes(by, '{ conflicts { id } }')).toEqual(['FORBIDDEN']);
      expect(await stage.errorCodes(by, '{ myReviewCap { dailyMax } }')).toEqual(['FORBIDDEN']);
      expect(await stage.errorCodes(by, `{ review(revisionId: "${revisionId}") { id } }`)).toEqual(['FORBIDDEN']);
    }
  });

  it('a person sets their own bound and conflicts, and reads them', async () => {
    const cap = await stage.desk.mutate(
      reviewer,
      'setReviewCap',
      { dailyMax: 4, zone: 'Europe/Berlin' },
      'cap',
      'cap { dailyMax zone }',
    );
    expect(made(cap)).toEqual({ dailyMax: 4, zone: 'Europe/Berlin' });
    const mine = async (by: TestMember) =>
      (await stage.ask<{ myReviewCap: object | null }>(by, '{ myReviewCap { dailyMax zone } }')).data.myReviewCap;
    expect([await mine(reviewer), await mine(safety)]).toEqual([{ dailyMax: 4, zone: 'Europe/Berlin' }, null]);
    const input = { partnerId: stage.cast.otherPartner.id, reason: 'My sister works there' };
    made(await stage.desk.mutate(reviewer, 'declareConflict', input, 'conflictId', 'conflictId'));
    const { revisionId } = await stage.desk.submitted(ARTICLE, stranger);
    expect(places(await stage.change(reviewer, 'approveRevision', { revisionId }))).toEqual([
      'ConflictOfInterest input.revisionId',
    ]);
    const { data } = await stage.ask<{ conflicts: { partner: { slug: string } }[] }>(
      safety,
      '{ conflicts { id member { displayName } partner { slug } reason declaredAt } }',
    );
    expect(data.conflicts.map(({ partner }) => partner.slug)).toEqual([stage.cast.otherPartner.slug]);
  });

  it('an edit by staff is scheduled when its partner has accepted it, and not a moment before', async () => {
    const { itemId, revisionId } = await stage.desk.submitted(titled('Harsh'));
    const editing = { revisionId, document: titled('Softer'), reason: 'A softer title' };
    const edited = made(await stage.change<RevisionObject>(safety, 'editRevision', editing));
    made(await stage.change(reviewer, 'approveRevision', { revisionId: edited.id }));
    const campaign = await stage.desk.campaign([edited.id]);
    const schedule = () =>
      stage.desk.schedule(campaign, { mode: 'INSTANT', start: '2020-01-01T00:00:00Z', end: '2030-01-01T00:00:00Z' });
    expect(places(await schedule())).toEqual(['EditNotAccepted input.playlist.1']);
    expect(codesOf(await stage.change(stranger, 'acceptEdit', { revisionId: edited.id }))).toEqual(['NOT_FOUND']);
    const said =
      'query ($id: ID!) { contentItem(id: $id) { revisions { number edit editedFrom signOffs { signedBy } media { mediaHash } } } }';
    const { data } = await stage.ask<{ contentItem: { revisions: object[] } }>(owner, said, { id: itemId });
    expect(data.contentItem.revisions[0]).toEqual({
      number: 2,
      edit: 'WAITING',
      editedFrom: revisionId,
      signOffs: [],
      media: [],
    });
    made(await stage.change(owner, 'acceptEdit', { revisionId: edited.id }));
    made(await schedule());
    expect(places(await stage.change(owner, 'declineEdit', { revisionId: edited.id, reason: 'Late' }))).toEqual([
      'WrongState input.revisionId',
    ]);
  });

  it('a rejection has a code, is appealed once, and the partner reads what came of it', async () => {
    const { revisionId } = await stage.desk.submitted();
    made(await stage.change(safety, 'rejectRevision', { revisionId, code: 'NO_WAY_TO_HELP', reason: 'Name a line.' }));
    made(await stage.change(owner, 'appealRejection', { revisionId, text: 'It is in the summary.' }));
    expect(places(await stage.change(owner, 'appealRejection', { revisionId, text: 'Once more' }))).toEqual([
      'AlreadyExists input.revisionId',
    ]);
    const deciding = { revisionId, outcome: 'GRANTED', reason: 'Right, it is.' };
    expect(places(await stage.change(safety, 'decideAppeal', deciding))).toEqual(['OwnDecision input.revisionId']);
    made(await stage.change(reviewer, 'decideAppeal', deciding));
    const query =
      'query ($id: ID!) { revision(id: $id) { state appeal { text outcome reason } decisions { code decidedBy } } }';
    const { data } = await stage.ask<{ revision: object }>(owner, query, { id: revisionId });
    expect(data.revision).toEqual({
      state: 'SUBMITTED',
      appeal: { text: 'It is in the summary.', outcome: 'GRANTED', reason: 'Right, it is.' },
      decisions: Array.from({ length: 2 }, () => ({ code: 'NO_WAY_TO_HELP', decidedBy: 'staff' })),
    });
  });

  it('the packs of a partner are what its writers are checked by', async () => {
    const input = {
      partnerId: stage.cast.partner.id,
      packIds: ['en-eating-disorders'],
      reason: 'Their own style guide',
    };
    expect(places(await stage.desk.mutate(owner, 'choosePolicyPacks', input, 'packs', 'packs { id }'))).toEqual([
      'NotAllowed input',
    ]);
    const chosen = made(
      await stage.desk.mutate<{ id: string }[]>(safety, 'choosePolicyPacks', input, 'packs', 'packs { id }'),
    );
    expect(chosen.map(({ id }) => id)).toEqual(['en-eating-disorders', PACK.id]);
    const packs = async (by: TestMember, query: string) =>
      (await stage.ask<{ policyPacks: { id: string }[] }>(by, query)).data.policyPacks.length;
    expect(await packs(owner, '{ policyPacks { id } }')).toBe(2);
    expect(await packs(stranger, '{ policyPacks { id } }')).toBe(9);
    expect(await packs(reviewer, `{ policyPacks(partner: "${stage.cast.partner.slug}") { id } }`)).toBe(2);
  });
});
