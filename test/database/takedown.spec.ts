import { setTimeout as wait } from 'node:timers/promises';
import { Answers, ProgrammeHolder, type ChangeHint, type HolderReport } from '#delivery';
import { ERASED_TEXT, receiptHash, type Actor, type Outcome, type RemovalSubject, type Role } from '#domain';
import {
  BeginHelpOnly,
  RecordConsent,
  SuspendPartner,
  TakeDown,
  WithdrawConsent,
  WithdrawContentItem,
  WithdrawRevision,
} from '#editorial';
import {
  CampaignStore,
  ConsentStore,
  ContentStore,
  Database,
  HelpOnlyStore,
  ProgrammeListener,
  ProgrammeReadModel,
  RemovalReadModel,
  RemovalStore,
  UnitOfWork,
  uuidV7,
} from '#persistence';
import { Airings, article, guideDocument, guideText, helpline, instantWindow, type Airing } from '../support/airing.js';
import { valueOf } from '../support/content-desk.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';
import { UNTIL_MS } from '../support/until.js';

const WALL = 'wall';
const ALWAYS = instantWindow(0, null);
const CLUES = { region: 'GB', timeZone: 'UTC' };
const SILENT: HolderReport = { loaded: () => undefined, failed: () => undefined };
const GUIDE = guideDocument({ en: guideText('For friends', { reviewBy: '9999-01-01' }) });
/** A hint that is never given: every notification is lost. */
const deaf: ChangeHint = { start: () => undefined, stop: () => Promise.resolve() };

function actor(role: Role, partnerId: string | null = null): Actor {
  return {
    kind: 'MEMBER',
    memberId: uuidV7(Date.now()),
    keyId: null,
    sessionId: null,
    displayName: `Test ${role}`,
    role,
    partnerId,
  };
}

/** A process that answers, and when it last carried what. */
class Reader {
  readonly lastCarried = new Map<string, number>();
  private readonly answers: Answers;

  constructor(readonly holder: ProgrammeHolder) {
    this.answers = new Answers(holder, { now: () => Date.now() });
  }

  carried(clues: { region: string; timeZone: string } = CLUES): string[] {
    const { onAir, alsoOnAir, help } = this.answers.active(WALL, clues);
    return [
      ...[onAir, ...alsoOnAir].flatMap((shown) =>
        shown === null ? [] : shown.entries.map(({ revisionId }) => `${shown.candidate.slug} ${revisionId}`),
      ),
      ...help.services.map(({ slug }) => `helpline ${slug}`),
      ...this.answers.guides(null, clues).map(({ guide }) => `guide ${guide.slug}`),
    ];
  }

  look(): void {
    const at = performance.now();
    for (const thing of this.carried()) this.lastCarried.set(thing, at);
    for (const thing of this.carried({ region: 'SG', timeZone: 'UTC' })) this.lastCarried.set(`SG ${thing}`, at);
  }
}

