import fc from 'fast-check';
import {
  AIRING_STATES,
  dueBatch,
  dueTransitions,
  RUN_STATES,
  RUN_TRANSITIONS,
  runStateRefusals,
  type DueRun,
  type DueTransition,
  type RunState,
} from './run.js';

const run = (id: string, state: RunState, start: number, end: number | null): DueRun => ({
  id,
  state,
  scheduleVersion: 1,
  window: { start, end },
  scheduledAt: null,
  isMissed: false,
});

/** Few instants and few runs, so that boundaries meet often. */
const runs = fc
  .array(
    fc.record({
      state: fc.constantFrom(...RUN_STATES),
      start: fc.integer({ min: 0, max: 12 }),
      length: fc.option(fc.integer({ min: 1, max: 6 })),
    }),
    { maxLength: 24 },
  )
  .map((rows) =>
    rows.map(({ state, start, length }, i) =>
      run(`run-${String(i).padStart(2, '0')}`, state, start, length === null ? null : start + length),
    ),
  );
const instant = fc.integer({ min: -1, max: 20 });
const names = (list: readonly DueTransition[]) => list.map((due) => `${due.runId} ${due.kind} ${due.meantAt}`);

/** What the rows are after transitions were recorded. */
function afterwards(before: readonly DueRun[], recorded: readonly DueTransition[]): DueRun[] {
  return before.map((one) => {
    const last = recorded.findLast((due) => due.runId === one.id);
    return last === undefined ? one : { ...one, state: last.kind === 'ACTIVATED' ? 'ACTIVE' : 'RETIRED' };
  });
}

describe('the states of a run', () => {
  it('are all reached from DRAFT or SCHEDULED, in which a run is made', () => {
    const reached = new Set<RunState>(['DRAFT', 'SCHEDULED']);
    for (const state of reached) for (const next of RUN_TRANSITIONS[state]) reached.add(next);
    expect([...reached].sort()).toEqual([...RUN_STATES].sort());
  });

  it('all lead to an end', () => {
    const leading = new Set<RunState>(RUN_STATES.filter((state) => RUN_TRANSITIONS[state].length === 0));
    expect([...leading].sort()).toEqual(['CANCELLED', 'RETIRED']);
    for (let known = 0; known < leading.size;) {
      known = leading.size;
      for (const state of RUN_STATES) if (RUN_TRANSITIONS[state].some((next) => leading.has(next))) leading.add(state);
    }
    expect([...leading].sort()).toEqual([...RUN_STATES].sort());
  });

  it('hold a slot exactly while time can still act on them', () => {
    const timeActs = (state: RunState) => dueTransitions([run('a', state, 0, 1)], 1).length > 0;
    expect(RUN_STATES.filter(timeActs)).toEqual([...AIRING_STATES]);
  });

  it.each(RUN_STATES.flatMap((from) => RUN_STATES.map((to) => [from, to] as const)))(
    '%s to %s is refused exactly when the table does not have it',
    (from, to) => {
      const refusals = runStateRefusals(from, to, ['input', 'runId']);
      expect(refusals.length).toBe(RUN_TRANSITIONS[from].includes(to) ? 0 : 1);
    },
  );

  it('are named in a refusal with the states that would do', () => {
    expect(runStateRefusals('RETIRED', 'CANCELLED', ['input', 'runId'])).toEqual([
      expect.objectContaining({
        code: 'WRONG_STATE',
        state: 'RETIRED',
        allowedStates: ['DRAFT', 'SCHEDULED', 'ACTIVE'],
      }),
    ]);
  });
});

