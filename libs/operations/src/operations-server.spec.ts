import { CHECK_MAX_MS } from './health.js';
import { Metrics } from './metrics.js';
import { startOperationsServer, type OperationsServer } from './operations-server.js';

const SECRET = 'postgresql://me:password@db/marquee';

describe('the operations server', () => {
  let server: OperationsServer;
  let database: () => Promise<void>;
  const reported: string[] = [];
  beforeAll(async () => {
    const metrics = new Metrics('test');
    metrics.counter({ name: 'transitions_total', help: 'Transitions.', labels: ['kind'] }).inc({ kind: 'ACTIVE' }, 2);
    metrics.gauge({ name: 'clock_offset_seconds', help: 'Offset.' }, () => 0.5);
    const checks = [
      { name: 'database', check: () => database() },
      { name: 'tick', check: async () => undefined },
    ];
    const report = (name: string) => reported.push(name);
    server = await startOperationsServer({ host: '127.0.0.1', port: 0, checks, metrics, report });
  });
  afterAll(() => server.close());
  const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init);

  it('is live whatever the database does', async () => {
    database = async () => Promise.reject(new Error('down'));
    const response = await get('/health/live');
    expect([response.status, await response.json()]).toEqual([200, { status: 'live' }]);
  });

  it('is ready when every check passes', async () => {
    database = async () => undefined;
    const response = await get('/health/ready');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ready', checks: { database: 'ok', tick: 'ok' } });
  });

  it('is not ready when one fails, names it, and keeps the reason for the log', async () => {
    database = async () => Promise.reject(new Error(`cannot connect to ${SECRET}`));
    reported.length = 0;
    const response = await get('/health/ready');
    const body = await response.text();
    expect(response.status).toBe(503);
    expect(JSON.parse(body)).toEqual({ status: 'not ready', checks: { database: 'failed', tick: 'ok' } });
    expect(body).not.toContain('password');
    expect(reported).toEqual(['database']);
  });

  it('does not wait for a check that hangs', async () => {
    database = () => new Promise(() => undefined);
    const before = performance.now();
    const response = await get('/health/ready');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ checks: { database: 'timed out' } });
    expect(performance.now() - before).toBeLessThan(CHECK_MAX_MS + 1_000);
  });

  it('prints metrics for Prometheus, those of Node among them', async () => {
    const response = await get('/metrics');
    const text = await response.text();
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(text).toContain('marquee_transitions_total{kind="ACTIVE",process="test"} 2');
    expect(text).toContain('marquee_clock_offset_seconds{process="test"} 0.5');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });

  it.each([
    ['/nowhere', 'GET', 404],
    ['/health/live', 'POST', 405],
    ['/health/live', 'HEAD', 200],
    ['//', 'GET', 404],
  ])('answers %s by %s with %i', async (path, method, status) => {
    expect((await get(path, { method })).status).toBe(status);
  });
});
