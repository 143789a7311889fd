import type { Draws } from './draws.js';

/** How a link treats what goes over it. Bytes of a connection are held or late, never lost or turned around: that is TCP. */
export interface LinkConditions {
  /** Added on each way, milliseconds. */
  readonly latencyMs: number;
  /** Drawn anew for each piece on top of the latency, 0 up to below this many milliseconds; the order stays. */
  readonly jitterMs: number;
  /** On each way of each connection; null: unbounded. */
  readonly bytesPerSecond: number | null;
  /** The ways on which nothing arrives until it is lifted. `both` is half open: who connects is accepted and never answered. */
  readonly held: 'none' | 'both' | 'to-server' | 'to-client';
  /** New connections are refused. */
  readonly isRefusing: boolean;
}

export const CLEAR_LINK: LinkConditions = {
  latencyMs: 0,
  jitterMs: 0,
  bytesPerSecond: null,
  held: 'none',
  isRefusing: false,
};

/** `CUT` ends every connection in order, `RESET` with an RST; both leave new ones to the conditions. */
export const FAULT_KINDS = [
  'LATENCY',
  'BANDWIDTH',
  'CUT',
  'RESET',
  'REFUSED',
  'HALF_OPEN',
  'ONE_WAY',
  'FLAPPING',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A trouble of a link, from `atMs` for `forMs` of a schedule's time. */
export interface Fault {
  readonly kind: FaultKind;
  readonly atMs: number;
  readonly forMs: number;
  /** What it sets while it lasts, over a clear link. */
  readonly conditions: Partial<LinkConditions>;
  /** FLAPPING: how long it is down, and then up, each time. */
  readonly periodMs: number;
}

/** One act of a player: end the connections that there are, if it says so, and then set the link. */
export interface FaultStep {
  readonly atMs: number;
  readonly ending: 'CUT' | 'RESET' | null;
  readonly conditions: LinkConditions;
}

export interface FaultPlan {
  readonly durationMs: number;
  /** Between the end of one and the begin of the next, 1 up to below twice this. */
  readonly quietMs: number;
  /** How long one lasts, a quarter of it up to below five quarters. */
  readonly faultMs: number;
  readonly kinds: readonly FaultKind[];
}

/** Faults one after another, the last one over before the duration is; the same for the same draws. */
export function drawFaults(draws: Draws, plan: FaultPlan): Fault[] {
  const faults: Fault[] = [];
  let atMs = 1 + draws.below(2 * plan.quietMs);
  for (;;) {
    const kind = draws.from(plan.kinds);
    const forMs = Math.ceil(plan.faultMs / 4) + draws.below(plan.faultMs);
    const fault = { kind, atMs, forMs, conditions: conditionsOf(kind, draws), periodMs: 20 + draws.below(200) };
    if (atMs + forMs >= plan.durationMs) return faults;
    faults.push(fault);
    atMs += forMs + 1 + draws.below(2 * plan.quietMs);
  }
}

function conditionsOf(kind: FaultKind, draws: Draws): Partial<LinkConditions> {
  switch (kind) {
    case 'LATENCY':
      return { latencyMs: 5 + draws.below(500), jitterMs: draws.below(100) };
    case 'BANDWIDTH':
      return { bytesPerSecond: 1_000 * (1 + draws.below(100)) };
    case 'CUT':
    case 'RESET':
      return {};
    case 'REFUSED':
    case 'FLAPPING':
      return { isRefusing: true };
    case 'HALF_OPEN':
      return { held: 'both' };
    case 'ONE_WAY':
      return { held: draws.from(['to-server', 'to-client'] as const) };
  }
}

/** What a player does, in order of time; every fault ends with a clear link. */
export function stepsOf(faults: readonly Fault[]): FaultStep[] {
  return faults.flatMap((fault) => {
    const { kind, atMs, forMs, periodMs } = fault;
    const conditions = { ...CLEAR_LINK, ...fault.conditions };
    const clear = { atMs: atMs + forMs, ending: null, conditions: CLEAR_LINK };
    if (kind !== 'FLAPPING') return [{ atMs, ending: endingOf(kind), conditions }, clear];
    const steps: FaultStep[] = [];
    for (let at = atMs; at < atMs + forMs; at += 2 * periodMs) {
      steps.push({ atMs: at, ending: 'RESET', conditions });
      if (at + periodMs < atMs + forMs) steps.push({ atMs: at + periodMs, ending: null, conditions: CLEAR_LINK });
    }
    return [...steps, clear];
  });
}

function endingOf(kind: FaultKind): FaultStep['ending'] {
  if (kind === 'CUT' || kind === 'REFUSED') return 'CUT';
  return kind === 'RESET' ? 'RESET' : null;
}
