import { setImmediate } from 'node:timers/promises';
import pg from 'pg';
import {
  HOUR_MS,
  RUN_TRANSITIONS,
  SYSTEM_ACTOR,
  type DueRun,
  type DueTransition,
  type Instant,
  type RunState,
} from '#domain';
import { TransitionStore, type DueScope, type Transaction } from '#persistence';
import { insertRuns } from '../support/due-runs.js';
import { contradictions, makeScheduler, transitionRows, type TestScheduler } from '../support/schedulers.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const NOON = Date.UTC(2026, 5, 1, 12);

/** The borders between the scheduler's statements, at which the editor's may come. */
const BORDERS = [
  'before it looks',
  'between its two looks',
  'before the states',
  'before the rest',
  'after the commit',
];
/** What the editor does, one statement after the other; what it finds is decided upon as in editorial. */
const STEPS = ['lock', 'change', 'commit'] as const;

/** Every way in which the editor's statements fall between the scheduler's: for each its border, never descending. */
const PLACINGS = BORDERS.flatMap((_, lock) =>
  BORDERS.flatMap((_, change) => BORDERS.map((_, commit) => [lock, change, commit] as const)),
).filter(([lock, change, commit]) => lock <= change && change <= commit);

/** Calls out at each border of its own statements. */
class HaltingStore extends TransitionStore {
  constructor(private readonly at: (border: number) => Promise<void>) {
    super();
  }
  protected override async lockBeginning(tx: Transaction, scope: DueScope, until: Instant): Promise<DueRun[]> {
    await this.at(0);
    return super.lockBeginning(tx, scope, until);
  }
  protected override async lockEnding(tx: Transaction, scope: DueScope, until: Instant): Promise<DueRun[]> {
    await this.at(1);
    return super.lockEnding(tx, scope, until);
  }
  protected override async moveStates(tx: Transaction, transitions: readonly DueTransition[]): Promise<void> {
    await this.at(2);
    await super.moveStates(tx, transitions);
    await this.at(3);
  }
}

/** A person who cancels or reschedules a run at the same moment, on a connection of their own. */
class Editor {
  private last: Promise<void> = Promise.resolve();
  private found: RunState | null = null;
  private isBusy = false;

  constructor(
    private readonly client: pg.Client,
    private readonly side: TestDatabase,
    private readonly runId: string,
    private readonly edit: 'cancel' | 'reschedule',
  ) {}

  /** Sends a statement behind those before it; resolves when it is done, or waits for a lock. */
  async send(step: (typeof STEPS)[number]): Promise<void> {
    this.isBusy = true;
    this.last = this.last.then(() => this.run(step)).finally(() => (this.isBusy = false));
    const pid = (this.client as unknown as { processID: number }).processID;
    while (this.isBusy) {
      const blocked = await this.side.query('SELECT 1 FROM pg_locks WHERE pid = $1 AND NOT granted', [pid]);
      if (blocked.length > 0) return;
      await setImmediate();
    }
  }

  async finish(): Promise<void> {
    await this.last;
  }

  private async run(step: (typeof STEPS)[number]): Promise<void> {
    if (step === 'lock') {
      await this.client.query('BEGIN');
      const { rows } = await this.client.query<{ state: RunState }>('SELECT state FROM run WHERE id = $1 FOR UPDATE', [
        this.runId,
      ]);
      this.found = rows[0]!.state;
    } else if (step === 'change') {
      const wanted = this.edit === 'cancel' ? 'CANCELLED' : 'SCHEDULED';
      if (!RUN_TRANSITIONS[this.found!].includes(wanted)) return;
      await this.client.query(
        this.edit === 'cancel'
          ? `UPDATE run SET state = 'CANCELLED' WHERE id = $1`
          : `UPDATE run SET state = 'SCHEDULED', schedule_version = 2, starts_at = starts_at + interval '1 hour',
             ends_at = ends_at + interval '1 hour' WHERE id = $1`,
        [this.runId],
      );
    } else await this.client.query('COMMIT');
  }
}

