import { Inject } from '@nestjs/common';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { checkDocument, POLICY_PACKS, type Actor, type ContentDocument, type DocumentCheck } from '#domain';
import { ContentReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { badInput } from '../../graphql/errors.js';
import { isRefused, readDocument } from '../content/content-input.js';
import type { RevisionWithSource } from '../content/content-view.js';
import { CurrentActor, requireRead } from '../current-actor.js';

/** What checks say of texts, before they are handed in and while they are reviewed. */
@Resolver('Revision')
export class PolicyResolver {
  constructor(@Inject(ContentReadModel) private readonly content: ContentReadModel) {}

  @Query('policyPacks')
  policyPacks(@CurrentActor() actor: Actor): Api.PolicyPack[] {
    requireRead(actor, 'content.read');
    return POLICY_PACKS.map(({ id, version, locale, subject, completeness, informedBy, rules }) => ({
      id,
      version,
      locale,
      subject,
      complete: completeness === 'COMPLETE',
      informedBy: [...informedBy],
      rules: rules.map(({ id: rule, severity, message, advice }) => ({ id: rule, severity, message, advice })),
    }));
  }

  @Query('checkDocument')
  async checkDocument(
    @CurrentActor() actor: Actor,
    @Args('document') input: Api.ContentDocumentInput,
  ): Promise<Api.DocumentCheck> {
    requireRead(actor, 'content.read');
    const document = readDocument(input);
    if (isRefused(document)) throw badInput(document.refusals.map(({ message }) => message).join(' '));
    return this.checked(document);
  }

  @ResolveField('check')
  check(@Parent() { source }: RevisionWithSource): Promise<Api.DocumentCheck> {
    return this.checked(source);
  }

  private async checked(document: ContentDocument): Promise<Api.DocumentCheck> {
    return checkObject(checkDocument(document, POLICY_PACKS, await this.content.safeNames()));
  }
}

function checkObject({ findings, unchecked, hintsOnly }: DocumentCheck): Api.DocumentCheck {
  return {
    findings: findings.map(({ isDowngraded, path, ...finding }) => ({
      ...finding,
      downgraded: isDowngraded,
      path: [...path],
    })),
    unchecked: [...unchecked],
    hintsOnly: [...hintsOnly],
  };
}
