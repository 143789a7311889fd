import {
  approvalRefusals,
  awaitedReviewer,
  blocks,
  findingKey,
  secondPersonRefusals,
  type Actor,
  type Finding,
  type FindingAnswers,
  type Locale,
  type Refusal,
} from '#domain';
import type { NewSignOff, StoredSignOff } from '#persistence';

/** An approval as somebody gives it, of whatever has texts by locale and findings in them. */
export interface Approval {
  readonly actor: Actor & { readonly memberId: string };
  readonly given: FindingAnswers;
  readonly revisionId: string;
  readonly isSensitive: boolean;
  /** What is approved; may name locales that there are not. */
  readonly locales: readonly Locale[];
  /** By locale, of the texts as they are. */
  readonly hashes: Readonly<Record<Locale, string>>;
  readonly signOffs: readonly StoredSignOff[];
  readonly findings: readonly Finding[];
}

/** Why it may not be approved so: what was found, and who must sign. */
export function approvalOf({ actor, given, isSensitive, locales, hashes, signOffs, findings }: Approval): Refusal[] {
  const known = locales.filter((locale) => hashes[locale] !== undefined);
  const texts = known.map((locale) => ({ locale, contentHash: hashes[locale]!, isSensitive }));
  const overridden = signOffs
    .filter(({ locale, contentHash }) => hashes[locale] === contentHash)
    .flatMap((signOff) => signOff.overridden);
  return [
    ...secondPersonRefusals(actor, texts, signOffs, ['input', 'revisionId']),
    ...approvalRefusals(findings, known, { ...given, role: actor.role, overridden }, ['input']),
  ];
}

/** One for each locale, with the findings that it lets pass. */
export function signOffsOf({ actor, given, revisionId, locales, hashes, findings }: Approval): NewSignOff[] {
  const isOverriding = actor.role === 'SAFETY_REVIEWER' && (given.reason ?? '').trim() !== '';
  return locales.map((locale) => {
    const own = findings.filter((finding) => finding.locale === locale);
    const keys = own.map(findingKey);
    return {
      revisionId,
      locale,
      contentHash: hashes[locale]!,
      memberId: actor.memberId,
      role: actor.role as NewSignOff['role'],
      findings: {
        acknowledged: given.acknowledged.filter((key) => keys.includes(key)),
        answered: given.answers.filter(({ key }) => keys.includes(key)),
        overridden: isOverriding ? own.filter(blocks).map(findingKey) : [],
      },
      reason: given.reason,
    };
  });
}

/** The locales that are approved with these sign-offs: nobody else has to sign them. */
export function approvedBy(
  { locales, hashes, isSensitive, signOffs }: Approval,
  added: readonly NewSignOff[],
): Locale[] {
  return locales.filter((locale) => {
    const text = { locale, contentHash: hashes[locale]!, isSensitive };
    return awaitedReviewer(text, [...signOffs, ...added]) === null;
  });
}
