import type { Actor } from '../identity/actor.js';
import { invalidValue, refuse, type Refusal } from '../refusal.js';
import type { Locale } from '../text/locale.js';
import { blocks, findingKey, warns, type Finding } from './check-document.js';

/** What somebody who approves says to what was found; keys as `findingKey` makes them. */
export interface FindingAnswers {
  /** Warnings that were seen. */
  readonly acknowledged: readonly string[];
  /** Questions, each with whether all is well. */
  readonly answers: readonly { readonly key: string; readonly isFine: boolean }[];
  /** Why what blocks may pass, in words; only a safety reviewer's counts. */
  readonly reason: string | null;
}
export const NO_ANSWERS: FindingAnswers = { acknowledged: [], answers: [], reason: null };

/** Of each kind a refusal names at most so many. */
const NAMED_MAX = 100;

/**
 * Why a text may not be approved as it stands, all at once: what is HARD never passes; what blocks passes by a safety reviewer's
 * written reason, whether given now or standing already; warnings are acknowledged and questions answered by everybody who approves.
 *
 * @param findings of every source; those of other locales are not asked about
 * @param overridden keys that a safety reviewer let pass in writing, bound to this very text
 * @param path of the decision
 */
export function approvalRefusals(
  findings: readonly Finding[],
  locales: readonly Locale[],
  given: FindingAnswers & { readonly role: Actor['role']; readonly overridden: readonly string[] },
  path: readonly string[],
): Refusal[] {
  const asked = findings.filter((finding) => locales.includes(finding.locale));
  return [...hardRefusals(asked, path), ...blockingRefusals(asked, given, path), ...openRefusals(asked, given, path)];
}

function hardRefusals(findings: readonly Finding[], path: readonly string[]): Refusal[] {
  const hard = findings.filter(({ severity }) => severity === 'HARD');
  if (hard.length === 0) return [];
  const { rules, places } = named(hard);
  const message = `Nobody may let this pass: ${rules.join(', ')} in ${places.join(', ')}. Ask the partner for changes.`;
  return [refuse('FINDINGS_HARD', [...path, 'revisionId'], { message, rules, places })];
}

function blockingRefusals(
  findings: readonly Finding[],
  given: FindingAnswers & { readonly role: Actor['role']; readonly overridden: readonly string[] },
  path: readonly string[],
): Refusal[] {
  const blocking = findings.filter((finding) => blocks(finding) && !given.overridden.includes(findingKey(finding)));
  if (blocking.length === 0) return [];
  const { rules, places } = named(blocking);
  if (given.role === 'SAFETY_REVIEWER') {
    if ((given.reason ?? '').trim() !== '') return [];
    return [
      invalidValue([...path, 'reason'], null, `why it may pass all the same (${rules.join(', ')}), in your words`),
    ];
  }
  const message = `The check found what only a SAFETY_REVIEWER may let pass, in writing: ${rules.join(', ')} in ${places.join(', ')}. Ask for changes, or leave it to one.`;
  return [refuse('FINDINGS_BLOCK', [...path, 'revisionId'], { message, rules, places })];
}

function openRefusals(findings: readonly Finding[], given: FindingAnswers, path: readonly string[]): Refusal[] {
  const keysOf = (some: readonly Finding[]) => [...new Set(some.map(findingKey))].slice(0, NAMED_MAX);
  const warnings = findings.filter((one) => warns(one) && !given.acknowledged.includes(findingKey(one)));
  const questions = findings.filter((one) => one.severity === 'HUMAN');
  const answerTo = (one: Finding) => given.answers.find(({ key }) => key === findingKey(one));
  const unanswered = questions.filter((one) => answerTo(one) === undefined);
  const unwell = questions.filter((one) => answerTo(one)?.isFine === false);
  const open: Refusal[] = [];
  if (warnings.length + unanswered.length > 0) {
    const { rules, places } = named([...warnings, ...unanswered]);
    const message = `Not looked at yet: ${rules.join(', ')} in ${places.join(', ')}. Read what the check says, acknowledge each warning, answer each question and attest each medium.`;
    open.push(
      refuse('FINDINGS_OPEN', [...path, 'acknowledged'], {
        message,
        rules,
        places,
        warnings: keysOf(warnings),
        questions: keysOf(unanswered),
      }),
    );
  }
  if (unwell.length > 0) {
    const { rules } = named(unwell);
    open.push(
      invalidValue(
        [...path, 'answers'],
        rules.join(', '),
        'an approval of what you find well; what you do not, goes back to the partner with requestChanges',
      ),
    );
  }
  return open;
}

/** Rules and places, each once; never the words that stand there. */
function named(findings: readonly Finding[]): { rules: string[]; places: string[] } {
  return {
    rules: [...new Set(findings.map(({ rule }) => rule))],
    places: [...new Set(findings.map(({ path }) => path.join('.')))].slice(0, NAMED_MAX),
  };
}
