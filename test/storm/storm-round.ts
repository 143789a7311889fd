import { setTimeout as wait } from 'node:timers/promises';
import { RunningScheduler } from '../e2e/built-scheduler.js';
import { Draws } from '../support/draws.js';
import { insertRuns, testId } from '../support/due-runs.js';
import { contradictions } from '../support/schedulers.js';
import type { TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

const SCHEDULERS = 3;
/** From the insertion to the instant; more for more runs. */
const LEAD_MS = 3_000;
const ENDS_AFTER_MS = 1_000;
const POLL_MS = 50;
/** More than all schedulers together have in transactions that are not committed. */
const SEQS_LOOKED_BACK = 5_000;
const RECORDED_WITHIN_MS = 120_000;

/** What a round shows, milliseconds from the instant that was meant. */
export interface RoundFigures {
  readonly seed: number;
  /** What was done to it, with the moment. */
  readonly troubles: readonly string[];
  readonly transitions: number;
  /** Latest record behind the instant that it was meant for. */
  readonly lateMaxMs: number;
  /** Longest time in which nothing was recorded, between the first record and the last. */
  readonly pauseMaxMs: number;
  /** Events that were told more than once: by a process that died, or was held, before it could say so. */
  readonly toldAgain: number;
}

interface SeenRow extends Record<string, unknown> {
  readonly seq: string;
  readonly told: string;
}

/** One storm: many runs that begin at one instant, three scheduler processes, and whatever a test does to them. */
export class StormRound {
  readonly draws: Draws;
  readonly troubles: string[] = [];
  /** UTC epoch milliseconds. */
  startAt = 0;
  private readonly running: (RunningScheduler | null)[] = [];
  private readonly all: RunningScheduler[] = [];
  private readonly seen = new Map<string, string>();
  private lastSeq = 0;
  private isOver = false;

  constructor(
    readonly seed: number,
    private readonly runs: number,
    private readonly script: string,
    private readonly database: TestDatabase,
  ) {
    this.draws = new Draws(seed);
  }

  /** Starts the schedulers and puts the runs before them. */
  async begin(): Promise<void> {
    for (let i = 0; i < SCHEDULERS; i += 1) this.spawn(i);
    await Promise.all(this.all.map((one) => one.ready()));
    this.startAt = Date.now() + LEAD_MS;
    await insertRuns(
      this.database,
      Array.from({ length: this.runs }, (_, i) => ({
        id: testId(`run-${i}`),
        state: 'SCHEDULED' as const,
        start: this.startAt,
        end: i % 2 === 0 ? null : this.startAt + ENDS_AFTER_MS,
      })),
    );
    if (Date.now() >= this.startAt) throw new Error(`Inserting ${this.runs} runs took more than ${LEAD_MS} ms.`);
  }

  /** A moment of the storm, drawn; resolves then. */
  async moment(fromMs: number, toMs: number): Promise<void> {
    const at = this.startAt + fromMs + this.draws.below(toMs - fromMs);
    await wait(Math.max(0, at - Date.now()));
  }

  say(what: string): void {
    this.troubles.push(`${what} at ${Date.now() - this.startAt} ms`);
  }

  /** A scheduler that runs, drawn. */
  victim(): { index: number; scheduler: RunningScheduler } {
    const indexes = this.running.flatMap((one, index) => (one === null ? [] : [index]));
    const index = this.draws.from(indexes);
    return { index, scheduler: this.running[index]! };
  }

  async killAndReplace({ index, scheduler }: ReturnType<StormRound['victim']>): Promise<void> {
    this.running[index] = null;
    await scheduler.kill();
    this.say(`kill -9 of scheduler ${index}`);
    await wait(this.draws.below(500));
    if (!this.isOver) this.spawn(index);
  }

  /** Resolves when all is recorded; meanwhile it looks, and remembers what it saw. */
  async recorded(): Promise<void> {
    const deadline = Date.now() + RECORDED_WITHIN_MS;
    while (this.seen.size < this.expected() && !this.isOver) {
      await this.look().catch(() => undefined);
      if (Date.now() > deadline) {
        throw new Error(
          `Seed ${this.seed}: ${this.seen.size} of ${this.expected()} transitions. ${this.troubles.join('; ')}`,
        );
      }
      await wait(POLL_MS);
    }
  }

  /** Everything that must hold afterwards; empty: all is well. */
  async faults(): Promise<string[]> {
    const rows = await this.database.query<{ wrong: string }>(
      `SELECT 'run ' || r.id || ' is ' || r.state || ' with ' || coalesce(string_agg(t.kind::text, ' ' ORDER BY t.seq), 'nothing') AS wrong
       FROM run r LEFT JOIN transition t ON t.run_id = r.id GROUP BY r.id
       HAVING coalesce(string_agg(t.kind::text, ' ' ORDER BY t.seq), '')
         <> CASE WHEN r.ends_at IS NULL THEN 'ACTIVATED' ELSE 'ACTIVATED RETIRED' END
         OR r.state <> CASE WHEN r.ends_at IS NULL THEN 'ACTIVE' ELSE 'RETIRED' END::"RunState"`,
    );
    const kept = new Map((await this.rowsAfter('0')).map(({ seq, told }) => [seq, told]));
    const lost = [...this.seen].filter(([seq, told]) => kept.get(seq) !== told);
    return [
      ...rows.slice(0, 20).map(({ wrong }) => wrong),
      ...(kept.size === this.expected() ? [] : [`${kept.size} transitions, ${this.expected()} expected`]),
      ...lost.slice(0, 20).map(([seq, told]) => `transition ${seq} (${told}) was seen, and is not there any more`),
      ...(await contradictions(this.database)),
      ...(await this.eventFaults()),
    ];
  }

  async figures(): Promise<RoundFigures> {
    const [row] = await this.database.query<{ late: number; pause: number }>(
      `SELECT extract(epoch FROM max(late))::float8 * 1000 AS late, coalesce(extract(epoch FROM max(pause))::float8 * 1000, 0) AS pause
       FROM (SELECT happened_at - meant_at AS late, happened_at - lag(happened_at) OVER (ORDER BY seq) AS pause FROM transition) AS t`,
    );
    const told = this.toldIds();
    return {
      seed: this.seed,
      troubles: this.troubles,
      transitions: this.seen.size,
      lateMaxMs: Math.round(row!.late),
      pauseMaxMs: Math.round(row!.pause),
      toldAgain: told.length - new Set(told).size,
    };
  }

  async end(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.all.map((one) => one.kill()));
    await this.database.drop().catch((error: unknown) => this.say(`not dropped: ${String(error)}`));
  }

  private spawn(index: number): void {
    const one = new RunningScheduler(this.script, { DATABASE_URL: this.database.url });
    this.running[index] = one;
    this.all.push(one);
  }

  private expected(): number {
    return this.runs + Math.floor(this.runs / 2);
  }

  /** What another connection can see is committed; and it is never to vanish. Numbers given early may be committed late. */
  private async look(): Promise<void> {
    const after = Math.max(0, this.lastSeq - SEQS_LOOKED_BACK);
    for (const { seq, told } of await this.rowsAfter(String(after))) {
      this.seen.set(seq, told);
      this.lastSeq = Math.max(this.lastSeq, Number(seq));
    }
  }

  private async rowsAfter(seq: string): Promise<SeenRow[]> {
    return this.database.query<SeenRow>(
      `SELECT seq::text, run_id || ' ' || kind || ' ' || happened_at AS told FROM transition WHERE seq > $1 ORDER BY transition.seq`,
      [seq],
    );
  }

  /** Whatever was told outside is in the outbox, and all that is there is told. */
  private async eventFaults(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>('SELECT id FROM outbox_event');
    const ids = new Set(rows.map(({ id }) => id));
    await until(`seed ${this.seed}: all events are told`, async () => {
      await wait(POLL_MS * 4);
      return new Set(this.toldIds()).size >= ids.size;
    });
    return [...new Set(this.toldIds())]
      .filter((id) => !ids.has(id))
      .map((id) => `the event ${id} was told, and is not in the outbox`);
  }

  private toldIds(): string[] {
    return this.all.flatMap((one) => one.lines('event').map(({ eventId }) => String(eventId)));
  }
}
