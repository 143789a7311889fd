import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditExportEnd, auditExportLine, EVERY_ENTRY, SYSTEM_ACTOR, type ChainedEntry } from '#domain';
import { AuditKey, Database, HeadsFile, HeadSigner, TraceReadModel, UnitOfWork } from '#persistence';
import { auditEntriesOf } from '../support/audit.js';
import { cloneTestDatabase, type ClonedDatabase } from '../support/test-database.js';

const isMissing = spawnSync('python3', ['--version']).status !== 0;
const NUMBERS = [0, -0, 1, -1.5, 0.1, 1e-6, 1e-7, 123456789012345680000, 1e21, 5e-324, 1.7976931348623157e308, 2 ** 53];

describe('the canonical form of the audit log, against a verifier in Python', () => {
  let database: ClonedDatabase;
  let connected: Database;
  let folder: string;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    connected = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    folder = mkdtempSync(join(tmpdir(), 'marquee-audit-'));
  });
  afterAll(async () => {
    await connected.close();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  const judged = (entries: readonly ChainedEntry[], heads: readonly string[] = []) =>
    spawnSync('python3', ['test/oracle/audit.py', ...heads], {
      input: entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
      encoding: 'utf8',
    }).stdout;

  it('agrees on rows with every kind of value, in both forms, and on the heads', async () => {
    if (isMissing) return void process.stdout.write('The oracle of the audit log is skipped: there is no python3\n');
    await new UnitOfWork(connected).record({ ...SYSTEM_ACTOR, sessionId: 'session "1"' }, async (tx) => {
      const values = [
        null,
        true,
        'Grüße 🌱 \u2028 \\ " \u0001',
        { é: 1, '🌱': 2, '\ufb33': 3, a: { z: [], b: {} } },
        NUMBERS,
      ];
      for (const after of values) tx.audit({ action: 'test.done', subjectType: 'test', subjectId: 'x', after });
    });
    const file = new HeadsFile(join(folder, 'heads.jsonl'));
    await new HeadSigner(connected, file, AuditKey.open(join(folder, 'key.pem'))).sign();
    const entries = await auditEntriesOf(database);
    expect(judged(entries, [file.path])).toBe('5 entries, 0 wrong\n');
    expect(judged(entries.map((entry, i) => (i === 3 ? { ...entry, reason: 'x' } : entry)))).toBe(
      'wrong: entry 4\n5 entries, 1 wrong\n',
    );

    const lines: string[] = [];
    const whole = { format: 'NDJSON', search: EVERY_ENTRY, through: '5' } as const;
    for await (const batch of new TraceReadModel(connected).exported(whole))
      lines.push(...batch.map((entry) => auditExportLine(entry, 'NDJSON')));
    lines.push(auditExportEnd(lines.length, 'NDJSON'));
    const exported = spawnSync('python3', ['test/oracle/audit.py', file.path], {
      input: lines.join(''),
      encoding: 'utf8',
    });
    expect(exported.stdout).toBe('the export is whole\n5 entries, 0 wrong\n');
  });
});
