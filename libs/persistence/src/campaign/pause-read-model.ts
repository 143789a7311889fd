import { Inject, Injectable } from '@nestjs/common';
import type { Instant, ResumeChoice } from '#domain';
import { Database, prismaOf } from '../database.js';
import type { Prisma } from '../generated/client.js';
import { pageOf, type Page, type PageRequest } from '../page.js';
import { isUuid } from '../uuid.js';

export interface PauseView {
  readonly id: string;
  readonly regions: readonly string[];
  readonly reason: string;
  readonly pausedAt: Instant;
  readonly pausedBy: string;
  readonly until: Instant | null;
  readonly resumedAt: Instant | null;
  readonly resumedBy: string | null;
  readonly choices: readonly { readonly runId: string; readonly choice: ResumeChoice }[];
}

const CHOICES = {
  resumptions: { orderBy: { runId: 'asc' }, select: { runId: true, choice: true } },
} as const satisfies Prisma.PauseInclude;

/** Pauses as staff see them. */
@Injectable()
export class PauseReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  async pause(id: string): Promise<PauseView | null> {
    if (!isUuid(id)) return null;
    const row = await prismaOf(this.database).pause.findUnique({ where: { id }, include: CHOICES });
    return row === null ? null : ((await this.views([row]))[0] ?? null);
  }

  /** The newest first. */
  async pauses(page: PageRequest): Promise<Page<PauseView>> {
    const at = page.after === null ? null : new Date(page.after.at);
    const rows = await prismaOf(this.database).pause.findMany({
      where:
        page.after === null || at === null
          ? {}
          : { OR: [{ pausedAt: { lt: at } }, { pausedAt: at, id: { lt: page.after.id } }] },
      orderBy: [{ pausedAt: 'desc' }, { id: 'desc' }],
      take: page.first + 1,
      include: CHOICES,
    });
    return pageOf(await this.views(rows), page.first);
  }

  private async views(rows: Prisma.PauseGetPayload<{ include: typeof CHOICES }>[]): Promise<PauseView[]> {
    const ids = rows.flatMap(({ pausedById, resumedById }) => [
      pausedById,
      ...(resumedById === null ? [] : [resumedById]),
    ]);
    const members = await prismaOf(this.database).member.findMany({
      where: { id: { in: ids } },
      select: { id: true, displayName: true },
    });
    const names = new Map(members.map(({ id, displayName }) => [id, displayName]));
    return rows.map((row) => ({
      id: row.id,
      regions: row.regions,
      reason: row.reason,
      pausedAt: row.pausedAt.getTime(),
      pausedBy: names.get(row.pausedById) ?? 'a former member',
      until: row.until?.getTime() ?? null,
      resumedAt: row.resumedAt?.getTime() ?? null,
      resumedBy: row.resumedById === null ? null : (names.get(row.resumedById) ?? 'a former member'),
      choices: row.resumptions,
    }));
  }
}
