import { compile } from '#domain';
import { ProgrammeHolder, type HolderReport } from '#delivery';
import { Database, ProgrammeListener, ProgrammeReadModel, UnitOfWork } from '#persistence';
import { Airings, article, helpline, instantWindow, TEST_SURFACE, viewerDays } from '../support/airing.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

const SILENT: HolderReport = { loaded: () => undefined, failed: () => undefined };
const ALWAYS = instantWindow(0, null);

describe('the programme of the rows', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let airings: Airings;
  let source: ProgrammeReadModel;
  beforeEach(async () => {
    testDatabase = await cloneTestDatabase();
    database = new Database({ url: testDatabase.url, poolMax: 5, applicationName: 'test' });
    airings = await Airings.begin(new UnitOfWork(database));
    source = new ProgrammeReadModel(database);
  });
  afterEach(async () => {
    await database.close();
    await testDatabase.drop();
  });

  const onSurface = async () => compile(await source.read()).surfaces.get(TEST_SURFACE) ?? [];

  it('is what was decided: texts, window, audience, entries in their order, partner', async () => {
    const made = await airings.air({
      slug: 'well-being-week',
      window: viewerDays('2026-09-10', '2026-09-16'),
      tier: 'TAKEOVER',
      audience: { regions: ['GB', 'IE'], platforms: ['IOS'], appVersionMin: '12.4' },
      embargoed: true,
      titles: { en: 'Well-being week', es: 'Semana del bienestar' },
      documents: [article({ en: 'First', es: 'Primero' }), article({ en: 'Second' })],
    });
    const [candidate, ...others] = await onSurface();
    expect(others).toEqual([]);
    expect(candidate).toMatchObject({
      runId: made.runId,
      campaignId: made.campaignId,
      slug: 'well-being-week',
      tier: 'TAKEOVER',
      audience: { regions: ['GB', 'IE'], locales: [], platforms: ['IOS'], appVersionMin: '12.4' },
      embargoed: true,
      texts: { en: { title: 'Well-being week' }, es: { title: 'Semana del bienestar' } },
      intent: viewerDays('2026-09-10', '2026-09-16'),
      entries: [
        {
          revisionId: made.revisionIds[0],
          itemId: made.itemIds[0],
          locales: ['en', 'es'],
          partner: { slug: 'samaritans' },
        },
        { revisionId: made.revisionIds[1], itemId: made.itemIds[1], locales: ['en'] },
      ],
    });
    expect(candidate!.entries[0]!.document).toEqual(article({ en: 'First', es: 'Primero' }));
  });

  it('holds helplines, emergency words, guides and partners as they are on file', async () => {
    await airings.keepHelp([helpline('line', ['GB'])], { GB: 'Call 999.' });
    await airings.air({ slug: 'any', window: ALWAYS });
    const { help, guides, partners } = await source.read();
    expect(help.helplines).toEqual([helpline('line', ['GB'])]);
    expect(help.emergency).toMatchObject([{ region: 'GB', texts: { en: 'Call 999.' } }]);
    expect(guides).toEqual([]);
    expect(partners).toEqual([{ slug: 'samaritans', name: 'Samaritans', website: 'https://samaritans.example.org/' }]);
  });

  it('shows a run by its window, whatever the scheduler recorded of it; one that is over or taken back is not read', async () => {
    const [scheduled, active, retired, cancelled] = await Promise.all(
      ['scheduled', 'active', 'retired', 'cancelled'].map((slug) => airings.air({ slug, window: ALWAYS })),
    );
    await testDatabase.query("UPDATE run SET state = 'ACTIVE' WHERE id = $1", [active!.runId]);
    await testDatabase.query("UPDATE run SET state = 'RETIRED' WHERE id = $1", [retired!.runId]);
    await airings.cancel(cancelled!.runId);
    expect((await source.read()).runs.map((run) => run.runId).sort()).toEqual([scheduled!.runId, active!.runId].sort());
  });

  it('leaves out what was never approved, and locales that were not', async () => {
    await airings.air({ slug: 'nothing', window: ALWAYS, approved: [] });
    await airings.air({
      slug: 'spanish',
      window: ALWAYS,
      documents: [article({ en: 'English', es: 'Español' })],
      approved: ['es'],
    });
    const candidates = await onSurface();
    expect(candidates.map((candidate) => [candidate.slug, candidate.entries[0]!.locales])).toEqual([
      ['spanish', ['es']],
    ]);
  });

  it('loses an item with its withdrawal, and a run with its last item', async () => {
    const made = await airings.air({
      slug: 'two',
      window: ALWAYS,
      documents: [article({ en: 'First' }), article({ en: 'Second' })],
    });
    await airings.withdrawItem(made.itemIds[0]!);
    expect((await onSurface())[0]!.entries.map((entry) => entry.itemId)).toEqual([made.itemIds[1]]);
    await airings.withdrawItem(made.itemIds[1]!);
    expect(await onSurface()).toEqual([]);
  });

  it('is one state of the rows with its version, though twenty decide meanwhile', async () => {
    const first = await source.version();
    const deciding = Promise.all(
      Array.from({ length: 20 }, (_, i) => airings.air({ slug: `run-${i}`, window: ALWAYS })),
    );
    const versions: number[] = [];
    let isOver = false;
    void deciding.finally(() => (isOver = true));
    while (!isOver) {
      const { version, runs } = await source.read();
      expect(runs).toHaveLength(version - first);
      versions.push(version);
    }
    await deciding;
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(await source.version()).toBe(first + 20);
  });

  it('is told of by NOTIFY: a decision is in memory without a poll, and a listener that was cut off asks again', async () => {
    const heard: string[] = [];
    const listener = new ProgrammeListener(testDatabase.url, () => heard.push('change'));
    listener.start();
    await until('the first connect', () => heard.length === 1);
    await airings.air({ slug: 'one', window: ALWAYS });
    await until('the notification', () => heard.length === 2);
    await testDatabase.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'marquee-listener' AND datname = current_database()",
    );
    await until('the connect after the cut', () => heard.length === 3);
    await airings.air({ slug: 'two', window: ALWAYS });
    await until('the notification after the cut', () => heard.length === 4);
    await listener.stop();
  });

  it('a listener that is stopped while it connects leaves nothing behind', async () => {
    const listener = new ProgrammeListener(testDatabase.url, () => undefined);
    listener.start();
    await listener.stop();
    const sessions =
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'marquee-listener' AND datname = current_database()";
    await until('the session is over', async () => (await testDatabase.query(sessions)).length === 0);
  });

  it('a withdrawal is in the next answer of a process that listens', async () => {
    const holder = new ProgrammeHolder(source, (onChange) => new ProgrammeListener(testDatabase.url, onChange), SILENT);
    holder.start();
    const made = await airings.air({ slug: 'one', window: ALWAYS });
    await until('the run is held', () => holder.current()?.surfaces.get(TEST_SURFACE)?.length === 1);
    await airings.withdrawItem(made.itemIds[0]!);
    await until('the run is gone', () => holder.current()?.surfaces.has(TEST_SURFACE) === false);
    await holder.stop();
  });
});
