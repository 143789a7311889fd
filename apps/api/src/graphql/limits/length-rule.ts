import type { ASTVisitor, ValidationContext } from 'graphql';
import { limitError } from './limit-error.js';

/** Refuses texts of more than `lengthMax` characters: values belong in variables. */
export function lengthRule(lengthMax: number): (context: ValidationContext) => ASTVisitor {
  return (context) => ({
    Document(node) {
      const length = node.loc?.source.body.length ?? 0;
      if (length <= lengthMax) return;
      const message = `The text of the operation has ${length} characters; ${lengthMax} are allowed. Put values into variables.`;
      context.reportError(limitError({ name: 'length', max: lengthMax }, message));
    },
  });
}
