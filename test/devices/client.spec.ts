import { MIDNIGHT, SCHEDULE, T } from './midnight.js';
import { cache, DAY, HOUR, MINUTE, origin } from './origin.js';
import { close, DeviceShelf, handset, QUICK, type HandsetPlan } from './handset.js';
import { TrueTime, type Respond, type Trip } from './world.js';

let time: TrueTime;
beforeEach(() => {
  time = new TrueTime(T);
});
const open = (plan: Partial<HandsetPlan> = {}) => handset(time, { respond: origin(time, () => SCHEDULE), ...plan });
/** With a switch for its network. */
function cut(respond: Respond) {
  const line = { isCut: false };
  return { line, respond, trip: (): Trip => (line.isCut ? { upMs: 5, downMs: 5, fault: 'REFUSED' } : QUICK) };
}

describe('a device over a boundary', () => {
  it.each([
    ['right', 0],
    ['three hours ahead', 3 * HOUR],
    ['three hours behind', -3 * HOUR],
    ['in 1970', -T],
  ])('switches at the instant without a request, its own clock %s', async (_, wallOffsetMs) => {
    const { told, asked } = await open({ faults: { wallOffsetMs } });
    await time.runUntil(MIDNIGHT + 80);
    expect(asked).toEqual([T]);
    expect(told.map(([, phase, slug]) => [phase, slug])).toEqual([
      ['HELP_ONLY', null],
      ['ON_AIR', 'before'],
      ['SEAM', null],
      ['NEXT', 'week'],
    ]);
    const [, , seam, next] = told;
    // The answer came after 40 ms: the server's time is known to 41, and the drift of a minute.
    expect(seam![0]).toBeGreaterThan(MIDNIGHT - 80);
    expect(seam![0]).toBeLessThanOrEqual(MIDNIGHT);
    expect(next![0]).toBeGreaterThanOrEqual(MIDNIGHT);
    expect(next![0]).toBeLessThan(MIDNIGHT + 80);
  });

  it('confirms it within two minutes after', async () => {
    const { asked, screen } = await open({ random: () => 0.999 });
    await time.runUntil(MIDNIGHT + 2 * MINUTE + 100);
    expect(asked).toHaveLength(2);
    expect(asked[1]! - MIDNIGHT).toBeGreaterThan(MINUTE);
    expect(screen.state).toMatchObject({ phase: 'ON_AIR', campaign: { slug: 'week' } });
  });

  it('shows nothing of an embargoed one before it was answered', async () => {
    const schedule = [SCHEDULE[0]!, { ...SCHEDULE[1]!, isEmbargoed: true }, SCHEDULE[2]!];
    const { told, asked } = await open({ respond: origin(time, () => schedule) });
    await time.runUntil(MIDNIGHT + 2 * MINUTE);
    expect(told.map(([, phase, slug]) => [phase, slug])).toEqual([
      ['HELP_ONLY', null],
      ['ON_AIR', 'before'],
      ['RUN_OUT', null],
      ['ON_AIR', 'week'],
    ]);
    expect(told[3]![0]).toBe(asked[1]! + 40);
  });

  it('stops showing at the end, offline, and keeps its help', async () => {
    const { line, ...world } = cut(origin(time, () => SCHEDULE));
    const { screen, told } = await open(world);
    await time.runUntil(T + 1_000);
    line.isCut = true;
    await time.runUntil(MIDNIGHT + 5 * HOUR);
    expect(told.map(([, phase, slug]) => [phase, slug])).toEqual([
      ['HELP_ONLY', null],
      ['ON_AIR', 'before'],
      ['SEAM', null],
      ['NEXT', 'week'],
      ['RUN_OUT', null],
    ]);
    const end = told[4]![0];
    expect(end).toBeLessThanOrEqual(MIDNIGHT + HOUR);
    // An hour of drift either way.
    expect(end).toBeGreaterThan(MIDNIGHT + HOUR - 2_000);
    expect(screen.state!.help.services[0]!.channels.map(({ openNow }) => openNow)).toEqual([true, null]);
  });

  it('is not misled by an answer that took over the boundary to come', async () => {
    const trips: Trip[] = [{ upMs: 20, downMs: 7_000 }];
    time = new TrueTime(MIDNIGHT - 3_000);
    const { told } = await open({ trip: () => trips.shift() ?? QUICK });
    await time.runUntil(MIDNIGHT + 8_000);
    expect(told.map(([at, phase]) => [phase, at >= MIDNIGHT])).toEqual([
      ['HELP_ONLY', false],
      ['SEAM', true],
      ['NEXT', true],
    ]);
  });

  it.each([
    ['says its age', true],
    ['says only its own date, as nginx does', false],
  ])('is not misled by a cache that %s', async (_, saysAge) => {
    const respond = cache(
      time,
      origin(time, () => SCHEDULE),
      saysAge,
    );
    await open({ respond });
    await time.runUntil(T + 45_000);
    const late = await open({ respond });
    await time.runUntil(MIDNIGHT + 2 * MINUTE);
    const [, , seam, next] = late.told;
    expect(seam![1]).toBe('SEAM');
    expect(seam![0]).toBeLessThanOrEqual(MIDNIGHT);
    expect(next![0]).toBeGreaterThanOrEqual(MIDNIGHT);
    expect(next![0] - MIDNIGHT).toBeLessThan(saysAge ? 5_200 : 5_000 + MINUTE);
  });
});

