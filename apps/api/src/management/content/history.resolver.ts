import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { documentDifference, textDirection, type Actor, type DocumentDifference, type FieldDifference } from '#domain';
import { ContentReadModel, HistoryReadModel, type ItemHistoryEntry } from '#persistence';
import type * as Api from '../../generated/management.js';
import { badInput } from '../../graphql/errors.js';
import { connectionView, readFirst, readPage, readPlace, writePlace } from '../../graphql/page.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { nameTo } from '../name-to.js';
import { revisionObject } from './content-view.js';
import { scopeOf } from './content.resolver.js';

/** What an item has been through. */
@Resolver()
export class HistoryResolver {
  constructor(
    @Inject(ContentReadModel) private readonly content: ContentReadModel,
    @Inject(HistoryReadModel) private readonly history: HistoryReadModel,
  ) {}

  @Query('itemHistory')
  async itemHistory(
    @CurrentActor() actor: Actor,
    @Args('itemId') itemId: string,
    @Args('first') first: number,
    @Args('after') after?: string | null,
  ): Promise<Api.ItemHistoryConnection | null> {
    requireRead(actor, 'content.read');
    const size = readFirst(first);
    const rows = await this.history.itemHistory(itemId, scopeOf(actor), size, after ? readPlace(after) : null);
    if (rows === null) return null;
    const edges = rows.slice(0, size).map((row) => ({ cursor: writePlace(row.seq), node: entryView(row, actor) }));
    return { edges, pageInfo: { hasNextPage: rows.length > size, endCursor: edges.at(-1)?.cursor ?? null } };
  }

  @Query('itemRevisions')
  async itemRevisions(
    @CurrentActor() actor: Actor,
    @Args('itemId') itemId: string,
    @Args('first') first: number,
    @Args('after') after?: string | null,
  ): Promise<Api.RevisionConnection> {
    requireRead(actor, 'content.read');
    return connectionView(
      await this.content.revisions(itemId, readPage(first, after), scopeOf(actor)),
      (revision) => ({ at: revision.submittedAt, id: revision.id }),
      (revision) => revisionObject(revision, actor),
    );
  }

  @Query('revisionDifference')
  async revisionDifference(
    @CurrentActor() actor: Actor,
    @Args('from') fromId: string,
    @Args('to') toId?: string | null,
  ): Promise<Api.DocumentDifference | null> {
    requireRead(actor, 'content.read');
    const scope = scopeOf(actor);
    const from = await this.content.revision(fromId, scope);
    if (from === null) return null;
    if (toId === null || toId === undefined) {
      const item = await this.content.item(from.itemId, scope);
      return item && differenceView(documentDifference(from.document, item.draft));
    }
    const to = await this.content.revision(toId, scope);
    if (to !== null && to.itemId !== from.itemId)
      throw badInput('These are revisions of two items. Compare two of one item.');
    return to && differenceView(documentDifference(from.document, to.document));
  }
}

function entryView(entry: ItemHistoryEntry, actor: Actor): Api.ItemHistoryEntry {
  const { at, action, revisionId, revisionNumber, reason, actorName, role } = entry;
  return { at: new Date(at), by: nameTo(actor, actorName, role), action, revisionId, revisionNumber, reason };
}

export function differenceView({ facts, localizations }: DocumentDifference): Api.DocumentDifference {
  return {
    facts: facts.map(fieldView),
    localizations: localizations.map(({ locale, change, fields }) => ({
      locale,
      direction: textDirection(locale),
      change,
      fields: fields.map(fieldView),
    })),
  };
}

function fieldView({ field, before, after, words }: FieldDifference): Api.FieldDifference {
  return { field, before, after, words: words.map((part) => ({ ...part })) };
}
