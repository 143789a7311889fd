import { air, DrawnRows } from './recompile-fixtures.js';
import { compile } from './compile.js';
import { recompile, renew } from './recompile.js';
import { rowsOf } from './programme-parts.js';
import type { ProgrammeChange, ProgrammeRows } from './programme-rows.js';
import { instants, programmeRows, runRow } from './programme-fixtures.js';

const SEEDS = 200;

/** A change that names everything that differs, and some things that do not. */
function changeBetween(draw: DrawnRows, before: ProgrammeRows, after: ProgrammeRows): ProgrammeChange {
  const text = (value: unknown) => JSON.stringify(value);
  const held = new Map(before.runs.map((row) => [row.runId, row]));
  const ids = new Set(after.runs.map(({ runId }) => runId));
  const revisionsOf = ({ runs }: ProgrammeRows) =>
    new Map(
      runs.flatMap(({ entries }) =>
        entries.map(({ position: _p, times: _t, ...facts }) => [facts.revisionId, facts] as const),
      ),
    );
  const known = revisionsOf(before);
  const withoutFacts = (row: ProgrammeRows['runs'][number] | undefined) =>
    text(
      row && { ...row, entries: row.entries.map(({ position, revisionId, times }) => [position, revisionId, times]) },
    );
  const { version, mark, commonVersion, surfaces, runs, ...common } = after;
  return {
    since: before.version,
    version,
    mark,
    commonVersion,
    surfaces: draw.shuffled(
      surfaces.filter((row) => draw.chance(0.2) || !before.surfaces.some((one) => text(one) === text(row))),
    ),
    runs: draw.shuffled(
      runs.filter((row) => draw.chance(0.2) || withoutFacts(held.get(row.runId)) !== withoutFacts(row)),
    ),
    goneRunIds: draw.shuffled([...before.runs.flatMap(({ runId }) => (ids.has(runId) ? [] : [runId])), 'never-there']),
    revisions: draw.shuffled(
      [...revisionsOf(after)].flatMap(([id, facts]) =>
        draw.chance(0.2) || text(known.get(id)) !== text(facts) ? [facts] : [],
      ),
    ),
    common: Object.fromEntries(
      Object.entries(common).filter(
        ([part, value]) => draw.chance(0.2) || text(before[part as keyof ProgrammeRows]) !== text(value),
      ),
    ),
  };
}

describe('recompiling a programme', () => {
  it(`is what compiling the rows anew is, change after change, in any order (property, seeds 1 to ${SEEDS})`, () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const draw = new DrawnRows(seed);
      let rows = draw.rows(1);
      let programme = compile(rows);
      for (let version = 2; version < 8; version += 1) {
        const next = draw.changed(rows, version);
        const after = recompile(programme, changeBetween(draw, rows, next));
        const whole = compile({ ...next, runs: draw.shuffled(next.runs) });
        const renewed = renew(programme, { ...next, runs: draw.shuffled(next.runs) });
        expect([seed, version, air(after)]).toEqual([seed, version, air(whole)]);
        expect([seed, version, air(renewed)]).toEqual([seed, version, air(whole)]);
        expect([seed, version, air(compile(rowsOf(after)))]).toEqual([seed, version, air(whole)]);
        // What has not changed is the very object that it was.
        for (const [surface, candidates] of programme.surfaces)
          for (const candidate of candidates) {
            const same = after.surfaces.get(surface)?.find(({ runId }) => runId === candidate.runId);
            if (same !== undefined && !draw.isTouched(candidate.runId)) expect(same).toBe(candidate);
          }
        [rows, programme] = [next, after];
      }
    }
  });

  it('is the very programme for rows in which nothing differs, though the objects are others', () => {
    const rows = new DrawnRows(7).rows(3);
    const programme = compile(rows);
    expect(renew(programme, JSON.parse(JSON.stringify(rows)) as ProgrammeRows)).toBe(programme);
    const recorded = { ...rows, runs: rows.runs.map((row) => ({ ...row, state: 'ACTIVE' as const })) };
    const all = compile({ ...rows, runs: rows.runs.map((row) => ({ ...row, state: 'SCHEDULED' as const })) });
    expect(renew(all, recorded)).toBe(all);
  });

  it('shares every candidate and every surface but those of the run that changed', () => {
    const runs = ['a', 'b', 'c'].map((id) =>
      runRow({ id, intent: instants(0, null), surface: id === 'c' ? 'search' : 'discover' }),
    );
    const rows = { ...programmeRows(runs), surfaces: [{ slug: 'discover', capacity: 1 }] };
    const before = compile(rows);
    const after = recompile(before, {
      since: 1,
      version: 2,
      surfaces: [{ slug: 'discover', capacity: 1, changedVersion: 2 }],
      runs: [{ ...runs[0]!, embargoed: true }],
      goneRunIds: [],
      revisions: [],
      common: {},
    });
    expect(after.surfaces.get('discover')!.map(({ embargoed }) => embargoed)).toEqual([true, false]);
    expect(after.surfaces.get('discover')![1]).toBe(before.surfaces.get('discover')![1]);
    expect(after.surfaces.get('search')).toBe(before.surfaces.get('search'));
    expect(after.guides).toBe(before.guides);
    expect(after.surfaceVersions.get('discover')).toBe(2);
  });

  it('takes a revision off every run that pins it', () => {
    const runs = ['a', 'b'].map((id) => runRow({ id, intent: instants(0, null) }));
    const { position: _p, times: _t, ...facts } = runs[0]!.entries[0]!;
    const after = recompile(compile(programmeRows(runs)), {
      since: 1,
      version: 2,
      surfaces: [],
      runs: [],
      goneRunIds: [],
      revisions: [{ ...facts, state: 'WITHDRAWN' }],
      common: {},
    });
    expect(after.surfaces.size).toBe(0);
  });

  it('refuses a change since another version', () => {
    const change = { since: 2, version: 3, surfaces: [], runs: [], goneRunIds: [], revisions: [], common: {} };
    expect(() => recompile(compile(programmeRows([])), change)).toThrow('since version 2');
  });
});
