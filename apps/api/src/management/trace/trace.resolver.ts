import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { EVERY_ENTRY, type Actor, type AuditSearch, type ChainedEntry } from '#domain';
import { BeginAuditExport } from '#identity';
import { TraceReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { badInput } from '../../graphql/errors.js';
import { readFirst, readPlace, writePlace } from '../../graphql/page.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { nameTo } from '../name-to.js';
import { payload } from '../refusal-view.js';
import { auditExportPath } from './audit-export-route.js';

@Resolver()
export class TraceResolver {
  constructor(
    @Inject(TraceReadModel) private readonly trace: TraceReadModel,
    @Inject(BeginAuditExport) private readonly exporting: BeginAuditExport,
  ) {}

  @Query('auditEntries')
  async auditEntries(
    @CurrentActor() actor: Actor,
    @Args('first') first: number,
    @Args('after') after?: string | null,
    @Args('subjectId') subjectId?: string | null,
    @Args('filter') filter?: Api.AuditFilter | null,
  ): Promise<Api.AuditEntryConnection> {
    requireRead(actor, 'trace.read');
    const search = readSearch(filter ?? {});
    if (subjectId && search.subjectId !== null && search.subjectId !== subjectId)
      throw badInput('subjectId and filter.subjectId name two things: give one of them.');
    const asked = { ...search, subjectId: search.subjectId ?? subjectId ?? null };
    const size = readFirst(first);
    return connection(await this.trace.auditEntries(size, placeOf(after), asked), size, entryView);
  }

  @Query('partnerAuditEntries')
  async partnerAuditEntries(
    @CurrentActor() actor: Actor,
    @Args('first') first: number,
    @Args('after') after?: string | null,
    @Args('filter') filter?: Api.PartnerAuditFilter | null,
  ): Promise<Api.PartnerAuditEntryConnection> {
    requireRead(actor, 'trace.own');
    const size = readFirst(first);
    const search = readSearch(filter ?? {});
    const rows = await this.trace.ownEntries(actor.partnerId!, size, placeOf(after), search);
    return connection(rows, size, (entry) => ownEntryView(entry, actor));
  }

  @Mutation('beginAuditExport')
  async beginAuditExport(@CurrentActor() actor: Actor, @Args('input') input: Api.BeginAuditExportInput) {
    const { format, reason, idempotencyKey = null } = input;
    const search = readSearch(input.filter ?? {});
    const outcome = await this.exporting.execute(actor, { format, search, reason, idempotencyKey });
    return payload('export', outcome, async (id) => {
      const begun = await this.trace.auditExport(id, actor.memberId!);
      // Null of one that is repeated by its key after its hour.
      return begun && { id, path: auditExportPath(id), through: begun.through };
    });
  }
}

/** What is given, with nothing where nothing is. @throws a GraphQL error on a window that is empty, or words that are none */
function readSearch(filter: Api.AuditFilter): AuditSearch {
  const { from = null, until = null, ...texts } = filter;
  const given = Object.entries(texts).filter(([, value]) => value !== null && value !== undefined);
  const search: AuditSearch = {
    ...EVERY_ENTRY,
    ...(Object.fromEntries(given) as Partial<AuditSearch>),
    from: from?.getTime() ?? null,
    until: until?.getTime() ?? null,
  };
  if (search.from !== null && search.until !== null && search.from >= search.until)
    throw badInput('filter.from is not before filter.until: give an earlier from, or a later until.');
  if (search.reasonWords !== null && !/[\p{L}\p{N}]/u.test(search.reasonWords))
    throw badInput('filter.reasonWords holds no word: give letters or digits.');
  return search;
}

function placeOf(after: string | null | undefined): bigint | null {
  return after ? readPlace(after) : null;
}

/** @param rows one more than `size` when there are more */
function connection<Node>(rows: readonly ChainedEntry[], size: number, view: (entry: ChainedEntry) => Node) {
  const edges = rows.slice(0, size).map((entry) => ({ cursor: writePlace(BigInt(entry.seq)), node: view(entry) }));
  return { edges, pageInfo: { hasNextPage: rows.length > size, endCursor: edges.at(-1)?.cursor ?? null } };
}

function entryView(entry: ChainedEntry): Api.AuditEntry {
  const { actorName, at, seq, actorId, keyId, sessionId, role, action, subjectType, subjectId } = entry;
  const { before, after, reason, hash } = entry;
  const who = { actor: actorName, actorId, keyId, sessionId, role };
  return { seq, at: new Date(at), ...who, action, subjectType, subjectId, before, after, reason, hash };
}

function ownEntryView(entry: ChainedEntry, reader: Actor): Api.PartnerAuditEntry {
  const { seq, at, actorName, role, action, subjectType, subjectId, before, after, reason } = entry;
  const by = nameTo(reader, actorName, role);
  return { seq, at: new Date(at), by, action, subjectType, subjectId, before, after, reason };
}
