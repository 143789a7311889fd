import { isDeepStrictEqual } from 'node:util';
import { auditHash, CHAIN_BEGIN, type Clock, type Instant } from '#domain';
import {
  Database,
  DueReadModel,
  TransitionStore,
  UnitOfWork,
  type RecordedBatch,
  type DatabaseOptions,
} from '#persistence';
import { RecordDueTransitions, SchedulingReports } from '#scheduling';
import { auditEntriesOf } from './audit.js';
import type { TestDatabase } from './test-database.js';

/** What recording told, for tests to look at. */
export class CollectedReports extends SchedulingReports {
  readonly batches: RecordedBatch[] = [];
  readonly failures: unknown[] = [];
  readonly setAside: string[] = [];

  recorded(batch: RecordedBatch): void {
    this.batches.push(batch);
  }
  batchFailed(error: unknown): void {
    this.failures.push(error);
  }
  runSetAside(runId: string): void {
    this.setAside.push(runId);
  }
}

/** A scheduler without its process: connections of its own, and the work of its ticks. */
export interface TestScheduler {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly recording: RecordDueTransitions;
  readonly reports: CollectedReports;
}

/** @param clock the database's when left out */
export function makeScheduler(
  url: string,
  { clock, store = new TransitionStore() }: { clock?: Clock; store?: TransitionStore } = {},
): TestScheduler {
  const options: DatabaseOptions = { url, poolMax: 3, applicationName: 'test-scheduler' };
  const database = new Database(options);
  const unitOfWork = new UnitOfWork(database, clock ?? 'DATABASE');
  const reports = new CollectedReports();
  const recording = new RecordDueTransitions(unitOfWork, store, new DueReadModel(database), database, reports);
  return { database, unitOfWork, recording, reports };
}

/** Ticks until nothing more is due, as the process would. */
export async function tickUntilDone({ recording }: TestScheduler): Promise<void> {
  while ((await recording.execute()).isMoreDue);
}

/** All tick as fast as they can, each until it sees that nothing is due: they meet as often as may be. */
export async function tickTogether(schedulers: readonly TestScheduler[], database: TestDatabase, now: Instant) {
  const isDue = async () =>
    database.query(
      `SELECT 1 FROM run WHERE state = 'SCHEDULED' AND starts_at <= $1 OR state = 'ACTIVE' AND ends_at <= $1 LIMIT 1`,
      [new Date(now)],
    );
  await Promise.all(
    schedulers.map(async ({ recording }) => {
      do await recording.execute();
      while ((await isDue()).length > 0);
    }),
  );
}

export interface TransitionRow {
  readonly run_id: string;
  readonly schedule_version: number;
  readonly kind: 'ACTIVATED' | 'RETIRED';
  readonly meant_at: Date;
  readonly happened_at: Date;
}

/** In the order in which they were recorded. */
export async function transitionRows(database: TestDatabase): Promise<TransitionRow[]> {
  return database.query<TransitionRow & Record<string, unknown>>(
    'SELECT run_id, schedule_version, kind::text AS kind, meant_at, happened_at FROM transition ORDER BY seq',
  );
}

/**
 * What does not fit together among transitions, audit chain and outbox; empty: all is well. Each tells the same, in the same
 * order, but for those of one kind at one instant: schedulers that share it commit in any order.
 */
export async function contradictions(database: TestDatabase): Promise<string[]> {
  const told = async (select: string) => inOrder((await database.query<ToldRow>(select)).map(toldText));
  const recorded = await told(
    `SELECT 'run.' || lower(kind::text) AS kind, meant_at, run_id::text AS run FROM transition ORDER BY seq`,
  );
  const audited = await told(
    `SELECT action AS kind, (after->>'meantAt')::timestamptz AS meant_at, subject_id AS run FROM audit_entry
     WHERE action IN ('run.activated', 'run.retired') ORDER BY seq`,
  );
  const emitted = await told(
    `SELECT type AS kind, (payload->>'meantAt')::timestamptz AS meant_at, subject_id AS run FROM outbox_event
     WHERE type IN ('run.activated', 'run.retired') ORDER BY xid, pos`,
  );
  return [
    ...(isDeepStrictEqual(audited, recorded) ? [] : ['the audit tells other transitions than the rows']),
    ...(isDeepStrictEqual(emitted, recorded) ? [] : ['the outbox tells other transitions than the rows']),
    ...(await brokenLinks(database)),
  ];
}

interface ToldRow extends Record<string, unknown> {
  readonly kind: string;
  readonly meant_at: Date;
  readonly run: string;
}

const toldText = ({ kind, meant_at, run }: ToldRow) => ({ what: `${kind} ${meant_at.toISOString()}`, run });

/** Stretches of one kind at one instant, each with its runs sorted. */
function inOrder(told: readonly { what: string; run: string }[]): { what: string; runs: string[] }[] {
  const stretches: { what: string; runs: string[] }[] = [];
  for (const { what, run } of told) {
    if (stretches.at(-1)?.what === what) stretches.at(-1)!.runs.push(run);
    else stretches.push({ what, runs: [run] });
  }
  for (const { runs } of stretches) runs.sort();
  return stretches;
}

async function brokenLinks(database: TestDatabase): Promise<string[]> {
  const entries = await auditEntriesOf(database);
  return entries.flatMap((entry, i) => {
    const previous = entries[i - 1]?.hash ?? CHAIN_BEGIN;
    return auditHash({ ...entry, previous }) === entry.hash
      ? []
      : [`the audit entry ${entry.seq} does not follow from the one before`];
  });
}
