import { Answers } from '#delivery';
import { MINUTE_MS, SECOND_MS } from '#domain';
import { answerPlugin } from '../../../apps/api/src/delivery/answer-plugin.js';
import type { Draws } from '../../support/draws.js';
import { SURFACES } from './fixture.js';
import { Finding, name, type Ledger } from './ledger.js';
import { edgesOf, shownAt, standingFor, staysUntil, type PlainViewer } from './oracle.js';
import type { ApiProcess } from './processes.js';

export const VIEWERS: readonly PlainViewer[] = [
  { region: 'GB', zone: 'Europe/London' },
  { region: 'US', zone: 'America/New_York' },
  { region: 'JP', zone: 'Asia/Tokyo' },
  { region: null, zone: 'UTC' },
  { region: null, zone: 'Pacific/Kiritimati' },
  { region: 'US', zone: 'Etc/GMT+12' },
  { region: 'GB', zone: 'Australia/Sydney' },
  { region: 'FR', zone: 'Europe/Paris' },
];

/** Instants looked at for one viewer and surface after one load. */
const EDGES_MAX = 12;
/** Besides the boundaries these are looked at, from now on. */
const LATER_MS = [SECOND_MS, MINUTE_MS, 60 * MINUTE_MS];
/** A clock that was measured is right to half of the slowest round trip. */
const CLOCK_MS = 70;
/** So much before its end an answer is kept by no cache that counts as it should. */
const EARLY_MS = SECOND_MS;

/** Client apps: they ask one API process after the other, and each answer is held against the oracle. */
export class Readers {
  reads = 0;
  /** By process: the version last seen in it. */
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly ledger: Ledger,
    private readonly draws: Draws,
  ) {}

  forget(process: string): void {
    this.seen.delete(process);
  }

  /** Around every boundary that is still to come, what would this process answer? @param from by the database's clock */
  sampleBoundaries(process: string, { holder }: ApiProcess, from: number): void {
    const held = holder.current();
    if (held === null) return;
    const runs = this.ledger.byVersion.get(held.version);
    if (runs === undefined) throw new Finding(`${process} holds version ${held.version}, which nobody committed`);
    if (held.version < (this.seen.get(process) ?? 0))
      throw new Finding(`${process} went back to version ${held.version}`);
    this.seen.set(process, held.version);
    let at = from;
    const answers = new Answers(holder, { now: () => at });
    for (const viewer of VIEWERS) {
      for (const surface of SURFACES) {
        const standing = standingFor(runs, surface, viewer);
        const edges = edgesOf(standing);
        const coming = edges.filter((edge) => edge > from);
        const first = coming.length > EDGES_MAX ? this.draws.below(coming.length - EDGES_MAX) : 0;
        const instants = coming.slice(first, first + EDGES_MAX).flatMap((edge) => [edge - 1, edge, edge + 1]);
        for (at of [from, ...LATER_MS.map((ms) => from + ms), ...instants]) {
          const answer = answers.active(surface, cluesOf(viewer));
          this.judge({ process, viewer, surface, at }, answer, standing, edges);
        }
      }
    }
  }

  private judge(
    asked: { process: string; viewer: PlainViewer; surface: string; at: number },
    answer: ReturnType<Answers['active']>,
    standing: ReturnType<typeof standingFor>,
    edges: readonly number[],
  ): void {
    this.reads += 1;
    const { at, surface, process, viewer } = asked;
    const where = `${process} on ${surface} for ${viewer.region ?? 'nowhere'} in ${viewer.zone}`;
    const shown = answer.onAir?.candidate.runId ?? null;
    const right = shownAt(standing, at);
    if (shown !== right) {
      const edge = edges.find((one) => Math.abs(one - at) <= 1);
      const near = edge === undefined ? '' : `, ${at - edge} ms from a boundary`;
      const said = (id: string | null) => (id === null ? 'nothing' : name(id));
      throw new Finding(`${where} shows ${said(shown)} instead of ${said(right)}${near}`);
    }
    const until = staysUntil(standing, edges, at);
    if (answer.validUntil > until)
      throw new Finding(`${where} is valid ${answer.validUntil - until} ms past the next boundary`);
    if (answer.validUntil < until) throw new Finding(`${where} is valid ${until - answer.validUntil} ms too short`);
    if (answer.next === null) return;
    const next = answer.next.onAir?.candidate.runId ?? null;
    if (answer.next.from !== until || next !== shownAt(standing, until))
      throw new Finding(`${where} tells a next that does not come`);
  }

  /** By the process's own clock: may what it shows now be shown now? @param at true instant of the database's clock */
  async readNow(process: string, { holder, answers, clock }: ApiProcess, at: number): Promise<void> {
    const held = holder.current();
    if (held === null) return;
    const off = clock.now() - at;
    if (Math.abs(off) > CLOCK_MS) throw new Finding(`${process} answers by a clock that is ${off} ms off`);
    const runs = this.ledger.byVersion.get(held.version) ?? [];
    for (const viewer of VIEWERS) {
      for (const surface of SURFACES) {
        const answer = answers.active(surface, cluesOf(viewer));
        this.reads += 1;
        const standing = standingFor(runs, surface, viewer);
        const shown = answer.onAir?.candidate.runId ?? null;
        if (shown !== shownAt(standing, clock.now()))
          throw new Finding(`${process} shows ${shown === null ? 'nothing' : name(shown)} outside its window`);
        if (viewer === VIEWERS[0]) await this.judgeCaching(process, answers, answer.validUntil, clock.now());
      }
    }
  }

  /** The header that the real plugin writes. */
  private async judgeCaching(process: string, answers: Answers, validUntil: number, now: number): Promise<void> {
    const headers = new Map<string, string>();
    const told = {
      request: {},
      response: { body: { kind: 'single', singleResult: {} }, http: { headers } },
      contextValue: { validUntil, emptyFor: null },
    };
    const plugin = answerPlugin(answers) as unknown as {
      requestDidStart(): Promise<{ willSendResponse(told: unknown): Promise<void> }>;
    };
    await (await plugin.requestDidStart()).willSendResponse(told);
    const said = headers.get('cache-control') ?? '';
    const age = Number(/max-age=(\d+)/.exec(said)?.[1] ?? 0) * SECOND_MS;
    if (age > 0 && now + age + EARLY_MS > validUntil)
      throw new Finding(`${process} lets caches keep an answer ${now + age + EARLY_MS - validUntil} ms too long`);
    if (age > MINUTE_MS) throw new Finding(`${process} lets caches keep an answer for ${age / SECOND_MS} s`);
  }
}

function cluesOf({ region, zone }: PlainViewer) {
  return { region, locale: 'en', timeZone: zone };
}
