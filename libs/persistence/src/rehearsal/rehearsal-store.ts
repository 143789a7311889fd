import { Injectable } from '@nestjs/common';
import {
  formatInstant,
  REHEARSAL_LEAD_MS,
  type Instant,
  type RehearsalKind,
  type RehearsalResult,
  type TimedRehearsalKind,
} from '#domain';
import { clientOf, type Transaction } from '../transaction.js';

/** A rehearsal that time asks for now. */
export interface DueRehearsal {
  readonly runId: string;
  readonly scheduleVersion: number;
  readonly kind: TimedRehearsalKind;
  /** The instant that was meant: so long before the run's first instant on Earth. */
  readonly dueAt: Instant;
}

/** What came of a rehearsal, as it is recorded. */
export interface RehearsalRecord {
  readonly runId: string;
  readonly scheduleVersion: number;
  readonly kind: RehearsalKind;
  readonly dueAt: Instant;
  /** The version of the programme that was evaluated. */
  readonly programmeVersion: number;
  readonly result: RehearsalResult;
}

interface DueRow {
  readonly id: string;
  readonly schedule_version: number;
  readonly kind: TimedRehearsalKind;
  readonly starts_at: Date;
}

const LEADS = Object.entries(REHEARSAL_LEAD_MS).map(([kind, leadMs]) => ({ kind, lead_ms: leadMs }));
const LONGEST_LEAD_MS = Math.max(...Object.values(REHEARSAL_LEAD_MS));

/** Records rehearsals, each with its audit entry and its event. */
@Injectable()
export class RehearsalStore {
  /**
   * Rehearsals that are due and not recorded, those of the earliest runs first: of each waiting run the latest kind whose
   * instant is reached. Those before it that nobody was there for are not made up afterwards, and nothing that has begun
   * is rehearsed.
   *
   * @param runsMax 1 to 1,000
   */
  async listDue(tx: Transaction, runsMax: number): Promise<DueRehearsal[]> {
    const [now, horizon] = [new Date(tx.now), new Date(tx.now + LONGEST_LEAD_MS)];
    const rows = await clientOf(tx).$queryRaw<DueRow[]>`
      SELECT r.id::text AS id, r.schedule_version, k.kind, r.starts_at FROM run r
      CROSS JOIN LATERAL (
        SELECT kind FROM jsonb_to_recordset(${JSON.stringify(LEADS)}::jsonb) AS lead (kind text, lead_ms bigint)
        WHERE r.starts_at - make_interval(secs => lead_ms / 1000.0) <= ${now}::timestamptz ORDER BY lead_ms LIMIT 1) k
      WHERE r.state = 'SCHEDULED' AND r.starts_at > ${now}::timestamptz AND r.starts_at <= ${horizon}::timestamptz
        AND NOT EXISTS (SELECT 1 FROM rehearsal h WHERE h.run_id = r.id AND h.schedule_version = r.schedule_version
          AND h.kind = k.kind::"RehearsalKind")
      ORDER BY r.starts_at, r.id LIMIT ${runsMax}`;
    return rows.map(({ id, schedule_version: scheduleVersion, kind, starts_at: startsAt }) => ({
      runId: id,
      scheduleVersion,
      kind,
      dueAt: startsAt.getTime() - REHEARSAL_LEAD_MS[kind],
    }));
  }

  /**
   * Records a rehearsal, its audit entry and its event.
   *
   * @returns its id; null when another scheduler has recorded it already, or the run was rescheduled or cancelled since:
   *   then what was found is of a schedule that nobody follows any more, and nobody is told
   */
  async insert(tx: Transaction, record: RehearsalRecord): Promise<string | null> {
    const { runId, scheduleVersion, kind, result } = record;
    const id = tx.newId();
    const inserted = await clientOf(tx).$executeRaw`
      INSERT INTO rehearsal (id, run_id, schedule_version, kind, due_at, rehearsed_at, programme_version, is_green, findings,
        findings_left_out)
      SELECT ${id}::uuid, r.id, r.schedule_version, ${kind}::"RehearsalKind", ${new Date(record.dueAt)}::timestamptz,
        ${new Date(tx.now)}::timestamptz, ${record.programmeVersion}, ${result.isGreen},
        ${JSON.stringify(result.findings)}::jsonb, ${result.findingsLeftOut}
      FROM run r WHERE r.id = ${runId}::uuid AND r.schedule_version = ${scheduleVersion}
        AND (r.state = 'SCHEDULED' OR ${kind} = 'ASKED')
      ON CONFLICT DO NOTHING`;
    if (inserted === 0) return null;
    tell(tx, id, record);
    return id;
  }
}

/** Codes and numbers only: what was found stands in the row, and a message may name what is under embargo. */
function tell(tx: Transaction, rehearsalId: string, record: RehearsalRecord): void {
  const { runId, scheduleVersion, kind, dueAt, programmeVersion, result } = record;
  const said = {
    rehearsalId,
    scheduleVersion,
    kind,
    dueAt: formatInstant(dueAt),
    rehearsedAt: formatInstant(tx.now),
    programmeVersion,
    isGreen: result.isGreen,
    codes: [...new Set(result.findings.map(({ code }) => code))].sort(),
    findings: result.findings.length + result.findingsLeftOut,
  };
  const action = result.isGreen ? 'run.rehearsed' : 'run.rehearsal_failed';
  tx.audit({ action, subjectType: 'run', subjectId: runId, after: said });
  tx.emit({ type: action, subjectType: 'run', subjectId: runId, payload: said });
}
