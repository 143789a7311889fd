import {
  attestedMedia,
  checkDocument,
  checkGuide,
  checkMedia,
  findingKey,
  POLICY_PACKS,
  warns,
  type CheckedBy,
  type ContentDocument,
  type Finding,
  type FindingAnswers,
  type GuideDocument,
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
    ...said(findings),
    attestations: [...new Set(attestedMedia(document, locales).map(({ hash }) => hash))].map((mediaHash) => ({
      mediaHash,
      shows: [],
    })),
  };
}

/** The same to the check of a guide. */
export function answersToGuide(document: GuideDocument): Pick<FindingAnswers, 'acknowledged' | 'answers'> {
  return said(checkGuide(document, POLICY_PACKS).findings);
}

function said(findings: readonly Finding[]): Pick<FindingAnswers, 'acknowledged' | 'answers'> {
  return {
    acknowledged: findings.filter(warns).map(findingKey),
    answers: findings
      .filter(({ severity }) => severity === 'HUMAN')
      .map((finding) => ({ key: findingKey(finding), isFine: true })),
  };
}
