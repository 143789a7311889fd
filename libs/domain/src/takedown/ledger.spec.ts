import {
  ledgerDebt,
  ledgerEntries,
  ledgerLine,
  readLedgerLine,
  type HelpOnlyRecord,
  type LedgerEntry,
  type RemovalRecord,
} from './ledger.js';
import { EMPTY_RECEIPT } from './removal.js';

const T = Date.UTC(2027, 8, 10, 12);
const record = (id: string, overrides: Partial<RemovalRecord> = {}): RemovalRecord => ({
  id,
  cause: 'TAKEDOWN',
  kind: 'IN_ERROR',
  subjectType: 'ITEM',
  subjectId: `item of ${id}`,
  replacedBy: null,
  notice: null,
  removedAt: T,
  receipt: EMPTY_RECEIPT,
  receiptHash: 'hash',
  liftedAt: null,
  ...overrides,
});
const helpOnly = (id: string, endedAt: number | null = null): HelpOnlyRecord => ({
  id,
  regions: ['GB'],
  begunAt: T + 1,
  endedAt,
});
const NOTHING = { removals: [], helpOnly: [] };
const kept = (removals: RemovalRecord[], ...times: HelpOnlyRecord[]) =>
  ledgerEntries({ removals, helpOnly: times }).map((entry) => readLedgerLine(ledgerLine(entry))!);
const due = (entries: readonly LedgerEntry[], rows: Parameters<typeof ledgerDebt>[1]) => {
  const { removals, helpOnly: times } = ledgerDebt(entries, rows);
  const owed = removals.map(({ entry: { id }, inPlaceOf }) =>
    inPlaceOf === null ? id : `${id} in place of ${inPlaceOf}`,
  );
  return [...owed, ...times.map(({ id }) => id)];
};

describe('the ledger', () => {
  it('says of the rows what began and what ended, in the order of time', () => {
    const entries = kept([record('a', { liftedAt: T + 2 }), record('b')], helpOnly('h', T + 3));
    expect(entries.map(({ entry, id }) => `${entry} ${id}`)).toEqual([
      'REMOVED a',
      'REMOVED b',
      'HELP_ONLY h',
      'LIFTED a',
      'HELP_ONLY_ENDED h',
    ]);
  });

  it('keeps hashes of texts once each, and no reason', () => {
    const hash = { revisionId: 'r', locale: 'en', contentHash: 'c' };
    const receipt = { ...EMPTY_RECEIPT, hashes: [hash, { ...hash, locale: 'es' }] };
    const line = ledgerLine(ledgerEntries({ removals: [record('a', { receipt })], helpOnly: [] })[0]!);
    expect(JSON.parse(line)).toMatchObject({ hashes: ['c'], receiptHash: 'hash' });
    expect(line).not.toContain('reason');
  });

  it('reads no line that was changed, cut or is of something else', () => {
    const line = ledgerLine(kept([record('a')])[0]!);
    expect(readLedgerLine(line)).not.toBeNull();
    for (const wrong of [line.replace('item of a', 'item of b'), line.slice(0, -1), '', '{}', 'null', '[]', '"x"'])
      expect([wrong, readLedgerLine(wrong)]).toEqual([wrong, null]);
  });

  it.each<[string, LedgerEntry[], Parameters<typeof ledgerDebt>[1], string[]]>([
    [
      'nothing of rows that are as new',
      kept([record('a')], helpOnly('h')),
      { removals: [record('a')], helpOnly: [helpOnly('h')] },
      [],
    ],
    [
      'what rows lack',
      kept([record('a'), record('b')], helpOnly('h')),
      { removals: [record('b')], helpOnly: [] },
      ['a', 'h'],
    ],
    ['a thing once, although it stands in two lines', [...kept([record('a')]), ...kept([record('a')])], NOTHING, ['a']],
    [
      'a final one in the place of an error that was lifted before it',
      kept([record('a', { liftedAt: T + 2 }), record('b', { subjectId: 'item of a', kind: 'WITHDRAWN_WITH_NOTICE' })]),
      { ...NOTHING, removals: [record('a')] },
      ['b in place of a'],
    ],
    ['not what was lifted or ended', kept([record('a', { liftedAt: T + 2 })], helpOnly('h', T + 3)), NOTHING, []],
    [
      'not what stands in the rows although it was lifted',
      kept([record('a', { liftedAt: T + 2 })]),
      { ...NOTHING, removals: [record('a')] },
      [],
    ],
    [
      'not what rows know to be lifted',
      kept([record('a')]),
      { ...NOTHING, removals: [record('a', { liftedAt: T + 2 })] },
      [],
    ],
    [
      'not what was removed again meanwhile under another id',
      kept([record('a', { subjectId: 'i' })]),
      { ...NOTHING, removals: [record('b', { subjectId: 'i' })] },
      [],
    ],
  ])('asks for %s', (_, entries, rows, expected) => {
    expect(due(entries, rows)).toEqual(expected);
  });
});
