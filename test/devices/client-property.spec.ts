/**
 * Whatever schedules, clocks, caches and networks do: no device shows a campaign outside its window by the true clock, and
 * none is ever without help. Replay one with DEVICE_SEED=<seed>.
 */
import { type Handset, close, DeviceShelf, handset } from './handset.js';
import { cache, DAY, HOUR, iso, MINUTE, origin, type Stretch } from './origin.js';
import { randomOf, TrueTime, type Trip } from './world.js';

const SEEDS = 60;
const T = Date.UTC(2026, 8, 9, 12);
const LOOK_MS = 7_001;
const SPAN_MS = 6 * HOUR;
const TICK_MS = 1_000;

const seeds = process.env.DEVICE_SEED
  ? [Number(process.env.DEVICE_SEED)]
  : Array.from({ length: SEEDS }, (_, index) => index + 1);

/** Back to back and with gaps; an hour on average, some for minutes. */
function scheduleOf(random: () => number): Stretch[] {
  const schedule: Stretch[] = [];
  for (let from = T - DAY, index = 0; from < T + 2 * DAY; index += 1) {
    const until = from + Math.ceil((random() < 0.3 ? 5 * MINUTE : 2 * HOUR) * random()) + 1_000;
    schedule.push({ from, until, slug: random() < 0.2 ? null : `c${index}`, isEmbargoed: random() < 0.2 });
    from = until;
  }
  return schedule;
}

function tripsOf(random: () => number): () => Trip {
  let badUntil = 0;
  let asked = 0;
  return () => {
    asked += 1;
    if (asked > badUntil && random() < 0.1) badUntil = asked + Math.floor(8 * random());
    const slow = random() < 0.1 ? 12_000 : 300;
    const trip = { upMs: slow * random(), downMs: slow * random() };
    if (asked >= badUntil) return trip;
    return { ...trip, fault: random() < 0.5 ? 'LOST' : 'REFUSED' };
  };
}

/** What is wrong on this device now, or null. */
function wrongOn({ client, screen, phone }: Handset, schedule: readonly Stretch[], now: number): string | null {
  const states = [client.current(), now - phone.wokeAt > TICK_MS + 1 ? screen.state : null];
  for (const state of states) {
    if (state === null) continue;
    if (!state.help.directory || !state.help.emergency) return 'without help';
    const { campaign } = state;
    const window = campaign && schedule.find(({ slug }) => slug === campaign.slug)!;
    if (window && (now < window.from || now >= window.until + 1)) {
      return `${campaign.slug} is shown at ${iso(now)}, its window is ${iso(window.from)} to ${iso(window.until)}`;
    }
  }
  return null;
}

async function life(
  seed: number,
): Promise<{ readonly wrong: string | null; readonly looks: number; readonly shown: number }> {
  const random = randomOf(seed);
  const time = new TrueTime(T + Math.floor(HOUR * random()));
  const schedule = scheduleOf(random);
  const server = origin(time, () => schedule);
  const storage = new DeviceShelf();
  const faults = {
    wallOffsetMs: Math.round((random() - 0.5) * 12 * HOUR),
    driftPpm: (random() - 0.5) * 900,
    standsInSleep: random() < 0.5,
  };
  const plan = {
    respond: random() < 0.5 ? server : cache(time, server, random() < 0.5),
    trip: tripsOf(random),
    random,
    // Between two runs somebody may set the device's clock here: only WAIT promises to be right then.
    options: { storage, coldStart: 'WAIT' as const },
  };
  let device = await handset(time, { ...plan, faults });
  let [looks, shown] = [0, 0];
  for (const end = time.now + SPAN_MS; time.now < end;) {
    const draw = random();
    if (draw < 0.01) device.phone.step(Math.round((random() - 0.5) * 6 * HOUR));
    if (draw > 0.01 && draw < 0.02) {
      await time.runUntil(time.now + 1_500);
      device.phone.sleep();
      await time.runUntil(time.now + HOUR * random());
      await device.phone.wake();
    }
    if (draw > 0.02 && draw < 0.025) {
      close(device);
      device.phone.step(Math.round((random() - 0.5) * HOUR));
      await time.runUntil(time.now + HOUR * random());
      device = await handset(time, { ...plan, phone: device.phone });
    }
    if (draw > 0.025 && draw < 0.04) void device.client.refresh();
    await time.runUntil(time.now + LOOK_MS * random());
    looks += 1;
    if (device.client.current().campaign !== null) shown += 1;
    const wrong = wrongOn(device, schedule, time.now);
    if (wrong !== null) return { wrong: `seed ${seed}: ${wrong}`, looks, shown };
  }
  close(device);
  return { wrong: null, looks, shown };
}

describe('a device in a bad world', () => {
  it('never shows a campaign outside its window by the true clock, and always help', async () => {
    let [looks, shown] = [0, 0];
    for (const seed of seeds) {
      const one = await life(seed);
      expect(one.wrong).toBeNull();
      looks += one.looks;
      shown += one.shown;
    }
    // A device that showed nothing would never be wrong.
    expect(shown / looks).toBeGreaterThan(0.5);
  }, 300_000);
});
