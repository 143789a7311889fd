import { EVERY_ENTRY, PARTNER_ACTIONS, PARTNER_SUBJECTS, type AuditSearch } from '#domain';
import { Database, TraceReadModel } from '#persistence';
import { makeCast, type Cast } from '../support/actors.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

/** MARQUEE_AUDIT_ENTRIES=1000000 for the figures of docs/audit.md. */
const ENTRIES = Number(process.env.MARQUEE_AUDIT_ENTRIES ?? 40_000);
const PAGE = 20;
const BEGUN_AT = Date.parse('2026-01-01T00:00:00Z');
const STEP_MS = 1_000;

/** Of so many entries, hardly ever: what somebody looks for. Every other one is of the scheduler. */
const FILL = `
  INSERT INTO audit_entry (seq, format, at, actor_kind, actor_id, key_id, session_id, actor_name, role, action, subject_type, subject_id, reason, previous, hash)
  SELECT n, 2, to_timestamp($1::float8 + n * $2::float8), CASE WHEN rare THEN 'MEMBER' ELSE 'SYSTEM' END, CASE WHEN rare THEN $3::uuid END,
    CASE WHEN rare THEN $4::uuid END, CASE WHEN rare THEN 'session' END, 'Ada', CASE WHEN rare THEN 'ADMIN' ELSE 'SYSTEM' END,
    CASE WHEN rare THEN 'partner.updated' ELSE 'run.activated' END, CASE WHEN rare THEN 'partner' ELSE 'run' END,
    CASE WHEN rare THEN $5 ELSE 'run-' || n END, CASE WHEN rare THEN 'A lighthouse ' || n WHEN n % 3 = 0 THEN 'An ordinary day ' || n END, n - 1, n
  FROM (SELECT n, n % ($6::bigint / 40) = 7 AS rare FROM generate_series(1, $6::bigint) n) entries`;

