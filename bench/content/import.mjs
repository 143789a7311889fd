/** How fast many rows are imported through the API by the command line, from a file, and what it costs in memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { applyMigrations, Database, MemberStore, UnitOfWork } from '#persistence';
import { SYSTEM_ACTOR } from '#domain';
import { freshKey } from '#identity';
import { startTemporaryPostgres } from '../../scripts/temporary-postgres.mjs';

const BODY = 'Talk to a friend when the day is heavy. Recovery is slow, and it is real. '.repeat(7);
const SAMPLE_MS = 250;

/** @param options `rows`: 50,000 unless a shorter run is wanted. @returns lines of Markdown */
export async function measureImport(root, { rows = 50_000 } = {}) {
  const postgres = await startTemporaryPostgres({ durable: true });
  const folder = mkdtempSync(join(tmpdir(), 'marquee-import-'));
  let api = null;
  try {
    const { host, user } = postgres.config;
    const url = `postgresql://${user}@localhost/postgres?host=${encodeURIComponent(host)}`;
    await applyMigrations(url, join(root, 'prisma/migrations'));
    const key = await makeWriter(url);
    api = await startApi(root, url);
    const file = join(folder, 'rows.jsonl');
    await writeRows(file, rows);
    const first = await importOnce(root, file, api, key);
    const again = await importOnce(root, file, api, key);
    await refuseContradictions(url, rows);
    const whole = (value) => Math.round(value).toLocaleString('en');
    const row = (name, { seconds, client, server }) =>
      `| ${name} | ${seconds.toFixed(1)} | ${whole(rows / seconds)} | ${client.map(whole).join(', ')} | ${server.map(whole).join(', ')} |`;
    return [
      '## Importing rows',
      '',
      `${whole(rows)} rows of half a kilobyte in JSON Lines through \`marquee import\` and the API, both on this machine with PostgreSQL (fsync on). Memory: resident, MB, at the first, second, third and last quarter.`,
      '',
      '| | seconds | rows a second | command, MB | API, MB |',
      '| --- | ---: | ---: | --- | --- |',
      row('every row new', first),
      row('the same file again: every row as it was', again),
    ];
  } finally {
    api?.child.kill('SIGKILL');
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeWriter(url) {
  const database = new Database({ url, poolMax: 1, applicationName: 'bench' });
  const store = new MemberStore();
  const { key, prefix, hash } = freshKey();
  await new UnitOfWork(database).record(SYSTEM_ACTOR, async (tx) => {
    const partner = {
      slug: 'bench',
      name: 'Bench',
      website: 'https://bench.example.org/',
      regions: [],
      languages: ['en'],
    };
    const partnerId = await store.insertPartner(tx, partner);
    const memberId = await store.insertMember(tx, { displayName: 'Bench', role: 'CONTRIBUTOR', partnerId });
    await store.insertKey(tx, { memberId, prefix, hash, expiresAt: null });
  });
  await database.close();
  return key;
}

async function startApi(root, url) {
  const port = await freePort();
  const child = spawn(process.execPath, [join(root, 'dist/apps/api/src/main.js')], {
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      LOG_LEVEL: 'error',
      MARQUEE_SUPERVISED: 'true',
      DATABASE_URL: url,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return { child, url: `http://127.0.0.1:${port}` };
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}

async function writeRows(file, rows) {
  const stream = createWriteStream(file);
  for (let i = 1; i <= rows; i += 1) {
    const localizations = [{ locale: 'en', title: `Item ${i}`, body: BODY }];
    const document = { kind: 'ARTICLE', topics: ['help_seeking'], defaultLocale: 'en', localizations };
    if (!stream.write(`${JSON.stringify({ reference: `row-${i}`, document })}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

async function importOnce(root, file, { child: server, url }, key) {
  const begun = performance.now();
  const child = spawn(process.execPath, [join(root, 'dist/apps/start/src/main.js'), 'import', file, '--url', url], {
    env: { PATH: process.env.PATH, MARQUEE_KEY: key },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said = String(chunk)));
  const samples = [];
  const sampling = setInterval(() => samples.push([residentMb(child.pid), residentMb(server.pid)]), SAMPLE_MS);
  const [code] = await once(child, 'exit');
  clearInterval(sampling);
  if (code !== 0) throw new Error(`The import ended with ${code}: ${said}`);
  const quarters = (column) => {
    const values = samples.map((pair) => pair[column]).filter((value) => value > 0);
    return [0.25, 0.5, 0.75, 1].map((part) => values[Math.max(0, Math.floor(values.length * part) - 1)] ?? 0);
  };
  return { seconds: (performance.now() - begun) / 1_000, client: quarters(0), server: quarters(1) };
}

function residentMb(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
}

/** Speed counts only when the result is right. */
async function refuseContradictions(url, rows) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows: found } = await client.query(
    'SELECT count(*)::int AS items, max(draft_version) AS version, (SELECT sum(rows_made + rows_unchanged)::int FROM content_import) AS told FROM content_item',
  );
  await client.end();
  const { items, version, told } = found[0];
  if (items !== rows || version !== 1 || told !== 2 * rows)
    throw new Error(`Not each row once: ${JSON.stringify(found[0])}`);
}
