import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { DAY_MS } from '#domain';
import { Database } from '#persistence';
import { installGate } from '../engine/install-gate.js';
import { installVirtualTime } from '../engine/virtual-time.js';
import { clear, furnish } from './fixture.js';
import { tell } from './story.js';
import { World, type Figures } from './world.js';

/** A connection that a finding left in the middle of a statement is not waited for. */
const CLOSE_MS_MAX = 500;

export interface Play {
  readonly seed: number;
  /** SHA-256 of all that happened, in its order. */
  readonly digest: string;
  /** What did not hold; null: all did. */
  readonly finding: string | null;
  readonly figures: Figures;
  readonly trace: readonly string[];
}

/** A database in which seeds are played, one after the other. */
export class Stage {
  private readonly spare: Database[] = [];
  private used: Database[] = [];

  private constructor(
    private readonly url: string,
    private readonly side: pg.Client,
    private readonly campaignIds: ReadonlyMap<string, string>,
  ) {}

  /** @param sql what a planted bug does to the database itself */
  static async open(url: string, sql: readonly string[] = []): Promise<Stage> {
    const side = new pg.Client({ connectionString: url });
    await side.connect();
    const campaignIds = await furnish(url, side);
    for (const statement of sql) await side.query(statement);
    installVirtualTime();
    installGate();
    return new Stage(url, side, campaignIds);
  }

  async play(seed: number): Promise<Play> {
    await clear(this.side);
    const { side, campaignIds } = this;
    const world = new World(seed, { side, campaignIds, takeDatabase: () => this.take() });
    let finding: string | null = null;
    try {
      await tell(world);
    } catch (error) {
      finding = (error as Error).name === 'Finding' ? (error as Error).message : String((error as Error).stack);
      world.say(finding);
    }
    for (const process of world.processes) process.host.isDead = true;
    world.time.dropDead();
    await world.gate.end();
    for (let i = 0; i < 5; i += 1) await new Promise(setImmediate);
    this.putBack();
    return { seed, digest: world.digest(), finding, figures: world.figures, trace: world.trace };
  }

  async close(): Promise<void> {
    const closed = Promise.all([...this.spare, ...this.used].map((database) => database.close()));
    await Promise.race([closed, wait(CLOSE_MS_MAX)]);
    await this.side.end();
  }

  /** One whose first words with the server are behind it: they take real time, and virtual time stands still meanwhile. */
  private async take(): Promise<Database> {
    const database = this.spare.pop() ?? new Database(this.options());
    await database.ping();
    this.used.push(database);
    return database;
  }

  private putBack(): void {
    this.spare.push(...this.used);
    this.used = [];
  }

  private options() {
    // The gate holds a connection back for as long as it likes: time here is not the wire's.
    return { url: this.url, poolMax: 3, applicationName: 'simulated', unheardMaxMs: DAY_MS };
  }
}
