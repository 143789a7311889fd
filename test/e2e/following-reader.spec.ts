import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOUR_MS, type Clock } from '#domain';
import { NO_STANDBY, type StandbyOptions } from '../../apps/api/src/peer/standby.js';
import { instantWindow } from '../support/airing.js';
import { active, openStage, T, type Stage } from '../support/delivery-stage.js';
import { setReachable } from '../support/reachable.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { until } from '../support/until.js';

const FEED_TOKEN = 'a-token-of-thirty-two-characters';

describe('a reader without a connection to the database', () => {
  let stage: Stage;
  let folder: string;
  let api: TestApi;
  const started: TestApi[] = [];
  beforeEach(async () => {
    stage = await openStage();
    folder = await mkdtemp(join(tmpdir(), 'marquee-following-'));
    await stage.airings.air({ slug: 'first', window: instantWindow(T - HOUR_MS, T + HOUR_MS) });
    api = await begin(stage.database, {});
    await api.refresh();
  });
  afterEach(async () => {
    for (const one of started.splice(0).toReversed()) await one.close();
    await setReachable(stage, true);
    await stage.close();
    await rm(folder, { recursive: true });
  });

  const begin = async (
    database: Stage['database'] | null,
    given: Partial<StandbyOptions>,
    clock: Clock | null = database === null ? null : stage.clock,
  ) => {
    const standby = { ...NO_STANDBY, feedToken: FEED_TOKEN, schema: 'test', ...given };
    const more = database === null ? { mode: 'READER' as const, database: null } : {};
    const one = await startTestApi(stage.database, clock, undefined, [], null, standby, undefined, more);
    started.push(one);
    await one.standby.hasBegun();
    return one;
  };
  const follow = (of: TestApi, given: Partial<StandbyOptions> = {}) => begin(null, { peerUrls: [of.url], ...given });
  const end = async (one: TestApi) => {
    started.splice(started.indexOf(one), 1);
    await one.close();
  };
  const onAir = async (one: TestApi) => (await active({ ...stage, api: one })).campaign?.slug ?? null;
  const ready = async (one: TestApi) => {
    const response = await fetch(`${one.url}/health/ready`);
    return { status: response.status, body: (await response.json()) as { state: Record<string, object> } };
  };

  it('answers from its start what the one that it follows does, by the same clock', async () => {
    await until('its installation is known', () => api.standby.installation() !== null);
    const reader = await follow(api);
    expect(await onAir(reader)).toBe('first');
    expect(Math.abs(reader.standby.now() - T)).toBeLessThan(HOUR_MS);
    await until('it knows whom it follows', () => reader.standby.standing() === 'FOLLOWED');
    expect(await ready(reader)).toMatchObject({
      status: 200,
      body: { state: { programme: { source: 'PEER' }, database: { standing: 'FOLLOWED' } } },
    });
    const metrics = await (await fetch(`${reader.url}/metrics`)).text();
    expect(metrics).toMatch(/^marquee_programme_from_peer\{.*\} 1$/m);
    expect(metrics).toMatch(/^marquee_database_is_cut_off\{.*\} 0$/m);
  });

  it('hears of a change through one more that has no connection either', async () => {
    await until('its installation is known', () => api.standby.installation() !== null);
    const near = await follow(api);
    const far = await follow(near);
    expect(await onAir(far)).toBe('first');
    await stage.airings.air({ slug: 'urgent', tier: 'TAKEOVER', window: instantWindow(T - HOUR_MS, T + HOUR_MS) });
    await until('it is on air', async () => (await onAir(far)) === 'urgent');
    await until('it knows that the database is reached', () => far.standby.standing() === 'FOLLOWED');
  });

  it('goes on while the database is gone for all, and is not ready while it alone hears nothing', async () => {
    await until('its installation is known', () => api.standby.installation() !== null);
    const reader = await follow(api, { isReadyWithoutDatabase: false });
    await setReachable(stage, false);
    await until('it knows', () => reader.standby.standing() === 'GONE');
    expect([(await ready(reader)).status, await onAir(reader)]).toEqual([200, 'first']);
    await setReachable(stage, true);
    await until('it is followed again', () => reader.standby.standing() === 'FOLLOWED');
    await end(api);
    await until('it is not ready', async () => (await ready(reader)).status === 503);
    expect(await onAir(reader)).toBe('first');
  });

  it('starts from its snapshot when nobody answers, and follows who comes', async () => {
    await until('its installation is known', () => api.standby.installation() !== null);
    const snapshotPath = join(folder, 'programme.snapshot');
    const given = { snapshotPath, isReadyWithoutDatabase: false };
    const before = await follow(api, given);
    await until('a snapshot is written', () => (before.standby.snapshots?.counts().writes ?? 0) > 0);
    await end(before);
    const alone = await begin(null, { peerUrls: ['http://127.0.0.1:9'], ...given }, stage.clock);
    expect([alone.standby.served.origin(), await onAir(alone), (await ready(alone)).status]).toEqual([
      'SNAPSHOT',
      'first',
      503,
    ]);
    await end(alone);
    const after = await follow(api, given);
    await until('the snapshot is forgotten', () => after.standby.served.origin() === 'PEER');
    expect(await onAir(after)).toBe('first');
  });

  it('has no management, keeps no counts, and says so with help', async () => {
    await until('its installation is known', () => api.standby.installation() !== null);
    const reader = await follow(api);
    const post = (path: string, body: object) =>
      fetch(`${reader.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await post('/manage/graphql', { query: '{ __typename }' })).status).toBe(404);
    const refused = await post('/showings', { batchId: 'b', counts: [] });
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({
      errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }],
      extensions: { help: { emergency: expect.any(String) } },
    });
  });
});
