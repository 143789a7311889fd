import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { SYSTEM_ACTOR } from '#domain';
import { Database, UnitOfWork } from '#persistence';
import { makeCast, type Cast } from '../support/actors.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

/** MARQUEE_AUDIT_ENTRIES=1000000 for a long one. */
const ENTRIES = Number(process.env.MARQUEE_AUDIT_ENTRIES ?? 20_000);
const BATCH = 2_000;
const SAMPLE_MS = 50;
const MEBIBYTE = 1_048_576;
/** What an export may take, however long it is: some batches of entries, as rows and as text, and what is not collected yet. */
const GROWTH_MIB_MAX = 200;
const TEST_MS = 3_600_000;

describe('a long audit log', () => {
  let database: TestDatabase;
  let cast: Cast;
  let api: TestApi;
  let written = 0;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    const pool = new Database({ url: database.url, poolMax: 1, applicationName: 'test' });
    cast = await makeCast(pool);
    const unitOfWork = new UnitOfWork(pool);
    for (let begun = 0; begun < ENTRIES; begun += BATCH)
      await unitOfWork.record(SYSTEM_ACTOR, async (tx) => {
        for (let n = begun; n < Math.min(ENTRIES, begun + BATCH); n += 1)
          tx.audit({
            action: 'run.activated',
            subjectType: 'run',
            subjectId: `0190a0a0-0000-7000-8000-${String(n).padStart(12, '0')}`,
            before: { state: 'SCHEDULED' },
            after: { state: 'ACTIVE', at: '2026-11-28T05:00:00.000Z' },
            reason: n % 3 === 0 ? `An ordinary day, number ${n}, "as planned"` : null,
          });
      });
    await pool.close();
    await database.query('VACUUM ANALYZE audit_entry');
    api = await startTestApi(database);
    written = Number((await database.query<{ seq: string }>('SELECT seq FROM audit_head'))[0]!.seq);
  }, TEST_MS);
  afterAll(async () => {
    await api.close();
    await database.drop();
  });

  const residentMib = () => Math.round(process.memoryUsage().rss / MEBIBYTE);

  it.each(['NDJSON', 'CSV'])(
    'is exported whole as %s, in memory that does not grow with it',
    async (format) => {
      const begin = `mutation { beginAuditExport(input: {format: ${format}, reason: "size"}) { export { path } refusals { code } } }`;
      type Begun = { beginAuditExport: { export: { path: string } } };
      const { path } = (await api.manage<Begun>(cast.staff.ADMIN.key, begin)).body.data.beginAuditExport.export;
      const before = residentMib();
      let most = before;
      const sampling = setInterval(() => (most = Math.max(most, residentMib())), SAMPLE_MS);
      const begun = performance.now();
      // Read by a process of its own, so that what is counted here is the side that sends.
      const count = `curl -sS --fail -H "authorization: Bearer $KEY" "${api.url}${path}" | tee >(wc -c >&2) | wc -l`;
      const reader = spawn('bash', ['-c', count], {
        env: { PATH: process.env.PATH, KEY: cast.staff.ADMIN.key },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const read = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const)
        reader[name].on('data', (chunk: Buffer) => (read[name] += String(chunk)));
      await once(reader, 'close');
      const seconds = (performance.now() - begun) / 1_000;
      clearInterval(sampling);
      // All but the entry that it was begun, and a line that is no entry: the end of one, the head of the other.
      const [row] = await database.query<{ seq: string }>('SELECT seq FROM audit_head');
      expect(Number(read.stdout)).toBe(Number(row!.seq));
      process.stdout.write(
        `${format}: ${read.stdout.trim()} lines, ${Math.round(Number(read.stderr) / MEBIBYTE)} MiB in ${seconds.toFixed(1)} s; resident ${before} MiB before, at most ${most} during, ${residentMib()} after\n`,
      );
      expect(most - before).toBeLessThan(GROWTH_MIB_MAX);
    },
    TEST_MS,
  );

  it(
    'is verified from its first entry to its last',
    async () => {
      const begun = performance.now();
      const args = ['scripts/start.mjs', 'audit:verify', '--database', database.url, '--no-heads'];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      process.stdout.write(`${stdout.trim()} (${((performance.now() - begun) / 1_000).toFixed(1)} s)\n`);
      expect(stdout).toContain(`${written + 2}`);
    },
    TEST_MS,
  );
});
