import {
  attestedMedia,
  checkDocument,
  checkMedia,
  findingKey,
  POLICY_PACKS,
  warns,
  type CheckedBy,
  type ContentDocument,
} from '#domain';
import type { DecideRevisionInput } from '#editorial';

/**
 * What people of the demo say to the check of a text that was written for it: every warning seen, every question answered, nothing
 * grave in its media. A text that somebody else wrote is read by somebody who is really there.
 */
export function answersTo(
  document: ContentDocument,
  by?: CheckedBy,
): Pick<DecideRevisionInput, 'acknowledged' | 'answers' | 'attestations'> {
  const locales = Object.keys(document.localizations);
  const findings = [
    ...checkDocument(document, POLICY_PACKS, by).findings,
    ...checkMedia(document, locales, new Map(attestedMedia(document, locales).map(({ hash }) => [hash, []]))),
  ];
  return {
    acknowledged: findings.filter(warns).map(findingKey),
    answers: findings
      .filter(({ severity }) => severity === 'HUMAN')
      .map((finding) => ({ key: findingKey(finding), isFine: true })),
    attestations: [...new Set(attestedMedia(document, locales).map(({ hash }) => hash))].map((mediaHash) => ({
      mediaHash,
      shows: [],
    })),
  };
}
