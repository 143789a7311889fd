import { Temporal } from 'temporal-polyfill';
import {
  deriveWindow,
  intentRefusals,
  scheduleZoneOrNull,
  SECOND_MS,
  zoneOrNull,
  type Refusal,
  type WindowIntent,
} from '#domain';
import type { OracleHead, OracleTransition, OracleYears, OracleZone } from './zone-oracle.js';

const DAY_S = 86_400;
const MISMATCHES_KEPT_MAX = 50;

/** What is under test; another one is put here to see that a wrong one is caught. */
export interface Derivation {
  readonly deriveWindow: typeof deriveWindow;
  readonly intentRefusals: typeof intentRefusals;
}

/** What both answer differently. */
export interface Mismatch {
  readonly zone: string;
  readonly asked: string;
  /** Instants, RFC 3339. */
  readonly oracle: readonly string[];
  readonly ours: readonly string[];
}

/** What was compared, in numbers. Every instant that is compared counts as one. */
export class Comparison {
  zones = 0;
  transitions = 0;
  comparisons = 0;
  mismatches = 0;
  readonly shown: Mismatch[] = [];
  /** Zones that only Python knows. */
  readonly unknownHere: string[] = [];
  /** Zones whose transitions differ between the two releases of the data, and which ones. */
  readonly otherData = new Map<string, string[]>();

  constructor(
    private readonly years: OracleYears,
    private readonly derivation: Derivation = { deriveWindow, intentRefusals },
  ) {}

  add(told: OracleZone): void {
    const zone = zoneOrNull(told.zone);
    if (zone === null) {
      this.unknownHere.push(told.zone);
      return;
    }
    this.zones += 1;
    const differing = this.compareTransitions(told, zone);
    for (const transition of told.transitions) {
      if (differing.has(transition.at)) continue;
      this.transitions += 1;
      this.compareMinutes(told.zone, zone, transition);
      this.compareDays(told.zone, zone, transition);
    }
    if (differing.size > 0) return;
    for (const [wall, at] of told.calm) this.compareWall(told.zone, zone, wall, [at]);
  }

  /** Where both read the same release, a difference in the data is one in the reading of it. */
  mismatchesWith(head: OracleHead): number {
    const differing = [...this.otherData.values()].flat().length;
    return this.mismatches + (head.tzdata === process.versions.tz ? differing : 0);
  }

  /** The lines of a report. */
  report(head: OracleHead): string[] {
    const { python, tzdata } = head;
    return [
      `Python ${python} with zone data ${tzdata}; Node ${process.version} with zone data ${process.versions.tz}.`,
      `${this.years.first} to ${this.years.last}: ${this.zones} zones, ${this.transitions} transitions, ${this.comparisons} comparisons, ${this.mismatchesWith(head)} mismatches.`,
      `Known to Python only: ${this.unknownHere.join(', ') || 'none'}.`,
      `Transitions that only one of the two releases has: ${[...this.otherData].map(([zone, list]) => `${zone} (${list.join(', ')})`).join('; ') || 'none'}.`,
      ...this.shown.map((one) => `MISMATCH ${JSON.stringify(one)}`),
    ];
  }

  /**
   * Do both have the same changes of the clocks, with the same offsets? Where they do not, the data differ and no rule of
   * ours can agree: such a transition is reported with its zone, and is a mismatch only if both read the same release.
   *
   * @returns instants, UTC epoch seconds, of what the rules cannot be compared at
   */
  private compareTransitions(told: OracleZone, zone: string): Set<number> {
    const oracle = new Map(told.transitions.map(({ at, before, after }) => [at, `${before} to ${after}`]));
    const ours = transitionsHere(zone, this.years);
    const differing = [...new Set([...oracle.keys(), ...ours.keys()])].filter((at) => {
      this.comparisons += 1;
      return oracle.get(at) !== ours.get(at);
    });
    if (differing.length > 0) this.otherData.set(told.zone, differing.map(instantText));
    return new Set(differing);
  }

  private compareMinutes(name: string, zone: string, { from, minutes }: OracleTransition): void {
    for (const [i, answer] of minutes.entries()) this.compareWall(name, zone, from + i * 60, answer);
  }

  /** One wall time, as a start and as an end for viewers, and as a schedule's in its zone. */
  private compareWall(name: string, zone: string, wall: number, answer: readonly number[]): void {
    const text = new Date(wall * SECOND_MS).toISOString().slice(0, 16);
    const local: WindowIntent = { mode: 'VIEWER_LOCAL', zone: null, start: text, end: text };
    const window = this.derivation.deriveWindow(local, zone);
    const first = answer[0]!;
    this.compare(name, `${text} for a viewer`, [first, first], [window.start, window.end]);
    if (scheduleZoneOrNull(name) === null) return;
    const offered = answer.length === 3 ? answer.slice(1) : answer;
    const zoned: WindowIntent = { mode: 'ZONED', zone: name, start: text, end: null };
    const refusals = this.derivation.intentRefusals(zoned, []);
    this.compare(
      name,
      `${text} of a schedule, offered`,
      offered.length === 1 ? [] : offered,
      instantsOffered(refusals),
    );
    if (offered.length === 1) {
      this.compare(name, `${text} of a schedule`, offered, [this.derivation.deriveWindow(zoned, 'UTC').start]);
    }
  }

  private compareDays(name: string, zone: string, { firstDay, daysBegin }: OracleTransition): void {
    for (const [i, begin] of daysBegin.slice(0, -1).entries()) {
      const date = new Date((firstDay + i * DAY_S) * SECOND_MS).toISOString().slice(0, 10);
      const intent: WindowIntent = { mode: 'VIEWER_LOCAL', zone: null, start: date, end: date };
      const { start, end } = this.derivation.deriveWindow(intent, zone);
      this.compare(name, `the day ${date}`, [begin, daysBegin[i + 1]!], [start, end]);
    }
  }

  private compare(zone: string, asked: string, oracle: readonly number[], ours: readonly (number | null)[]): void {
    this.comparisons += Math.max(1, oracle.length);
    if (oracle.length === ours.length && oracle.every((at, i) => at * SECOND_MS === ours[i])) return;
    this.mismatches += 1;
    if (this.shown.length >= MISMATCHES_KEPT_MAX) return;
    const texts = ours.map((at) => (at === null ? 'null' : new Date(at).toISOString()));
    this.shown.push({ zone, asked, oracle: oracle.map(instantText), ours: texts });
  }
}

/** Node's own transitions of the years that are compared: instant in seconds to `before to after`, offsets in seconds. */
function transitionsHere(zone: string, { first, last }: OracleYears): Map<number, string> {
  const found = new Map<number, string>();
  let at = Temporal.Instant.fromEpochMilliseconds(Date.UTC(first, 0, 1) - 1).toZonedDateTimeISO(zone);
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds >= Date.UTC(last + 1, 0, 1)) return found;
    const before = next.subtract({ nanoseconds: 1 }).offsetNanoseconds / 1e9;
    const after = next.offsetNanoseconds / 1e9;
    if (before !== after) found.set(next.epochMilliseconds / SECOND_MS, `${before} to ${after}`);
    at = next;
  }
}

function instantsOffered(refusals: readonly Refusal[]): number[] {
  return refusals.flatMap((refusal) => (refusal.code === 'LOCAL_TIME_AMBIGUOUS' ? [...refusal.instants] : [NaN]));
}

function instantText(at: number): string {
  return new Date(at * SECOND_MS).toISOString();
}
