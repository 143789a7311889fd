import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#domain';
import { TraceReadModel, type AuditEntryView } from '#persistence';
import type * as Api from '../../generated/management.js';
import { readFirst, readPlace, writePlace } from '../../graphql/page.js';
import { CurrentActor, requireRead } from '../current-actor.js';

@Resolver()
export class TraceResolver {
  constructor(@Inject(TraceReadModel) private readonly trace: TraceReadModel) {}

  @Query('auditEntries')
  async auditEntries(
    @CurrentActor() actor: Actor,
    @Args('first') first: number,
    @Args('after') after?: string | null,
    @Args('subjectId') subjectId?: string | null,
  ): Promise<Api.AuditEntryConnection> {
    requireRead(actor, 'trace.read');
    const size = readFirst(first);
    const rows = await this.trace.auditEntries(size, after ? readPlace(after) : null, subjectId ?? null);
    const edges = rows.slice(0, size).map((entry) => ({ cursor: writePlace(entry.seq), node: entryView(entry) }));
    return { edges, pageInfo: { hasNextPage: rows.length > size, endCursor: edges.at(-1)?.cursor ?? null } };
  }
}

function entryView(entry: AuditEntryView): Api.AuditEntry {
  const { actorName, at, seq, ...rest } = entry;
  return { ...rest, actor: actorName, at: new Date(at), seq: seq.toString() };
}
