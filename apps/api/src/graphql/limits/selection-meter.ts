import { Kind, type SelectionNode, type SelectionSetNode, type ValidationContext } from 'graphql';

/** Sums beyond this are all the same: too much. It keeps them exact. */
const SUM_MAX = Number.MAX_SAFE_INTEGER;

/**
 * A figure over a selection, with each fragment as often as it is spread, yet measured once: a few fragments that spread each
 * other twice would take a walk of years. One inside itself counts nothing: another rule refuses it.
 *
 * @param figureOf of a selection, given the figure of what is inside it
 * @param together how those beside each other are put together: their sum, or the largest
 */
export function selectionMeter(
  context: ValidationContext,
  figureOf: (selection: SelectionNode, inside: number) => number,
  together: (a: number, b: number) => number = (a, b) => a + b,
): (set: SelectionSetNode) => number {
  const measured = new Map<string, number>();
  const ofFragment = (name: string): number => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    measured.set(name, 0);
    const fragment = context.getFragment(name);
    const figure = fragment ? ofSet(fragment.selectionSet) : 0;
    measured.set(name, figure);
    return figure;
  };
  const insideOf = (selection: SelectionNode): number => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value);
    return selection.selectionSet ? ofSet(selection.selectionSet) : 0;
  };
  const ofSet = (set: SelectionSetNode): number =>
    set.selections.reduce((figure, one) => Math.min(SUM_MAX, together(figure, figureOf(one, insideOf(one)))), 0);
  return ofSet;
}
