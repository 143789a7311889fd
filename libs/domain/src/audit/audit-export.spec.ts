import fc from 'fast-check';
import { EVERY_ENTRY, readToldSearch, tellSearch } from './audit-search.js';
import { auditHash, CHAIN_BEGIN, type AuditEntry } from './audit-entry.js';
import { auditExportEnd, auditExportHead, auditExportLine } from './audit-export.js';

const entry = (said: Partial<AuditEntry> = {}) => {
  const made: AuditEntry = {
    format: 2,
    seq: '7',
    at: '2026-11-28T01:02:03.004Z',
    actorKind: 'MEMBER',
    actorId: '0190a5f0-0000-7000-8000-000000000001',
    keyId: null,
    sessionId: 's-1',
    actorName: 'Ada',
    role: 'ADMIN',
    action: 'run.cancelled',
    subjectType: 'run',
    subjectId: 'r',
    before: null,
    after: { b: 1, a: ['x', null, 1.5] },
    reason: 'Too early',
    previous: CHAIN_BEGIN,
    ...said,
  };
  return { ...made, hash: auditHash(made) };
};

describe('an export of the audit log', () => {
  it.each([entry(), entry({ format: 1, sessionId: null })])(
    'has in a line of JSON all that the hash covers, in format $format',
    (one) => {
      const { hash, ...read } = JSON.parse(auditExportLine(one, 'NDJSON')) as typeof one;
      expect([hash, auditHash(read)]).toEqual([one.hash, one.hash]);
    },
  );

  it('ends in its number of entries, unless it is a table', () => {
    expect([auditExportHead('NDJSON'), auditExportEnd(3, 'NDJSON')]).toEqual(['', '{"end":{"entries":3}}\n']);
    expect(auditExportEnd(3, 'CSV')).toBe('');
    expect(auditExportHead('CSV')).toMatch(/^seq,at,.*,hash\r\n$/);
  });

  it('is a table of texts: no cell of it is a formula, whoever wrote the words', () => {
    const line = auditExportLine(entry({ actorName: '=1+1', reason: '@SUM(A1)\n"x"', subjectId: '-2' }), 'CSV');
    expect(line).toBe(
      `7,2026-11-28T01:02:03.004Z,MEMBER,0190a5f0-0000-7000-8000-000000000001,,s-1,'=1+1,ADMIN,run.cancelled,run,'-2,,"{""a"":[""x"",null,1.5],""b"":1}","'@SUM(A1)\n""x""",${entry({ actorName: '=1+1', reason: '@SUM(A1)\n"x"', subjectId: '-2' }).hash}\r\n`,
    );
  });

  it('is told with what was looked for, and read back the same (property)', () => {
    const text = fc.option(fc.string({ minLength: 1 }));
    const instant = fc.option(fc.integer({ min: 0, max: 4_102_444_800_000 }));
    const search = fc.record({
      ...Object.fromEntries(Object.keys(EVERY_ENTRY).map((name) => [name, text])),
      from: instant,
      until: instant,
    });
    fc.assert(
      fc.property(search, (one) => {
        const asked = { ...EVERY_ENTRY, ...one };
        expect(readToldSearch(tellSearch(asked))).toEqual(asked);
      }),
    );
  });
});
