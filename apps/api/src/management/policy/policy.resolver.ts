import { Inject } from '@nestjs/common';
import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  attestedMedia,
  checkDocument,
  checkMedia,
  contentHash,
  documentRefusals,
  findingKey,
  isSensitive,
  isStaff,
  type Actor,
  type ContentDocument,
  type Finding,
  type PolicyPack,
} from '#domain';
import { ChoosePolicyPacks, PolicyPacks } from '#editorial';
import { MemberReadModel, PolicyReadModel } from '#persistence';
import type * as Api from '../../generated/management.js';
import { badInput } from '../../graphql/errors.js';
import { isRefused, readDocument } from '../content/content-input.js';
import type { RevisionWithSource } from '../content/content-view.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';

/** What checks say of texts, before they are handed in and while they are reviewed. */
@Resolver('Revision')
export class PolicyResolver {
  constructor(
    @Inject(PolicyReadModel) private readonly policies: PolicyReadModel,
    @Inject(MemberReadModel) private readonly members: MemberReadModel,
    @Inject(PolicyPacks) private readonly packs: PolicyPacks,
    @Inject(ChoosePolicyPacks) private readonly choosing: ChoosePolicyPacks,
  ) {}

  @Query('policyPacks')
  async policyPacks(@CurrentActor() actor: Actor, @Args('partner') partner?: string | null): Promise<Api.PolicyPack[]> {
    requireRead(actor, 'content.read');
    return (await this.packsOf(await this.askedPartner(actor, partner ?? null))).map(packObject);
  }

  @Query('checkDocument')
  async checkDocument(
    @CurrentActor() actor: Actor,
    @Args('document') input: Api.ContentDocumentInput,
  ): Promise<Api.DocumentCheck> {
    requireRead(actor, 'content.read');
    const document = readDocument(input);
    const refusals = isRefused(document) ? document.refusals : documentRefusals(document, ['document']);
    if (isRefused(document) || refusals.length > 0) throw badInput(refusals.map(({ message }) => message).join(' '));
    return this.checked(document, actor.partnerId);
  }

  @ResolveField('check')
  check(@Parent() { source, partner }: RevisionWithSource): Promise<Api.DocumentCheck> {
    return this.checked(source, partner.id);
  }

  @ResolveField('media')
  async media(@Parent() { source, isForStaff }: RevisionWithSource): Promise<Api.ReviewMedium[]> {
    if (!isForStaff) return [];
    const media = attestedMedia(source, Object.keys(source.localizations));
    const attested = await this.policies.attestations(media.map(({ hash }) => hash));
    return media.map(({ locale, index, medium, hash }) => {
      const shows = attested.get(hash);
      return {
        locale,
        path: ['localizations', locale, 'media', String(index)],
        mediaHash: hash,
        staysBlurred: medium.blurred || isSensitive(source) || (shows ?? []).length > 0,
        shows: shows === undefined ? null : [...shows],
      };
    });
  }

  @Mutation('choosePolicyPacks')
  async choosePolicyPacks(@CurrentActor() actor: Actor, @Args('input') input: Api.ChoosePolicyPacksInput) {
    const { idempotencyKey = null, ...chosen } = input;
    return payload('packs', await this.choosing.execute(actor, { ...chosen, idempotencyKey }), async (id) =>
      (await this.packsOf(id)).map(packObject),
    );
  }

  /** Whose packs are asked for: a partner's member asks for their own. @returns null: all of the deployment */
  private async askedPartner(actor: Actor, slug: string | null): Promise<string | null> {
    if (!isStaff(actor)) return actor.partnerId;
    if (slug === null) return null;
    const partner = (await this.members.partners()).find((one) => one.slug === slug);
    if (partner === undefined)
      throw badInput(`There is no partner "${slug.slice(0, 64)}": give a slug of \`partners\`.`);
    return partner.id;
  }

  private async packsOf(partnerId: string | null): Promise<readonly PolicyPack[]> {
    return this.packs.of((await this.policies.checkingOf(partnerId)).packIds);
  }

  private async checked(document: ContentDocument, partnerId: string | null): Promise<Api.DocumentCheck> {
    const { packIds, by } = await this.policies.checkingOf(partnerId);
    const { findings, unchecked, hintsOnly } = checkDocument(document, this.packs.of(packIds), by);
    const locales = Object.keys(document.localizations);
    const attested = await this.policies.attestations(attestedMedia(document, locales).map(({ hash }) => hash));
    const hashes = Object.fromEntries(locales.map((locale) => [locale, contentHash(document, locale)]));
    return {
      findings: [...findings, ...checkMedia(document, locales, attested)].map((finding) =>
        findingObject(finding, hashes),
      ),
      unchecked: [...unchecked],
      hintsOnly: [...hintsOnly],
    };
  }
}

export function findingObject(finding: Finding, hashes: Readonly<Record<string, string>>): Api.Finding {
  const { isDowngraded, path, ...shown } = finding;
  return {
    ...shown,
    key: findingKey(finding),
    contentHash: hashes[finding.locale]!,
    downgraded: isDowngraded,
    path: [...path],
  };
}

/** What a pack asks for, without the words by which it asks. */
function packObject({ id, version, locale, subject, completeness, informedBy, rules }: PolicyPack): Api.PolicyPack {
  return {
    id,
    version,
    locale,
    subject,
    complete: completeness === 'COMPLETE',
    informedBy: [...informedBy],
    rules: rules.map(({ id: rule, severity, message, advice }) => ({ id: rule, severity, message, advice })),
  };
}
