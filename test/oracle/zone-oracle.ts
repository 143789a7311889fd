import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const SCRIPT = 'test/oracle/zones.py';

/** Calendar years that are asked about, both ends included. */
export interface OracleYears {
  readonly first: number;
  readonly last: number;
}

/** What the oracle is: told first. */
export interface OracleHead {
  readonly python: string;
  /** Release of the zone data that Python reads: `2025b`. */
  readonly tzdata: string;
  /** Zones that Python knows. */
  readonly zones: number;
}

/** One change of the clocks. Instants, offsets and wall times in seconds; a wall time as if it were UTC. */
export interface OracleTransition {
  readonly at: number;
  readonly before: number;
  readonly after: number;
  /** The wall time of the first of `minutes`. */
  readonly from: number;
  /** One instant: shown once. Two: shown twice. Three: never shown; the first instant after the gap, the earlier and the later reading. */
  readonly minutes: readonly (readonly number[])[];
  /** The wall midnight of the first of `daysBegin`. */
  readonly firstDay: number;
  readonly daysBegin: readonly number[];
}

export interface OracleZone {
  readonly zone: string;
  readonly transitions: readonly OracleTransition[];
  /** Wall times far from any transition, with their instants. */
  readonly calm: readonly (readonly [number, number])[];
}

/** Null: there is Python with zone data. Else what is missing, in words. */
export function whatIsMissing(): string | null {
  const { error, status, stderr } = spawnSync('python3', [SCRIPT, '--zones', 'UTC'], { encoding: 'utf8' });
  if (error !== undefined) return `python3 does not start: ${error.message}`;
  return status === 0 ? null : (stderr.trim().split('\n').at(-1) ?? `python3 ended with ${status}`);
}

/**
 * Reads what Python tells of zones, one after the other.
 *
 * @param zones empty: all that Python knows
 * @throws when Python does not end well
 */
export async function askOracle(
  zones: readonly string[],
  { first, last }: OracleYears,
  tell: (zone: OracleZone) => void,
): Promise<OracleHead> {
  const years = ['--first-year', String(first), '--last-year', String(last)];
  const child = spawn('python3', [SCRIPT, ...years, ...(zones.length === 0 ? [] : ['--zones', zones.join(',')])], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => (words += String(chunk)));
  let head: OracleHead | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    if (head === null) head = JSON.parse(line) as OracleHead;
    else tell(JSON.parse(line) as OracleZone);
  }
  const [code] = (await closed) as [number | null];
  if (code !== 0 || head === null) throw new Error(`The oracle ended with ${code}:\n${words}`);
  return head;
}
