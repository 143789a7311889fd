import { HOUR_MS } from '#domain';
import { instantWindow, TEST_SURFACE } from '../support/airing.js';
import { openStage, type Stage } from '../support/delivery-stage.js';
import { until } from '../support/until.js';
import { buildApp, RunningApp, type BuiltApp } from './built-scheduler.js';
import { freePort } from './started-marquee.js';

const FEED_TOKEN = 'a-token-of-thirty-two-characters';
const ACTIVE = `query ($surface: String!) { activeCampaign(surface: $surface, viewer: { timeZone: "UTC" }) { campaign { slug } } }`;

describe('a reader without a connection, as it is built', () => {
  let built: BuiltApp;
  let stage: Stage;
  const running: RunningApp[] = [];
  beforeAll(async () => {
    built = await buildApp('api');
  });
  afterAll(() => built.remove());
  beforeEach(async () => {
    stage = await openStage();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.kill()));
    await stage.close();
  });

  const start = async (port: number, settings: Record<string, string>) => {
    const same = { NODE_ENV: 'production', LOG_LEVEL: 'error', FEED_TOKEN, PORT: String(port) };
    const one = new RunningApp(built.script, { ...same, ...settings });
    running.push(one);
    await one.ready();
    await until('it is ready', async () => (await one.get('/health/ready')).status === 200);
    return one;
  };
  const startPeer = (port: number) => start(port, { DATABASE_URL: stage.database.url });
  const onAir = async ({ url }: RunningApp) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: ACTIVE, variables: { surface: TEST_SURFACE } }),
    });
    const { data } = (await response.json()) as { data: { activeCampaign: { campaign: { slug: string } | null } } };
    return data.activeCampaign.campaign?.slug ?? null;
  };
  const taken = async (one: RunningApp) => ({
    whole: await one.metric('programme_wholes_taken_total'),
    changes: await one.metric('programme_changes_taken_total'),
    refused: await one.metric('programme_changes_refused_total'),
  });

  it('is told what changed, shows no more what was taken down, and is told everything by a peer that was not there', async () => {
    const window = instantWindow(Date.now() - HOUR_MS, null);
    await stage.airings.air({ slug: 'first', tier: 'EVERGREEN', window });
    const port = await freePort();
    const peer = await startPeer(port);
    const reader = await start(await freePort(), { MARQUEE_MODE: 'reader', PEER_URLS: `http://127.0.0.1:${port}` });
    expect([await onAir(reader), await taken(reader)]).toEqual(['first', { whole: 1, changes: 0, refused: 0 }]);

    const second = await stage.airings.air({ slug: 'second', window });
    await until('it is on air', async () => (await onAir(reader)) === 'second');
    await stage.airings.withdrawItem(second.itemIds[0]!);
    await until('what was taken down is down', async () => (await onAir(reader)) === 'first');
    const before = await taken(reader);
    expect(before).toMatchObject({ whole: 1, refused: 0 });
    expect(before.changes).toBeGreaterThanOrEqual(2);

    running.splice(running.indexOf(peer), 1);
    await peer.kill();
    await stage.airings.air({ slug: 'third', tier: 'TAKEOVER', window });
    await startPeer(port);
    await until('it is on air', async () => (await onAir(reader)) === 'third');
    expect(await taken(reader)).toEqual({ ...before, whole: 2 });

    await stage.airings.air({ slug: 'fourth', tier: 'CRISIS', window });
    await until('it is on air', async () => (await onAir(reader)) === 'fourth');
    expect((await taken(reader)).changes).toBeGreaterThan(before.changes);
  });
});
