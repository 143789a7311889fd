import { DAY_MS, HOUR_MS, SECOND_MS } from '#domain';
import { Database, UnitOfWork } from '#persistence';
import { Airings, article, instantWindow, viewerDays, type Airing } from '../support/airing.js';
import { makeRehearser, rehearsalsOf, type TestRehearser } from '../support/rehearsals.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const START = Date.UTC(2027, 8, 10);
const END = START + DAY_MS;

describe('rehearsing runs', () => {
  let database: TestDatabase;
  let pool: Database;
  let airings: Airings;
  let rehearsers: TestRehearser[];
  let now: number;
  const clock = { now: () => now };
  beforeEach(async () => {
    [rehearsers, now] = [[], START - 30 * DAY_MS];
    database = await cloneTestDatabase();
    pool = new Database({ url: database.url, poolMax: 3, applicationName: 'test' });
    airings = await Airings.begin(new UnitOfWork(pool, clock));
  });
  afterEach(async () => {
    await Promise.all([pool, ...rehearsers.map((one) => one.database)].map((one) => one.close()));
    await database.drop();
  });

  function rehearser(): TestRehearser {
    const made = makeRehearser(database.url, clock);
    rehearsers.push(made);
    return made;
  }
  const air = (slug = 'week', end: number | null = END) => airings.air({ slug, window: instantWindow(START, end) });
  const told = ({ runId }: Airing) => rehearsalsOf(database, runId);
  const events = () =>
    database.query<{ type: string; subject_id: string; payload: Record<string, unknown> }>(
      "SELECT type, subject_id, payload FROM outbox_event WHERE type LIKE 'run.rehears%' ORDER BY xid, pos",
    );

  it.each([
    ['SEVEN_DAYS', 7 * DAY_MS],
    ['ONE_DAY', DAY_MS],
    ['ONE_HOUR', HOUR_MS],
  ])('is due at %s before the start, and not a millisecond sooner', async (kind, leadMs) => {
    const run = await air();
    const { rehearsing } = rehearser();
    now = START - leadMs - 1;
    await rehearsing.execute();
    expect(await told(run)).not.toContain(`${kind} v1 green`);
    now = START - leadMs;
    await rehearsing.execute();
    expect(await told(run)).toContain(`${kind} v1 green`);
    const [row] = await database.query<{ due_at: Date; rehearsed_at: Date }>(
      'SELECT due_at, rehearsed_at FROM rehearsal WHERE kind = $1::"RehearsalKind"',
      [kind],
    );
    expect([row!.due_at.getTime(), row!.rehearsed_at.getTime()]).toEqual([START - leadMs, START - leadMs]);
  });

  it('counts from the first instant on Earth of a run on viewers’ own clocks', async () => {
    const run = await airings.air({ slug: 'local', window: viewerDays('2027-09-10', '2027-09-16') });
    const { rehearsing } = rehearser();
    now = START - 14 * HOUR_MS - 7 * DAY_MS - 1;
    await rehearsing.execute();
    expect(await told(run)).toEqual([]);
    now += 1;
    await rehearsing.execute();
    expect(await told(run)).toEqual(['SEVEN_DAYS v1 green']);
  });

  it('happens once each, however often one looks', async () => {
    const run = await air();
    const { rehearsing, reports } = rehearser();
    for (const leadMs of [7 * DAY_MS, 6 * DAY_MS, DAY_MS, HOUR_MS, SECOND_MS]) {
      now = START - leadMs;
      expect(await rehearsing.execute()).toBe(false);
    }
    expect(await told(run)).toEqual(['SEVEN_DAYS v1 green', 'ONE_DAY v1 green', 'ONE_HOUR v1 green']);
    expect(reports.records.map(({ kind }) => kind)).toEqual(['SEVEN_DAYS', 'ONE_DAY', 'ONE_HOUR']);
    expect(reports.failures).toEqual([]);
  });

  it('of several that nobody was there for only the latest is made up', async () => {
    const run = await air();
    now = START - 2 * HOUR_MS;
    await rehearser().rehearsing.execute();
    expect(await told(run)).toEqual(['ONE_DAY v1 green']);
    expect(await events()).toMatchObject([
      { payload: { dueAt: '2027-09-09T00:00:00.000Z', rehearsedAt: '2027-09-09T22:00:00.000Z' } },
    ]);
  });

  it('leaves alone what has begun, is a draft or was taken back', async () => {
    const [begun, draft, cancelled] = [await air('begun'), await air('draft'), await air('cancelled')];
    await database.query("UPDATE run SET state = 'DRAFT' WHERE id = $1", [draft.runId]);
    await airings.cancel(cancelled.runId);
    now = START;
    await rehearser().rehearsing.execute();
    await database.query("UPDATE run SET state = 'CANCELLED' WHERE id = $1", [begun.runId]);
    now = START - HOUR_MS;
    await rehearser().rehearsing.execute();
    expect(await database.query('SELECT 1 FROM rehearsal')).toEqual([]);
  });

  it('three schedulers at once record it once, with one event and one audit entry', async () => {
    const runs: Airing[] = [];
    // A surface each, so that none displaces another.
    for (const surface of ['discover', 'safety-center', 'search'])
      runs.push(await airings.air({ slug: surface, surface, window: instantWindow(START, END) }));
    now = START - HOUR_MS;
    const three = [rehearser(), rehearser(), rehearser()];
    await Promise.all(three.map(({ rehearsing }) => rehearsing.execute()));
    for (const run of runs) expect(await told(run)).toEqual(['ONE_HOUR v1 green']);
    expect((await events()).map((event) => event.subject_id).sort()).toEqual(runs.map(({ runId }) => runId).sort());
    expect(await database.query("SELECT 1 FROM audit_entry WHERE action = 'run.rehearsed'")).toHaveLength(3);
    expect(three.flatMap(({ reports }) => reports.records)).toHaveLength(3);
    expect(three.flatMap(({ reports }) => reports.failures)).toEqual([]);
  });

  it('a run that is rescheduled is rehearsed anew', async () => {
    const run = await air();
    const { rehearsing } = rehearser();
    now = START - 7 * DAY_MS;
    await rehearsing.execute();
    await airings.reschedule(run.runId, instantWindow(START + DAY_MS, END + DAY_MS));
    await rehearsing.execute();
    expect(await told(run)).toEqual(['SEVEN_DAYS v1 green']);
    now += DAY_MS;
    await rehearsing.execute();
    expect(await told(run)).toEqual(['SEVEN_DAYS v1 green', 'SEVEN_DAYS v2 green']);
  });

  it('a run that is rescheduled while it is rehearsed is neither recorded nor told of', async () => {
    const run = await airings.air({
      slug: 'film',
      window: instantWindow(START, END),
      documents: [filmAt('https://media.example.org/film.mp4')],
    });
    now = START - HOUR_MS;
    const { rehearsing, probe, reports } = rehearser();
    probe.probe = async () => {
      await airings.reschedule(run.runId, instantWindow(START + DAY_MS, END + DAY_MS));
      return 'REACHABLE';
    };
    await rehearsing.execute();
    expect([await told(run), await events(), reports.records]).toEqual([[], [], []]);
  });

  it('is red once an item was withdrawn after scheduling, and says so by an event', async () => {
    const run = await airings.air({
      slug: 'two',
      window: instantWindow(START, END),
      documents: [article({ en: 'First' }), article({ en: 'Second' })],
    });
    const { rehearsing, reports } = rehearser();
    now = START - 7 * DAY_MS;
    await rehearsing.execute();
    await airings.withdrawItem(run.itemIds[0]!);
    now = START - DAY_MS;
    await rehearsing.execute();
    expect(await told(run)).toEqual(['SEVEN_DAYS v1 green', 'ONE_DAY v1 red']);
    expect(await events()).toMatchObject([
      { type: 'run.rehearsed', subject_id: run.runId, payload: { kind: 'SEVEN_DAYS', isGreen: true, codes: [] } },
      {
        type: 'run.rehearsal_failed',
        subject_id: run.runId,
        payload: { kind: 'ONE_DAY', scheduleVersion: 1, isGreen: false, codes: ['REVISION_WITHDRAWN'], findings: 1 },
      },
    ]);
    expect(reports.records.map(({ result }) => result.isGreen)).toEqual([true, false]);
    const [row] = await database.query<{ findings: unknown[] }>('SELECT findings FROM rehearsal WHERE NOT is_green');
    expect(row!.findings).toMatchObject([{ severity: 'RED', code: 'REVISION_WITHDRAWN', position: 1 }]);
  });

  it('finds a text that is not the approved one any more, though nothing of Marquee changed it', async () => {
    const run = await air();
    await database.query('ALTER TABLE localization DISABLE TRIGGER localization_append_only');
    await database.query(`UPDATE localization SET text = jsonb_set(text, '{title}', '"Other"')`);
    now = START - HOUR_MS;
    const { rehearsing, reports } = rehearser();
    await rehearsing.execute();
    expect(await told(run)).toEqual(['ONE_HOUR v1 red']);
    const codes = reports.records[0]!.result.findings.map(({ code }) => code);
    expect(codes).toEqual(['PLAYLIST_EMPTY', 'REVISION_CHANGED'].sort());
  });

  it('asks each file once, at most 50 of a run, and is red when one does not answer', async () => {
    const urls = Array.from({ length: 60 }, (_, i) => `https://media.example.org/${i}.mp4`);
    await airings.air({
      slug: 'films',
      window: instantWindow(START, END),
      documents: [filmAt(...urls), filmAt(urls[0]!)],
    });
    now = START - HOUR_MS;
    const { rehearsing, probe, reports } = rehearser();
    probe.answers.set(urls[7]!, 'UNREACHABLE');
    await rehearsing.execute();
    expect(probe.asked).toEqual(urls.slice(0, 50));
    expect(reports.records[0]!.result.findings).toMatchObject([{ code: 'MEDIA_UNREACHABLE', position: 1 }]);
  });

  it('stopped in the middle, records nothing of the run at work', async () => {
    const run = await airings.air({
      slug: 'film',
      window: instantWindow(START, END),
      documents: [filmAt('https://media.example.org/film.mp4')],
    });
    now = START - HOUR_MS;
    const { rehearsing, probe } = rehearser();
    probe.probe = () => {
      rehearsing.stop();
      return Promise.resolve('UNREACHABLE');
    };
    await rehearsing.execute();
    expect(await told(run)).toEqual([]);
    await rehearser().rehearsing.execute();
    expect(await told(run)).toEqual(['ONE_HOUR v1 green']);
  });

  it('one run that cannot be rehearsed stops no other', async () => {
    const [bad, good] = [
      await air('bad'),
      await airings.air({ slug: 'good', surface: 'search', window: instantWindow(START, END) }),
    ];
    await database.query(`UPDATE campaign SET texts = 'null' WHERE id = $1`, [bad.campaignId]);
    now = START - HOUR_MS;
    const { rehearsing, reports } = rehearser();
    expect(await rehearsing.execute()).toBe(false);
    expect(reports.failures.map(({ runId }) => runId)).toEqual([bad.runId]);
    expect(await told(good)).toEqual(['ONE_HOUR v1 green']);
  });

  it('is never changed or removed, and each timed one stands once; people may ask again and again', async () => {
    const run = await air();
    now = START - HOUR_MS;
    await rehearser().rehearsing.execute();
    await expect(database.query('DELETE FROM rehearsal')).rejects.toThrow('append-only');
    await expect(database.query('UPDATE rehearsal SET is_green = false')).rejects.toThrow('append-only');
    const copy = (kind: string) =>
      database.query(
        `INSERT INTO rehearsal SELECT gen_random_uuid(), run_id, schedule_version, $1::"RehearsalKind", due_at, rehearsed_at,
           programme_version, is_green, findings, findings_left_out FROM rehearsal LIMIT 1`,
        [kind],
      );
    await expect(copy('ONE_HOUR')).rejects.toThrow('rehearsal_timed_once_idx');
    await copy('ASKED');
    await copy('ASKED');
    expect(await told(run)).toHaveLength(3);
  });
});

function filmAt(...urls: string[]) {
  const document = article({ en: 'Film' });
  const media = urls.map((url) => ({
    url,
    kind: 'VIDEO' as const,
    alt: null,
    captions: [],
    transcript: null,
    durationSeconds: 60,
    blurred: false,
  }));
  return { ...document, localizations: { en: { ...document.localizations.en!, media } } };
}
