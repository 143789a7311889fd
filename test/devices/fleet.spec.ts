import { createMarqueeClient } from '../../libs/client/src/index.js';
import { deviceOf, missesOf, naiveRequestsOf, requestsOf, type FleetWorld } from './fleet.js';
import { DAY, iso, MINUTE, HELP } from './origin.js';
import { network, Phone, TrueTime, type PlainResponse } from './world.js';

const MIDNIGHT = Date.UTC(2026, 8, 10);
const FROM = MIDNIGHT - 10 * MINUTE;
const UNTIL = MIDNIGHT + 15 * MINUTE;
const WORLD: FleetWorld = { boundary: MIDNIGHT, after: MIDNIGHT + DAY, outage: null };
const DEVICES = 1_000;

/** What the model's origin says, as a response. */
function answered(world: FleetWorld, crosses: boolean, at: number): PlainResponse {
  const isBefore = crosses && at < world.boundary;
  const validUntil = isBefore ? world.boundary : world.after;
  const answer = {
    help: HELP,
    servedAt: iso(at),
    validUntil: iso(validUntil),
    version: isBefore ? '1.a' : '1.b',
    campaign: null,
    alsoOnAir: [],
    next: isBefore ? { from: iso(world.boundary), until: iso(world.after), campaign: null, alsoOnAir: [] } : null,
  };
  const isDown = world.outage !== null && at >= world.outage[0] && at < world.outage[1];
  if (isDown) return { status: 503, headers: {}, text: '' };
  const seconds = Math.floor(Math.min(MINUTE, validUntil - at) / 1_000);
  return {
    status: 200,
    headers: { 'served-at': iso(at), 'cache-control': `max-age=${seconds}` },
    text: JSON.stringify({ data: { activeCampaign: answer } }),
  };
}

/** The real client, from the same draws. */
async function realRequests(world: FleetWorld, index: number): Promise<number[]> {
  const device = deviceOf(1, index, FROM, 2 * MINUTE, 0.5);
  const time = new TrueTime(device.startAt);
  const phone = new Phone(time);
  const half = { upMs: device.roundTripMs / 2, downMs: device.roundTripMs / 2 };
  const fetch = network(
    time,
    phone,
    () => answered(world, device.crosses, time.now),
    () => half,
  );
  const asked: number[] = [];
  const client = createMarqueeClient({
    url: 'https://marquee.example.org/graphql',
    surface: 'discover',
    tickMs: 60_000,
    clock: phone.clock,
    timers: phone.timers,
    random: device.random,
    fetch: (url, init) => {
      asked.push(time.now);
      return fetch(url, init);
    },
  });
  client.start();
  await time.runUntil(UNTIL);
  client.stop();
  return asked;
}

describe('the model of a fleet', () => {
  it.each([
    ['over a boundary', WORLD],
    ['over an outage', { ...WORLD, outage: [MIDNIGHT + MINUTE, MIDNIGHT + 8 * MINUTE] } satisfies FleetWorld],
  ])('asks when the real client asks, for a thousand devices, request by request, %s', async (_, world) => {
    let requests = 0;
    for (let index = 0; index < DEVICES / 2; index += 1) {
      const real = await realRequests(world, index);
      const device = deviceOf(1, index, FROM, 2 * MINUTE, 0.5);
      const model = requestsOf(world, device, UNTIL).filter((at) => at <= UNTIL);
      requests += real.length;
      expect(model).toHaveLength(real.length);
      model.forEach((at, place) => expect(Math.abs(at - real[place]!)).toBeLessThanOrEqual(1));
    }
    expect(requests).toBeGreaterThan(DEVICES * 4);
  });

  it('has a naive client beside it that asks at the boundary', () => {
    const at = Array.from({ length: 100 }, (_, index) =>
      naiveRequestsOf(WORLD, deviceOf(1, index, FROM, MINUTE, 1), UNTIL),
    );
    const close = at.filter((one) => one.some((when) => when >= MIDNIGHT - 1_000 && when < MIDNIGHT + 1_500));
    expect(close.length).toBeGreaterThan(90);
  });

  it('lets a cache send on one request for each time it kept nothing', () => {
    expect(
      missesOf(
        WORLD,
        true,
        [-90, -60, -31, -30, -1, 0, 1, 59, 60].map((s) => MIDNIGHT + s * 1_000),
      ),
    ).toEqual([-90, -30, 0, 60].map((s) => MIDNIGHT + s * 1_000));
  });
});