describe('due transitions', () => {
  it.each([
    ['are none one millisecond before the start', 'SCHEDULED', 10, 20, 9, []],
    ['are an activation at the start', 'SCHEDULED', 10, 20, 10, ['a ACTIVATED 10']],
    ['are none one millisecond before the end of an active run', 'ACTIVE', 10, 20, 19, []],
    ['are a retirement at the end', 'ACTIVE', 10, 20, 20, ['a RETIRED 20']],
    ['are both for a run that nobody saw', 'SCHEDULED', 10, 20, 99, ['a ACTIVATED 10', 'a RETIRED 20']],
    ['are never a retirement of an open window', 'ACTIVE', 10, null, 99, []],
    ['are an activation only of an open window', 'SCHEDULED', 10, null, 99, ['a ACTIVATED 10']],
    ['are none for a draft', 'DRAFT', 10, 20, 99, []],
    ['are none for a cancelled run', 'CANCELLED', 10, 20, 99, []],
    ['are none for a retired run', 'RETIRED', 10, 20, 99, []],
  ] as const)('%s', (_, state, start, end, now, expected) => {
    expect(names(dueTransitions([run('a', state, start, end)], now))).toEqual(expected);
  });

  it('end one run before they begin the next at the same instant', () => {
    const handOver = [run('a', 'SCHEDULED', 10, 20), run('b', 'ACTIVE', 0, 10)];
    expect(names(dueTransitions(handOver, 10))).toEqual(['b RETIRED 10', 'a ACTIVATED 10']);
  });

  it.each([
    ['SCHEDULED', false, 9, ['ACTIVATED false']],
    ['SCHEDULED', false, 20, ['ACTIVATED true', 'RETIRED true']],
    ['ACTIVE', false, 20, ['RETIRED false']],
    ['ACTIVE', true, 20, ['RETIRED true']],
  ] as const)('of a run %s, missed before: %s, at %d: %j', (state, isMissed, now, expected) => {
    const due = dueTransitions([{ ...run('a', state, 5, 20), isMissed }], now);
    expect(due.map((one) => `${one.kind} ${one.isMissed}`)).toEqual(expected);
  });

  it('could be answered since the boundary, or since the run was scheduled, whichever is later', () => {
    const answerable = (scheduledAt: number | null) =>
      dueTransitions([{ ...run('a', 'SCHEDULED', 5, 8), scheduledAt }], 9).map((one) => one.answerableAt);
    expect([null, 3, 6, 9].map(answerable)).toEqual([
      [5, 8],
      [5, 8],
      [6, 8],
      [9, 9],
    ]);
  });

  it('do not depend on the order of the rows, and leave them as they are (property)', () => {
    fc.assert(
      fc.property(runs, instant, fc.infiniteStream(fc.nat()), (list, now, keys) => {
        const shuffled = list
          .map((one) => ({ one, key: keys.next().value as number }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ one }) => Object.freeze(one));
        expect(dueTransitions(shuffled, now)).toEqual(dueTransitions(list, now));
      }),
    );
  });

  it('activate before they retire, and each run once (property)', () => {
    fc.assert(
      fc.property(runs, instant, (list, now) => {
        const due = dueTransitions(list, now);
        expect(new Set(due.map(({ runId, kind }) => `${runId} ${kind}`)).size).toBe(due.length);
        for (const one of list) {
          const kinds = due.filter(({ runId }) => runId === one.id).map(({ kind }) => kind);
          const begun = one.state === 'ACTIVE' ? ['RETIRED'] : ['ACTIVATED', 'RETIRED'];
          expect(kinds).toEqual(begun.slice(0, kinds.length));
        }
      }),
    );
  });

  it('are the same whether looked for once or at every instant (property)', () => {
    fc.assert(
      fc.property(runs, instant, (list, now) => {
        let rows = list;
        const recorded: DueTransition[] = [];
        for (let at = -1; at <= now; at += 1) {
          const due = dueTransitions(rows, at);
          recorded.push(...due);
          rows = afterwards(rows, due);
        }
        expect(dueTransitions(rows, now)).toEqual([]);
        expect(names(recorded)).toEqual(names(dueTransitions(list, now)));
      }),
    );
  });
});

describe('batches of due runs', () => {
  const byBoundary = (boundary: (one: DueRun) => number) => (a: DueRun, b: DueRun) =>
    boundary(a) - boundary(b) || (a.id < b.id ? -1 : 1);

  /** The two index scans of the database. */
  const taken = (rows: readonly DueRun[], runsMax: number, now: number) => ({
    beginning: rows
      .filter((one) => one.state === 'SCHEDULED' && one.window.start <= now)
      .toSorted(byBoundary((one) => one.window.start))
      .slice(0, runsMax),
    ending: rows
      .filter((one) => one.state === 'ACTIVE' && one.window.end !== null && one.window.end <= now)
      .toSorted(byBoundary((one) => one.window.end!))
      .slice(0, runsMax),
  });

  it('keep the order of the ids at one end, also for a run that begins and ends in the batch', () => {
    const batch = dueBatch([run('c', 'SCHEDULED', 7, 9)], [run('x', 'ACTIVE', 1, 5), run('a', 'ACTIVE', 1, 9)], 2, 9);
    // b, which ends at 9 as well, was left behind by the limit of two.
    expect(batch.transitions.map(({ runId, kind, meantAt }) => `${runId} ${kind} ${meantAt}`)).toEqual([
      'x RETIRED 5',
      'c ACTIVATED 7',
      'a RETIRED 9',
    ]);
  });

  it('record one after the other what all runs together would, in the same order (property)', () => {
    fc.assert(
      fc.property(runs, instant, fc.integer({ min: 1, max: 6 }), (list, now, runsMax) => {
        let rows = list;
        const recorded: DueTransition[] = [];
        for (let isFull = true; isFull;) {
          const { beginning, ending } = taken(rows, runsMax, now);
          const batch = dueBatch(beginning, ending, runsMax, now);
          expect(batch.transitions.length > 0 || !batch.isFull).toBe(true);
          recorded.push(...batch.transitions);
          rows = afterwards(rows, batch.transitions);
          isFull = batch.isFull;
        }
        expect(names(recorded)).toEqual(names(dueTransitions(list, now)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('do not retire a run before another that began in between is activated', () => {
    const [long, between] = [run('a', 'SCHEDULED', 1, 5), run('b', 'SCHEDULED', 3, null)];
    expect(names(dueBatch([long], [], 1, 9).transitions)).toEqual(['a ACTIVATED 1']);
    expect(names(dueBatch([between], [{ ...long, state: 'ACTIVE' }], 1, 9).transitions)).toEqual(['b ACTIVATED 3']);
  });

  it('keep activations waiting while retirements at the same instant may have been left behind', () => {
    const batch = dueBatch([run('b', 'SCHEDULED', 5, null)], [run('a', 'ACTIVE', 0, 5)], 1, 9);
    expect(names(batch.transitions)).toEqual(['a RETIRED 5']);
  });
});
