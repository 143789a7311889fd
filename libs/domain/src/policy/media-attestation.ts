import { canonicalHash } from '../content/content-hash.js';
import type { ContentDocument, Media } from '../content/document.js';
import type { Locale } from '../text/locale.js';
import { ownMatch, type OwnRuleId } from './own-rules.js';
import type { PlacedMatch } from './check-structure.js';

/** What a person says that a picture, film or recording shows; each is a rule that blocks. */
export const MEDIA_SIGNS = {
  INJURY: 'img.injury',
  MEANS: 'img.means',
  EMACIATED: 'img.emaciated',
  MEASURE: 'img.measure',
  SITE: 'img.site',
  BEFORE_AFTER: 'img.beforeafter',
  MINOR: 'img.minor',
  FLASHING: 'a11y.motion',
  AUTOPLAY_SOUND: 'a11y.sound',
} as const satisfies Record<string, OwnRuleId>;
export type MediaSign = keyof typeof MEDIA_SIGNS;
/** Of these a viewer is spared the sight until they choose it. */
const BLURRED_SIGNS: readonly MediaSign[] = ['INJURY', 'MEANS', 'EMACIATED', 'MEASURE', 'SITE', 'BEFORE_AFTER'];

/** What people attested of a medium, by its hash: all that any of them saw. */
export type MediaAttestations = ReadonlyMap<string, readonly MediaSign[]>;

/** A medium that people look at or listen to, where it stands, and what an attestation of it is bound to. */
export interface AttestedMedium {
  readonly locale: Locale;
  readonly index: number;
  readonly medium: Media;
  readonly hash: string;
}

/** What an attestation is bound to: the address and all that is said with it. A file that is put in its place in silence is not seen. */
export function mediaHash(medium: Media): string {
  return canonicalHash(medium);
}

/** Everything that somebody has to look at or listen to before an approval of these locales. */
export function attestedMedia(document: ContentDocument, locales: readonly Locale[]): AttestedMedium[] {
  return locales.flatMap((locale) =>
    (document.localizations[locale]?.media ?? []).flatMap((medium, index) =>
      medium.kind === 'LINK' ? [] : [{ locale, index, medium, hash: mediaHash(medium) }],
    ),
  );
}

/** What is not attested yet, and what was attested that blocks. Paths begin at the document. */
export function checkMedia(
  document: ContentDocument,
  locales: readonly Locale[],
  attestations: MediaAttestations,
): (PlacedMatch & { readonly locale: Locale })[] {
  return attestedMedia(document, locales).flatMap(({ locale, index, medium, hash }) => {
    const path = ['localizations', locale, 'media', String(index)];
    const found = (rule: OwnRuleId) => ({ ...ownMatch(rule), path, locale });
    const signs = attestations.get(hash);
    if (signs === undefined) return [found('img.attest')];
    const shows = signs.map((sign) => found(MEDIA_SIGNS[sign]));
    const isSeen = !medium.blurred && signs.some((sign) => BLURRED_SIGNS.includes(sign));
    return isSeen ? [...shows, found('img.blur')] : shows;
  });
}
