import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';
import { ClosedEndStore, UncheckedStore } from './planted-stores.js';
import { chosenSeed } from './random.js';
import { InterruptedStore, SimulatedSchedule, SimulationFailure } from './simulated-schedule.js';

const SEQUENCES = 4;
const COMMANDS = 150;
/** A planted bug has to be caught within so many sequences. */
const PLANTED_SEQUENCES_MAX = 20;

/** Plays one seed on a database of its own, with as many stores as schedulers. */
async function play(seed: number, makeStore: (database: TestDatabase) => InterruptedStore): Promise<readonly string[]> {
  const database = await cloneTestDatabase();
  const schedule = new SimulatedSchedule(database, seed, [makeStore(database), makeStore(database)]);
  try {
    await schedule.play(COMMANDS);
    return schedule.history();
  } finally {
    await schedule.close();
    await database.drop();
  }
}

describe('people and two schedulers at random', () => {
  const first = chosenSeed();

  it.each(Array.from({ length: SEQUENCES }, (_, i) => first + i))(
    'break no rule; seed %i, to be played again with SIMULATION_SEED',
    async (seed) => {
      await play(seed, () => new InterruptedStore());
    },
  );

  it('do the same again for the same seed', async () => {
    const [once, again] = [
      await play(first, () => new InterruptedStore()),
      await play(first, () => new InterruptedStore()),
    ];
    expect(again).toEqual(once);
    expect(once.length).toBeGreaterThan(COMMANDS / 2);
  });

  it.each([
    ['an end that belongs to the window', () => new ClosedEndStore(), /is ACTIVE after a tick/],
    [
      'a state that is not asked again',
      (database: TestDatabase) => new UncheckedStore(database),
      /after it was taken back/,
    ],
  ])('are caught with %s', async (_, makeStore, finding) => {
    for (let i = 0; i < PLANTED_SEQUENCES_MAX; i += 1) {
      const failure = await play(first + i, makeStore).then(
        () => null,
        (error: unknown) => error,
      );
      if (failure === null) continue;
      expect(failure).toBeInstanceOf(SimulationFailure);
      expect((failure as Error).message).toMatch(finding);
      return;
    }
    throw new Error(`Not caught in ${PLANTED_SEQUENCES_MAX} sequences from seed ${first}`);
  });
});