describe('an editor and the scheduler at the same run at the same moment', () => {
  let database: TestDatabase;
  let scheduler: TestScheduler;
  let client: pg.Client;
  let now = NOON;
  let cases = 0;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    scheduler = makeScheduler(database.url, { clock: { now: () => now } });
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await scheduler.database.close();
    await database.drop();
  });

  /** State, version and transitions of the run after both are done, and again after the boundaries of the new dates. */
  async function outcome(state: RunState, edit: 'cancel' | 'reschedule', placing: readonly number[]) {
    cases += 1;
    const id = `00000000-0000-7000-8000-${String(cases).padStart(12, '0')}`;
    const [start, end] = state === 'SCHEDULED' ? [NOON, NOON + HOUR_MS / 2] : [NOON - HOUR_MS / 2, NOON];
    await insertRuns(database, [{ id, state, start, end }]);
    const editor = new Editor(client, database, id, edit);
    const reached = new Set<number>();
    const at = async (border: number) => {
      reached.add(border);
      for (const [i, step] of STEPS.entries()) if (placing[i] === border) await editor.send(step);
    };
    now = NOON;
    const store = new HaltingStore(at);
    await scheduler.unitOfWork.record(SYSTEM_ACTOR, (tx) => store.recordDue(tx, { runsMax: 500, setAside: [] }));
    // Where the scheduler found nothing to record it never came to the later borders.
    for (const [border] of BORDERS.entries()) if (!reached.has(border)) await at(border);
    await editor.finish();
    const seen = async () => {
      const rows = await database.query<{ state: string; version: number }>(
        'SELECT state::text AS state, schedule_version AS version FROM run WHERE id = $1',
        [id],
      );
      const recorded = (await transitionRows(database)).filter((row) => row.run_id === id);
      return `${rows[0]!.state} v${rows[0]!.version}: ${recorded.map((row) => `${row.kind} v${row.schedule_version}`).join(', ') || 'nothing'}`;
    };
    const atOnce = await seen();
    now = NOON + 2 * HOUR_MS;
    await scheduler.recording.execute();
    return `${atOnce} -> ${await seen()}`;
  }

  it.each([
    [
      'SCHEDULED',
      'cancel',
      ['CANCELLED v1: nothing -> CANCELLED v1: nothing', 'CANCELLED v1: ACTIVATED v1 -> CANCELLED v1: ACTIVATED v1'],
    ],
    [
      'SCHEDULED',
      'reschedule',
      [
        'SCHEDULED v2: ACTIVATED v1 -> RETIRED v2: ACTIVATED v1, ACTIVATED v2, RETIRED v2',
        'SCHEDULED v2: nothing -> RETIRED v2: ACTIVATED v2, RETIRED v2',
      ],
    ],
    [
      'ACTIVE',
      'cancel',
      ['CANCELLED v1: nothing -> CANCELLED v1: nothing', 'RETIRED v1: RETIRED v1 -> RETIRED v1: RETIRED v1'],
    ],
    [
      'ACTIVE',
      'reschedule',
      [
        'RETIRED v1: RETIRED v1 -> RETIRED v1: RETIRED v1',
        'SCHEDULED v2: nothing -> RETIRED v2: ACTIVATED v2, RETIRED v2',
      ],
    ],
  ] as const)(
    'leave a run that was %s and that they %s in one of two ways, at every interleaving of their statements',
    async (state, edit, allowed) => {
      const seen = new Set<string>();
      for (const placing of PLACINGS) {
        const result = await outcome(state, edit, placing);
        if (!allowed.some((one) => one === result)) {
          throw new Error(`${STEPS.map((step, i) => `${step} ${BORDERS[placing[i]!]}`).join(', ')}: ${result}`);
        }
        seen.add(result);
      }
      expect(PLACINGS).toHaveLength(35);
      expect([...seen].toSorted()).toEqual(allowed.toSorted());
      expect(await contradictions(database)).toEqual([]);
    },
  );
});
