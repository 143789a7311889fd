import { Inject, Injectable } from '@nestjs/common';
import {
  attestedMedia,
  checkDocument,
  checkMedia,
  type ContentDocument,
  type Finding,
  type Locale,
  type MediaAttestations,
  type MediaSign,
} from '#domain';
import { PolicyStore, ReviewStore, type Transaction } from '#persistence';
import { PolicyPacks } from './policy-packs.js';

/** What somebody says that a medium shows. */
export interface MediaAttestationInput {
  readonly mediaHash: string;
  readonly shows: readonly MediaSign[];
}

/** Finds in a decision's own transaction what an approval has to answer: the packs of today, the names of today. */
@Injectable()
export class TextChecker {
  constructor(
    @Inject(PolicyStore) private readonly policies: PolicyStore,
    @Inject(ReviewStore) private readonly reviews: ReviewStore,
    @Inject(PolicyPacks) private readonly packs: PolicyPacks,
  ) {}

  /** Every finding of some locales, from texts, shape and media. @param given attestations of this very decision */
  async findings(
    tx: Transaction,
    text: { readonly partnerId: string; readonly document: ContentDocument; readonly locales: readonly Locale[] },
    given: readonly MediaAttestationInput[],
  ): Promise<readonly Finding[]> {
    const { partnerId, document, locales } = text;
    const { packIds, by } = await this.policies.checkingOf(tx, partnerId);
    const { findings } = checkDocument(document, this.packs.of(packIds), by);
    const hashes = attestedMedia(document, locales).map(({ hash }) => hash);
    const stored = await this.reviews.attestations(tx, hashes);
    return [
      ...findings.filter(({ locale }) => locales.includes(locale)),
      ...checkMedia(document, locales, together(stored, given)),
    ];
  }
}

/** All that anybody saw: nobody takes back what another person attested. */
function together(stored: MediaAttestations, given: readonly MediaAttestationInput[]): MediaAttestations {
  const all = new Map(stored);
  for (const { mediaHash, shows } of given) all.set(mediaHash, [...new Set([...(all.get(mediaHash) ?? []), ...shows])]);
  return all;
}
