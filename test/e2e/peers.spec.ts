import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newDenylistKeys, signDenylist } from '#delivery';
import { HOUR_MS, type Denylist } from '#domain';
import type { DatabaseOptions } from '#persistence';
import { NO_STANDBY, type StandbyOptions } from '../../apps/api/src/peer/standby.js';
import { instantWindow, type Airing } from '../support/airing.js';
import { active, openStage, T, type Stage } from '../support/delivery-stage.js';
import { targetOf, throughPort } from '../support/database-link.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { setReachable } from '../support/reachable.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { until } from '../support/until.js';

const FEED_TOKEN = 'a-token-of-thirty-two-characters';
const KEYS = newDenylistKeys();
/** Far beyond the 3.5 s after which a process knows that it is cut off. */
const KNOWN_MS_MAX = 20_000;

function listOf(api: TestApi, campaign: string): Denylist {
  return {
    installation: api.standby.installation()!,
    serial: 7,
    issuedAt: T,
    expiresAt: T + 24 * HOUR_MS,
    reason: 'a call from the family',
    subjects: [{ kind: 'CAMPAIGN', id: campaign }],
  };
}

describe('processes beside each other', () => {
  let folder: string;
  let stage: Stage;
  let proxy: FaultProxy;
  let first: Airing;
  const started: TestApi[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marquee-peers-'));
    stage = await openStage();
    proxy = await FaultProxy.start(targetOf(stage.database.url));
    first = await stage.airings.air({ slug: 'first', window: instantWindow(T, null) });
    await stage.airings.air({ slug: 'second', window: instantWindow(T - HOUR_MS, null) });
  });
  afterEach(async () => {
    for (const api of started.splice(0).toReversed()) await api.close();
    proxy.close();
    await setReachable(stage, true);
    await stage.close();
    await rm(folder, { recursive: true });
  });

  const start = async (
    given: Partial<StandbyOptions>,
    port: number | null = null,
    more: Partial<DatabaseOptions> = {},
  ) => {
    const url = port === null ? stage.database.url : throughPort(stage.database.url, port);
    const standby = { ...NO_STANDBY, feedToken: FEED_TOKEN, breakGlassKey: KEYS.publicKey, ...given };
    const database = { url, poolMax: 8, applicationName: 'peer', ...more };
    const api = await startTestApi(stage.database, stage.clock, undefined, [], null, standby, undefined, { database });
    started.push(api);
    await api.standby.hasBegun();
    await until('the installation is known', () => api.standby.installation() !== null);
    return api;
  };
  const onAir = async (api: TestApi) => (await active({ ...stage, api })).campaign?.slug ?? null;
  const ready = async (api: TestApi) => {
    const response = await fetch(`${api.url}/health/ready`);
    return { status: response.status, body: (await response.json()) as { state: Record<string, object> } };
  };
  const send = async (api: TestApi, body: unknown) => {
    const response = await fetch(`${api.url}/break-glass`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };

  it('one that is cut off from the database alone follows another, and is not ready once it cannot do that either', async () => {
    const well = await start({});
    const api = await start({ peerUrls: [well.url], isReadyWithoutDatabase: false }, proxy.port);
    expect([await onAir(api), (await ready(api)).status]).toEqual(['first', 200]);
    await proxy.set({ isRefusing: true });
    proxy.cut();
    await until('it knows that it is cut off', () => api.standby.standing() === 'CUT_OFF');
    await stage.airings.cancel(first.runId);
    await until('what was taken down is down here, too', async () => (await onAir(api)) === 'second');
    await until('it follows', async () => (await ready(api)).status === 200);
    expect((await ready(api)).body.state).toMatchObject({
      programme: { source: 'PEER' },
      database: { standing: 'CUT_OFF' },
    });
    started.splice(started.indexOf(well), 1);
    await well.close();
    await until('it is not ready', async () => (await ready(api)).status === 503);
    expect((await ready(api)).body).toMatchObject({ checks: { database: 'failed', programme: 'ok' } });
    await proxy.heal();
    await until('it is ready again', async () => (await ready(api)).status === 200);
    await until('it reads the rows again', () => api.standby.served.origin() === 'DATABASE');
  });

  it('one whose connections go silent finds that out, whatever hangs there, and follows another', async () => {
    const well = await start({});
    const api = await start({ peerUrls: [well.url] }, proxy.port, { unheardMaxMs: 24 * HOUR_MS });
    await proxy.set({ held: 'both' });
    const signed = signDenylist(listOf(api, 'nothing-of-that-name'), KEYS.privateKey);
    try {
      expect(await send(api, signed)).toMatchObject({ status: 200 });
      const isOverdue = () => (api.standby.databaseSilentMs() ?? 0) > KNOWN_MS_MAX;
      await until('it knows that it is cut off', () => api.standby.standing() === 'CUT_OFF' || isOverdue());
      expect(api.standby.standing()).toBe('CUT_OFF');
      await stage.airings.cancel(first.runId);
      await until('what was taken down is down here, too', async () => (await onAir(api)) === 'second');
    } finally {
      // Whatever hangs there ends, or the test would hang with it.
      await proxy.heal();
      proxy.cut();
    }
  });

  it('while the database is gone for everybody stay ready, and say so', async () => {
    const other = await start({});
    const api = await start({ peerUrls: [other.url], isReadyWithoutDatabase: false });
    await setReachable(stage, false);
    await until('it knows', () => api.standby.standing() === 'GONE');
    expect(await ready(api)).toMatchObject({ status: 200, body: { state: { database: { standing: 'GONE' } } } });
    expect(await onAir(api)).toBe('first');
  });

  it('tell their programme to nobody without the token', async () => {
    const api = await start({});
    const ask = async (headers: Record<string, string>) =>
      (await fetch(`${api.url}/programme/feed`, { headers })).status;
    expect(await ask({})).toBe(401);
    expect(await ask({ authorization: 'Bearer another' })).toBe(401);
    expect(await ask({ authorization: `Bearer ${FEED_TOKEN}` })).toBe(200);
  });

  it('take a signed list while the database is down: the next answer is without it, at the others and after a restart, too', async () => {
    const other = await start({});
    const given = { peerUrls: [other.url], snapshotPath: join(folder, 'programme.snapshot'), schema: 'test' };
    let api = await start(given);
    const list = listOf(api, 'first');
    await setReachable(stage, false);
    const signed = signDenylist(list, KEYS.privateKey);
    expect(await send(api, signed)).toMatchObject({ status: 200, body: { status: 'taken', serial: 7, denied: 1 } });
    expect(await onAir(api)).toBe('second');
    await until('the other one has it', async () => (await onAir(other)) === 'second');

    for (const [wrong, message] of [
      [{ ...signed, list: { ...list, subjects: [] } }, 'signature'],
      [signDenylist({ ...list, serial: 6, subjects: [] }, KEYS.privateKey), 'serial'],
      [signDenylist({ ...list, serial: 8 }, newDenylistKeys().privateKey), 'signature'],
      [signDenylist({ ...list, serial: 8, installation: 'elsewhere' }, KEYS.privateKey), 'installation'],
      [signDenylist({ ...list, serial: 8, issuedAt: 0, expiresAt: HOUR_MS }, KEYS.privateKey), 'expired'],
      [{}, 'installation'],
    ] as const) {
      const refused = await send(api, wrong);
      expect(refused).toMatchObject({
        status: 422,
        body: { status: 'refused', message: expect.stringContaining(message) },
      });
    }
    expect(await onAir(api)).toBe('second');

    await started.splice(started.indexOf(api), 1)[0]!.close();
    api = await start(given);
    expect([api.standby.served.origin(), await onAir(api)]).toEqual([expect.stringMatching(/PEER|SNAPSHOT/), 'second']);

    await setReachable(stage, true);
    const denylist = async () => (await ready(api)).body.state.denylist;
    await until('it is held against the database', async () => api.standby.served.origin() === 'DATABASE');
    expect(await denylist()).toMatchObject({ serial: 7, denied: 1, notTakenDown: 1 });
    expect(await onAir(api)).toBe('second');
    await stage.database.query(
      `INSERT INTO removal (id, cause, kind, subject_type, subject_id, reason, removed_at, receipt, receipt_hash)
       VALUES (gen_random_uuid(), 'TAKEDOWN', 'IN_ERROR', 'CAMPAIGN', $1, 'a call', now(), '{}', repeat('0', 64))`,
      [first.campaignId],
    );
    await until('the database has it, and decides again', async () => api.standby.denylist!.subjects().length === 0);
  });
});
