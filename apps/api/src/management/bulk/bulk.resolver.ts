import { Inject } from '@nestjs/common';
import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { exportLine, may, type Actor, type ContentDocument, type Outcome } from '#domain';
import { ImportContent, RestoreItems, type SentRow } from '#editorial';
import { BulkReadModel, MemberReadModel, type ImportView } from '#persistence';
import type * as Api from '../../generated/management.js';
import { badInput } from '../../graphql/errors.js';
import { connectionView, readFirst, readPage } from '../../graphql/page.js';
import { isRefused, readDocument } from '../content/content-input.js';
import { scopeOf } from '../content/content.resolver.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload, refusalView } from '../refusal-view.js';

type ImportNode = Omit<Api.ContentImport, 'refusedRows'>;

/** Many items at once: given, given back, and brought back. */
@Resolver('ContentImport')
export class BulkResolver {
  constructor(
    @Inject(BulkReadModel) private readonly bulk: BulkReadModel,
    @Inject(MemberReadModel) private readonly members: MemberReadModel,
    @Inject(ImportContent) private readonly importing: ImportContent,
    @Inject(RestoreItems) private readonly restoring: RestoreItems,
  ) {}

  @Query('contentImport')
  async contentImport(@CurrentActor() actor: Actor, @Args('id') id: string): Promise<ImportNode | null> {
    requireRead(actor, 'content.read');
    const one = await this.bulk.import(id, scopeOf(actor));
    return one && importObject(one);
  }

  @ResolveField('refusedRows')
  async refusedRows(
    @Parent() { id }: ImportNode,
    @Args('first') first: number,
    @Args('after') after: number,
  ): Promise<Api.RefusedRow[]> {
    const rows = await this.bulk.refusedRows(id, readFirst(first), after);
    return rows.map(({ refusals, ...row }) => ({
      ...row,
      refusals: refusals.map(({ path, message }) => ({ path: [...path], message })),
    }));
  }

  @Query('partnerExport')
  async partnerExport(
    @CurrentActor() actor: Actor,
    @Args('partner') partner: string,
    @Args('first') first: number,
    @Args('after') after?: string | null,
  ): Promise<Api.ExportConnection> {
    const page = (await this.mayExport(actor, partner))
      ? await this.bulk.exported(partner, readPage(first, after))
      : null;
    if (page === null)
      throw badInput(
        `There is no partner "${partner.slice(0, 64)}" whose content you may export: give its slug, as its OWNER or an ADMIN.`,
      );
    return connectionView(
      page,
      ({ createdAt, id }) => ({ at: createdAt, id }),
      ({ item }) => ({ line: exportLine(item) }),
    );
  }

  @Mutation('openImport')
  async openImport(@CurrentActor() actor: Actor, @Args('input') { dryRun, idempotencyKey }: Api.OpenImportInput) {
    return this.payload(actor, await this.importing.open(actor, dryRun, idempotencyKey ?? null));
  }

  @Mutation('importRows')
  async importRows(@CurrentActor() actor: Actor, @Args('input') input: Api.ImportRowsInput) {
    const { importId, batch } = input;
    const rows = input.rows.map(readRow);
    return this.payload(actor, await this.importing.rows(actor, { importId, batch, rows }));
  }

  @Mutation('closeImport')
  async closeImport(@CurrentActor() actor: Actor, @Args('input') { importId }: Api.CloseImportInput) {
    return this.payload(actor, await this.importing.close(actor, importId));
  }

  @Mutation('restoreItems')
  async restoreItems(@CurrentActor() actor: Actor, @Args('input') input: Api.RestoreItemsInput) {
    const { idempotencyKey = null, ...asked } = input;
    const { outcome, ...done } = await this.restoring.execute(actor, { ...asked, idempotencyKey });
    return { ...done, refusals: outcome.refusals.map(refusalView) };
  }

  /** An ADMIN everybody's, an OWNER their own partner's; who else asks hears nothing of whether there is such a partner. */
  private async mayExport(actor: Actor, slug: string): Promise<boolean> {
    if (may(actor, 'partner.write')) return true;
    if (!may(actor, 'partner.manage')) return false;
    return (await this.members.partners()).some((one) => one.slug === slug && one.id === actor.partnerId);
  }

  private payload(actor: Actor, outcome: Outcome<string>) {
    return payload('import', outcome, async (id) => importObject((await this.bulk.import(id, scopeOf(actor)))!));
  }
}

/** Two texts of one locale are told of their row: one of them would be lost before anybody could. */
function readRow({ row, reference, document: given }: Api.ImportRowInput): SentRow {
  const document = readDocument(given);
  if (!isRefused(document)) return { row, reference, document, malformed: [] };
  const malformed = document.refusals.map((refusal) => ({ ...refusal, path: refusal.path.slice(1) }));
  const localizations = [...new Map(given.localizations.map((text) => [text.locale, text])).values()];
  const some = readDocument({ ...given, localizations });
  return { row, reference, document: some as ContentDocument, malformed };
}

function importObject({ isDry, openedAt, closedAt, ...one }: ImportView): ImportNode {
  const { rowsMade, rowsChanged, rowsUnchanged, rowsRefused } = one;
  return {
    ...one,
    dryRun: isDry,
    rowsRead: rowsMade + rowsChanged + rowsUnchanged + rowsRefused,
    openedAt: new Date(openedAt),
    closedAt: closedAt === null ? null : new Date(closedAt),
  };
}
