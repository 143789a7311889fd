import { GraphQLError, Kind, type ASTVisitor, type SelectionSetNode, type ValidationContext } from 'graphql';

/**
 * Refuses operations nested deeper than `depthMax` fields, fragments followed. What a program needs is far below; what is far
 * above is an attempt to keep the server busy.
 */
export function depthRule(depthMax: number): (context: ValidationContext) => ASTVisitor {
  return (context) => ({
    OperationDefinition(node) {
      if (!isDeeper(context, node.selectionSet, depthMax, new Set())) return;
      context.reportError(
        new GraphQLError(
          `The operation is nested deeper than ${depthMax} fields. Ask for less at once, or in several operations.`,
          { nodes: node },
        ),
      );
    },
  });
}

/** Stops at the first path that is too deep; `open` are the fragments around it, so that a circle of them ends. */
function isDeeper(context: ValidationContext, set: SelectionSetNode, left: number, open: ReadonlySet<string>): boolean {
  return set.selections.some((selection) => {
    if (selection.kind === Kind.FIELD) {
      return (
        selection.selectionSet !== undefined && (left <= 1 || isDeeper(context, selection.selectionSet, left - 1, open))
      );
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) return isDeeper(context, selection.selectionSet, left, open);
    const name = selection.name.value;
    const fragment = context.getFragment(name);
    return (
      !open.has(name) &&
      fragment !== null &&
      fragment !== undefined &&
      isDeeper(context, fragment.selectionSet, left, new Set([...open, name]))
    );
  });
}
