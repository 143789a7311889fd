import { Kind, type SelectionNode, type SelectionSetNode, type ValidationContext } from 'graphql';

/** Sums beyond this are all the same: too much. It keeps them exact. */
const SUM_MAX = Number.MAX_SAFE_INTEGER;

/**
 * Sums a figure over a selection, with each fragment as often as it is spread, yet measured once: a few fragments that spread each
 * other twice would take a walk of years. One inside itself counts nothing: another rule refuses it.
 *
 * @param figureOf of a selection, given the sum over what is inside it
 */
export function selectionMeter(
  context: ValidationContext,
  figureOf: (selection: SelectionNode, inside: number) => number,
): (set: SelectionSetNode) => number {
  const measured = new Map<string, number>();
  const fragmentSum = (name: string): number => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    measured.set(name, 0);
    const fragment = context.getFragment(name);
    const sum = fragment ? sumOf(fragment.selectionSet) : 0;
    measured.set(name, sum);
    return sum;
  };
  const insideOf = (selection: SelectionNode): number => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return fragmentSum(selection.name.value);
    return selection.selectionSet ? sumOf(selection.selectionSet) : 0;
  };
  const sumOf = (set: SelectionSetNode): number =>
    set.selections.reduce((sum, one) => Math.min(SUM_MAX, sum + figureOf(one, insideOf(one))), 0);
  return sumOf;
}
