import { Kind, type ASTVisitor, type ValidationContext } from 'graphql';
import { limitError } from './limit-error.js';
import { selectionMeter } from './selection-meter.js';

/**
 * Refuses operations nested deeper than `depthMax` fields, fragments followed. What a program needs is far below; what is far
 * above is an attempt to keep the server busy.
 */
export function depthRule(depthMax: number): (context: ValidationContext) => ASTVisitor {
  return (context) => {
    const depthOf = selectionMeter(context, (one, inside) => inside + (one.kind === Kind.FIELD ? 1 : 0), Math.max);
    return {
      OperationDefinition(node) {
        if (depthOf(node.selectionSet) <= depthMax) return;
        const message = `The operation is nested deeper than ${depthMax} fields. Ask for less at once, or in several operations.`;
        context.reportError(limitError({ name: 'depth', max: depthMax }, message, node));
      },
    };
  };
}
