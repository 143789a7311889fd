import type { ASTVisitor, ValidationContext } from 'graphql';
import { limitError } from './limit-error.js';

/** Refuses documents with more than `directivesMax` directives, wherever they stand. */
export function directiveRule(directivesMax: number): (context: ValidationContext) => ASTVisitor {
  return (context) => {
    let directives = 0;
    return {
      Directive() {
        directives += 1;
      },
      Document: {
        leave() {
          if (directives <= directivesMax) return;
          const message = `The operation has ${directives} directives; ${directivesMax} are allowed. Leave out what you do not need.`;
          context.reportError(limitError({ name: 'directives', max: directivesMax }, message));
        },
      },
    };
  };
}
