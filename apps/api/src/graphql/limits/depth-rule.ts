import { Kind, type ASTVisitor, type SelectionSetNode, type ValidationContext } from 'graphql';
import { limitError } from './limit-error.js';

/**
 * Refuses operations nested deeper than `depthMax` fields, fragments followed. What a program needs is far below; what is far
 * above is an attempt to keep the server busy.
 */
export function depthRule(depthMax: number): (context: ValidationContext) => ASTVisitor {
  return (context) => {
    const depthOf = depthMeter(context);
    return {
      OperationDefinition(node) {
        if (depthOf(node.selectionSet) <= depthMax) return;
        const message = `The operation is nested deeper than ${depthMax} fields. Ask for less at once, or in several operations.`;
        context.reportError(limitError({ name: 'depth', max: depthMax }, message, node));
      },
    };
  };
}

/**
 * Fields one inside another, the leaf included. Each fragment is measured once however often it is spread, or a few of them
 * that spread each other twice would take a walk of years. One inside itself counts nothing: another rule refuses it.
 */
function depthMeter(context: ValidationContext): (set: SelectionSetNode) => number {
  const measured = new Map<string, number>();
  const fragmentDepth = (name: string): number => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    measured.set(name, 0);
    const fragment = context.getFragment(name);
    const depth = fragment ? depthOf(fragment.selectionSet) : 0;
    measured.set(name, depth);
    return depth;
  };
  const depthOf = (set: SelectionSetNode): number =>
    set.selections.reduce((deepest, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return Math.max(deepest, fragmentDepth(selection.name.value));
      const inside = selection.selectionSet ? depthOf(selection.selectionSet) : 0;
      return Math.max(deepest, selection.kind === Kind.FIELD ? inside + 1 : inside);
    }, 0);
  return depthOf;
}
