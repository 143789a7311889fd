import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HOUR_MS, SECOND_MS } from '#domain';
import type * as Client from '../../libs/client/src/index.js';
import { article, instantWindow, TEST_SURFACE, viewerDays } from '../support/airing.js';
import { openStage, T, type Stage } from '../support/delivery-stage.js';
import { packClient } from '../support/packed-client.js';

/** The clocks and timers of a device, moved by the test together with the server's. */
class Device {
  steadyMs = 0;
  private readonly timers = new Map<number, { due: number; run: () => void }>();
  private handles = 0;
  readonly clock: Client.DeviceClock = { wallMs: () => 1_000 + this.steadyMs, monotonicMs: () => this.steadyMs };

  readonly ports: Client.Timers = {
    set: (run, delayMs) => {
      this.handles += 1;
      this.timers.set(this.handles, { due: this.steadyMs + delayMs, run });
      return this.handles;
    },
    clear: (handle) => this.timers.delete(handle as number),
  };

  pass(ms: number): void {
    const until = this.steadyMs + ms;
    for (;;) {
      const next = [...this.timers].filter(([, { due }]) => due <= until).sort(([, a], [, b]) => a.due - b.due)[0];
      if (next === undefined) break;
      const [handle, { due, run }] = next;
      this.timers.delete(handle);
      this.steadyMs = due;
      run();
    }
    this.steadyMs = until;
  }
}

describe('the packed client against the API', () => {
  const folder = mkdtempSync(join(tmpdir(), 'marquee-client-'));
  let createMarqueeClient: typeof Client.createMarqueeClient;
  let stage: Stage;
  beforeAll(async () => {
    const { tarball } = packClient(folder);
    execFileSync('tar', ['xzf', tarball, '-C', folder]);
    ({ createMarqueeClient } = (await import(
      pathToFileURL(join(folder, 'package/dist/index.js')).href
    )) as typeof Client);
    stage = await openStage();
  });
  afterAll(async () => {
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(device: Device, options: Partial<Client.MarqueeClientOptions> = {}) {
    let asked = 0;
    const told: [string, string | undefined][] = [];
    const client = createMarqueeClient({
      url: `${stage.api.url}/graphql`,
      surface: TEST_SURFACE,
      viewer: { timeZone: 'Pacific/Kiritimati', locale: 'en' },
      clock: device.clock,
      timers: device.ports,
      fetch: (url, init) => {
        asked += 1;
        return fetch(url, init as RequestInit) as unknown as Promise<Client.FetchResponse>;
      },
      onChange: ({ phase, campaign }) => told.push([phase, campaign?.slug]),
      ...options,
    });
    client.start();
    await client.refresh();
    return { client, told, asked: () => asked };
  }

  it('switches over a boundary at the viewer’s own midnight without a request, and stops at the end', async () => {
    const { airings, api, clock } = stage;
    // Kiritimati's 10th begins at 10:00 UTC of the 9th; now it is a minute before.
    const midnight = Date.UTC(2026, 8, 9, 10);
    await airings.air({ slug: 'early', window: instantWindow(midnight - HOUR_MS, midnight) });
    await airings.air({
      slug: 'day',
      window: viewerDays('2026-09-10', '2026-09-10'),
      documents: [article({ en: 'Hello' })],
    });
    await api.refresh();
    clock.set(midnight - 60 * SECOND_MS);
    const device = new Device();
    const { client, told, asked } = await open(device, { cadence: { pollMs: 3_600_000 }, random: () => 0.9 });
    const before = asked();
    expect(client.current()).toMatchObject({ phase: 'ON_AIR', campaign: { slug: 'early' }, helpFrom: 'ANSWER' });
    device.pass(60 * SECOND_MS + 100);
    expect(told).toEqual([
      ['HELP_ONLY', undefined],
      ['ON_AIR', 'early'],
      ['SEAM', undefined],
      ['NEXT', 'day'],
    ]);
    expect(client.current().campaign!.playlist[0]!.item.title).toBe('Hello');
    expect(asked()).toBe(before);
    client.stop();
  });

  it('has the server’s help, also where nothing is on', async () => {
    stage.clock.set(T + 90 * 24 * HOUR_MS);
    const { client } = await open(new Device(), { viewer: { region: 'FR', locale: 'es' } });
    expect(client.current()).toMatchObject({ phase: 'ON_AIR', campaign: null, help: { resolution: 'DIRECTORY' } });
    client.stop();
  });

  it.each(['GET', 'POST'] as const)('gets an answer by %s', async (method) => {
    const { client } = await open(new Device(), { method });
    expect(client.current().phase).toBe('ON_AIR');
    client.stop();
  });
});
