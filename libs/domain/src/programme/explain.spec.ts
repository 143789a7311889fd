import { TIERS } from '../campaign/tier.js';
import type { Pause } from '../campaign/pause.js';
import { HOUR_MS, type Instant } from '../time/instant.js';
import type { Viewer } from '../time/viewer.js';
import { explain, VERDICTS, type Verdict } from './explain.js';
import { compile } from './compile.js';
import type { EntryRow } from './programme-rows.js';
import type { HelpOnly } from '../takedown/help-only.js';
import {
  entryRow,
  instants,
  localDays,
  programmeRows,
  removal,
  runRow,
  viewerIn,
  type RunPlan,
} from './programme-fixtures.js';
import { onAirAt, placedFor } from './resolve.js';

const T = Date.UTC(2027, 8, 10, 12);
const HERE = viewerIn('UTC', { region: 'GB', locale: 'en', platform: 'IOS', appVersion: '2.0' });
const always = (id: string, overrides: Partial<RunPlan> = {}): RunPlan => ({
  id,
  intent: instants(T - HOUR_MS, T + HOUR_MS),
  ...overrides,
});
const ALL_DAY_3: EntryRow = entryRow(1, { times: { days: [3], weekdays: [], hours: null } });
const EVERYWHERE: Pause = { id: 'p', regions: [], window: { start: T - 1, end: null } };

interface Case {
  readonly runs: readonly RunPlan[];
  readonly verdict: Verdict;
  readonly by?: string;
  readonly viewer?: Viewer;
  readonly at?: Instant;
  readonly pauses?: readonly Pause[];
  readonly helpOnly?: readonly HelpOnly[];
}

const CASES: Readonly<Record<string, Case>> = {
  'shown when nothing stands against it': { runs: [always('it')], verdict: 'ON_AIR' },
  'taken down with its campaign': { runs: [always('it', { removal: removal() })], verdict: 'TAKEN_DOWN' },
  'left with nothing': {
    runs: [always('it', { entries: [entryRow(1, { removal: removal() })] })],
    verdict: 'TAKEN_DOWN',
  },
  'in a region that gets help only, also on a higher tier than a pause reaches': {
    runs: [always('it', { tier: 'CRISIS' })],
    helpOnly: [{ id: 'h', regions: ['GB'], window: { start: T, end: null } }],
    verdict: 'HELP_ONLY',
  },
  'not approved': { runs: [always('it', { entries: [entryRow(1, { state: 'SUBMITTED' })] })], verdict: 'NOT_APPROVED' },
  'in a zone that is not known': {
    runs: [always('it', { intent: { mode: 'ZONED', zone: 'Mars/Olympus', start: '2027-09-10', end: null } })],
    verdict: 'ZONE_UNKNOWN',
  },
  'for another region': { runs: [always('it', { audience: { regions: ['SG'] } })], verdict: 'OTHER_REGION' },
  'for another language': { runs: [always('it', { audience: { locales: ['es'] } })], verdict: 'OTHER_LOCALE' },
  'for another platform': { runs: [always('it', { audience: { platforms: ['WEB'] } })], verdict: 'OTHER_PLATFORM' },
  'for a newer app': { runs: [always('it', { audience: { appVersionMin: '2.1' } })], verdict: 'APP_TOO_OLD' },
  'on days that the zone skipped': {
    runs: [always('it', { intent: localDays('2011-12-30', '2011-12-30') })],
    viewer: viewerIn('Pacific/Apia'),
    at: Date.UTC(2011, 11, 30, 10),
    verdict: 'DAYS_SKIPPED',
  },
  'a millisecond early': { runs: [always('it')], at: T - HOUR_MS - 1, verdict: 'NOT_YET' },
  'at its end': { runs: [always('it')], at: T + HOUR_MS, verdict: 'OVER' },
  paused: { runs: [always('it')], pauses: [EVERYWHERE], verdict: 'PAUSED' },
  'without an entry for the day': { runs: [always('it', { entries: [ALL_DAY_3] })], verdict: 'NO_ENTRY_NOW' },
  'under a higher tier': {
    runs: [always('it'), always('top', { tier: 'TAKEOVER' })],
    verdict: 'LOWER_TIER',
    by: 'top',
  },
  'started before another': {
    runs: [always('it'), always('top', { intent: instants(T, null) })],
    verdict: 'STARTED_EARLIER',
    by: 'top',
  },
  'with a larger id': { runs: [always('it'), always('a')], verdict: 'LARGER_ID', by: 'a' },
};

describe('explain', () => {
  it.each(Object.entries(CASES))(
    'a run that is %s',
    (_, { runs, verdict, by = null, viewer = HERE, at = T, pauses = [], helpOnly = [] }) => {
      const rows = { ...programmeRows(runs.map(runRow)), pauses, helpOnly };
      const said = explain(rows, 'discover', viewer, at).find(({ runId }) => runId === 'it')!;
      expect([said.verdict, said.displacedBy]).toEqual([verdict, by]);
    },
  );

  it('has a case for every verdict', () => {
    expect(new Set(Object.values(CASES).map(({ verdict }) => verdict))).toEqual(new Set(VERDICTS));
  });

  it('says of every run of the surface what the resolver does, what is on air first', () => {
    const runs = TIERS.map((tier) => always(`run-${tier}`, { tier }));
    const rows = programmeRows([...runs, always('elsewhere', { surface: 'search' })].map(runRow));
    const said = explain(rows, 'discover', HERE, T);
    expect(said.map(({ runId, verdict }) => `${runId} ${verdict}`)).toEqual([
      'run-CRISIS ON_AIR',
      'run-TAKEOVER LOWER_TIER',
      'run-PROGRAMME LOWER_TIER',
      'run-EVERGREEN LOWER_TIER',
    ]);
    expect(onAirAt(placedFor(compile(rows), 'discover', HERE), T)!.candidate.runId).toBe(said[0]!.runId);
  });

  it('counts the places of a shared surface', () => {
    const rows = {
      ...programmeRows(['a', 'b', 'c'].map((id) => runRow(always(id)))),
      surfaces: [{ slug: 'discover', capacity: 2 }],
    };
    expect(
      explain(rows, 'discover', HERE, T).map(({ runId, verdict, displacedBy }) => [runId, verdict, displacedBy]),
    ).toEqual([
      ['a', 'ON_AIR', null],
      ['b', 'ON_AIR', null],
      ['c', 'LARGER_ID', 'b'],
    ]);
  });
});
