import { Kind, type ASTVisitor, type SelectionNode, type ValidationContext } from 'graphql';
import { limitError } from './limit-error.js';

/**
 * Refuses documents that repeat more than `repeatsMax` fields or fragments in the selections they stand in already. They are answered
 * once, but compared each with each.
 */
export function repeatRule(repeatsMax: number): (context: ValidationContext) => ASTVisitor {
  return (context) => {
    let repeats = 0;
    return {
      SelectionSet({ selections }) {
        const keys = selections.flatMap(keyOf);
        repeats += keys.length - new Set(keys).size;
      },
      Document: {
        leave() {
          if (repeats <= repeatsMax) return;
          const message = `The operation repeats ${repeats} fields where they stand already; ${repeatsMax} are allowed. Ask for each once.`;
          context.reportError(limitError({ name: 'repeats', max: repeatsMax }, message));
        },
      },
    };
  };
}

function keyOf(selection: SelectionNode): string[] {
  if (selection.kind === Kind.FIELD) return [selection.alias?.value ?? selection.name.value];
  if (selection.kind === Kind.FRAGMENT_SPREAD) return [`...${selection.name.value}`];
  return [`... on ${selection.typeCondition?.name.value ?? ''}`];
}
