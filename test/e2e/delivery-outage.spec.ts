import { HOUR_MS, SECOND_MS } from '#domain';
import { freshKey } from '#identity';
import { instantWindow } from '../support/airing.js';
import { active, iso, openStage, T, type Stage } from '../support/delivery-stage.js';
import { setReachable } from '../support/reachable.js';
import { StandingClock, startTestApi } from '../support/test-api.js';
import { until } from '../support/until.js';

describe('while the database is away', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage();
  });
  afterEach(async () => {
    await setReachable(stage, true);
    await stage.close();
  });

  const readiness = async (url: string) => (await fetch(`${url}/health/ready`)).status;

  it('everything in memory is answered and switches at its boundaries; what was decided meanwhile is there on its return', async () => {
    const { airings, api, clock } = stage;
    const first = await airings.air({ slug: 'first', window: instantWindow(T, T + HOUR_MS) });
    await airings.air({ slug: 'second', window: instantWindow(T + HOUR_MS, null) });
    await airings.keepHelp([], { GB: 'Call 999.' });
    await api.refresh();
    await setReachable(stage, false);
    const managed = await api.manage(freshKey().key, '{ __typename }');
    expect([managed.status, managed.body.errors?.[0]?.extensions?.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    for (const [at, slug] of [
      [T, 'first'],
      [T + HOUR_MS - 1, 'first'],
      [T + HOUR_MS, 'second'],
      [T + 1_000 * HOUR_MS, 'second'],
    ] as const) {
      clock.set(at);
      const { campaign, servedAt, help } = await active(stage, { timeZone: 'UTC', region: 'GB' });
      expect([campaign?.slug, servedAt, help.emergency]).toEqual([slug, iso(at), 'Call 999.']);
    }
    expect([await readiness(api.url), (await fetch(`${api.url}/health/live`)).status]).toEqual([200, 200]);
    await setReachable(stage, true);
    clock.set(T);
    await airings.cancel(first.runId);
    await until('the cancellation is seen', async () => (await active(stage)).campaign === null);
  });

  it('a process that starts answers with the compiled-in help, says that it is not ready, and finds its programme by itself', async () => {
    await stage.airings.air({ slug: 'always', window: instantWindow(0, null) });
    await setReachable(stage, false);
    const api = await startTestApi(stage.database, new StandingClock(T));
    const cold = { ...stage, api };
    const { campaign, next, validUntil, cacheControl, help } = await active(cold, { region: 'GB', locale: 'es' });
    expect([campaign, next, validUntil, cacheControl]).toEqual([
      null,
      null,
      iso(T + 5 * SECOND_MS),
      'public, max-age=4, s-maxage=4',
    ]);
    expect(help).toMatchObject({ resolution: 'STATIC', services: [], emergency: expect.stringContaining('Si tú') });
    const { body } = await api.deliver(
      '{ programme(surface: "test", hours: 2) { segments { campaign { id } } help { resolution } } guides { slug } }',
    );
    expect(body).toMatchObject({
      data: { programme: { segments: [{ campaign: null }], help: { resolution: 'STATIC' } }, guides: [] },
      extensions: { help: { resolution: 'STATIC' } },
    });
    expect(await readiness(api.url)).toBe(503);
    await setReachable(stage, true);
    await until('the programme is read', async () => (await active(cold)).campaign?.slug === 'always');
    expect(await readiness(api.url)).toBe(200);
    await api.close();
  });
});
