import { compile } from '../programme/compile.js';
import { entryRow, programmeRows, runRow } from '../programme/programme-fixtures.js';
import { DAY_MS } from '../time/instant.js';
import { DENIALS_MAX, denylistText, readDenylist, withoutDenied, type Denial, type Denylist } from './denylist.js';

const INTENT = { mode: 'INSTANT', zone: null, start: '2026-09-01T00:00:00Z', end: null } as const;
const OTHER = { slug: 'iasp', name: 'IASP', website: null };
const RUNS = [
  runRow({ id: 'a', intent: INTENT, surface: 'one', entries: [entryRow(1), entryRow(2, { partner: OTHER })] }),
  runRow({ id: 'b', intent: INTENT, surface: 'one', entries: [entryRow(3)] }),
  runRow({ id: 'c', intent: INTENT, surface: 'two', entries: [entryRow(4)] }),
];
const line = { slug: 'line' } as never;
const PROGRAMME = compile({
  ...programmeRows(RUNS),
  help: { helplines: [line], emergency: [] },
});

const shown = (subjects: readonly Denial[]) =>
  Object.fromEntries(
    [...withoutDenied(PROGRAMME, subjects).surfaces].map(([surface, runs]) => [
      surface,
      runs.map(({ runId, entries }) => `${runId}: ${entries.map(({ itemId }) => itemId).join(' ')}`),
    ]),
  );

describe('what is denied leaves the programme', () => {
  const ALL = { one: ['a: item-1 item-2', 'b: item-3'], two: ['c: item-4'] };
  it.each([
    ['nothing', [], ALL],
    [
      'an item, and those behind it move up',
      [{ kind: 'ITEM', id: 'item-1' }],
      { ...ALL, one: ['a: item-2', 'b: item-3'] },
    ],
    ['a revision', [{ kind: 'REVISION', id: 'revision-2' }], { ...ALL, one: ['a: item-1', 'b: item-3'] }],
    ['a partner', [{ kind: 'PARTNER', id: 'iasp' }], { ...ALL, one: ['a: item-1', 'b: item-3'] }],
    [
      'the last entry of a run, and with it the run',
      [{ kind: 'ITEM', id: 'item-3' }],
      { ...ALL, one: ['a: item-1 item-2'] },
    ],
    ['a campaign by its id', [{ kind: 'CAMPAIGN', id: 'campaign-c' }], { one: ALL.one }],
    ['what is not there', [{ kind: 'ITEM', id: 'campaign-a' }], ALL],
    ['another kind of the same name', [{ kind: 'GUIDE', id: 'line' }], ALL],
  ] as const)('%s', (_, subjects, expected) => {
    expect(shown(subjects)).toEqual(expected);
  });

  it('a helpline', () => {
    expect(withoutDenied(PROGRAMME, [{ kind: 'HELPLINE', id: 'line' }]).help.helplines).toEqual([]);
  });

  it('and surfaces on which nothing is denied stay the same objects', () => {
    const left = withoutDenied(PROGRAMME, [{ kind: 'ITEM', id: 'item-1' }]);
    expect(left.surfaces.get('two')).toBe(PROGRAMME.surfaces.get('two'));
    expect(withoutDenied(PROGRAMME, [])).toBe(PROGRAMME);
  });
});

describe('a denylist', () => {
  const LIST: Denylist = {
    installation: 'here',
    serial: 1,
    issuedAt: 1_000,
    expiresAt: 1_000 + DAY_MS,
    reason: 'a call from the family',
    subjects: [{ kind: 'ITEM', id: 'item-1' }],
  };

  it('is read as it was written, and nothing else with it', () => {
    const more = { ...LIST, extra: 1, subjects: [{ ...LIST.subjects[0], extra: 1 }] };
    expect(denylistText(readDenylist(more) as Denylist)).toBe(denylistText(LIST));
    expect(readDenylist(LIST)).toEqual(LIST);
  });

  it.each([
    ['serial', { serial: 0 }],
    ['serial', { serial: 1.5 }],
    ['installation', { installation: 7 }],
    ['issuedAt', { issuedAt: -1 }],
    ['expiresAt', { expiresAt: 1_000 }],
    ['expiresAt', { expiresAt: 1_001 + 30 * DAY_MS }],
    ['reason', { reason: ' ' }],
    ['subjects', { subjects: 'item-1' }],
    ['subjects', { subjects: [{ kind: 'SURFACE', id: 'discover' }] }],
    ['subjects', { subjects: [{ kind: 'ITEM', id: '' }] }],
    ['subjects', { subjects: [null] }],
    ['subjects', { subjects: Array.from({ length: DENIALS_MAX + 1 }, () => LIST.subjects[0]) }],
  ])('is refused for its %s: %j', (path, wrong) => {
    const refusals = readDenylist({ ...LIST, ...wrong }) as readonly { path: readonly string[] }[];
    expect(refusals.map((one) => one.path)).toContainEqual([path]);
  });

  it.each([[null], ['text'], [{}]])('is refused whole: %j', (value) => {
    expect(Array.isArray(readDenylist(value))).toBe(true);
  });

  it('is the same text for every order of keys, and another one for every change', () => {
    const turned = Object.fromEntries(Object.entries(LIST).toReversed()) as unknown as Denylist;
    expect(denylistText(turned)).toBe(denylistText(LIST));
    for (const key of ['installation', 'serial', 'issuedAt', 'expiresAt', 'reason'] as const)
      expect(denylistText({ ...LIST, [key]: 'other' } as never)).not.toBe(denylistText(LIST));
  });
});
