import { setTimeout as wait } from 'node:timers/promises';
import { HOUR_MS, SECOND_MS, SYSTEM_ACTOR } from '#domain';
import { freshKey } from '#identity';
import { Database, MemberStore, UnitOfWork } from '#persistence';
import { startStormServer, type StormServer } from '../storm/storm-server.js';
import { Airings, instantWindow, TEST_SURFACE } from '../support/airing.js';
import { postRequest, RawConnection } from '../support/raw-http.js';
import { contradictions, transitionRows } from '../support/schedulers.js';
import type { TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import { buildApp, RunningApp, type BuiltApp } from './built-scheduler.js';
import { freePort } from './started-marquee.js';

const ACTIVE = `query ($surface: String!) { activeCampaign(surface: $surface, viewer: { timeZone: "UTC" }) {
  servedAt campaign { slug } help { emergency } } }`;
const ASKED = { query: ACTIVE, variables: { surface: TEST_SURFACE } };
const TAKE_DOWN =
  'mutation ($input: TakeDownInput!) { takeDown(input: $input) { removal { id } refusals { message } } }';
/** Not so often that the processes are kept from working. */
const PAUSE_MS = 5;
/** From a decision to its boundary: before that PostgreSQL has to be killed. */
const LEAD_MS = 8 * SECOND_MS;

interface Seen {
  readonly status: number;
  readonly slug: string | null;
  readonly servedAt: number;
  readonly hasHelp: boolean;
}

/** Asks one process again and again, and keeps what it is told. */
class Watcher {
  readonly seen: Seen[] = [];
  private isOver = false;
  private readonly watching: Promise<void>;

  constructor(private readonly url: string) {
    this.watching = this.watch();
    // Said by `stop`.
    this.watching.catch(() => undefined);
  }

  /** What was shown, without repetitions. */
  get shown(): (string | null)[] {
    return this.seen.map(({ slug }) => slug).filter((slug, i, all) => i === 0 || slug !== all[i - 1]);
  }

  /** The same for so many answers. */
  hasStayed(slug: string | null, count: number): boolean {
    return this.seen.length >= count && this.seen.slice(-count).every((one) => one.slug === slug);
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.watching;
  }

  private async watch(): Promise<void> {
    while (!this.isOver) {
      const response = await fetch(`${this.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(ASKED),
      });
      const { activeCampaign } = ((await response.json()) as { data: { activeCampaign: Told } }).data;
      const { campaign, servedAt, help } = activeCampaign;
      const hasHelp = help.emergency !== '';
      this.seen.push({
        status: response.status,
        slug: campaign?.slug ?? null,
        servedAt: Date.parse(servedAt),
        hasHelp,
      });
      await wait(PAUSE_MS);
    }
  }
}

interface Told {
  readonly servedAt: string;
  readonly campaign: { readonly slug: string } | null;
  readonly help: { readonly emergency: string };
}

/** Asks on one connection, each question as soon as the one before is answered, until it is told to go. */
class Client {
  answered = 0;
  readonly statuses = new Set<number>();
  readonly ended: Promise<string>;

  constructor(url: string, body: object) {
    this.ended = this.work(url, body).catch((error: Error) => `question ${this.answered + 1}: ${error.message}`);
  }

  private async work(url: string, body: object): Promise<string> {
    const connection = await RawConnection.open(url);
    for (;;) {
      connection.write(postRequest(body));
      const { status, headers } = await connection.response();
      this.answered += 1;
      this.statuses.add(status);
      if (headers.connection === 'close') return 'told to go';
    }
  }
}

describe('processes as they are built', () => {
  let built: { readonly api: BuiltApp; readonly scheduler: BuiltApp };
  let storm: StormServer;
  let database: TestDatabase;
  let pool: Database;
  let airings: Airings;
  const running: RunningApp[] = [];
  const watchers: Watcher[] = [];
  beforeAll(async () => {
    built = { api: await buildApp('api'), scheduler: await buildApp('scheduler') };
    storm = await startStormServer();
  });
  afterAll(async () => {
    await storm.stop();
    for (const app of Object.values(built)) app.remove();
  });
  beforeEach(async () => {
    database = await storm.clone();
    pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    airings = await Airings.begin(new UnitOfWork(pool));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.kill()));
    await Promise.all(watchers.splice(0).map((one) => one.stop().catch(() => undefined)));
    await pool.close();
    await database.drop();
  });

  const start = async (script: string, settings: Record<string, string>) => {
    const one = new RunningApp(script, { NODE_ENV: 'production', DATABASE_URL: database.url, ...settings });
    running.push(one);
    return one.ready();
  };
  const startApi = async () => {
    const api = await start(built.api.script, { PORT: String(await freePort()), LOG_LEVEL: 'error' });
    // On a busy machine it begins to listen before it has a programme.
    await until('it has its programme', async () => (await api.get('/health/ready')).status === 200);
    return api;
  };
  const watch = ({ url }: RunningApp) => {
    const watcher = new Watcher(url);
    watchers.push(watcher);
    return watcher;
  };

  const administrator = async () => {
    const { key, prefix, hash } = freshKey();
    const store = new MemberStore();
    await new UnitOfWork(pool).record(SYSTEM_ACTOR, async (tx) => {
      const memberId = await store.insertMember(tx, { displayName: 'Test', role: 'ADMIN', partnerId: null });
      await store.insertKey(tx, { memberId, prefix, hash, expiresAt: null });
    });
    return key;
  };

  it('all refuse what was taken down through one of them, and none shows it again', async () => {
    const since = Date.now() - HOUR_MS;
    await airings.air({ slug: 'below', tier: 'EVERGREEN', window: instantWindow(since, null) });
    const { campaignId } = await airings.air({ slug: 'taken', window: instantWindow(since, null) });
    const apis = await Promise.all(Array.from({ length: 4 }, startApi));
    const watching = apis.map(watch);
    await until('all show it', () => watching.every((one) => one.hasStayed('taken', 10)));
    const key = await administrator();
    const input = { subjectType: 'CAMPAIGN', subjectId: campaignId, kind: 'IN_ERROR', reason: 'Test' };
    const response = await fetch(`${apis[0]!.url}/manage/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: TAKE_DOWN, variables: { input } }),
    });
    expect(await response.json()).toMatchObject({ data: { takeDown: { removal: {}, refusals: [] } } });
    await until('all refuse it', () => watching.every((one) => one.hasStayed('below', 100)));
    for (const one of watching) await one.stop();
    expect(watching.map(({ shown }) => shown)).toEqual(watching.map(() => ['taken', 'below']));
  });

  it('answers go on and switch at the boundary while PostgreSQL is killed; on its return nothing is lost or repeated', async () => {
    await airings.air({ slug: 'first', window: instantWindow(Date.now() - HOUR_MS, null) });
    const api = await startApi();
    await start(built.scheduler.script, { LOG_LEVEL: 'error' });
    const watcher = watch(api);
    await until('it is shown and recorded', async () => {
      return watcher.hasStayed('first', 10) && (await transitionRows(database)).length === 1;
    });
    const boundary = Date.now() + LEAD_MS;
    await airings.air({ slug: 'second', tier: 'TAKEOVER', window: instantWindow(boundary, null) });
    const known = watcher.seen.length;
    await until('it has heard of that', () => watcher.seen.length > known + 50);
    await storm.crash();
    // Else the machine was too busy for this to show anything.
    expect(Date.now()).toBeLessThan(boundary);
    await until('it has switched', () => watcher.hasStayed('second', 50));
    await storm.restart();
    await until('what was due is recorded', async () => {
      const rows = await transitionRows(database).catch(() => []);
      return rows.some(({ meant_at }) => meant_at.getTime() === boundary);
    });
    const news = { slug: 'news', tier: 'CRISIS', window: instantWindow(boundary, null) } as const;
    // A statement on a connection that died fails.
    await until('something is decided', () => airings.air(news).then(Boolean, () => false));
    await until('it hears of that', () => watcher.hasStayed('news', 10));
    await watcher.stop();
    expect(watcher.shown).toEqual(['first', 'second', 'news']);
    const wrong = watcher.seen.filter(
      ({ status, hasHelp, slug, servedAt }) => status !== 200 || !hasHelp || (slug === 'first') !== servedAt < boundary,
    );
    expect(wrong).toEqual([]);
    const told = (await transitionRows(database)).map(({ run_id, kind }) => `${run_id} ${kind}`);
    expect(new Set(told).size).toBe(told.length);
    expect(await contradictions(database)).toEqual([]);
  });

  it('on SIGTERM answers every question whole, tells each connection to go, and ends with 0', async () => {
    await airings.air({ slug: 'on-air', window: instantWindow(Date.now() - HOUR_MS, null) });
    const api = await startApi();
    // Out of memory, and through Apollo.
    const bodies = [ASKED, { query: '{ __schema { queryType { name } } }' }];
    const clients = Array.from({ length: 12 }, (_, i) => new Client(api.url, bodies[i % bodies.length]!));
    await until('all are asking', () => clients.every(({ answered }) => answered > 20));
    api.signal('SIGTERM');
    expect(await Promise.all(clients.map(({ ended }) => ended))).toEqual(clients.map(() => 'told to go'));
    expect(new Set(clients.flatMap(({ statuses }) => [...statuses]))).toEqual(new Set([200]));
    expect(await api.ended()).toBe(0);
  });
});
