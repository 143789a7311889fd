import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import pg from 'pg';
import { headHash, SYSTEM_ACTOR } from '#domain';
import { AuditKey, AuditPublicKeys, Database, HeadsFile, HeadSigner, UnitOfWork, verifyAudit } from '#persistence';
import { auditVerify } from '../../apps/start/src/audit/audit-verify.js';
import { cloneTestDatabase, type ClonedDatabase, type TestDatabase } from '../support/test-database.js';

/** Values that no entry of these tests has. */
const OTHER_VALUES: Readonly<Record<string, string>> = {
  at: `'2026-01-01T00:00:00.001Z'`,
  format: '1',
  actor_kind: `'MEMBER'`,
  actor_id: 'gen_random_uuid()',
  key_id: 'gen_random_uuid()',
  session_id: `'s'`,
  actor_name: `'Somebody else'`,
  role: `'ADMIN'`,
  action: `'another.action'`,
  subject_type: `'other'`,
  subject_id: `'other'`,
  before: `'{"a": 2}'`,
  after: `'[1]'`,
  reason: `'another'`,
  previous: `repeat('e', 64)`,
  hash: `repeat('d', 64)`,
};

describe('verifying the audit log', () => {
  let database: ClonedDatabase;
  let connected: Database;
  let folder: string;
  let key: AuditKey;
  let file: HeadsFile;
  beforeEach(async () => {
    database = await cloneTestDatabase();
    connected = connect();
    folder = mkdtempSync(join(tmpdir(), 'marquee-audit-'));
    key = AuditKey.open(join(folder, 'key.pem'));
    file = new HeadsFile(join(folder, 'heads.jsonl'));
    for (let minute = 1; minute <= 3; minute += 1) {
      await append(4);
      await sign();
    }
  });
  afterEach(async () => {
    await connected.close();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  const connect = () => new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
  const append = (count: number, to = connected) =>
    new UnitOfWork(to).record(SYSTEM_ACTOR, async (tx) => {
      for (let n = 0; n < count; n += 1)
        tx.audit({
          action: 'test.done',
          subjectType: 'test',
          subjectId: `${n}`,
          before: { a: 1.5 },
          reason: 'Grüße 🌱',
        });
    });
  const sign = async (by = key) => {
    const last = await file.last();
    const [end] = await database.query<{ seq: string; hash: string; at: Date }>(
      'SELECT seq, hash, clock_timestamp() AS at FROM audit_head',
    );
    const { seq, hash, at } = end!;
    const entries = Number(seq) - Number(last?.seq ?? 0);
    await file.append(
      by.sign({ format: 1, seq, hash, at: at.toISOString(), entries, previous: headHash(last), keyId: by.id }),
    );
  };
  const publicKeys = () => AuditPublicKeys.of(readFileSync(join(folder, 'key.pem.pub'), 'utf8'));
  const verify = (of: TestDatabase = database) => verifyAudit(of.url, { file, keys: publicKeys() });
  const findings = async (of?: TestDatabase) => (await verify(of)).findings;
  /** By somebody to whom no trigger applies. */
  const tamper = async (sql: string, of: TestDatabase = database) => {
    const client = new pg.Client({ connectionString: of.ownerUrl });
    await client.connect();
    await client.query('SET session_replication_role = replica');
    await client.query(sql);
    await client.end();
  };
  const event = () =>
    database.query(
      `INSERT INTO outbox_event (id, type, subject_type, subject_id, payload, occurred_at)
       VALUES (gen_random_uuid(), 'x', 'x', gen_random_uuid(), '{}', clock_timestamp())`,
    );

  it('finds nothing in one that is whole, with entries that no head covers yet', async () => {
    await append(1);
    expect(await verify()).toMatchObject({ findings: [], entries: 13, heads: 3, last: { seq: 13n }, damagedLines: [] });
  });

  it('reads files of heads that follow each other as one, the first line of each being the last of the one before', async () => {
    const put = join(folder, 'heads-2026.jsonl');
    writeFileSync(put, readFileSync(file.path, 'utf8'));
    const lines = readFileSync(put, 'utf8').trimEnd().split('\n');
    writeFileSync(file.path, `${lines.at(-1)}\n`);
    await append(2);
    await sign();
    const both = (...paths: string[]) => {
      const heads = paths.flatMap((path) => ['--heads', path]);
      return auditVerify(
        ['--database', database.url, '--public-key', join(folder, 'key.pem.pub'), ...heads],
        {},
        folder,
      );
    };
    const whole = await both(put, file.path);
    expect([whole.exitCode, whole.lines[1]]).toEqual([
      0,
      expect.stringContaining('14 entries, the last is 14; 4 signed heads'),
    ]);
    expect((await both(file.path)).lines[0]).toContain('HEADS BROKEN: line 1');
    expect((await both(file.path, put)).exitCode).toBe(1);
    writeFileSync(put, `${lines.slice(0, -1).join('\n')}\n`);
    expect((await both(put, file.path)).exitCode).toBe(0);
    writeFileSync(put, `${lines.slice(0, 1).join('\n')}\n`);
    expect((await both(put, file.path)).lines[0]).toContain('HEADS BROKEN');
  });

  it('finds every edit of every column, and names the row (property)', async () => {
    const edit = fc.tuple(fc.constantFrom(...Object.keys(OTHER_VALUES)), fc.integer({ min: 1, max: 12 }));
    await fc.assert(
      fc.asyncProperty(edit, async ([column, seq]) => {
        await tamper(`CREATE TABLE kept AS SELECT * FROM audit_entry WHERE seq = ${seq};
          UPDATE audit_entry SET ${column} = ${OTHER_VALUES[column]} WHERE seq = ${seq}`);
        const found = await findings();
        await tamper(
          `UPDATE audit_entry a SET ${column} = k.${column} FROM kept k WHERE a.seq = k.seq; DROP TABLE kept`,
        );
        expect([column, found[0]]).toEqual([column, { kind: 'EDITED', seq: BigInt(seq) }]);
      }),
      { numRuns: 25 },
    );
    expect(await findings()).toEqual([]);
  });

  it('finds a deletion', async () => {
    await tamper('DELETE FROM audit_entry WHERE seq IN (6, 7)');
    expect(await findings()).toEqual([{ kind: 'DELETED', from: 6n, to: 7n }]);
  });

  it('finds an insertion', async () => {
    await tamper(`UPDATE audit_entry SET seq = -seq WHERE seq >= 6; UPDATE audit_entry SET seq = 1 - seq WHERE seq < 0;
      INSERT INTO audit_entry SELECT (a).* FROM (SELECT jsonb_populate_record(e, '{"seq": 6, "hash": "x"}') AS a FROM audit_entry e WHERE seq = 5) b;
      UPDATE audit_head SET seq = 13`);
    const found = await findings();
    expect(found.map(({ kind }) => kind)).toContain('INSERTED');
    expect(found.find(({ kind }) => kind === 'INSERTED')).toMatchObject({ from: 6n, to: 6n });
  });

  it('finds a swap', async () => {
    await tamper(`UPDATE audit_entry SET seq = 100 WHERE seq = 4; UPDATE audit_entry SET seq = 4 WHERE seq = 9;
      UPDATE audit_entry SET seq = 9 WHERE seq = 100`);
    expect(await findings()).toEqual([{ kind: 'SWAPPED', seq: 4n, with: 9n }]);
  });

  it('finds a chain that was written anew from some entry on, which is whole in itself', async () => {
    // Everything from 7 on again, with another reason: what a service that owned the tables could have done.
    await tamper(`DELETE FROM audit_entry WHERE seq >= 7;
      UPDATE audit_head SET seq = 6, hash = (SELECT hash FROM audit_entry WHERE seq = 6)`);
    await append(8);
    expect(await findings()).toEqual([{ kind: 'REWRITTEN', from: 5n, to: 12n }]);
  });

  it('finds a cut tail by the head row', async () => {
    await tamper('DELETE FROM audit_entry WHERE seq > 10');
    expect(await findings()).toEqual([{ kind: 'CUT_TAIL', from: 11n, to: 12n }]);
  });

  it('finds a cut tail whose head row was moved back too, by what the database has since', async () => {
    await event();
    await tamper(`DELETE FROM audit_entry WHERE seq > 10;
      UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit_entry WHERE seq = 10)`);
    expect(await findings()).toEqual([{ kind: 'CUT_TAIL', from: 11n, to: 12n }]);
  });

  it('finds an older backup, and says no more than it knows', async () => {
    await connected.close();
    const backup = await database.backup();
    connected = connect();
    await append(5);
    await sign();
    expect(await findings(backup)).toEqual([{ kind: 'OLD_BACKUP', from: 13n, to: 17n }]);
    await backup.drop();
  });

  it('finds a head row that is not the last entry', async () => {
    await tamper('UPDATE audit_head SET seq = 3');
    expect(await findings()).toEqual([{ kind: 'HEAD_ROW', seq: 3n }]);
  });

  describe('the file of heads', () => {
    const lines = () => readFileSync(file.path, 'utf8').trimEnd().split('\n');
    const write = (text: readonly string[]) => writeFileSync(file.path, `${text.join('\n')}\n`);

    it('that is gone is said', async () => {
      rmSync(file.path);
      expect(await findings()).toEqual([{ kind: 'HEADS_MISSING' }]);
    });

    it('whose line was changed is told by the signature', async () => {
      write(lines().map((line, i) => (i === 1 ? line.replace('"seq":"8"', '"seq":"7"') : line)));
      expect(await findings()).toEqual([
        { kind: 'HEAD_FORGED', line: 2, seq: 7n },
        { kind: 'HEADS_BROKEN', line: 3, seq: 12n },
      ]);
    });

    it('that was signed by somebody else is told by the key', async () => {
      await append(1);
      await sign(AuditKey.open(join(folder, 'other.pem')));
      expect(await findings()).toEqual([{ kind: 'HEAD_KEY_UNKNOWN', line: 4, seq: 13n }]);
    });

    it('out of which a line was taken is broken there', async () => {
      write(lines().filter((_, i) => i !== 1));
      expect(await findings()).toEqual([{ kind: 'HEADS_BROKEN', line: 2, seq: 12n }]);
    });

    it('that a crash has cut goes on with a line of its own', async () => {
      appendFileSync(file.path, '{"at":"2026');
      await append(1);
      await sign();
      expect(await verify()).toMatchObject({ findings: [], heads: 4, damagedLines: [4] });
    });
  });

  describe('signing', () => {
    const signer = () => new HeadSigner(connected, file, key);

    it('signs the first time, and not again within the minute', async () => {
      rmSync(file.path);
      expect(await signer().sign()).toMatchObject({ seq: '12', entries: 12 });
      await append(1);
      expect(await signer().sign()).toBeNull();
      expect(await findings()).toEqual([]);
      expect(statSync(join(folder, 'key.pem')).mode & 0o077).toBe(0);
    });

    it('signs nothing on top of a database that lacks what was signed', async () => {
      await tamper(`DELETE FROM audit_entry WHERE seq > 10;
        UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit_entry WHERE seq = 10)`);
      await expect(signer().sign()).rejects.toThrow('lacks the entry 12');
      await append(3);
      await expect(signer().sign()).rejects.toThrow('has another entry at 12');
    });
  });

  it('is a command that says all this, with an exit code', async () => {
    const args = ['--database', database.url, '--heads', file.path, '--public-key', join(folder, 'key.pem.pub')];
    const run = (more: readonly string[] = args) => auditVerify(more, { MARQUEE_DATA: folder }, resolve('.'));
    expect(await run()).toMatchObject({
      exitCode: 0,
      lines: ['The audit log is whole.', expect.anything(), expect.anything()],
    });
    await tamper(`UPDATE audit_entry SET reason = 'x' WHERE seq = 2`);
    const { exitCode, lines } = await run();
    expect([exitCode, lines[0]]).toEqual([1, 'EDITED: entry 2 does not say what it was written as.']);
    expect(await run(['--what'])).toMatchObject({ exitCode: 2 });
    expect(await run([...args.slice(0, 4), '--public-key', join(folder, 'none')])).toMatchObject({ exitCode: 2 });
  });
});