describe('a page of a long audit log', () => {
  let database: TestDatabase;
  let cast: Cast;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    const pool = connect();
    cast = await makeCast(pool);
    await pool.close();
    const { memberId, keyId } = cast.staff.ADMIN.actor;
    await database.query('SET session_replication_role = replica');
    await database.query('DELETE FROM audit_entry');
    await database.query(FILL, [BEGUN_AT / 1_000, STEP_MS / 1_000, memberId, keyId, cast.partner.id, ENTRIES]);
    await database.query(
      `INSERT INTO audit_partner SELECT audit_partner_of(subject_type, subject_id), seq FROM audit_entry WHERE subject_type = 'partner'`,
    );
    await database.query('SET session_replication_role = origin');
    await database.query('VACUUM ANALYZE audit_entry');
    await database.query('ANALYZE audit_partner');
  }, 300_000);
  afterAll(() => database.drop());

  const connect = () => new Database({ url: database.url, poolMax: 1, applicationName: 'test' });
  const counts = async () => {
    await database.query('SELECT pg_stat_clear_snapshot()');
    const [row] = await database.query<{ read: number; scans: number }>(
      `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS read, sum(seq_scan + coalesce(idx_scan, 0))::int AS scans
       FROM pg_stat_user_tables WHERE relname IN ('audit_entry', 'audit_partner')`,
    );
    return row!;
  };
  /** What one page holds, how many rows were looked at for it, and how long it took; a connection tells that when it ends. */
  async function page(search: Partial<AuditSearch>, ofPartner: string | null = null, below: bigint | null = null) {
    const pool = connect();
    const before = await counts();
    const trace = new TraceReadModel(pool);
    // Connected before anything is measured.
    await trace.auditExport('', cast.staff.ADMIN.actor.memberId);
    const asked = { ...EVERY_ENTRY, ...search };
    const begun = performance.now();
    const rows = await (ofPartner === null
      ? trace.auditEntries(PAGE, below, asked)
      : trace.ownEntries(ofPartner, PAGE, below, asked));
    const ms = performance.now() - begun;
    await pool.close();
    await until('the connection has told what it read', async () => (await counts()).scans > before.scans);
    return { rows, read: (await counts()).read - before.read, ms };
  }

  const middle = BEGUN_AT + (ENTRIES / 2) * STEP_MS;
  const rare = (): readonly (readonly [string, Partial<AuditSearch>, string | null])[] => [
    ['actor', { actorId: cast.staff.ADMIN.actor.memberId }, null],
    ['key', { keyId: cast.staff.ADMIN.actor.keyId }, null],
    ['session', { sessionId: 'session' }, null],
    ['action', { action: 'partner.updated' }, null],
    ['kind of thing', { subjectType: 'partner' }, null],
    ['thing', { subjectId: cast.partner.id }, null],
    ['partner', { partner: cast.partner.slug }, null],
    ['words of the reason', { reasonWords: 'LIGHTHOUSE a' }, null],
    ["a partner's own", {}, cast.partner.id],
  ];

  it('is found by an index, whatever is looked for: no page reads the log', async () => {
    const told: string[] = [];
    for (const [name, search, ofPartner] of rare()) {
      const { rows, read, ms } = await page(search, ofPartner);
      expect([name, rows.length, rows.every(({ action }) => action === 'partner.updated')]).toEqual([
        name,
        PAGE + 1,
        true,
      ]);
      expect([name, read < 500]).toEqual([name, true]);
      told.push(`${name} ${read} rows ${ms.toFixed(1)} ms`);
    }
    const window = { from: middle, until: middle + 30 * STEP_MS };
    const inWindow = await page(window);
    expect(inWindow.rows.map(({ at }) => Date.parse(at))).toEqual(
      Array.from({ length: PAGE + 1 }, (_, i) => window.until - (i + 1) * STEP_MS),
    );
    expect(inWindow.read).toBeLessThan(500);
    const newest = await page({});
    expect([newest.rows.length, newest.read < 500]).toEqual([PAGE + 1, true]);
    told.push(`window ${inWindow.read} rows ${inWindow.ms.toFixed(1)} ms`, `newest ${newest.ms.toFixed(1)} ms`);
    process.stdout.write(`${ENTRIES} audit entries: ${told.join('; ')}\n`);
  });

  it('goes on where the last one ended, and misses and repeats nothing', async () => {
    const seen: string[] = [];
    for (let below: bigint | null = null; ;) {
      const { rows } = await page({ action: 'partner.updated' }, null, below);
      seen.push(...rows.slice(0, PAGE).map(({ seq }) => seq));
      if (rows.length <= PAGE) break;
      below = BigInt(rows[PAGE - 1]!.seq);
    }
    const all = await database.query<{ seq: string }>(
      `SELECT seq FROM audit_entry WHERE action = 'partner.updated' ORDER BY seq DESC`,
    );
    expect(seen).toEqual(all.map(({ seq }) => seq));
  });

  it('has from the first instant of a window on, and not its end', async () => {
    const at = (n: number) => BEGUN_AT + n * STEP_MS;
    const { rows } = await page({ from: at(100), until: at(103) });
    expect(rows.map(({ seq }) => seq)).toEqual(['102', '101', '100']);
  });

  it('finds nothing by an id that is none, and says so without a fault', async () => {
    const pool = connect();
    expect(await new TraceReadModel(pool).auditEntries(PAGE, null, { ...EVERY_ENTRY, actorId: "x' OR TRUE" })).toEqual(
      [],
    );
    await pool.close();
  });
});

describe('whose thing an entry is about', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await cloneTestDatabase();
  });
  afterAll(() => database.drop());

  it('the database knows for the kinds that the domain names, and for no other', async () => {
    const [row] = await database.query<{ text: string }>(
      `SELECT pg_get_functiondef('note_audit_partner'::regproc) || pg_get_functiondef('audit_partner_of'::regproc) AS text`,
    );
    const [, noted] = /subject_type" IN \(([^)]+)\)/.exec(row!.text)!;
    expect(noted!.replaceAll("'", '').split(', ')).toEqual([...PARTNER_SUBJECTS]);
    expect([...row!.text.matchAll(/WHEN '([^']+)' THEN/g)].map(([, kind]) => kind)).toEqual([...PARTNER_SUBJECTS]);
    expect(PARTNER_ACTIONS.length).toBeGreaterThan(20);
  });

  it.each(['', 'x', '0190a0a0-0000-7000-8000-000000000000', "'; DROP TABLE partner; --"])(
    'is nobody for a thing that is not there: %j',
    async (id) => {
      for (const kind of [...PARTNER_SUBJECTS, 'run', ''])
        expect(await database.query('SELECT audit_partner_of($1, $2) AS partner', [kind, id])).toEqual([
          { partner: null },
        ]);
    },
  );
});
