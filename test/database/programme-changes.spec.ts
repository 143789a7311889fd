import { randomUUID } from 'node:crypto';
import { compile, recompile, rowsOf, SYSTEM_ACTOR, type Programme } from '#domain';
import { air } from '#domain/fixtures';
import { Database, ProgrammeReadModel, RunStore, UnitOfWork, type Touched, type Transaction } from '#persistence';
import { Airings, article, helpline, instantWindow, TEST_SURFACE, viewerDays, type Airing } from '../support/airing.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const ALWAYS = instantWindow(0, null);

describe('what was touched since a version', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let unitOfWork: UnitOfWork;
  let source: ProgrammeReadModel;
  let airings: Airings;
  let made: Airing;
  let other: Airing;
  let partnerId: string;
  let held: Programme;
  beforeEach(async () => {
    testDatabase = await cloneTestDatabase();
    database = new Database({ url: testDatabase.url, poolMax: 5, applicationName: 'test' });
    unitOfWork = new UnitOfWork(database);
    source = new ProgrammeReadModel(database);
    airings = await Airings.begin(unitOfWork);
    const documents = [article({ en: 'First', es: 'Primero' }), article({ en: 'Second' })];
    made = await airings.air({ slug: 'one', window: viewerDays('2026-09-10', '2026-09-16'), documents });
    other = await airings.air({ slug: 'other', window: ALWAYS });
    await airings.keepHelp([helpline('line', ['GB'])], { GB: 'Call 999.' });
    partnerId = (await testDatabase.query<{ id: string }>("SELECT id FROM partner WHERE slug = 'samaritans'"))[0]!.id;
    held = compile(await source.read());
  });
  afterEach(async () => {
    await database.close();
    await testDatabase.drop();
  });

  /** Rows written past every decision, and the word of what was touched. */
  async function touch(touched: readonly Touched[], sql?: string, values?: unknown[]): Promise<void> {
    if (sql !== undefined) await testDatabase.query(sql, values);
    await unitOfWork.record(SYSTEM_ACTOR, async (tx) => tx.programmeChanged(...touched));
  }

  const removal = `INSERT INTO removal (id, cause, kind, reason, subject_type, subject_id, removed_at, receipt, receipt_hash)
    VALUES (gen_random_uuid(), 'TAKEDOWN', 'IN_ERROR', 'r', $1::"RemovalSubject", $2, now(), '{}', '')`;
  const rejection = `INSERT INTO decision (id, revision_id, locale, content_hash, decision, decided_by_id, decided_at)
    SELECT gen_random_uuid(), revision_id, locale, content_hash, 'REJECTED', revision_id, now() FROM localization WHERE locale = 'es'`;
  const consent = `INSERT INTO consent (id, item_id, reference, regions, surfaces, until, evidence, withdrawal_explained, support_offered,
    recorded_at, recorded_by_id)
    VALUES (gen_random_uuid(), $1, 'r', '{GB}', '{}', '2036-10-01T00:00:00.123Z', 'e', true, true, now(), $1)`;

  const zoneHeld = `INSERT INTO zone_change (id, run_id, schedule_version, zone, boundary, from_version, to_version, outcome, reason, found_at)
    SELECT gen_random_uuid(), run_id, schedule_version, windows->0->'zones'->>0, 'START', 'a', 'b', 'HELD', 'r', now()
    FROM run_zone_window WHERE run_id = $1`;
  const ofRun = (change: string): [Touched[], string, unknown[]] => [
    [{ run: made.runId }],
    `UPDATE run SET ${change} WHERE id = $1`,
    [made.runId],
  ];
  it.each<[string, () => [Touched[], string?, unknown[]?]]>([
    ['nothing that was written', () => [[{ run: made.runId }]]],
    ['a run that moves', () => ofRun("intent_start = '2026-09-11'")],
    ['a run that is cut short', () => ofRun("cut_at = '2026-09-12T10:11:12.345Z'")],
    ['a run for some regions', () => ofRun("regions = '{GB,IE}'")],
    ['a run whose window a zone keeps', () => [[{ run: made.runId }], zoneHeld, [made.runId]]],
    ['a run that is over', () => ofRun("state = 'CANCELLED'")],
    [
      'a campaign',
      () => [
        [{ campaign: made.campaignId }],
        "UPDATE campaign SET embargoed = true, app_version_min = '2.1' WHERE id = $1",
        [made.campaignId],
      ],
    ],
    ['a campaign off the air', () => [[{ campaign: made.campaignId }], removal, ['CAMPAIGN', made.campaignId]]],
    [
      'a revision off the air',
      () => [[{ revision: made.revisionIds[1]! }], removal, ['REVISION', made.revisionIds[1]]],
    ],
    ['a text that is rejected', () => [[{ revision: made.revisionIds[0]! }], rejection]],
    [
      'a revision that waits again',
      () => [
        [{ revision: made.revisionIds[0]! }],
        "UPDATE revision SET state = 'SUBMITTED' WHERE id = $1",
        [made.revisionIds[0]],
      ],
    ],
    ['an item off the air', () => [[{ item: made.itemIds[0]! }], removal, ['ITEM', made.itemIds[0]]]],
    ['a consent', () => [[{ item: made.itemIds[0]! }], consent, [made.itemIds[0]]]],
    [
      'a partner by another name',
      () => [[{ partner: partnerId }], "UPDATE partner SET name = 'New' WHERE id = $1", [partnerId]],
    ],
    ['a partner off the air', () => [[{ partner: partnerId }], removal, ['PARTNER', partnerId]]],
    [
      'a surface',
      () => [
        [{ surface: TEST_SURFACE }],
        'UPDATE surface SET capacity = 2, exclusive = false WHERE slug = $1',
        [TEST_SURFACE],
      ],
    ],
    ['help', () => [['HELP', { run: made.runId }], 'DELETE FROM helpline']],
    [
      'subjects that are no ids, too',
      () => [[{ item: 'x' }, { run: "'; --" }, { campaign: made.campaignId }], removal, ['CAMPAIGN', made.campaignId]],
    ],
    [
      'several',
      () => [[{ run: made.runId }, { item: other.itemIds[0]! }, 'PARTNERS'], removal, ['ITEM', other.itemIds[0]]],
    ],
  ])('makes what everything read anew makes: %s', async (_, what) => {
    const [touched, sql, values] = what();
    await touch(touched, sql, values);
    const change = await source.changes(held.version, held.mark);
    expect(air(recompile(held, change!))).toEqual(air(compile(await source.read())));
  });

  it('is nothing when nothing was, whether or not the log reaches back', async () => {
    const nothing = { surfaces: [], runs: [], goneRunIds: [], revisions: [], common: {} };
    expect(await source.changes(held.version, held.mark)).toMatchObject({ version: held.version, ...nothing });
    await testDatabase.query('DELETE FROM programme_change');
    expect(await source.changes(held.version, held.mark)).toMatchObject({ version: held.version, ...nothing });
  });

  it('names runs that do not air any more', async () => {
    await testDatabase.query("UPDATE run SET state = 'RETIRED' WHERE id = $1", [made.runId]);
    const never = randomUUID();
    await touch([{ campaign: made.campaignId }, { run: never }]);
    const change = await source.changes(held.version, held.mark);
    expect([change!.runs, [...change!.goneRunIds].sort()]).toEqual([[], [made.runId, never].sort()]);
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      'of another history, of the same number',
      () => testDatabase.query('UPDATE programme_version SET mark = gen_random_uuid()'),
    ],
    ['from before what is held', () => testDatabase.query('UPDATE programme_version SET version = version - 1')],
    ['that the log does not name', () => testDatabase.query('UPDATE programme_version SET version = version + 1')],
    [
      'since one that the log has forgotten',
      async () => {
        await touch([{ run: made.runId }]);
        await testDatabase.query('DELETE FROM programme_change WHERE version = $1', [held.version]);
      },
    ],
    ['of which nobody knows what they touched', () => touch([])],
    [
      'that touched more than it would pay to read',
      async () => {
        await touch([{ run: made.runId }]);
        await testDatabase.query(
          `INSERT INTO programme_change (version, kind, subject, mark, changed_at)
          SELECT version, 'RUN', gen_random_uuid()::text, mark, now() FROM programme_version, generate_series(1, 5000)`,
        );
      },
    ],
  ])('cannot be told of versions %s', async (_, write) => {
    await write();
    expect(await source.changes(held.version, held.mark)).toBeNull();
  });

  it('is one state of the rows, though twenty decide meanwhile', async () => {
    // Each decision gives one run a new version of its schedule, and the programme one.
    const behind = (programme: Programme) =>
      rowsOf(programme).runs.reduce((sum, run) => sum + run.scheduleVersion, 0) - programme.version;
    const [first, expected] = [held.version, behind(held)];
    let isOver = false;
    const deciding = Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        const run = i % 2 === 0 ? made.runId : other.runId;
        await unitOfWork.record(SYSTEM_ACTOR, (tx) => move(tx, run));
      }),
    ).finally(() => (isOver = true));
    while (!isOver || held.version < first + 20) {
      held = recompile(held, (await source.changes(held.version, held.mark))!);
      expect(behind(held)).toBe(expected);
    }
    await deciding;
    expect(held.version).toBe(first + 20);
  });
});

async function move(tx: Transaction, runId: string): Promise<void> {
  const runs = new RunStore();
  const run = (await runs.lockRun(tx, runId))!;
  await runs.reschedule(tx, run, { state: 'SCHEDULED', intent: run.intent, regions: run.regions, newVersion: true });
  tx.programmeChanged({ run: runId });
}
