#!/usr/bin/env node
/**
 * Speed of `activeCampaign` over the demo, as ratios, in one run: against a bare node:http server that sends the same bytes,
 * and against the plain way, Apollo with Prisma queries per request. Rounds are interleaved, so that a noisy machine is
 * noisy for all; medians with the lowest and highest round are printed.
 *
 *   npm run bench                        5 rounds of 3 s each
 *   npm run bench -- --rounds 9 --seconds 5 --write     also writes docs/bench.md
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { FirstStaff } from '#identity';
import { applyMigrations, Database, MemberStore, UnitOfWork } from '#persistence';
import { loadDemo } from '#seed';
import { startTemporaryPostgres } from '../scripts/temporary-postgres.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    write: { type: 'boolean', default: false },
  },
});
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
const CONNECTIONS = 32;
const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const PORTS = { marquee: 13_101, bare: 13_102, plain: 13_103 };
const QUERY = `query ($viewer: ViewerInput) { activeCampaign(surface: "discover", viewer: $viewer) {
  servedAt validUntil version
  help { resolution emergency directory services { slug name description topics languages verifiedOn channels { kind display keyword link alwaysOpen openNow } } }
  campaign { id slug title summary locale startsAt endsAt partners { slug name website }
    playlist { position item { id kind title summary body locale ageMin contentNote { text alternative }
      media { url kind alt captions { locale url } transcript durationSeconds blurred } partner { slug name website } } } }
  next { from until campaign { id } } } }`;
const BODY = JSON.stringify({
  query: QUERY,
  variables: { viewer: { region: 'GB', locale: 'en', timeZone: 'Europe/London' } },
});
const HEADERS = { 'content-type': 'application/json' };

const children = [];
async function start(script, args, environment = {}) {
  const child = fork(join(ROOT, script), args, {
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(child);
  await once(child, 'message');
}

async function answerOf(port) {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers: HEADERS, body: BODY });
  const text = await response.text();
  if (response.status !== 200 || JSON.parse(text).data?.activeCampaign?.campaign?.slug !== 'everyday-wellbeing') {
    throw new Error(`The server on port ${port} does not answer the question: ${text.slice(0, 300)}`);
  }
  return text;
}

async function round(name) {
  const url = `http://127.0.0.1:${PORTS[name]}/graphql`;
  const result = await autocannon({
    url,
    method: 'POST',
    headers: HEADERS,
    body: BODY,
    connections: CONNECTIONS,
    duration: seconds,
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${name}: ${result.non2xx} answers other than 2xx, ${result.errors} errors`);
  return { perSecond: result.requests.average, p99Ms: result.latency.p99 };
}

const postgres = await startTemporaryPostgres();
const scratch = mkdtempSync(join(tmpdir(), 'marquee-bench-'));
const { host, user, database: name } = postgres.config;
const databaseUrl = `postgresql://${user}@localhost/${name}?host=${encodeURIComponent(host)}`;
try {
  await applyMigrations(databaseUrl, join(ROOT, 'prisma/migrations'));
  const database = new Database({ url: databaseUrl, poolMax: 2, applicationName: 'bench' });
  await new FirstStaff(new UnitOfWork(database), new MemberStore()).claim(() => undefined);
  // As if it were long ago: the two short minutes are over, and the evergreen is on air.
  await loadDemo(database, Date.now() - 3_600_000, () => undefined);
  await database.close();
  await start('dist/apps/api/src/main.js', [], {
    DATABASE_URL: databaseUrl,
    PORT: String(PORTS.marquee),
    LOG_LEVEL: 'warn',
    MARQUEE_SUPERVISED: '1',
  });
  await start('bench/plain-server.mjs', [String(PORTS.plain)], { DATABASE_URL: databaseUrl });
  const body = await answerOf(PORTS.marquee);
  await answerOf(PORTS.plain);
  const file = join(scratch, 'body.json');
  writeFileSync(file, body);
  await start('bench/bare-server.mjs', [String(PORTS.bare), file]);
  const seen = { bare: [], marquee: [], plain: [] };
  for (const target of Object.keys(seen)) await round(target);
  for (let i = 0; i < rounds; i += 1) for (const target of Object.keys(seen)) seen[target].push(await round(target));
  report(seen, Buffer.byteLength(body));
} finally {
  for (const child of children) child.kill('SIGKILL');
  await postgres.stop();
  rmSync(scratch, { recursive: true });
}

function median(list) {
  const sorted = list.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function report(seen, bytes) {
  const rows = Object.entries(seen).map(([target, list]) => {
    const speeds = list.map((one) => one.perSecond);
    return {
      target,
      median: median(speeds),
      low: Math.min(...speeds),
      high: Math.max(...speeds),
      p99: median(list.map((one) => one.p99Ms)),
    };
  });
  const of = (target) => rows.find((row) => row.target === target).median;
  const names = {
    bare: 'bare node:http, the same bytes',
    marquee: 'Marquee, activeCampaign',
    plain: 'Apollo with Prisma per request',
  };
  const whole = (value) => Math.round(value).toLocaleString('en');
  const lines = [
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} x ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB; load generator on the same machine.`,
    `POST, ${CONNECTIONS} connections, answer of ${whole(bytes)} bytes, ${rounds} interleaved rounds of ${seconds} s after one to warm up.`,
    '',
    '| server | requests a second, median | lowest to highest round | p99, ms |',
    '|---|---:|---:|---:|',
    ...rows.map(
      (row) => `| ${names[row.target]} | ${whole(row.median)} | ${whole(row.low)} to ${whole(row.high)} | ${row.p99} |`,
    ),
    '',
    `Marquee is ${(of('marquee') / of('bare')).toFixed(3)} of the bare server, and ${(of('marquee') / of('plain')).toFixed(1)} times the plain way.`,
  ];
  console.log(lines.join('\n'));
  if (values.write)
    writeFileSync(
      join(ROOT, 'docs/bench.md'),
      `# Speed\n\nMeasured by \`npm run bench\`; speed has an issue of its own, these figures are where it starts.\n\n${lines.join('\n')}\n`,
    );
}
