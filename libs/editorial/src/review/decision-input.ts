import {
  invalidValue,
  LOCALES_MAX,
  MEDIA_MAX,
  MEDIA_SIGNS,
  REJECTION_CODES,
  revisionStateRefusals,
  textRefusals,
  type Locale,
  type Refusal,
  type RevisionState,
} from '#domain';
import type { DecideRevisionInput } from './decide-revision.js';

/** What a decision is given, of content and of guides. */
export type DecisionInput = Pick<
  DecideRevisionInput,
  'decision' | 'reason' | 'code' | 'locales' | 'acknowledged' | 'answers' | 'attestations'
>;

/** What is decided on, as far as the input of a decision asks. */
interface DecidedRevision {
  readonly state: RevisionState;
  readonly document: { readonly localizations: Readonly<Record<Locale, object>> };
}

export const REVIEW_REASON_LENGTH_MAX = 2_000;
const KEYS_MAX = 5_000;
const ATTESTATIONS_MAX = LOCALES_MAX * MEDIA_MAX;

/** What is wrong with a decision as it was given, whoever gives it. @param undecided locales that wait */
export function decisionInputRefusals(
  input: DecisionInput,
  revision: DecidedRevision,
  undecided: readonly Locale[],
): Refusal[] {
  const isOver = undecided.length === 0 || revision.state === 'WITHDRAWN';
  return [
    ...(isOver ? revisionStateRefusals(revision.state, input.decision, ['input', 'revisionId']) : []),
    ...reasonRefusals(input),
    ...codeRefusals(input),
    ...localeRefusals(input, revision, undecided),
    ...answerRefusals(input),
  ];
}

function reasonRefusals({ decision, reason }: DecisionInput): Refusal[] {
  const path = ['input', 'reason'];
  if ((reason ?? '').trim() === '')
    return decision === 'APPROVED'
      ? []
      : [invalidValue(path, null, `a reason of 1 to ${REVIEW_REASON_LENGTH_MAX} characters, which the partner reads`)];
  return textRefusals(reason, REVIEW_REASON_LENGTH_MAX, path);
}

function codeRefusals({ decision, code }: DecisionInput): Refusal[] {
  if ((decision === 'REJECTED') === (code !== null)) return [];
  const allowed =
    decision === 'REJECTED' ? `one of ${REJECTION_CODES.join(', ')}` : 'no code: only a rejection has one';
  return [invalidValue(['input', 'code'], code, allowed)];
}

function localeRefusals(
  { locales }: DecisionInput,
  { document }: DecidedRevision,
  undecided: readonly Locale[],
): Refusal[] {
  if (locales === null) return [];
  const path = ['input', 'locales'];
  const offered = Object.keys(document.localizations);
  const waiting = undecided.length === 0 ? offered : undecided;
  if (locales.length === 0 || locales.length > LOCALES_MAX) {
    const allowed = `1 to ${LOCALES_MAX} of ${waiting.join(', ')}, or nothing for all that wait`;
    return [invalidValue(path, `${locales.length} locales`, allowed)];
  }
  return locales
    .filter((locale, index) => !waiting.includes(locale) || locales.indexOf(locale) < index)
    .map((locale) => invalidValue(path, locale, `locales of the revision that wait, each once: ${waiting.join(', ')}`));
}

function answerRefusals({ acknowledged, answers, attestations }: DecisionInput): Refusal[] {
  const tooMany = (count: number, max: number, name: string) =>
    count <= max ? [] : [invalidValue(['input', name], `${count} of them`, `at most ${max}`)];
  const isSign = (sign: string) => Object.hasOwn(MEDIA_SIGNS, sign);
  const malformed = attestations
    .slice(0, ATTESTATIONS_MAX)
    .filter(({ mediaHash, shows }) => !/^[0-9a-f]{64}$/.test(mediaHash) || !shows.every(isSign));
  return [
    ...tooMany(acknowledged.length, KEYS_MAX, 'acknowledged'),
    ...tooMany(answers.length, KEYS_MAX, 'answers'),
    ...tooMany(attestations.length, ATTESTATIONS_MAX, 'attestations'),
    ...malformed.map(({ mediaHash }) =>
      invalidValue(['input', 'attestations'], mediaHash, 'the hash of a medium as 64 hex digits, and what it shows'),
    ),
  ];
}
