import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { startEmbeddedPostgres } from '#persistence';
import { startMarquee, type StartedMarquee } from '../../e2e/started-marquee.js';
import { until } from '../../support/until.js';
import { MarkedLoad, type LoadResult } from './marked-load.js';
import { marksIn } from './marks.js';

/** Something that is meant to be kept, to see that this test would find it. */
const KEPT = 'kept-7f3a9c2e-by-management';
/** After the programme's name and checksum, two lines, comes what is compressed. */
const GZIP = Buffer.from([0x1f, 0x8b]);

/** All of Marquee as `npm start` starts it, at its most talkative, and all that it leaves behind. */
describe('what viewers say and show of themselves', () => {
  let folder: string;
  let marquee: StartedMarquee;
  let load: LoadResult;
  let metrics: string;
  let rows: ReadonlyMap<string, string>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'marquee-marks-'));
    chmodSync(folder, 0o711);
    marquee = await startMarquee({
      MARQUEE_DATA: join(folder, 'data'),
      LOG_LEVEL: 'trace',
      TRUSTED_PROXIES: '127.0.0.0/8, ::1',
    });
    await marquee.ready();
    const url = `http://127.0.0.1:${marquee.port}`;
    const key = adminKey();
    load = await new MarkedLoad(url).run(key);
    await keepSomething(url, key);
    const readMetrics = async () => {
      const ports = [marquee.port, marquee.schedulerPort];
      return Promise.all(ports.map(async (port) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text()));
    };
    await until('the showings are added', async () => /showings_added_total\S* [1-9]/.test((await readMetrics())[0]!));
    metrics = (await readMetrics()).join('\n');
    marquee.process.kill('SIGTERM');
    await marquee.ended();
    rows = await allRows();
  });
  afterAll(async () => {
    marquee.process.kill('SIGKILL');
    await marquee.ended();
    rmSync(folder, { recursive: true, force: true });
  });

  function adminKey(): string {
    const { keys } = JSON.parse(readFileSync(join(folder, 'data/keys.json'), 'utf8')) as {
      keys: { role: string; key: string }[];
    };
    return keys.find(({ role }) => role === 'ADMIN')!.key;
  }

  /** A member with a name, and a removal, which the ledger has, too. */
  async function keepSomething(url: string, key: string): Promise<void> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
    const ask = async (path: string, query: string) => {
      const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify({ query }) });
      return ((await response.json()) as { data: Record<string, unknown> }).data;
    };
    const member = `mutation { addMember(input: {displayName: "${KEPT}", role: REVIEWER}) { member { displayName } } }`;
    expect(await ask('/manage/graphql', member)).toMatchObject({ addMember: { member: { displayName: KEPT } } });
    const shown = '{ activeCampaign(surface: "discover") { campaign { playlist { item { id } } } } }';
    const { activeCampaign } = await ask('/graphql', shown);
    const { playlist } = (activeCampaign as { campaign: { playlist: { item: { id: string } }[] } }).campaign;
    const removal = `mutation { takeDown(input: {kind: IN_ERROR, reason: "Test", subjectType: ITEM, acknowledgesLostHelp: true,
      subjectId: "${playlist[0]!.item.id}"}) { removal { id } refusals { message } } }`;
    expect(await ask('/manage/graphql', removal)).toMatchObject({ takeDown: { refusals: [] } });
    await until('the ledger', () => existsSync(join(folder, 'data/ledger.jsonl')));
  }

  /** Every row of every table, all columns as text, by the name of the table. */
  async function allRows(): Promise<ReadonlyMap<string, string>> {
    const postgres = await startEmbeddedPostgres({ dataFolder: join(folder, 'data'), log: () => undefined });
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    const tables = await client.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_schema NOT IN ('pg_catalog', 'information_schema')`,
    );
    const found = new Map<string, string>();
    for (const { name } of tables.rows) {
      const { rows: texts } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
      found.set(name, texts.map(({ row }) => row).join('\n'));
    }
    await client.end();
    await postgres.stop();
    return found;
  }

  /** Of the data folder, logs, snapshot, ledger and the files of PostgreSQL with its journal among them. */
  const files = () =>
    readdirSync(join(folder, 'data'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  const isCluster = (path: string) => path.includes('/postgres') && !path.endsWith('.log');
  const bytesOf = (path: string): Buffer => {
    const bytes = readFileSync(path);
    const packedAt = path.endsWith('.snapshot') ? bytes.indexOf(GZIP) : -1;
    return packedAt === -1 ? bytes : Buffer.concat([bytes.subarray(0, packedAt), gunzipSync(bytes.subarray(packedAt))]);
  };

  it('was all answered, in every way there is', () => {
    expect(load.statuses.length).toBeGreaterThan(50);
    expect([...new Set(load.statuses)]).toEqual(expect.arrayContaining([200, 202, 204, 400, 401, 404, 413, 415, 429]));
    expect(load.statuses.filter((status) => status >= 500)).toEqual([]);
  });

  it('is in no header of any answer', () => {
    expect(marksIn(Buffer.from(load.headers), 'TEXT')).toEqual([]);
  });

  it('is in no metric', () => {
    expect(metrics).toContain('marquee_front_hits_total');
    expect(marksIn(Buffer.from(metrics), 'TEXT')).toEqual([]);
  });

  it('is in no row of any table', () => {
    expect([...rows].filter(([, text]) => text.includes(KEPT)).map(([name]) => name)).toEqual(
      expect.arrayContaining(['public.audit_entry', 'public.member']),
    );
    const found = [...rows].flatMap(([name, text]) =>
      marksIn(Buffer.from(text), 'TEXT').map((mark) => `${name}: ${mark}`),
    );
    expect(found).toEqual([]);
  });

  it('is in no line of a log, and in no other file', () => {
    const names = files();
    const log = readFileSync(
      names.find((name) => name.endsWith('logs/api.log'))!,
      'utf8',
    );
    expect(log.split('\n').filter((line) => /"route":"\/graphql"/.test(line)).length).toBeGreaterThan(30);
    for (const part of ['scheduler.log', 'postgres.log', 'programme.snapshot', 'ledger.jsonl', 'audit-heads.jsonl'])
      expect(names.map((name) => name.split('/').at(-1))).toContain(part);
    expect(names.filter((name) => isCluster(name) && bytesOf(name).includes(KEPT)).length).toBeGreaterThan(0);
    const found = names.flatMap((name) =>
      marksIn(bytesOf(name), isCluster(name) ? 'BYTES' : 'TEXT').map((mark) => `${name.slice(folder.length)}: ${mark}`),
    );
    expect([...found, ...marksIn(Buffer.from(marquee.output()), 'TEXT')]).toEqual([]);
  });
});
