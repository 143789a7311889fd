import type { GraphQLError } from 'graphql';
import { limitError } from './limit-error.js';
import type { OperationLimits } from './operation-limits.js';

type Bounds = Pick<OperationLimits, 'variableDepthMax' | 'variableValuesMax'>;

/**
 * What is too much of the variables, also of those that the operation does not take; null: nothing is. Walked with a list of what is left,
 * not by calls: values as deep as a body is long must not use up the stack.
 */
export function variablesFault(
  variables: unknown,
  { variableDepthMax, variableValuesMax }: Bounds,
): GraphQLError | null {
  let level: unknown[] = [variables];
  let values = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > variableDepthMax) {
      const message = `The variables are nested deeper than ${variableDepthMax} values. No argument takes that.`;
      return limitError({ name: 'variables', max: variableDepthMax }, message);
    }
    values += level.length;
    if (values > variableValuesMax) {
      const message = `The variables hold more than ${variableValuesMax} values. Send them in several operations.`;
      return limitError({ name: 'variables', max: variableValuesMax }, message);
    }
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return null;
}
