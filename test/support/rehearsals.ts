import type { Clock, MediaAnswer } from '#domain';
import { Database, ProgrammeReadModel, RehearsalStore, UnitOfWork, type RehearsalRecord } from '#persistence';
import { MediaProbe, RehearsalReports, RehearseRuns } from '#scheduling';
import type { TestDatabase } from './test-database.js';

/** What rehearsing told, for tests to look at. */
export class CollectedRehearsals extends RehearsalReports {
  readonly records: RehearsalRecord[] = [];
  readonly failures: { runId: string; error: unknown }[] = [];

  rehearsed(record: RehearsalRecord): void {
    this.records.push(record);
  }
  runFailed(runId: string, error: unknown): void {
    this.failures.push({ runId, error });
  }
}

/** Answers as a test says, and remembers what it was asked; `NOT_ASKED` unless said. */
export class TestProbe extends MediaProbe {
  readonly asked: string[] = [];
  readonly answers = new Map<string, MediaAnswer>();

  probe(url: string): Promise<MediaAnswer> {
    this.asked.push(url);
    return Promise.resolve(this.answers.get(url) ?? 'NOT_ASKED');
  }
}

/** What rehearses in a scheduler, with connections of its own. */
export interface TestRehearser {
  readonly database: Database;
  readonly rehearsing: RehearseRuns;
  readonly reports: CollectedRehearsals;
  readonly probe: TestProbe;
}

/** @param clock what decides which rehearsals are due */
export function makeRehearser(url: string, clock: Clock | 'DATABASE'): TestRehearser {
  const database = new Database({ url, poolMax: 3, applicationName: 'test-rehearser' });
  const [reports, probe] = [new CollectedRehearsals(), new TestProbe()];
  const unitOfWork = new UnitOfWork(database, clock);
  const programmes = new ProgrammeReadModel(database);
  const rehearsing = new RehearseRuns(unitOfWork, new RehearsalStore(), programmes, probe, reports);
  return { database, rehearsing, reports, probe };
}

/** `ONE_DAY v1 green`, in the order in which they were recorded. */
export async function rehearsalsOf(database: TestDatabase, runId: string): Promise<string[]> {
  const rows = await database.query<{ told: string }>(
    `SELECT kind || ' v' || schedule_version || CASE WHEN is_green THEN ' green' ELSE ' red' END AS told
     FROM rehearsal WHERE run_id = $1 ORDER BY rehearsed_at, due_at`,
    [runId],
  );
  return rows.map((row) => row.told);
}
