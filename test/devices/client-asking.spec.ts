import { MIDNIGHT, SCHEDULE, T } from './midnight.js';
import { answerAt, DAY, HOUR, iso, MINUTE, origin } from './origin.js';
import { handset, type HandsetPlan } from './handset.js';
import { settled, TrueTime, type Respond } from './world.js';

let time: TrueTime;
beforeEach(() => {
  time = new TrueTime(T);
});
const open = (plan: Partial<HandsetPlan> = {}) => handset(time, { respond: origin(time, () => SCHEDULE), ...plan });

/** An error with help beside it. */
const failing: Respond = () => ({
  status: 503,
  headers: {},
  text: JSON.stringify({ errors: [], extensions: { help: answerAt([], T).help } }),
});

describe('how a device asks', () => {
  it('sends no cookie and no topic, and the same URL for the same viewer', async () => {
    const seen: { url: string; credentials: string; keys: string[] }[] = [];
    const server = origin(time, () => SCHEDULE);
    const respond: Respond = (request) => {
      const { url, init } = request;
      seen.push({ url, credentials: init.credentials, keys: Object.keys(init.headers) });
      return server(request);
    };
    for (const viewer of [
      { region: 'GB', locale: 'en' },
      { locale: 'en', region: 'GB' },
    ]) {
      await open({ respond, options: { viewer } });
      await time.runUntil(time.now + 1_000);
    }
    expect(new Set(seen.map(({ url }) => url)).size).toBe(1);
    expect(seen.map(({ credentials, keys }) => [credentials, keys])).toEqual(
      Array.from({ length: 2 }, () => ['omit', ['accept']]),
    );
    expect(decodeURIComponent(seen[0]!.url)).toContain('"viewer":{"region":"GB","locale":"en"}');
    expect(seen[0]!.url.length).toBeLessThan(500);
  });

  it('asks about once in two minutes in quiet times, and a 304 is enough', async () => {
    const schedule = [{ from: T - DAY, until: T + 20 * HOUR, slug: 'long' }];
    const statuses: number[] = [];
    const server = origin(time, () => schedule);
    const respond: Respond = (request) => {
      const response = server(request);
      statuses.push(response.status);
      return response;
    };
    const { asked } = await open({ respond });
    await time.runUntil(T + HOUR);
    expect(asked.length).toBeGreaterThanOrEqual(24);
    expect(asked.length).toBeLessThanOrEqual(40);
    expect(new Set(statuses.slice(1))).toEqual(new Set([304]));
  });

  it('gives the text once where the hash is not known, and posts where GET is refused', async () => {
    const server = origin(time, () => SCHEDULE);
    for (const refusal of [
      { status: 200, text: '{"errors":[{"extensions":{"code":"PERSISTED_QUERY_NOT_FOUND"}}]}' },
      { status: 400, text: '{"errors":[{"message":"blocked"}]}' },
    ]) {
      const methods: string[] = [];
      const respond: Respond = (request) => {
        methods.push(request.init.method);
        return request.init.method === 'GET' ? { ...refusal, headers: {} } : server(request);
      };
      const { client } = await open({ respond });
      await time.runUntil(time.now + 15_000);
      await Promise.race([client.refresh(), settled()]);
      await time.runUntil(time.now + 1_000);
      expect(methods).toEqual(refusal.status === 200 ? ['GET', 'POST', 'GET', 'POST'] : ['GET', 'POST', 'POST']);
      expect(client.current().phase).not.toBe('HELP_ONLY');
      client.stop();
    }
  });

  it('asks less and less while a server says 503 for an hour, never before its Retry-After, and comes back', async () => {
    const server = origin(time, () => SCHEDULE);
    let isDown = false;
    const respond: Respond = (request) =>
      isDown
        ? {
            status: 503,
            headers: { 'retry-after': '60' },
            text: JSON.stringify({ errors: [{ message: 'gone' }], extensions: { help: answerAt([], T).help } }),
          }
        : server(request);
    let seed = 0;
    const random = () => (seed = (seed + 0.37) % 1);
    const { asked, screen, client } = await open({ respond, random });
    await time.runUntil(T + 1_000);
    isDown = true;
    const from = asked.length;
    await time.runUntil(T + HOUR);
    const during = asked.slice(from);
    expect(during.length).toBeLessThan(20);
    const pauses = during.slice(1).map((at, index) => at - during[index]!);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(60_000);
    expect(pauses.slice(-3).every((pause) => pause > 60_000)).toBe(true);
    const before = asked.length;
    await client.refresh();
    expect(asked).toHaveLength(before);
    isDown = false;
    await time.runUntil(T + HOUR + 11 * MINUTE);
    expect(screen.state).toMatchObject({ phase: 'ON_AIR', campaign: { slug: 'after' } });
  });

  it('shows the help of an error when it holds no answer', async () => {
    const { client } = await open({ respond: failing });
    await time.runUntil(T + 1_000);
    expect(client.current()).toMatchObject({ phase: 'HELP_ONLY', helpFrom: 'ERROR', help: { emergency: 'Call 999.' } });
  });

  it.each(['', '<html>', '{"data":null}', '{"data":{"activeCampaign":{"campaign":1}}}', '[]'])(
    'takes %j for a failure',
    async (text) => {
      const { client } = await open({ respond: () => ({ status: 200, headers: {}, text }) });
      await time.runUntil(T + 1_000);
      expect(client.current()).toMatchObject({ phase: 'HELP_ONLY', helpFrom: 'COMPILED_IN' });
    },
  );

  it('has one request on its way, ends it after ten seconds, and on stop', async () => {
    const { client, asked, phone } = await open({ trip: () => ({ upMs: 5, downMs: 5, fault: 'LOST' }) });
    void client.refresh();
    await time.runUntil(T + 9_999);
    expect(asked).toHaveLength(1);
    await time.runUntil(T + 40_001);
    expect(asked.length).toBeGreaterThan(1);
    client.stop();
    await settled();
    const count = asked.length;
    await time.runUntil(T + HOUR);
    expect(asked).toHaveLength(count);
    phone.kill();
  });

  it('asks several surfaces in one round, and shows each', async () => {
    const { client, asked } = await open({ options: { surface: ['discover', 'safety-center'] } });
    await time.runUntil(T + 1_000);
    expect(asked).toHaveLength(2);
    expect([client.current('discover').phase, client.current('safety-center').phase]).toEqual(['ON_AIR', 'ON_AIR']);
    expect(() => client.current('search')).toThrow('it asks discover, safety-center');
    await time.runUntil(MIDNIGHT + 2 * MINUTE);
    expect(asked).toHaveLength(4);
  });

  it('asks for a viewer who travelled, and shows them nothing of before', async () => {
    let region = 'GB';
    const { client, asked } = await open({ options: { viewer: () => ({ region }) } });
    await time.runUntil(T + 11_000);
    region = 'FR';
    expect(client.current()).toMatchObject({ phase: 'HELP_ONLY', helpFrom: 'COMPILED_IN', campaign: null });
    await time.runUntil(T + 14_000);
    expect(asked).toHaveLength(2);
    expect(client.current()).toMatchObject({ phase: 'ON_AIR', helpFrom: 'ANSWER' });
  });

  it('gives the same object until something changes', async () => {
    const { client } = await open();
    await time.runUntil(T + 1_000);
    const one = client.current();
    await time.runUntil(T + 20_000);
    expect(client.current()).toBe(one);
    expect(client.time()!.nowMs).toBeCloseTo(time.now, -2);
    expect(client.time()!.uncertaintyMs).toBeLessThan(40);
    expect(iso(client.time()!.nowMs)).toMatch(/^2026-09-09T23:59:/);
  });
});
