import { setTimeout as wait } from 'node:timers/promises';
import { EVERYBODY, type Actor, type WindowIntent } from '#domain';
import { TakeDown } from '#editorial';
import { CampaignStore, Database, ProgrammeReadModel, RemovalStore, UnitOfWork, uuidV7 } from '#persistence';
import { Airings, instantWindow } from '../support/airing.js';
import type { Draws } from '../support/draws.js';
import type { TestDatabase } from '../support/test-database.js';
import type { CampaignState } from './history-checker.js';
import { tagOf } from './read-layout.mjs';

export const SURFACES = ['history-0', 'history-1', 'history-2', 'history-3'];
const PAUSE_MS = 250;
const RETRY_MS = 100;
const ACTS = { schedule: 5, reschedule: 3, cancel: 1, takeDown: 2 } as const;
const ADMIN: Actor = {
  kind: 'MEMBER',
  memberId: uuidV7(0),
  keyId: null,
  sessionId: null,
  displayName: 'History',
  role: 'ADMIN',
  partnerId: null,
};

interface Campaign {
  readonly id: string;
  readonly runId: string;
  readonly states: CampaignState[];
}

/** Decides without pause what is on air, and writes down when each decision was begun and acknowledged. */
export class HistoryWriter {
  decisions = 0;
  /** Decisions of which nobody knows whether they were committed. */
  doubtful = 0;
  private isOver = false;
  private made = 0;
  /** Those about which more may be decided. */
  private open: Campaign[] = [];
  private readonly all: Campaign[] = [];
  /** By slug: those of which not even the id is known. */
  private readonly lost = new Map<string, CampaignState[]>();

  private constructor(
    private readonly draws: Draws,
    private readonly test: TestDatabase,
    private readonly database: Database,
    private readonly airings: Airings,
    private readonly taking: TakeDown,
  ) {}

  static async begin(draws: Draws, test: TestDatabase): Promise<HistoryWriter> {
    const database = new Database({ url: test.url, poolMax: 2, applicationName: 'history-writer' });
    const unitOfWork = new UnitOfWork(database);
    const airings = await Airings.begin(unitOfWork);
    await airings.change(async (tx) => {
      for (const slug of SURFACES)
        await new CampaignStore().insertSurface(tx, { slug, name: slug, exclusive: true, capacity: 1 });
    });
    const taking = new TakeDown(unitOfWork, new RemovalStore(), new ProgrammeReadModel(database));
    const writer = new HistoryWriter(draws, test, database, airings, taking);
    for (const surface of SURFACES) await writer.air(surface, 'EVERGREEN', 0, null);
    writer.open = [];
    return writer;
  }

  /** Until `end`. */
  async write(): Promise<void> {
    while (!this.isOver) {
      await wait(1 + this.draws.below(2 * PAUSE_MS));
      await this.act();
    }
  }

  stop(): void {
    this.isOver = true;
  }

  /** Every campaign by its tag, with what was decided of it; asks the database for those of doubtful outcome. */
  async states(): Promise<Map<number, readonly CampaignState[]>> {
    const states = new Map<number, readonly CampaignState[]>(this.all.map((one) => [tagOf(one.id), one.states]));
    const rows = await this.test.query<{ id: string; slug: string }>(
      'SELECT id, slug FROM campaign WHERE slug = ANY ($1)',
      [[...this.lost.keys()]],
    );
    for (const { id, slug } of rows) states.set(tagOf(id), this.lost.get(slug)!);
    return states;
  }

  /** Instants at which the answer of a surface could change by time alone. */
  boundaries(now: number): number {
    const windows = this.all.flatMap((one) => one.states).flatMap(({ window }) => window ?? []);
    return windows.flatMap(({ start, end }) => [start, end]).filter((at) => at > 0 && at <= now).length;
  }

  async end(): Promise<void> {
    await this.database.close();
  }

  private async act(): Promise<void> {
    const now = Date.now();
    this.open = this.open.filter(({ states }) => (states.at(-1)?.window?.end ?? 0) > now + 200);
    const act = this.draws.weighted(ACTS);
    const campaign = this.open.length > 0 ? this.draws.from(this.open) : null;
    const [lead, length] = [200 + this.draws.below(2_500), 400 + this.draws.below(3_000)];
    const window = { start: now + lead, end: now + lead + length };
    if (act === 'schedule' || campaign === null)
      return this.air(this.draws.from(SURFACES), 'PROGRAMME', window.start, window.end);
    if (act === 'reschedule')
      return this.decide(campaign, window, () => this.airings.reschedule(campaign.runId, intentOf(window)));
    if (act === 'cancel') return this.decide(campaign, null, () => this.airings.cancel(campaign.runId));
    return this.decide(campaign, null, () => this.takeDown(campaign.id));
  }

  private async air(
    surface: string,
    tier: 'EVERGREEN' | 'PROGRAMME',
    start: number,
    end: number | null,
  ): Promise<void> {
    this.made += 1;
    const slug = `history-campaign-${this.made}`;
    const begunAt = Date.now();
    const window = { start, end: end ?? Number.MAX_SAFE_INTEGER };
    try {
      const plan = { slug, surface, tier, window: instantWindow(start, end), audience: EVERYBODY };
      const { campaignId, runId } = await this.airings.air(plan);
      const campaign = { id: campaignId, runId, states: [{ begunAt, ackedAt: Date.now(), window }] };
      this.all.push(campaign);
      this.open.push(campaign);
    } catch {
      await this.doubt();
      this.lost.set(slug, [{ begunAt, ackedAt: null, window }]);
    }
    this.decisions += 1;
  }

  private async decide(
    campaign: Campaign,
    window: CampaignState['window'],
    work: () => Promise<unknown>,
  ): Promise<void> {
    const state = { begunAt: Date.now(), ackedAt: null as number | null, window };
    // Before it is begun: an answer may follow it before it is acknowledged.
    campaign.states.push(state);
    try {
      await work();
      state.ackedAt = Date.now();
    } catch {
      this.open = this.open.filter((one) => one !== campaign);
      await this.doubt();
    }
    if (window === null) this.open = this.open.filter((one) => one !== campaign);
    this.decisions += 1;
  }

  private async takeDown(subjectId: string): Promise<void> {
    const why = { kind: 'IN_ERROR', reason: 'History', notice: {}, replacedBy: null } as const;
    const input = {
      subjectType: 'CAMPAIGN' as const,
      subjectId,
      ...why,
      acknowledgesLostHelp: true,
      idempotencyKey: null,
    };
    const { outcome } = await this.taking.execute(ADMIN, input, false);
    if (outcome.refusals.length > 0) throw new Error(outcome.refusals[0]!.message);
  }

  private async doubt(): Promise<void> {
    this.doubtful += 1;
    await wait(RETRY_MS);
  }
}

function intentOf({ start, end }: { start: number; end: number }): WindowIntent {
  return instantWindow(start, end);
}
