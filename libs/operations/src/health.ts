/** One thing a process needs before it may be sent work. */
export interface ReadinessCheck {
  /** Lower case, shown to whoever asks: `database`, `programme`. */
  readonly name: string;
  /** Rejects when it is not ready; its error is logged and never shown. */
  check(): Promise<void>;
  /** True: it is said when it fails, and only then, and the process is ready all the same. */
  readonly isNote?: boolean;
}

/** What a handler of health or metrics answers, whatever server sends it. */
export interface OperationsAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface Readiness {
  readonly status: 'ready' | 'not ready';
  readonly checks: Readonly<Record<string, 'ok' | 'noted' | 'failed' | 'timed out'>>;
  /** What the process says of itself besides, ready or not; nothing that strangers must not read. */
  readonly state?: Readonly<Record<string, unknown>>;
}

/** Longer than this is as bad as an error: whoever asks waits for it. */
export const CHECK_MAX_MS = 2_000;
const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * The process runs and its event loop turns; it says nothing of the database, or a restart would be tried as a cure for it.
 *
 * @param isLive false: its work hangs, and a restart is the cure; 503 then
 */
export function liveAnswer(isLive = true): OperationsAnswer {
  const status = isLive ? 'live' : 'stuck';
  return { status: isLive ? 200 : 503, contentType: JSON_TYPE, body: JSON.stringify({ status }) };
}

/**
 * 200 when every check passes that is not a mere note, else 503; in either case each check by name. All run at the same time.
 *
 * @param report gets the reason of a check that failed, for the log: it may hold what strangers must not read
 * @param state shown beside the checks; left out: nothing is
 */
export async function readyAnswer(
  checks: readonly ReadinessCheck[],
  report: (name: string, reason: unknown) => void = () => undefined,
  state?: () => Readonly<Record<string, unknown>>,
): Promise<OperationsAnswer> {
  const outcomes = await Promise.all(
    checks.map(async (one) => [one.name, await outcomeOf(one, (reason) => report(one.name, reason))] as const),
  );
  const isReady = outcomes.every(([, outcome]) => outcome === 'ok' || outcome === 'noted');
  const said = outcomes.filter(([, outcome], i) => outcome !== 'ok' || checks[i]!.isNote !== true);
  const readiness: Readiness = {
    status: isReady ? 'ready' : 'not ready',
    checks: Object.fromEntries(said),
    ...(state === undefined ? {} : { state: state() }),
  };
  return { status: isReady ? 200 : 503, contentType: JSON_TYPE, body: JSON.stringify(readiness) };
}

async function outcomeOf(one: ReadinessCheck, report: (reason: unknown) => void): Promise<Readiness['checks'][string]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'timed out'>((resolve) => {
    timer = setTimeout(() => resolve('timed out'), CHECK_MAX_MS);
  });
  try {
    const outcome = await Promise.race([one.check().then(() => 'ok' as const), late]);
    if (outcome === 'timed out' && one.isNote === true) return 'noted';
    if (outcome === 'timed out') report(new Error(`no answer within ${CHECK_MAX_MS} ms`));
    return outcome;
  } catch (error) {
    if (one.isNote === true) return 'noted';
    report(error);
    return 'failed';
  } finally {
    clearTimeout(timer);
  }
}

/** What a scrape gets; 500 without a reason when a metric cannot be read. */
export async function metricsAnswer(metrics: {
  text(): Promise<{ contentType: string; body: string }>;
}): Promise<OperationsAnswer> {
  try {
    return { status: 200, ...(await metrics.text()) };
  } catch {
    return { status: 500, contentType: 'text/plain; charset=utf-8', body: 'A metric could not be read.\n' };
  }
}
