import fc from 'fast-check';
import { AGE_SLACK_MS, DRIFT_PPM, ServerClock } from './server-clock.js';

const T = Date.UTC(2026, 8, 10);

/** Two clocks in the test's hand. */
class Hands {
  wall = T;
  steady = 0;

  readonly device = { wallMs: () => this.wall, monotonicMs: () => this.steady };

  pass(ms: number): void {
    this.wall += ms;
    this.steady += ms;
  }
}

const at = (ms: number) => ({ ms, differenceMs: T });
const fresh = (sentMs: number, receivedMs: number, servedAtMs: number) => {
  return { servedAtMs, ageSeconds: null, dateMs: null, sent: at(sentMs), received: at(receivedMs) };
};

describe('the server’s time on a device', () => {
  it('is unknown at first', () => {
    const clock = new ServerClock(new Hands().device, 1_000);
    expect([clock.now(), clock.quality()]).toEqual([null, 'UNKNOWN']);
  });

  it('is the middle of the round trip, give or take half of it', () => {
    const hands = new Hands();
    const clock = new ServerClock(hands.device, 1_000);
    hands.pass(100);
    clock.learn(fresh(0, 100, T + 5_000));
    expect(clock.now()).toEqual({ loMs: T + 5_000, hiMs: expect.closeTo(T + 5_101, 0) });
  });

  it('is narrowed by a better response and not widened by a worse one', () => {
    const hands = new Hands();
    const clock = new ServerClock(hands.device, 1_000);
    hands.pass(1_000);
    clock.learn(fresh(990, 1_000, T));
    clock.learn(fresh(0, 1_000, T - 500));
    expect(clock.now()).toEqual({ loMs: T, hiMs: expect.closeTo(T + 11, 0) });
  });

  it('widens by what a quartz may drift', () => {
    const hands = new Hands();
    const clock = new ServerClock(hands.device, 1_000);
    clock.learn(fresh(0, 0, T));
    hands.pass(1_000_000);
    expect(clock.now()).toEqual({ loMs: T + 1_000_000 - DRIFT_PPM, hiMs: T + 1_000_001 + DRIFT_PPM });
  });

  it('counts the seconds a cache had the answer, with slack both ways', () => {
    const hands = new Hands();
    const clock = new ServerClock(hands.device, 1_000);
    clock.learn({ servedAtMs: T, ageSeconds: 30, dateMs: null, sent: at(0), received: at(0) });
    expect(clock.now()).toEqual({ loMs: T + 30_000 - AGE_SLACK_MS, hiMs: T + 30_000 + AGE_SLACK_MS });
  });

  it('leaves out a response from before what is known, and believes the third', () => {
    const clock = new ServerClock(new Hands().device, 1_000);
    clock.learn(fresh(0, 0, T + 60_000));
    expect([1, 2, 3].map(() => clock.learn(fresh(0, 0, T)))).toEqual([false, false, true]);
    expect(clock.now()).toEqual({ loMs: T, hiMs: T + 1 });
  });

  it('takes what was stored only when the wall clock has not gone back behind it', () => {
    const hands = new Hands();
    const behind = new ServerClock(hands.device, 1_000);
    behind.restore({ wallMs: T + 1, loMs: T, hiMs: T });
    expect(behind.quality()).toBe('UNKNOWN');
    const clock = new ServerClock(hands.device, 1_000);
    clock.restore({ wallMs: T - 10_000, loMs: T + 90_000, hiMs: T + 90_000 });
    expect([clock.quality(), clock.now()]).toEqual(['STORED', { loMs: T + 98_995, hiMs: T + 101_005 }]);
    clock.learn(fresh(0, 0, T));
    expect([clock.quality(), clock.now()]).toEqual(['SYNCHRONISED', { loMs: T, hiMs: T + 1 }]);
  });

  it('holds the true time whatever the round trips, caches, drift, sleep and steps of the wall clock (property)', () => {
    const event = fc.oneof(
      fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(500_000) }),
      fc.record({ kind: fc.constant('sleep' as const), ms: fc.integer({ min: 60, max: 10_000_000 }) }),
      fc.record({ kind: fc.constant('step' as const), ms: fc.integer({ min: -10_000_000, max: 10_000_000 }) }),
      fc.record({
        kind: fc.constant('learn' as const),
        up: fc.nat(5_000),
        down: fc.nat(5_000),
        age: fc.option(fc.nat(60_000)),
        nap: fc.option(fc.integer({ min: 60, max: 100_000 })),
      }),
    );
    const scene = fc.record({ ppm: fc.integer({ min: -490, max: 490 }), events: fc.array(event, { maxLength: 30 }) });
    fc.assert(
      fc.property(scene, ({ ppm, events }) => {
        let truth = T;
        const hands = new Hands();
        const clock = new ServerClock(hands.device, 1_000);
        const pass = (ms: number) => {
          truth += ms;
          hands.wall += ms;
          hands.steady += ms * (1 + ppm / 1_000_000);
        };
        for (const one of events) {
          if (one.kind === 'pass') pass(one.ms);
          if (one.kind === 'step') {
            // Both at once cannot be told from neither: the clock was looked at in between, as the client does each second.
            clock.observe();
            hands.wall += one.ms;
            clock.observe();
          }
          if (one.kind === 'sleep') {
            clock.observe();
            truth += one.ms;
            hands.wall += one.ms;
          }
          if (one.kind === 'learn') {
            const sent = clock.readings();
            pass(one.up);
            const servedAtMs = Math.floor(truth - (one.age ?? 0));
            const ageSeconds = one.age === null ? null : Math.floor(one.age / 1_000);
            truth += one.nap ?? 0;
            hands.wall += one.nap ?? 0;
            pass(one.down);
            clock.learn({ servedAtMs, ageSeconds, dateMs: null, sent, received: clock.readings() });
          }
          const now = clock.now();
          if (now === null) continue;
          expect(now.loMs).toBeLessThanOrEqual(truth + 0.01);
          expect(now.hiMs).toBeGreaterThanOrEqual(truth - 0.01);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
