/**
 * Many runs that begin at one instant, recorded by real scheduler processes: how late, and how long from the first to the
 * last. Lateness is `happened_at` minus `meant_at`, both by the database's clock: `happened_at` is read when a batch's
 * transaction begins, so a batch is visible to readers somewhat later, by the time of its own work (see `seen`).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { insertRuns, makeStage, quantile } from './stage.mjs';

/** From the insertion until the instant; long enough for 10,000 rows on a slow disk. */
const LEAD_MS = 6_000;
const ROUND_MS_MAX = 120_000;
const POLL_MS = 20;

/** @returns one row of figures a round, milliseconds */
export async function measureInstant(postgres, root, { runs, schedulers, rounds }) {
  const stage = await makeStage(postgres, 'instant', root);
  const processes = [];
  try {
    for (let i = 0; i < schedulers; i += 1) processes.push(await startScheduler(root, stage.url));
    await round(stage, Math.min(runs, 500));
    const figures = [];
    for (let i = 0; i < rounds; i += 1) figures.push(await round(stage, runs));
    await refuseContradictions(stage);
    return figures;
  } finally {
    for (const one of processes) one.kill('SIGKILL');
    await stage.client.end();
  }
}

async function startScheduler(root, url) {
  const child = spawn(process.execPath, [join(root, 'dist/apps/scheduler/src/main.js')], {
    env: { PATH: process.env.PATH, SCHEDULER_PORT: '0', MARQUEE_SUPERVISED: 'true', DATABASE_URL: url },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`A scheduler ended with ${code} before it was ready.`);
  });
  await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
  return child;
}

async function round(stage, runs) {
  const { client } = stage;
  const [{ at }] = (await client.query(`SELECT clock_timestamp() + $1 * interval '1 ms' AS at`, [LEAD_MS])).rows;
  const meant = new Date(at).toISOString();
  await insertRuns(stage, { count: runs, state: 'SCHEDULED', starts: `'${meant}'`, ends: 'NULL' });
  // As if they had been scheduled for a week: each was rehearsed three times, and is not to be now.
  await client.query(
    `INSERT INTO rehearsal (id, run_id, schedule_version, kind, due_at, rehearsed_at, programme_version, is_green, findings, findings_left_out)
     SELECT gen_random_uuid(), run.id, 1, kind, starts_at, now(), 0, true, '[]', 0
     FROM run, unnest('{SEVEN_DAYS,ONE_DAY,ONE_HOUR}'::"RehearsalKind"[]) AS kind WHERE starts_at = $1`,
    [meant],
  );
  const [{ late }] = (await client.query('SELECT clock_timestamp() >= $1 AS late', [meant])).rows;
  if (late) throw new Error(`Inserting ${runs} runs took longer than ${LEAD_MS} ms: the instant was over.`);
  const seenMs = await untilAll(client, meant, runs);
  const { rows } = await client.query(
    'SELECT extract(epoch FROM happened_at - meant_at)::float8 * 1000 AS ms FROM transition WHERE meant_at = $1',
    [meant],
  );
  const late_ms = rows.map((row) => row.ms);
  const first = Math.min(...late_ms);
  const max = Math.max(...late_ms);
  return { first, p50: quantile(late_ms, 0.5), p99: quantile(late_ms, 0.99), max, span: max - first, seen: seenMs };
}

/** @returns from the instant until all of them were seen by another connection, milliseconds, to 20 */
async function untilAll(client, meant, runs) {
  const deadline = Date.now() + ROUND_MS_MAX;
  for (;;) {
    // By the index of what is due: counting what was recorded would take a good part of a core from those who record it.
    const { rows } = await client.query(
      `SELECT EXISTS (SELECT FROM run WHERE state = 'SCHEDULED' AND starts_at = $1) AS "isLeft",
         extract(epoch FROM clock_timestamp() - $1)::float8 * 1000 AS ms`,
      [meant],
    );
    if (!rows[0].isLeft) return rows[0].ms;
    if (Date.now() > deadline) throw new Error(`Not all of ${runs} transitions after ${ROUND_MS_MAX} ms.`);
    await wait(POLL_MS);
  }
}

/** Speed counts only when the result is right: each run once in rows, audit and outbox. */
async function refuseContradictions({ client }) {
  const { rows } = await client.query(
    `SELECT (SELECT count(*) FROM run)::int AS runs, (SELECT count(*) FROM run WHERE state = 'ACTIVE')::int AS active,
       (SELECT count(DISTINCT run_id) FROM transition)::int AS recorded, (SELECT count(*) FROM transition)::int AS transitions,
       (SELECT count(*) FROM audit_entry WHERE action = 'run.activated')::int AS audited,
       (SELECT count(*) FROM outbox_event WHERE type = 'run.activated')::int AS told`,
  );
  const numbers = Object.values(rows[0]);
  if (new Set(numbers).size !== 1) throw new Error(`Not each run once everywhere: ${JSON.stringify(rows[0])}`);
}
