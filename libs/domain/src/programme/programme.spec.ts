import { compile } from './compile.js';
import { contentHash, pureSha256 } from '../content/content-hash.js';
import { DOCUMENT, entryRow, instants, programmeRows, runRow, storyRow } from './programme-fixtures.js';

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

  it('orders the runs of a surface by tier, then id, whatever the order of the rows', () => {
    const tiers = ['EVERGREEN', 'CRISIS', 'PROGRAMME', 'TAKEOVER', 'CRISIS', 'EVERGREEN'] as const;
    const runs = tiers.map((tier, index) => runRow({ id: `run-${index}`, intent: ALWAYS, tier }));
    for (const rows of [runs, runs.toReversed(), [runs[3]!, ...runs.toSpliced(3, 1)]])
      expect(
        compile(programmeRows(rows))
          .surfaces.get('discover')
          ?.map(({ runId }) => runId),
      ).toEqual(['run-1', 'run-4', 'run-3', 'run-2', 'run-0', 'run-5']);
  });

  it('shows a story of a playlist that runs share where its consent is for, and nowhere else', () => {
    const entries = [storyRow(1, 5_000, { surfaces: ['search'] }), entryRow(2)];
    const runs = ['discover', 'search'].map((surface) =>
      runRow({ id: `on-${surface}`, intent: ALWAYS, surface, entries }),
    );
    const { surfaces, parts } = compile(programmeRows(runs));
    const shown = (surface: string) => surfaces.get(surface)?.[0]?.entries.map(({ revisionId }) => revisionId);
    expect([shown('discover'), shown('search')]).toEqual([['revision-2'], ['revision-1', 'revision-2']]);
    expect(parts.pins.get('revision-1')?.runIds.flat()).toEqual(['on-discover', 'on-search']);
  });

  it('hashes what may be shown, and nothing else, with the SHA-256 that it is given, each text once', () => {
    const entry = entryRow(1);
    const runs = ['a', 'b'].map((id) =>
      runRow({ id, intent: ALWAYS, entries: [entry, entryRow(2, { state: 'WITHDRAWN' })] }),
    );
    const hashed: string[] = [];
    const given = (text: string) => {
      hashed.push(pureSha256(text));
      return hashed.at(-1)!;
    };
    expect(compile(programmeRows(runs), given)).toEqual(compile(programmeRows(runs)));
    expect(hashed).toEqual(['en', 'es'].map((locale) => contentHash(DOCUMENT, locale)));
    expect(compile(programmeRows(runs), () => 'another').surfaces.size).toBe(0);
  });
});
