import { Inject, Injectable } from '@nestjs/common';
import type { Boundary, Instant, ZoneName } from '#domain';
import { Database, prismaOf } from '../database.js';
import { pageOf, type Page, type PageRequest } from '../page.js';
import { isUuid } from '../uuid.js';

export type ZoneOutcome = 'MOVED' | 'HELD' | 'DIFFERS';

export interface ZoneChangeView {
  readonly id: string;
  readonly runId: string;
  readonly scheduleVersion: number;
  readonly zone: ZoneName;
  readonly boundary: Boundary;
  readonly before: Instant | null;
  readonly after: Instant | null;
  readonly fromVersion: string;
  readonly toVersion: string;
  readonly outcome: ZoneOutcome;
  readonly reason: string;
  readonly foundAt: Instant;
  readonly releasedAt: Instant | null;
}

/** What zone data did to the schedule, as staff see it. */
@Injectable()
export class ZoneReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  async change(id: string): Promise<ZoneChangeView | null> {
    if (!isUuid(id)) return null;
    const row = await prismaOf(this.database).zoneChange.findUnique({ where: { id } });
    return row === null ? null : changeView(row);
  }

  /** The newest first. @param outcome only those; null: all */
  async changes(page: PageRequest, outcome: ZoneOutcome | null): Promise<Page<ZoneChangeView>> {
    const at = page.after === null ? null : new Date(page.after.at);
    const rows = await prismaOf(this.database).zoneChange.findMany({
      where: {
        ...(outcome === null ? {} : { outcome }),
        ...(page.after === null || at === null
          ? {}
          : { OR: [{ foundAt: { lt: at } }, { foundAt: at, id: { lt: page.after.id } }] }),
      },
      orderBy: [{ foundAt: 'desc' }, { id: 'desc' }],
      take: page.first + 1,
    });
    return pageOf(rows.map(changeView), page.first);
  }

  /** How many boundaries of runs that are not over are held, or derived otherwise by PostgreSQL. For gauges and their alarm. */
  async open(): Promise<{ readonly held: number; readonly differs: number }> {
    const rows = await prismaOf(this.database).$queryRaw<{ held: bigint; differs: bigint }[]>`
      SELECT count(*) FILTER (WHERE outcome = 'HELD' AND released_at IS NULL) AS held,
        count(*) FILTER (WHERE outcome = 'DIFFERS') AS differs
      FROM zone_change c JOIN run ON run.id = c.run_id AND run.schedule_version = c.schedule_version
      WHERE run.state IN ('DRAFT', 'SCHEDULED', 'ACTIVE')`;
    return { held: Number(rows[0]!.held), differs: Number(rows[0]!.differs) };
  }
}

function changeView(row: {
  id: string;
  runId: string;
  scheduleVersion: number;
  zone: string;
  boundary: string;
  before: Date | null;
  after: Date | null;
  fromVersion: string;
  toVersion: string;
  outcome: ZoneOutcome;
  reason: string;
  foundAt: Date;
  releasedAt: Date | null;
}): ZoneChangeView {
  return {
    id: row.id,
    runId: row.runId,
    scheduleVersion: row.scheduleVersion,
    zone: row.zone,
    boundary: row.boundary as Boundary,
    before: row.before?.getTime() ?? null,
    after: row.after?.getTime() ?? null,
    fromVersion: row.fromVersion,
    toVersion: row.toVersion,
    outcome: row.outcome,
    reason: row.reason,
    foundAt: row.foundAt.getTime(),
    releasedAt: row.releasedAt?.getTime() ?? null,
  };
}
