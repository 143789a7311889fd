import pg from 'pg';
import { HOUR_MS } from '#domain';
import { instantWindow, TEST_SURFACE } from '../support/airing.js';
import { openStage, T, type Stage } from '../support/delivery-stage.js';
import { startTestApi, type TestApi } from '../support/test-api.js';

const NAME = 'test-reader';
const ACTIVE =
  'query ($surface: String!) { activeCampaign(surface: $surface) { campaign { slug } help { emergency } } }';

describe('a reader', () => {
  let stage: Stage;
  let reader: TestApi;
  let witness: pg.Client;
  beforeAll(async () => {
    stage = await openStage();
    witness = new pg.Client({ connectionString: stage.database.url, application_name: 'witness' });
    await witness.connect();
    await stage.airings.air({ slug: 'on-air', window: instantWindow(T - HOUR_MS, T + HOUR_MS) });
    reader = await startTestApi(stage.database, stage.clock, undefined, [], null, undefined, undefined, {
      mode: 'READER',
      database: { url: stage.database.url, poolMax: 8, applicationName: NAME },
    });
    await reader.refresh();
  });
  afterAll(async () => {
    await reader.close();
    await witness.end();
    await stage.close();
  });

  const shown = async () => {
    const { body } = await reader.deliver<{ activeCampaign: { campaign: { slug: string } | null } }>(ACTIVE, {
      surface: TEST_SURFACE,
    });
    return body.data.activeCampaign.campaign?.slug ?? null;
  };
  const until = async (slug: string) => {
    while ((await shown()) !== slug);
  };
  /** Backends of this reader, as PostgreSQL counts them. */
  const backends = async (): Promise<number[]> => {
    const { rows } = await witness.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1`,
      [NAME],
    );
    return rows.map(({ pid }) => pid);
  };
  /** Connections that do nothing but listen. */
  const listeners = async () => {
    const { rows } = await witness.query<{ count: string }>(
      `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'marquee-listener'`,
    );
    return Number(rows[0]!.count);
  };

  it('answers the public endpoint, health and metrics over one connection, many at once', async () => {
    expect(await shown()).toBe('on-air');
    await Promise.all(Array.from({ length: 50 }, () => Promise.all([shown(), fetch(`${reader.url}/health/ready`)])));
    expect((await fetch(`${reader.url}/metrics`)).status).toBe(200);
    expect(await backends()).toHaveLength(1);
    // The one of the stage's own API.
    expect(await listeners()).toBe(1);
  });

  it('has no management endpoint and no way to sign in', async () => {
    for (const path of ['/manage/graphql', '/auth/get-session']) {
      const response = await fetch(`${reader.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ __typename }"}',
      });
      expect(response.status).toBe(404);
    }
  });

  it('shows what has changed', async () => {
    await stage.airings.air({ slug: 'urgent', tier: 'TAKEOVER', window: instantWindow(T - HOUR_MS, T + HOUR_MS) });
    await until('urgent');
    expect(await backends()).toHaveLength(1);
  });

  it('makes another connection when that one is cut, reads everything, and listens again', async () => {
    const [pid] = await backends();
    await witness.query('SELECT pg_terminate_backend($1)', [pid]);
    await stage.airings.air({
      slug: 'after',
      tier: 'CRISIS',
      window: instantWindow(T - HOUR_MS / 2, T + HOUR_MS),
    });
    expect(await shown()).not.toBeNull();
    await until('after');
    const now = await backends();
    expect(now).toHaveLength(1);
    expect(now[0]).not.toBe(pid);
  });
});
