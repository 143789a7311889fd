import { Kind, type ASTVisitor, type ValidationContext } from 'graphql';
import { limitError } from './limit-error.js';
import { selectionMeter } from './selection-meter.js';

/** Refuses operations with more than `aliasesMax` fields under another name: many questions in the coat of one. */
export function aliasRule(aliasesMax: number): (context: ValidationContext) => ASTVisitor {
  return (context) => {
    const aliasesIn = selectionMeter(
      context,
      (selection, inside) => inside + (selection.kind === Kind.FIELD && selection.alias ? 1 : 0),
    );
    return {
      OperationDefinition(node) {
        const aliases = aliasesIn(node.selectionSet);
        if (aliases <= aliasesMax) return;
        const message = `The operation has ${aliases} aliases, fragments written out; ${aliasesMax} are allowed. Ask in several operations.`;
        context.reportError(limitError({ name: 'aliases', max: aliasesMax }, message, node));
      },
    };
  };
}
