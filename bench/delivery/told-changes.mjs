#!/usr/bin/env node
/**
 * What a process that follows another one is told of one change, everything or the change alone: bytes, and how long it has its hands full.
 * In one process, without a network between.
 *
 *   npm run build && node bench/delivery/told-changes.mjs                 100,000 runs over 1,000 surfaces, 20 changes
 *   node bench/delivery/told-changes.mjs --runs 10000 --changes 50
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ChangeLog, packRows, ProgrammeFollower, sumOf, unpackRows, unpackSteps } from '#delivery';
import { compile, recompile, rowsOf } from '#domain';
import pg from 'pg';
import { applyMigrations, Database, ProgrammeReadModel } from '#persistence';
import { Changes } from './changes.mjs';
import { spread, table, whole as rounded } from './report.mjs';
import { startTemporaryPostgres } from '../../scripts/temporary-postgres.mjs';
import { stageRuns } from './stage-runs.mjs';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '100000' }, changes: { type: 'string', default: '20' } },
});
const [runs, count] = [Number(values.runs), Number(values.changes)];
const postgres = await startTemporaryPostgres();
const { host, user } = postgres.config;
const urlOf = (name) => `postgresql://${user}@localhost/${name}?host=${encodeURIComponent(host)}`;
const url = urlOf('told');
const runIds = await staged();
const database = new Database({ url, poolMax: 2, applicationName: 'bench' });
const source = new ProgrammeReadModel(database);
const changes = new Changes(url, []);
try {
  const moved = runIds.slice(1, count + 2);
  // The rows were staged without the log, which tells from here on.
  await changes.move(moved.shift());
  const programme = compile(await source.read());
  const seen = { everything: await measured(programme, moved.slice(0, count / 2), false) };
  const now = compile(await source.read());
  seen.change = await measured(now, moved.slice(count / 2), true);
  const [sumMs] = await timed(() => sumOf(now));
  process.stdout.write(
    `${rounded(now.parts.runs.size)} runs; the sum over all rows takes ${rounded(sumMs)} ms, in slices.\n\n`,
  );
  const head = ['told of one change', 'bytes', 'the peer, ms', 'the follower, ms'];
  const rows = Object.entries(seen).map(([name, { bytes, peerMs, followerMs }]) => [
    name,
    spread(bytes),
    spread(peerMs, 1),
    spread(followerMs, 1),
  ]);
  process.stdout.write(`${table(head, rows).join('\n')}\n`);
} finally {
  await changes.end();
  await database.close();
  await postgres.stop();
}

async function staged() {
  const first = new pg.Client({ connectionString: urlOf('postgres') });
  await first.connect();
  await first.query('CREATE DATABASE told');
  await first.end();
  await applyMigrations(url, join(dirname(fileURLToPath(import.meta.url)), '../../prisma/migrations'));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const plan = { runs, surfaces: Math.min(1_000, runs / 10), revisions: 5_000 };
    const { runIds: ids } = await stageRuns(client, plan);
    await client.query('ANALYZE');
    return ids;
  } finally {
    await client.end();
  }
}

/** @param knows whether the follower is told steps */
async function measured(first, ids, knows) {
  const log = new ChangeLog();
  let programme = first;
  const figures = { bytes: [], peerMs: [], followerMs: [] };
  let answer = null;
  let ended = 0;
  const feed = {
    ask: async (_, after, __, ___, state) => {
      const told = await log.since(knows ? state : null, () => programme);
      const [packMs, packed] = await timed(() => told ?? packRows(rowsOf(programme)));
      answer = { bytes: packed.body.length, packMs, isSteps: told !== null };
      ended = performance.now();
      const { version } = programme;
      const rows = told === null ? await unpackRows(packed.body) : null;
      const steps = told === null ? null : await unpackSteps(packed.body);
      return {
        installation: 'here',
        version,
        ageMs: 0,
        now: 0,
        databaseSilentMs: 0,
        denylistSerial: 0,
        roundTripMs: 0,
        rows,
        steps,
      };
    },
  };
  const failed = (_, error) => {
    throw error;
  };
  const follower = new ProgrammeFollower(['http://peer'], feed, { took: () => undefined, failed });
  await follower.askAll();
  await Promise.all([follower.settled(), log.settled()]);
  for (const runId of ids) {
    await changes.move(runId);
    programme = recompile(programme, await source.changes(programme.version, programme.mark));
    const [logMs] = await timed(async () => {
      log.look(programme);
      await log.settled();
    });
    await follower.askAll();
    const followerMs = performance.now() - ended;
    if (answer.isSteps !== knows || follower.current().version !== programme.version)
      throw new Error('It was not told what was to be measured.');
    figures.bytes.push(answer.bytes);
    figures.peerMs.push(knows ? logMs + answer.packMs : answer.packMs);
    figures.followerMs.push(followerMs);
    await follower.settled();
  }
  return figures;
}

async function timed(work) {
  const begin = performance.now();
  const result = await work();
  return [performance.now() - begin, result];
}
