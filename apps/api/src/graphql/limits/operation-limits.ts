import {
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';
import { aliasRule } from './alias-rule.js';
import { costRule } from './cost-rule.js';
import { depthRule } from './depth-rule.js';
import { directiveRule } from './directive-rule.js';
import { lengthRule } from './length-rule.js';
import { repeatRule } from './repeat-rule.js';

/** What one operation may ask of an endpoint, over whatever it comes. */
export interface OperationLimits {
  /** Characters of the whole text, comments too. */
  readonly lengthMax: number;
  readonly tokensMax: number;
  /** Fields inside one another, fragments followed. */
  readonly depthMax: number;
  /** Fields under another name, each as often as its fragment is spread. */
  readonly aliasesMax: number;
  /** Fields and fragments that stand in one selection once more; what they would add is nothing. */
  readonly repeatsMax: number;
  readonly directivesMax: number;
  /** Fields, those of a list as often as the list may be long. */
  readonly costMax: number;
  /** Values inside one another in the variables. */
  readonly variableDepthMax: number;
  /** Values in the variables, those inside others too. */
  readonly variableValuesMax: number;
}

/** Of the public endpoint: several times what a client app asks for, all fields of a programme of hours too, and the introspection query of every GraphQL tool. */
export const DELIVERY_LIMITS: OperationLimits = {
  lengthMax: 20_000,
  tokensMax: 1_000,
  depthMax: 15,
  aliasesMax: 30,
  repeatsMax: 20,
  directivesMax: 30,
  costMax: 1_000_000,
  variableDepthMax: 8,
  variableValuesMax: 500,
};

/** Of the management endpoint: everything of a page of items with their revisions, and imports of whole documents. */
export const MANAGEMENT_LIMITS: OperationLimits = {
  lengthMax: 200_000,
  tokensMax: 4_000,
  depthMax: 15,
  aliasesMax: 100,
  repeatsMax: 50,
  directivesMax: 50,
  costMax: 500_000,
  variableDepthMax: 20,
  variableValuesMax: 100_000,
};

/** Besides the rules of GraphQL itself. */
export function limitRules(limits: OperationLimits): ValidationRule[] {
  return [
    lengthRule(limits.lengthMax),
    depthRule(limits.depthMax),
    aliasRule(limits.aliasesMax),
    repeatRule(limits.repeatsMax),
    directiveRule(limits.directivesMax),
    costRule(limits.costMax),
  ];
}

/** @throws a GraphQL error on a syntax error, and with the first token that is too many */
export function parseWithin(text: string, { tokensMax }: OperationLimits): DocumentNode {
  return parse(text, { maxTokens: tokensMax });
}

/** What is wrong with an operation by the rules of GraphQL and of the endpoint; empty: nothing is. */
export function faultsOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  limits: OperationLimits,
): readonly GraphQLError[] {
  return validate(schema, document, [...specifiedRules, ...limitRules(limits)]);
}