describe('a device whose clocks misbehave', () => {
  it.each([
    ['forward', 3 * HOUR],
    ['back', -3 * HOUR],
  ])('shows nothing outside its window when its clock is set %s, and asks soon', async (_, by) => {
    const { phone, told, asked, screen } = await open();
    await time.runUntil(T + 10_000);
    phone.step(by);
    await time.runUntil(T + 17_000);
    expect(asked).toHaveLength(2);
    expect(screen.state).toMatchObject({ phase: 'ON_AIR', campaign: { slug: 'before' } });
    await time.runUntil(MIDNIGHT + 1_000);
    expect(screen.state!.campaign!.slug).toBe('week');
    const wrong = told.filter(
      ([at, , slug]) => (slug === 'week' && at < MIDNIGHT) || (slug === 'before' && at >= MIDNIGHT),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['stands still', true],
    ['runs on', false],
  ])('looks again when it wakes past a boundary, its monotonic clock %s in sleep', async (_, standsInSleep) => {
    const { phone, client, screen } = await open({ faults: { standsInSleep } });
    await time.runUntil(T + 10_000);
    phone.sleep();
    await time.runUntil(MIDNIGHT + 30 * MINUTE);
    await phone.wake();
    expect(client.current().campaign?.slug).not.toBe('before');
    await time.runUntil(time.now + 1_000);
    expect(screen.state!.campaign?.slug).not.toBe('before');
    await time.runUntil(time.now + 7_000);
    expect(screen.state).toMatchObject({ phase: 'ON_AIR', campaign: { slug: 'week' } });
  });

  it('shows help only when it has no monotonic clock and its only one stepped, until it was answered', async () => {
    const { phone, screen, told } = await open({ faults: { hasMonotonic: false } });
    await time.runUntil(T + 10_000);
    phone.step(-HOUR);
    await time.runUntil(T + 17_000);
    expect(told.map(([, phase]) => phase)).toEqual(['HELP_ONLY', 'ON_AIR', 'UNSURE', 'ON_AIR']);
    expect(screen.state!.campaign!.slug).toBe('before');
  });

  it('has no timer longer than a minute for a campaign of fifty days', async () => {
    // The phone of these tests refuses one; a real one would fire at once beyond 24.8 days.
    const schedule = [{ from: T - DAY, until: T + 50 * DAY, slug: 'long' }];
    const { screen } = await open({ respond: origin(time, () => schedule), options: { tickMs: 60_000 } });
    await time.runUntil(T + 2 * HOUR);
    expect(screen.state!.campaign!.slug).toBe('long');
  });
});

describe('what a device keeps', () => {
  it('is shown at the next start, offline, while it is in its window', async () => {
    const storage = new DeviceShelf();
    const first = await open({ faults: { wallOffsetMs: 3 * HOUR }, options: { storage } });
    await time.runUntil(T + 1_000);
    close(first);
    await time.runUntil(MIDNIGHT + 5 * MINUTE);
    const { line, ...world } = cut(origin(time, () => SCHEDULE));
    line.isCut = true;
    const again = await open({ ...world, phone: first.phone, options: { storage } });
    expect(again.client.current()).toMatchObject({ phase: 'NEXT', campaign: { slug: 'week' }, helpFrom: 'ANSWER' });
    await time.runUntil(MIDNIGHT + HOUR);
    expect(again.client.current()).toMatchObject({ phase: 'RUN_OUT', campaign: null, helpFrom: 'ANSWER' });
  });

  it('waits for the server’s time when told to', async () => {
    const storage = new DeviceShelf();
    const first = await open({ options: { storage } });
    await time.runUntil(T + 1_000);
    close(first);
    const again = await open({ phone: first.phone, options: { storage, coldStart: 'WAIT' } });
    expect(again.client.current()).toMatchObject({ phase: 'UNSURE', campaign: null, helpFrom: 'ANSWER' });
    await time.runUntil(T + 2_000);
    expect(again.client.current().phase).toBe('ON_AIR');
  });

  it('is passed over when it is broken, and for another viewer', async () => {
    const storage = new DeviceShelf();
    const first = await open({ options: { storage } });
    await time.runUntil(T + 1_000);
    close(first);
    const [key, value] = [...storage.items][0]!;
    const { line, ...world } = cut(origin(time, () => SCHEDULE));
    line.isCut = true;
    const abroad = await open({ ...world, options: { storage, viewer: { region: 'ES', locale: 'es-MX' } } });
    expect(abroad.client.current()).toMatchObject({ phase: 'HELP_ONLY', helpFrom: 'COMPILED_IN' });
    expect(abroad.client.current().help.emergency).toContain('peligro inmediato');
    for (const broken of [value.slice(0, -1), value.replace('Samaritans', 'Samaritanz'), 'x', '']) {
      storage.items.set(key, broken);
      const again = await open({ ...world, options: { storage } });
      expect(again.client.current()).toMatchObject({ phase: 'HELP_ONLY', helpFrom: 'COMPILED_IN' });
      expect(again.client.current().help.directory).toBe('https://findahelpline.com/');
      close(again);
      expect(storage.items.has(key)).toBe(false);
    }
  });

  it('starts although its storage hangs or throws', async () => {
    const hanging = { getItem: () => new Promise<null>(() => {}), setItem: () => {}, removeItem: () => {} };
    const throwing = {
      getItem: () => {
        throw new Error('forbidden');
      },
      setItem: () => {
        throw new Error('full');
      },
      removeItem: () => {},
    };
    for (const storage of [hanging, throwing]) {
      const { screen, client } = await open({ options: { storage } });
      await time.runUntil(time.now + 1_100);
      expect(screen.state!.phase).toBe('ON_AIR');
      client.stop();
    }
  });

  it('never goes back to an older version, and takes what a restored server says once it has run out', async () => {
    let stamp = 7;
    const { client } = await open({
      respond: origin(
        time,
        () => SCHEDULE,
        () => stamp,
      ),
    });
    await time.runUntil(T + 1_000);
    stamp = 6;
    await time.runUntil(MIDNIGHT + HOUR - 10_000);
    expect(client.current()).toMatchObject({ phase: 'NEXT', campaign: { slug: 'week' } });
    expect(client.current().version).toMatch(/^7\./);
    await time.runUntil(MIDNIGHT + HOUR + 15 * MINUTE);
    expect(client.current()).toMatchObject({ phase: 'ON_AIR', campaign: { slug: 'after' } });
    expect(client.current().version).toMatch(/^6\./);
  });

  it('does not lose to an older tab', async () => {
    const storage = new DeviceShelf();
    let stamp = 1;
    const respond = origin(
      time,
      () => SCHEDULE,
      () => stamp,
    );
    const old = await open({ respond, options: { storage } });
    await time.runUntil(T + 1_000);
    stamp = 2;
    const young = await open({ respond, options: { storage } });
    await time.runUntil(T + 2_000);
    stamp = 1;
    await old.client.refresh();
    await time.runUntil(T + 30_000);
    expect([...storage.items.values()][0]).toContain('"version":"2.');
    close(young);
  });
});
