import { constructorsAreNarrow, filesAreShort, functionsAreShort } from './rules/bound-rules.js';
import { deliveryTakesReadModels, everyFileHasAUnit, importsFollowTheTable } from './rules/import-rules.js';
import { persistenceHidesPrisma } from './rules/prisma-type-rules.js';
import { domainIsPure } from './rules/purity-rules.js';
import {
  checkersAreNotSilenced,
  environmentIsReadOnce,
  namesSaySomething,
  sqlIsParameterised,
  testsAllRun,
} from './rules/word-rules.js';
import { type Files, parseAll, type Rule } from './source.js';

export const RULES = {
  importsFollowTheTable,
  deliveryTakesReadModels,
  everyFileHasAUnit,
  persistenceHidesPrisma,
  domainIsPure,
  filesAreShort,
  functionsAreShort,
  constructorsAreNarrow,
  environmentIsReadOnce,
  sqlIsParameterised,
  testsAllRun,
  checkersAreNotSilenced,
  namesSaySomething,
} satisfies Readonly<Record<string, Rule>>;

export type RuleName = keyof typeof RULES;
export const RULE_NAMES = Object.keys(RULES) as RuleName[];

/**
 * What is wrong with these files, each as `path:line  what is wrong. What to do instead.`
 *
 * Pure: the same files give the same answer, so that planted violations are tested in memory.
 */
export function check(files: Files, rules: readonly RuleName[] = RULE_NAMES): string[] {
  const sources = parseAll(files);
  const found = [...sources.values()].flatMap((source) => rules.flatMap((name) => RULES[name](source, sources)));
  return found.map(({ path, line, message }) => `${path}:${line}  ${message}`).toSorted();
}