describe('what is taken off the air', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let unitOfWork: UnitOfWork;
  let airings: Airings;
  let partnerId: string;
  let readers: Reader[];
  const admin = actor('ADMIN');
  const removals = new RemovalStore();
  beforeAll(async () => {
    testDatabase = await cloneTestDatabase();
    database = new Database({ url: testDatabase.url, poolMax: 6, applicationName: 'test' });
    unitOfWork = new UnitOfWork(database);
    airings = await Airings.begin(unitOfWork);
    const [partner] = await testDatabase.query<{ id: string }>('SELECT id FROM partner');
    partnerId = partner!.id;
    await airings.change((tx) =>
      new CampaignStore().insertSurface(tx, { slug: WALL, name: 'Wall', exclusive: false, capacity: 20 }),
    );
    const source = new ProgrammeReadModel(database);
    const heard = () =>
      new ProgrammeHolder(source, (onChange) => new ProgrammeListener(testDatabase.url, onChange), SILENT);
    readers = [heard(), heard(), new ProgrammeHolder(source, () => deaf, SILENT)].map((holder) => new Reader(holder));
    for (const { holder } of readers) holder.start();
    await Promise.all(readers.map(({ holder }) => holder.refresh()));
  });
  afterAll(async () => {
    await Promise.all(readers.map(({ holder }) => holder.stop()));
    await database.close();
    await testDatabase.drop();
  });

  const owner = () => actor('OWNER', partnerId);
  const air = (slug: string, topics = ['help_seeking']): Promise<Airing> =>
    airings.air({ slug, surface: WALL, window: ALWAYS, documents: [article({ en: slug }, { topics })] });
  const takeDown = async (subjectType: RemovalSubject, subjectId: string): Promise<Outcome<string>> => {
    const taking = new TakeDown(unitOfWork, removals, new ProgrammeReadModel(database));
    const input = { subjectType, subjectId, kind: 'IN_ERROR', reason: 'Test', notice: {}, replacedBy: null } as const;
    return (await taking.execute(admin, { ...input, acknowledgesLostHelp: true, idempotencyKey: null }, false)).outcome;
  };
  const withdrawConsent = (itemId: string, by = owner()) =>
    new WithdrawConsent(unitOfWork, new ConsentStore(), removals).execute(by, { itemId, idempotencyKey: null });
  const recordConsent = (itemId: string) =>
    new RecordConsent(unitOfWork, new ConsentStore(), removals).execute(owner(), {
      itemId,
      reference: 'LE-1',
      regions: [],
      surfaces: [],
      until: Date.now() + 86_400_000,
      evidence: 'SIGNED_FORM',
      withdrawalExplained: true,
      supportOffered: true,
      idempotencyKey: null,
    });
  const suspend = () =>
    new SuspendPartner(unitOfWork, removals).execute(admin, { partnerId, reason: 'Test', idempotencyKey: null });

  /** Looks at every reader until none of them carries any of the things, and a second longer: none comes back. */
  async function watchUntilGone(things: readonly string[]): Promise<number> {
    const [begun, deadline] = [performance.now(), performance.now() + UNTIL_MS];
    let lastCarriedAt = begun;
    while (performance.now() < Math.max(lastCarriedAt, begun) + 1_000) {
      if (performance.now() > deadline) throw new Error(`Still carried: ${things.join(', ')}`);
      for (const reader of readers) reader.look();
      lastCarriedAt = Math.max(
        ...readers.flatMap(({ lastCarried }) => things.map((thing) => lastCarried.get(thing) ?? 0)),
      );
      await wait(2);
    }
    return lastCarriedAt;
  }

  it('of every kind, is in no answer of any process that reads at the same moment, also of one that hears no notification', async () => {
    const [revision, item, campaign, withdrawn, withdrawnRevision, story] = [
      await air('revision'),
      await air('item'),
      await air('campaign'),
      await air('withdrawn'),
      await air('withdrawn-revision'),
      await air('story', ['lived_experience']),
    ];
    valueOf(await recordConsent(story.itemIds[0]!));
    await airings.keepHelp([helpline('line', ['GB', 'SG']), helpline('other', ['GB', 'SG'])]);
    await airings.keepGuide('for-friends', GUIDE);
    await Promise.all(readers.map(({ holder }) => holder.refresh()));
    const inputs = { reason: 'Test', idempotencyKey: null };
    const decisions: [string, () => Promise<Outcome<string>>][] = [
      [`revision ${revision.revisionIds[0]}`, () => takeDown('REVISION', revision.revisionIds[0]!)],
      [`item ${item.revisionIds[0]}`, () => takeDown('ITEM', item.itemIds[0]!)],
      [`campaign ${campaign.revisionIds[0]}`, () => takeDown('CAMPAIGN', campaign.campaignId)],
      ['helpline line', () => takeDown('HELPLINE', 'line')],
      ['guide for-friends', () => takeDown('GUIDE', 'for-friends')],
      [
        `withdrawn ${withdrawn.revisionIds[0]}`,
        () =>
          new WithdrawContentItem(unitOfWork, new ContentStore(), removals).execute(owner(), {
            itemId: withdrawn.itemIds[0]!,
            ...inputs,
          }),
      ],
      [
        `withdrawn-revision ${withdrawnRevision.revisionIds[0]}`,
        () =>
          new WithdrawRevision(unitOfWork, new ContentStore(), removals).execute(owner(), {
            revisionId: withdrawnRevision.revisionIds[0]!,
            idempotencyKey: null,
          }),
      ],
      [`story ${story.revisionIds[0]}`, () => withdrawConsent(story.itemIds[0]!)],
    ];
    const things = decisions.map(([thing]) => thing);
    for (const reader of readers) expect(reader.carried()).toEqual(expect.arrayContaining(things));
    const committedAt = new Map<string, number>();
    const deciding = Promise.all(
      decisions.map(async ([thing, decide]) => {
        valueOf(await decide());
        committedAt.set(thing, performance.now());
      }),
    );
    await Promise.all([deciding, watchUntilGone(things)]);
    const latest = readers.map(({ lastCarried }) =>
      Math.max(...things.map((thing) => lastCarried.get(thing)! - committedAt.get(thing)!)),
    );
    // The stated bounds are measured in docs/bench.md; this machine may be busy with all other tests.
    expect(Math.max(...latest)).toBeLessThan(10_000);
    for (const reader of readers) expect(reader.carried()).toEqual(['helpline other']);
  });

  it('with help only, is everything but help of that region, and nothing of another', async () => {
    const kept = await air('kept');
    await airings.keepGuide('for-teachers', GUIDE);
    await Promise.all(readers.map(({ holder }) => holder.refresh()));
    const everything = [`kept ${kept.revisionIds[0]}`, 'helpline other', 'guide for-teachers'];
    for (const reader of readers) expect(reader.carried({ region: 'SG', timeZone: 'UTC' })).toEqual(everything);
    const begin = new BeginHelpOnly(unitOfWork, new HelpOnlyStore());
    valueOf(await begin.execute(admin, { regions: ['SG'], reason: 'Test', idempotencyKey: null }));
    await watchUntilGone(['SG guide for-teachers', `SG kept ${kept.revisionIds[0]}`]);
    for (const reader of readers) {
      expect(reader.carried({ region: 'SG', timeZone: 'UTC' })).toEqual(['helpline other']);
      expect(reader.carried()).toEqual(everything);
    }
  });

  it('with its partner, is everything of it, and its members decide nothing; help and guides stay', async () => {
    const another = await air('another');
    await Promise.all(readers.map(({ holder }) => holder.refresh()));
    valueOf(await suspend());
    await watchUntilGone([`another ${another.revisionIds[0]}`]);
    for (const reader of readers) expect(reader.carried()).toEqual(['helpline other', 'guide for-teachers']);
    const refused = await recordConsent(another.itemIds[0]!);
    expect(refused.refusals.map(({ code }) => code)).toEqual(['PARTNER_SUSPENDED']);
    const twice = await suspend();
    expect(twice.refusals.map(({ code }) => code)).toEqual(['WRONG_STATE']);
    await testDatabase.query("UPDATE removal SET lifted_at = now(), lifted_why = 'Test' WHERE cause = 'SUSPENSION'");
  });

  describe('because consent was withdrawn', () => {
    let story: Airing;
    let receiptId: string;
    beforeAll(async () => {
      story = await air('another-story', ['lived_experience']);
      valueOf(await recordConsent(story.itemIds[0]!));
      receiptId = valueOf(await withdrawConsent(story.itemIds[0]!, actor('SAFETY_REVIEWER')));
    });
    const stored = () =>
      testDatabase.query<{ text: object; content_hash: string; state: string; draft: { localizations: object } }>(
        `SELECT l.text, l.content_hash, r.state::text AS state, i.draft FROM localization l
           JOIN revision r ON r.id = l.revision_id JOIN content_item i ON i.id = r.item_id WHERE i.id = $1`,
        [story.itemIds[0]],
      );

    it('leaves hashes and ids, and no word of it in any table', async () => {
      const [row] = await stored();
      expect(row).toMatchObject({ text: ERASED_TEXT, state: 'WITHDRAWN', draft: { localizations: {} } });
      const tables = await testDatabase.query<{ name: string }>(
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
      );
      for (const { name } of tables) {
        const found = await testDatabase.query(
          `SELECT 1 FROM "${name}" t WHERE t::text LIKE '%another-story%' AND '${name}' <> 'campaign'`,
        );
        expect([name, found.length]).toEqual([name, 0]);
      }
    });

    it('gives a receipt that says what was removed when and from where, and whose hash proves it', async () => {
      const view = (await new RemovalReadModel(database).removal(receiptId, { partnerId }))!;
      const [row] = await stored();
      expect(view).toMatchObject({ cause: 'CONSENT_WITHDRAWAL', reason: null, liftedAt: null });
      expect(view.receipt).toEqual({
        hashes: [{ revisionId: story.revisionIds[0], locale: 'en', contentHash: row!.content_hash }],
        removedFrom: [
          {
            runId: story.runId,
            campaignId: story.campaignId,
            surface: WALL,
            state: 'SCHEDULED',
            positions: [1],
            isLeftWithNothing: true,
          },
        ],
        leftOut: 0,
      });
      expect(receiptHash(view, view.removedAt, view.receipt)).toBe(view.receiptHash);
      expect(await new RemovalReadModel(database).removal(receiptId, { partnerId: uuidV7(0) })).toBeNull();
    });

    it('is not recorded, written or withdrawn again', async () => {
      expect((await recordConsent(story.itemIds[0]!)).refusals.map(({ code }) => code)).toEqual(['OFF_AIR']);
      expect((await withdrawConsent(story.itemIds[0]!)).refusals.map(({ code }) => code)).toEqual(['WRONG_STATE']);
    });

    it.each<[string, () => [string, unknown[]]]>([
      ['its tombstone is changed', () => ["UPDATE removal SET reason = 'x' WHERE id = $1", [receiptId]]],
      ['it is lifted', () => ["UPDATE removal SET lifted_at = now(), lifted_why = 'x' WHERE id = $1", [receiptId]]],
      ['its tombstone is deleted', () => ['DELETE FROM removal WHERE id = $1', [receiptId]]],
      ['tombstones are emptied', () => ['TRUNCATE removal', []]],
      [
        'a text of it is written again',
        () => [
          "INSERT INTO localization (revision_id, locale, text, content_hash) VALUES ($1, 'es', '{}', '')",
          [story.revisionIds[0]],
        ],
      ],
      [
        'its draft is written again',
        () => [`UPDATE content_item SET draft = '{"localizations": {"en": {}}}' WHERE id = $1`, [story.itemIds[0]]],
      ],
      ['another hash takes the place of its own', () => ["UPDATE localization SET content_hash = ''", []]],
      [
        'a story of others is erased',
        () => ["UPDATE localization SET text = jsonb_set(text, '{title}', '\"\"') WHERE text ->> 'title' <> ''", []],
      ],
      ['a text is deleted', () => ['DELETE FROM localization WHERE revision_id = $1', [story.revisionIds[0]]]],
      ['consent is rewritten', () => ["UPDATE consent SET until = now() + interval '9 years'", []]],
    ])('the database refuses that %s', async (_, statement) => {
      await expect(testDatabase.query(...statement())).rejects.toMatchObject({
        code: expect.stringMatching(/^23/) as string,
      });
    });
  });

  it('and then taken down a second time, is refused; two at once make one', async () => {
    const { itemIds } = await air('twice');
    const both = await Promise.all([takeDown('ITEM', itemIds[0]!), takeDown('ITEM', itemIds[0]!)]);
    expect(both.filter(({ value }) => value === null)).toHaveLength(1);
    expect(both.flatMap(({ refusals }) => refusals.map(({ code }) => code))).toEqual(['WRONG_STATE']);
  });
});
