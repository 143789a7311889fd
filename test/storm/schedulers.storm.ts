import { setTimeout as wait } from 'node:timers/promises';
import { buildScheduler, type BuiltScheduler } from '../e2e/built-scheduler.js';
import { StormReport } from './storm-report.js';
import { StormRound } from './storm-round.js';
import { startStormServer, type StormServer } from './storm-server.js';
import { stormSettings } from './storm-settings.js';

const ROUND_MS_MAX = 300_000;
const WOKEN_MS = 2_500;
const { rounds, runs, seed, stopMs } = stormSettings();

async function killThree(round: StormRound): Promise<void> {
  for (const from of [-100, 900, 1_900]) {
    await round.moment(from, from + 1_000);
    await round.killAndReplace(round.victim());
  }
}

async function holdOne(round: StormRound): Promise<void> {
  await round.moment(-100, 2_000);
  const { index, scheduler } = round.victim();
  scheduler.signal('SIGSTOP');
  round.say(`SIGSTOP of scheduler ${index}`);
  await wait(stopMs);
  scheduler.signal('SIGCONT');
  round.say(`SIGCONT of scheduler ${index}`);
  // It ticks at least once with what it believed to be due.
  await wait(WOKEN_MS);
}

async function crash(round: StormRound, server: StormServer): Promise<void> {
  await round.moment(0, 2_000);
  await server.crash();
  round.say('kill -9 of PostgreSQL');
  await wait(round.draws.below(1_000));
  await server.restart();
  round.say('PostgreSQL is up');
}

describe('a storm of runs at one instant, each recorded exactly once', () => {
  let built: BuiltScheduler;
  let server: StormServer;
  beforeAll(async () => {
    built = await buildScheduler();
    server = await startStormServer();
  });
  afterAll(async () => {
    await server.stop();
    built.remove();
  });

  /** @param trouble what is done to the round; it may end after all is recorded */
  async function storm(kind: string, trouble: (round: StormRound) => Promise<void>): Promise<void> {
    const report = new StormReport(kind);
    for (let i = 0; i < rounds; i += 1) {
      const round = new StormRound(seed + i, runs, built.script, await server.clone());
      try {
        await round.begin();
        await Promise.all([round.recorded(), trouble(round)]);
        const faults = await round.faults();
        expect({ seed: round.seed, troubles: round.troubles, faults }).toEqual({
          seed: round.seed,
          troubles: round.troubles,
          faults: [],
        });
        report.add(await round.figures());
      } finally {
        await round.end();
      }
    }
    report.finish();
  }

  it(
    'kill: a scheduler is killed at any moment, and another, and each is replaced',
    async () => storm('kill', killThree),
    rounds * ROUND_MS_MAX,
  );

  it(
    'stop: a scheduler is held while the others go on, and then goes on itself',
    async () => storm('stop', holdOne),
    rounds * (ROUND_MS_MAX + stopMs),
  );

  it(
    'postgres: the server is killed in the middle, and begun again',
    async () => storm('postgres', async (round) => crash(round, server)),
    rounds * ROUND_MS_MAX,
  );
});
