import { Inject, Injectable } from '@nestjs/common';
import type { Instant, RehearsalFinding, RehearsalKind } from '#domain';
import { Database, prismaOf } from '../database.js';
import { isUuid } from '../uuid.js';

/** A rehearsal as it stands on the schedule. */
export interface RehearsalView {
  readonly id: string;
  readonly runId: string;
  readonly scheduleVersion: number;
  readonly kind: RehearsalKind;
  readonly dueAt: Instant;
  readonly rehearsedAt: Instant;
  readonly programmeVersion: number;
  readonly isGreen: boolean;
  readonly findings: readonly RehearsalFinding[];
  readonly findingsLeftOut: number;
}

/** Of each run; people may ask for more than anybody reads. */
export const REHEARSALS_SHOWN_MAX = 20;

interface Row {
  readonly id: string;
  readonly run_id: string;
  readonly schedule_version: number;
  readonly kind: RehearsalKind;
  readonly due_at: Date;
  readonly rehearsed_at: Date;
  readonly programme_version: bigint;
  readonly is_green: boolean;
  readonly findings: readonly RehearsalFinding[];
  readonly findings_left_out: number;
}

/** What was found of runs before they aired. */
@Injectable()
export class RehearsalReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * The rehearsals of runs, all schedule versions, the newest first and at most REHEARSALS_SHOWN_MAX of each run; one
   * statement for all of them. A run without any is not in the map.
   */
  async ofRuns(runIds: readonly string[]): Promise<ReadonlyMap<string, readonly RehearsalView[]>> {
    const rows = await prismaOf(this.database).$queryRaw<Row[]>`
      SELECT h.id::text AS id, h.run_id::text AS run_id, h.schedule_version, h.kind::text AS kind, h.due_at, h.rehearsed_at,
        h.programme_version, h.is_green, h.findings, h.findings_left_out
      FROM unnest(${runIds.filter(isUuid)}::uuid[]) AS wanted (run_id)
      CROSS JOIN LATERAL (SELECT * FROM rehearsal WHERE rehearsal.run_id = wanted.run_id
        ORDER BY rehearsed_at DESC, id DESC LIMIT ${REHEARSALS_SHOWN_MAX}) h
      ORDER BY h.rehearsed_at DESC, h.id DESC`;
    const views = new Map<string, RehearsalView[]>();
    for (const row of rows) views.set(row.run_id, [...(views.get(row.run_id) ?? []), rehearsalView(row)]);
    return views;
  }
}

function rehearsalView(row: Row): RehearsalView {
  return {
    id: row.id,
    runId: row.run_id,
    scheduleVersion: row.schedule_version,
    kind: row.kind,
    dueAt: row.due_at.getTime(),
    rehearsedAt: row.rehearsed_at.getTime(),
    programmeVersion: Number(row.programme_version),
    isGreen: row.is_green,
    findings: row.findings,
    findingsLeftOut: row.findings_left_out,
  };
}
