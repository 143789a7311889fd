import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { auditHash, CHAIN_BEGIN, type AuditEntry, type ChainedEntry } from './audit-entry.js';
import { ChainCheck, type ChainFinding } from './chain-check.js';

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const DRAFT: Omit<AuditEntry, 'seq' | 'previous'> = {
  format: 2,
  at: '2026-11-28T01:02:03.004Z',
  actorKind: 'MEMBER',
  actorId: '0190a5f0-0000-7000-8000-000000000001',
  keyId: null,
  sessionId: 's-1',
  actorName: 'Ada',
  role: 'ADMIN',
  action: 'run.scheduled',
  subjectType: 'run',
  subjectId: 'r',
  before: null,
  after: { a: 1, ü: ['x', null, 1.5] },
  reason: null,
};

const hashed = (entry: AuditEntry): ChainedEntry => ({ ...entry, hash: auditHash(entry) });

/** A chain of so many entries, the first half of them in the first form. */
function chain(length: number, said: (n: number) => Partial<AuditEntry> = () => ({})): ChainedEntry[] {
  const made: ChainedEntry[] = [];
  for (let n = 1; n <= length; n += 1) {
    const form = n <= length / 2 ? ({ format: 1, sessionId: null } as const) : {};
    const previous = made.at(-1)?.hash ?? CHAIN_BEGIN;
    made.push(hashed({ ...DRAFT, ...form, subjectId: `r-${n}`, ...said(n), seq: String(n), previous }));
  }
  return made;
}

function findings(entries: readonly ChainedEntry[]): readonly ChainFinding[] {
  const check = new ChainCheck(digest);
  for (const entry of entries) check.add(entry);
  return check.findings();
}

/** As a person with the rights of a superuser does it. */
const edited = (entries: readonly ChainedEntry[], seq: number, by: Partial<ChainedEntry>) =>
  entries.map((entry) => (entry.seq === String(seq) ? { ...entry, ...by } : entry));
const renumbered = (entries: readonly ChainedEntry[], from: number, by: number) =>
  entries.map((entry) => (Number(entry.seq) >= from ? { ...entry, seq: String(Number(entry.seq) + by) } : entry));
const exchanged = (entries: readonly ChainedEntry[], a: number, b: number, names: readonly (keyof ChainedEntry)[]) => {
  const [one, two] = [entries[a - 1]!, entries[b - 1]!];
  const taken = (from: ChainedEntry) => Object.fromEntries(names.map((name) => [name, from[name]]));
  return edited(edited(entries, a, taken(two)), b, taken(one));
};

const SAID = ['at', 'actorName', 'action', 'subjectId', 'after', 'reason', 'format', 'sessionId'] as const;

