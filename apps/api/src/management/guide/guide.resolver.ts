import { Inject } from '@nestjs/common';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { checkGuide, documentDifference, guideHashes, guideRefusals, type Actor, type GuideDocument } from '#domain';
import { PolicyPacks } from '#editorial';
import { ALL_GUIDES, GuideReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { badInput } from '../../graphql/errors.js';
import { connectionView, readFirst, readPage, readPlace, writePlace } from '../../graphql/page.js';
import { scopeOf } from '../content/content.resolver.js';
import { differenceView } from '../content/history.resolver.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { findingObject } from '../policy/policy.resolver.js';
import { isRefusedGuide, readGuideDocument } from './guide-input.js';
import {
  audienceSlotsObjects,
  guideHistoryObject,
  guideRecordObject,
  guideRevisionObject,
  type GuideRevisionWithSource,
} from './guide-view.js';

/** Guides as those who write and review them see them. */
@Resolver('GuideRevision')
export class GuideResolver {
  constructor(
    @Inject(GuideReadModel) private readonly reading: GuideReadModel,
    @Inject(PolicyPacks) private readonly packs: PolicyPacks,
  ) {}

  @Query('guides')
  async guides(
    @CurrentActor() actor: Actor,
    @Args('first') first: number,
    @Args('after') after?: string | null,
    @Args('filter') filter?: Api.GuideFilter | null,
  ): Promise<Api.GuideConnection> {
    requireRead(actor, 'guide.read');
    const asked = {
      ...ALL_GUIDES,
      audience: filter?.audience ?? null,
      partner: filter?.partner ?? null,
      isWaiting: filter?.waiting ?? null,
      isPastReview: filter?.pastReview ?? null,
      isRetired: filter?.retired ?? null,
    };
    return connectionView(
      await this.reading.guides(readPage(first, after), scopeOf(actor), asked),
      (guide) => ({ at: guide.createdAt, id: guide.id }),
      (guide) => guideRecordObject(guide, actor),
    );
  }

  @Query('guide')
  async guide(@CurrentActor() actor: Actor, @Args('slug') slug: string): Promise<Api.GuideRecord | null> {
    requireRead(actor, 'guide.read');
    const guide = await this.reading.guide(slug, scopeOf(actor));
    return guide && guideRecordObject(guide, actor);
  }

  @Query('guideRevision')
  async guideRevision(@CurrentActor() actor: Actor, @Args('id') id: string): Promise<Api.GuideRevision | null> {
    requireRead(actor, 'guide.read');
    const revision = await this.reading.revision(id, scopeOf(actor));
    return revision && guideRevisionObject(revision, actor);
  }

  @Query('guideHistory')
  async guideHistory(
    @CurrentActor() actor: Actor,
    @Args('slug') slug: string,
    @Args('first') first: number,
    @Args('after') after?: string | null,
  ): Promise<Api.GuideHistoryConnection | null> {
    requireRead(actor, 'guide.read');
    const size = readFirst(first);
    const rows = await this.reading.history(slug, scopeOf(actor), size, after ? readPlace(after) : null);
    if (rows === null) return null;
    const edges = rows
      .slice(0, size)
      .map((row) => ({ cursor: writePlace(row.seq), node: guideHistoryObject(row, actor) }));
    return { edges, pageInfo: { hasNextPage: rows.length > size, endCursor: edges.at(-1)?.cursor ?? null } };
  }

  @Query('guideDifference')
  async guideDifference(
    @CurrentActor() actor: Actor,
    @Args('from') fromId: string,
    @Args('to') toId?: string | null,
  ): Promise<Api.DocumentDifference | null> {
    requireRead(actor, 'guide.read');
    const scope = scopeOf(actor);
    const from = await this.reading.revision(fromId, scope);
    if (from === null) return null;
    if (toId === null || toId === undefined) {
      const guide = await this.reading.guide(from.slug, scope);
      return guide && differenceView(documentDifference(from.document, guide.draft));
    }
    const to = await this.reading.revision(toId, scope);
    if (to !== null && to.slug !== from.slug)
      throw badInput('These are revisions of two guides. Compare two of one guide.');
    return to && differenceView(documentDifference(from.document, to.document));
  }

  @Query('checkGuide')
  async checkGuide(
    @CurrentActor() actor: Actor,
    @Args('document') input: Api.GuideDocumentInput,
  ): Promise<Api.DocumentCheck> {
    requireRead(actor, 'guide.read');
    const document = readGuideDocument(input);
    const refusals = isRefusedGuide(document) ? document.refusals : guideRefusals(document, ['document']);
    if (isRefusedGuide(document) || refusals.length > 0)
      throw badInput(refusals.map(({ message }) => message).join(' '));
    return this.checked(document);
  }

  @Query('guideSlots')
  guideSlots(@CurrentActor() actor: Actor): Api.AudienceSlots[] {
    requireRead(actor, 'guide.read');
    return audienceSlotsObjects();
  }

  @ResolveField('check')
  check(@Parent() { source }: GuideRevisionWithSource): Promise<Api.DocumentCheck> {
    return this.checked(source);
  }

  private async checked(document: GuideDocument): Promise<Api.DocumentCheck> {
    const { packIds, by } = await this.reading.checkingOf(document.partners);
    const { findings, unchecked, hintsOnly } = checkGuide(document, this.packs.of(packIds), by);
    const hashes = guideHashes(document);
    return {
      findings: findings.map((finding) => findingObject(finding, hashes)),
      unchecked: [...unchecked],
      hintsOnly: [...hintsOnly],
    };
  }
}
