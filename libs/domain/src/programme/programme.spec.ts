import { compile } from './compile.js';
import { DOCUMENT, entryRow, instants, programmeRows, runRow } from './programme-fixtures.js';

const ALWAYS = instants(0, null);
const entriesOf = (entries: Parameters<typeof runRow>[0]['entries']) =>
  compile(programmeRows([runRow({ id: 'run', intent: ALWAYS, entries })])).surfaces.get('discover')?.[0]?.entries;

describe('compiling the rows', () => {
  it.each(['DRAFT', 'RETIRED', 'CANCELLED'] as const)('leaves out a run that is %s', (state) => {
    expect(compile(programmeRows([runRow({ id: 'run', intent: ALWAYS, state })])).surfaces.size).toBe(0);
  });

  it.each(['SCHEDULED', 'ACTIVE'] as const)(
    'takes a run that is %s: whether the scheduler recorded it makes no difference',
    (state) => {
      expect(
        compile(programmeRows([runRow({ id: 'run', intent: ALWAYS, state })])).surfaces.get('discover'),
      ).toHaveLength(1);
    },
  );

  it.each(['SUBMITTED', 'CHANGES_REQUESTED', 'REJECTED', 'WITHDRAWN'] as const)(
    'leaves out an entry whose revision is %s',
    (state) => {
      expect(entriesOf([entryRow(1), entryRow(2, { state })])?.map((entry) => entry.revisionId)).toEqual([
        'revision-1',
      ]);
    },
  );

  it('leaves out a locale whose text is not the one that was approved', () => {
    const changed = {
      ...DOCUMENT,
      localizations: { ...DOCUMENT.localizations, en: { ...DOCUMENT.localizations.en!, body: 'Something else.' } },
    };
    const entry = { ...entryRow(1), document: changed };
    expect(entriesOf([entry])?.[0]?.locales).toEqual(['es']);
  });

  it('leaves out an entry when any fact that was approved with it has changed', () => {
    expect(entriesOf([entryRow(1), { ...entryRow(2), document: { ...DOCUMENT, ageMin: 18 } }])).toHaveLength(1);
  });

  it('leaves out a locale of which the latest decision is not an approval', () => {
    const entry = entryRow(1);
    const again = {
      ...entry,
      decisions: [...entry.decisions, { ...entry.decisions[0]!, decision: 'REJECTED' as const }],
    };
    expect(entriesOf([again])?.[0]?.locales).toEqual(['es']);
  });

  it('leaves out a run of which nothing may be shown, so that the next candidate takes its place', () => {
    expect(entriesOf([entryRow(1, { state: 'WITHDRAWN' })])).toBeUndefined();
  });

  it('keeps the order of the playlist, whatever the order of the rows', () => {
    expect(entriesOf([entryRow(3), entryRow(1), entryRow(2)])?.map((entry) => entry.revisionId)).toEqual([
      'revision-1',
      'revision-2',
      'revision-3',
    ]);
  });
});