describe('a chain of audit entries', () => {
  it('is whole as it was written, in both forms', () => {
    expect(findings(chain(20))).toEqual([]);
    expect(findings([])).toEqual([]);
  });

  it('names an entry that was edited, and no other', () => {
    expect(findings(edited(chain(9), 4, { reason: 'another' }))).toEqual([{ kind: 'EDITED', seq: 4n }]);
  });

  it('names an entry that was edited and hashed again', () => {
    const entries = chain(9);
    const forged = hashed({ ...entries[3]!, reason: 'another' });
    expect(findings(edited(entries, 4, forged))).toEqual([{ kind: 'EDITED', seq: 4n }]);
  });

  it.each(['hash', 'previous'] as const)('names an entry whose %s alone was edited', (name) => {
    expect(findings(edited(chain(9), 4, { [name]: 'f'.repeat(64) }))).toEqual([{ kind: 'EDITED', seq: 4n }]);
  });

  it('names a session that was put into an entry of the first form, which does not cover it', () => {
    expect(findings(edited(chain(9), 2, { sessionId: 's-2' }))).toEqual([{ kind: 'EDITED', seq: 2n }]);
  });

  it.each([
    ['of one', [4], 4n, 4n],
    ['of three', [4, 5, 6], 4n, 6n],
    ['of the first', [1], 1n, 1n],
  ])('names a deletion %s', (_, gone, from, to) => {
    const rest = chain(9).filter(({ seq }) => !gone.includes(Number(seq)));
    expect(findings(rest)).toEqual([{ kind: 'DELETED', from, to }]);
  });

  it.each([4, 8])('names a deletion of %i after which the rest was moved up', (seq) => {
    const rest = chain(12).filter((entry) => entry.seq !== String(seq));
    expect(findings(renumbered(rest, seq, -1))).toEqual([{ kind: 'DELETED', from: BigInt(seq), to: BigInt(seq) }]);
  });

  it.each([4, 8, 9])('names an insertion at %i for which the rest was moved', (seq) => {
    const moved = renumbered(chain(9), seq, 1);
    const forged = hashed({ ...DRAFT, seq: String(seq), previous: moved[seq - 2]!.hash });
    const all = [...moved, forged].toSorted((a, b) => Number(a.seq) - Number(b.seq));
    expect(findings(all)).toEqual([{ kind: 'INSERTED', from: BigInt(seq), to: BigInt(seq) }]);
  });

  it('names an entry before the first place', () => {
    const forged = hashed({ ...DRAFT, seq: '0', previous: CHAIN_BEGIN });
    expect(findings([forged, ...chain(3)])).toEqual([{ kind: 'INSERTED', from: 0n, to: 0n }]);
  });

  it.each([
    ['whole but for their places', [4, 5], [...SAID, 'hash', 'previous']],
    ['whole, far apart', [2, 8], [...SAID, 'hash', 'previous']],
    ['in what they say', [4, 5], SAID],
    ['in what they say, far apart', [6, 9], SAID],
  ] as const)('names two that were swapped %s', (_, [a, b], names) => {
    const entries = chain(9, (n) => ({ reason: `because ${n}` }));
    expect(findings(exchanged(entries, a, b, names))).toEqual([{ kind: 'SWAPPED', seq: BigInt(a), with: BigInt(b) }]);
  });

  it('goes on after a known place, as who has seen the rest', () => {
    const entries = chain(9);
    const check = new ChainCheck(digest, { seq: 4n, hash: entries[3]!.hash });
    for (const entry of entries.slice(4)) check.add(entry);
    expect([check.findings(), check.end()]).toEqual([[], { seq: 9n, hash: entries[8]!.hash }]);
  });

  it('finds every edit of every member of every entry, with its place (property)', () => {
    const json = fc.jsonValue({ maxDepth: 2 }).filter((value) => JSON.stringify(value) !== 'null');
    const values: { readonly [Name in keyof ChainedEntry]?: fc.Arbitrary<unknown> } = {
      at: fc.constantFrom('2026-11-28T01:02:03.005Z'),
      actorKind: fc.string(),
      actorId: fc.option(fc.uuid()),
      keyId: fc.uuid(),
      sessionId: fc.string(),
      actorName: fc.string(),
      role: fc.string(),
      action: fc.string(),
      subjectType: fc.string(),
      subjectId: fc.string(),
      before: json,
      after: json,
      reason: fc.string(),
      previous: fc.string(),
      hash: fc.string(),
      format: fc.constantFrom(1, 2, 3),
    };
    const entries = chain(8);
    const edits = fc
      .constantFrom(...(Object.keys(values) as (keyof ChainedEntry)[]))
      .chain((name) => fc.tuple(fc.constant(name), values[name]!, fc.integer({ min: 1, max: 8 })));
    fc.assert(
      fc.property(edits, ([name, value, seq]) => {
        fc.pre(JSON.stringify(entries[seq - 1]![name]) !== JSON.stringify(value));
        expect(findings(edited(entries, seq, { [name]: value }))).toEqual([{ kind: 'EDITED', seq: BigInt(seq) }]);
      }),
      { numRuns: 500 },
    );
  });
});
