import { Inject, Injectable } from '@nestjs/common';
import {
  DEFAULT_CARE_POLICY,
  type CarePolicy,
  type Helpline,
  type HelpOverride,
  type HelpRegistry,
  type HelpWaiver,
  type Instant,
} from '#domain';
import { Database, prismaOf } from '../database.js';
import { isUuid } from '../uuid.js';
import { overrideOf, readCarePolicy, readHelp, waiverOf } from './help-rows.js';

/** One version of a helpline's record. */
export interface HelplineVersionView {
  /** From 1. */
  readonly version: number;
  readonly helpline: Helpline;
  readonly savedAt: Instant;
  /** A person's name; null: the system, or nobody who is known here. */
  readonly savedBy: string | null;
}

export interface HelpOverrideView extends HelpOverride {
  readonly reason: string;
  readonly begunBy: string | null;
  readonly liftedAt: Instant | null;
  readonly liftedBy: string | null;
}

export interface HelpWaiverView extends HelpWaiver {
  readonly reason: string;
  readonly signedAt: Instant;
  readonly signedBy: string | null;
}

const VERSIONS_MAX = 100;
const OVERRIDES_MAX = 100;

/** Help as staff look at it. */
@Injectable()
export class HelpReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  registry(): Promise<HelpRegistry> {
    return prismaOf(this.database).$transaction((client) => readHelp(client), { isolationLevel: 'RepeatableRead' });
  }

  async policy(): Promise<CarePolicy> {
    return (await readCarePolicy(prismaOf(this.database))) ?? DEFAULT_CARE_POLICY;
  }

  /** The newest first, at most 100. */
  async versions(slug: string): Promise<HelplineVersionView[]> {
    const rows = await prismaOf(this.database).helplineVersion.findMany({
      where: { slug },
      orderBy: { version: 'desc' },
      take: VERSIONS_MAX,
    });
    const names = await this.namesOf(rows.map(({ savedById }) => savedById));
    return rows.map(({ version, record, savedAt, savedById }) => ({
      version,
      helpline: record as unknown as Helpline,
      savedAt: savedAt.getTime(),
      savedBy: names.get(savedById) ?? null,
    }));
  }

  /** The newest first, at most 100; those that are over and lifted among them. */
  async overrides(): Promise<HelpOverrideView[]> {
    const rows = await prismaOf(this.database).helpOverride.findMany({
      orderBy: [{ startsAt: 'desc' }, { id: 'desc' }],
      take: OVERRIDES_MAX,
    });
    const names = await this.namesOf(rows.flatMap(({ begunById, liftedById }) => [begunById, liftedById]));
    return rows.map((row) => ({
      ...overrideOf(row),
      reason: row.reason,
      begunBy: names.get(row.begunById) ?? null,
      liftedAt: row.liftedAt?.getTime() ?? null,
      liftedBy: names.get(row.liftedById) ?? null,
    }));
  }

  /** In the order of signing. */
  async waivers(runId: string): Promise<HelpWaiverView[]> {
    if (!isUuid(runId)) return [];
    const rows = await prismaOf(this.database).helpWaiver.findMany({
      where: { runId },
      orderBy: [{ signedAt: 'asc' }, { id: 'asc' }],
    });
    const names = await this.namesOf(rows.map(({ signedById }) => signedById));
    return rows.map((row) => ({
      ...waiverOf(row),
      reason: row.reason,
      signedAt: row.signedAt.getTime(),
      signedBy: names.get(row.signedById) ?? null,
    }));
  }

  private async namesOf(ids: readonly (string | null)[]): Promise<ReadonlyMap<string | null, string>> {
    const known = [...new Set(ids.filter((id) => id !== null))];
    const rows = await prismaOf(this.database).member.findMany({
      where: { id: { in: known } },
      select: { id: true, displayName: true },
    });
    return new Map(rows.map(({ id, displayName }) => [id, displayName]));
  }
}
