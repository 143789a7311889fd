import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOUR_MS } from '#domain';
import { NO_STANDBY } from '../../apps/api/src/peer/standby.js';
import { instantWindow } from '../support/airing.js';
import { active, openStage, T, type Stage } from '../support/delivery-stage.js';
import { setReachable } from '../support/reachable.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { until } from '../support/until.js';

const AGE =
  '{ activeCampaign(surface: "test") { freshness programmeCheckedAt servedAt campaign { slug } help { emergency } } }';
interface AgeData {
  readonly activeCampaign: {
    readonly freshness: string;
    readonly programmeCheckedAt: string | null;
    readonly campaign: { readonly slug: string } | null;
    readonly help: { readonly emergency: string };
  };
}

describe('a process that starts without the database', () => {
  let folder: string;
  let stage: Stage;
  const started: TestApi[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marquee-outage-'));
    stage = await openStage();
    await stage.airings.air({ slug: 'dated', window: instantWindow(T, T + 100 * HOUR_MS) });
    await stage.airings.air({ slug: 'always', tier: 'EVERGREEN', window: instantWindow(T, null) });
    await stage.airings.keepHelp([], { GB: 'Call 999.' });
  });
  afterEach(async () => {
    for (const api of started.splice(0)) await api.close();
    await setReachable(stage, true);
    await stage.close();
    await rm(folder, { recursive: true });
  });

  const path = () => join(folder, 'programme.snapshot');
  const start = async () => {
    const standby = { ...NO_STANDBY, snapshotPath: path(), schema: 'test', ageLimitMs: 6 * HOUR_MS };
    const api = await startTestApi(stage.database, stage.clock, undefined, [], null, standby);
    started.push(api);
    await api.standby.hasBegun();
    return api;
  };
  const stop = async () => started.pop()!.close();
  const readiness = async (api: TestApi) => {
    const response = await fetch(`${api.url}/health/ready`);
    return { status: response.status, body: (await response.json()) as { state: { programme: object } } };
  };
  const ageOf = async (api: TestApi) => {
    const { headers, body } = await api.deliver<AgeData>(AGE);
    return { ...body.data.activeCampaign, header: headers.get('programme-age') };
  };
  /** A process that has read the rows leaves its snapshot behind when it stops. */
  const leaveSnapshot = async () => {
    const api = await start();
    await until('the installation is known', () => api.standby.installation() !== null);
    await stop();
  };

  it('starts from its snapshot, switches at boundaries, says how old it is, and goes on from the rows when they are back', async () => {
    await leaveSnapshot();
    await setReachable(stage, false);
    stage.clock.set(T + 2 * HOUR_MS);
    const api = await start();
    const cold = { ...stage, api };
    expect(await readiness(api)).toMatchObject({
      status: 200,
      body: { state: { programme: { source: 'SNAPSHOT', freshness: 'AGEING' } } },
    });
    expect(await ageOf(api)).toMatchObject({
      freshness: 'AGEING',
      campaign: { slug: 'dated' },
      header: expect.stringMatching(/^72\d\d$/),
    });
    // By the clock of this test, which stood while the rows were read, less what writing took.
    const checkedAt = Date.parse((await ageOf(api)).programmeCheckedAt!);
    expect(checkedAt).toBeLessThanOrEqual(T);
    expect(checkedAt).toBeGreaterThan(T - HOUR_MS);
    const { help } = await active(cold, { region: 'GB' });
    expect(help.emergency).toBe('Call 999.');
    await setReachable(stage, true);
    const later = await stage.airings.air({ slug: 'later', window: instantWindow(T + HOUR_MS, null) });
    expect(later.runId).toBeDefined();
    await until('the rows are read', async () => (await active(cold)).campaign?.slug === 'later');
    expect(await ageOf(api)).toMatchObject({ freshness: 'LIVE', header: expect.stringMatching(/^\d$/) });
  });

  it('shows evergreen campaigns and help only when the snapshot is older than the limit', async () => {
    await leaveSnapshot();
    await setReachable(stage, false);
    stage.clock.set(T + 6 * HOUR_MS);
    const api = await start();
    expect(await ageOf(api)).toMatchObject({ freshness: 'EVERGREEN_ONLY', campaign: { slug: 'always' } });
    expect((await active({ ...stage, api }, { region: 'GB' })).help.emergency).toBe('Call 999.');
  });

  it('lets no answer reach past the limit', async () => {
    await leaveSnapshot();
    await setReachable(stage, false);
    stage.clock.set(T + 5 * HOUR_MS);
    const { validUntil, next } = await active({ ...stage, api: await start() });
    expect(Date.parse(validUntil)).toBeGreaterThan(T + 5 * HOUR_MS);
    expect(Date.parse(validUntil)).toBeLessThanOrEqual(T + 6 * HOUR_MS);
    expect(next).toBeNull();
  });

  it('refuses a damaged snapshot, is not ready, and answers help', async () => {
    await leaveSnapshot();
    await setReachable(stage, false);
    const bytes = await readFile(path());
    bytes[bytes.length - 20]! ^= 1;
    await writeFile(path(), bytes);
    const api = await start();
    expect((await readiness(api)).status).toBe(503);
    expect(await ageOf(api)).toMatchObject({ campaign: null, programmeCheckedAt: null, header: null });
    expect(await (await fetch(`${api.url}/metrics`)).text()).toContain(
      'marquee_snapshot_refused_total{process="api"} 1',
    );
  });

  it('tells no version below the one that it told from its snapshot, when the rows come out of an older backup', async () => {
    await leaveSnapshot();
    const [{ version }] = (await stage.database.query<{ version: string }>(
      'UPDATE programme_version SET version = version - 2 RETURNING version',
    )) as [{ version: string }];
    const api = await start();
    await until('the rows are read', () => api.standby.served.origin() === 'DATABASE');
    expect(api.standby.served.whole()!.version).toBeGreaterThan(Number(version) + 2);
  });
});
