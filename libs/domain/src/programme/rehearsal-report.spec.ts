import { REHEARSAL_FINDINGS_MAX } from './rehearsal-finding.js';
import { compile } from './compile.js';
import { entryRow, instants, runRow } from './programme-fixtures.js';
import { rehearse } from './rehearsal.js';
import { rehearsedInstants } from './rehearsal-air.js';
import { mediaUrls } from './rehearsal-content.js';
import { hour, TEN_HOURS, QUESTION, rehearsal, runs, film, rival, told } from './rehearsal-fixtures.js';

describe('a rehearsal', () => {
  it('names what is shown instead, and the next step', () => {
    const { findings } = rehearsal(runs({}, rival()));
    expect(findings[0]).toMatchObject({ otherRunId: 'rival', position: null });
    expect(findings[0]!.message).toBe(
      'All viewers see "rival" (run rival, tier TAKEOVER) instead of the run from 2027-09-10T02:00:00.000Z to 2027-09-10T05:00:00.000Z. That is what its higher tier is for; if it is not meant, move one of the two.',
    );
  });

  it('is green with yellow findings, and not with a red one', () => {
    expect(rehearsal(runs({}, rival())).isGreen).toBe(true);
    expect(rehearsal(runs({}, rival({ tier: 'PROGRAMME' }))).isGreen).toBe(false);
  });

  it('does not look at what is past', () => {
    expect(told(rehearsal(runs({}, rival()), { now: hour(3) }))).toEqual(['YELLOW RUN_DISPLACED 3..5']);
    expect(told(rehearsal(runs({}, rival()), { now: hour(5) }))).toEqual([]);
  });

  it('takes a draft for scheduled, though nobody else does', () => {
    const later = rival({ tier: 'PROGRAMME' });
    expect(told(rehearsal(runs({ state: 'DRAFT' }, later)))).toEqual(['RED RUN_DISPLACED 2..5']);
    expect(told(rehearsal(runs({}, { ...later, state: 'DRAFT' })))).toEqual([]);
  });

  it('follows an open run to the last boundary of anything', () => {
    const rows = runs({ intent: instants(hour(0), null) }, rival({ intent: instants(hour(9_000), null) }));
    expect(told(rehearsal(rows))).toEqual(['YELLOW RUN_DISPLACED 9000..open']);
  });

  it('keeps at most so many findings, the red ones first, and says how many it left out', () => {
    const entries = Array.from({ length: REHEARSAL_FINDINGS_MAX + 5 }, (_, i) =>
      entryRow(i + 2, { state: 'SUBMITTED' }),
    );
    const rows = runs({ entries: [entryRow(1), ...entries] }, rival());
    const { findings, findingsLeftOut } = rehearsal(rows);
    expect([findings.length, findingsLeftOut]).toEqual([REHEARSAL_FINDINGS_MAX, 6]);
    expect(new Set(findings.map(({ severity }) => severity))).toEqual(new Set(['RED']));
  });

  it('is null for a run that the rows do not have, and leaves the rows as they are', () => {
    const rows = runs({ state: 'DRAFT' }, rival());
    const before = JSON.stringify(rows);
    expect(rehearse({ ...QUESTION, rows, programme: compile(rows), runId: 'nobody' })).toBeNull();
    rehearsal(rows);
    expect(JSON.stringify(rows)).toBe(before);
  });

  it('asks at the first instant, the last millisecond, each boundary between and a millisecond to each side', () => {
    const candidate = compile(runs()).surfaces.get('discover')![0]!;
    const placed = [
      { candidate, window: { start: 100, end: 200 }, zone: 'UTC', pauses: [] },
      { candidate, window: { start: 0, end: 150 }, zone: 'UTC', pauses: [] },
    ];
    expect(rehearsedInstants(placed, { start: 100, end: 200 })).toEqual([100, 101, 149, 150, 151, 199]);
  });

  it('is the same for every order of the rows', () => {
    const plans = [rival(), rival({ id: 'b', audience: { regions: ['GB'] }, tier: 'PROGRAMME' }), rival({ id: 'c' })];
    const forwards = rehearsal(runs({}, ...plans));
    expect(rehearsal(runs({}, ...plans.toReversed()))).toEqual(forwards);
  });
});

describe('the files of a run', () => {
  it('are the media and captions of what would be shown, each once', () => {
    const row = runRow({
      ...TEN_HOURS,
      entries: [film('https://a/1'), { ...film('https://a/2'), state: 'WITHDRAWN' }],
    });
    expect(mediaUrls(row)).toEqual(['https://a/1', 'https://a/1.vtt']);
  });
});
