/** Sums below this are shown to nobody, and are deleted when their day is over for good. */
export const SHOWING_FLOOR = 20;
/** Figures are multiples of this. */
export const SHOWING_STEP = 5;
/** Of each sum a number from 0 to this, excluded, drawn once when it reached the floor, is kept back for good. */
export const SHOWING_HELD_BACK_MAX = 10;
/** A sum grows no further; it fits into every client's numbers. */
export const SHOWING_SUM_MAX = 2_000_000_000;
/** From so many days after its day on, by UTC, a sum that has not reached the floor is deleted: nothing is added any more. */
export const SHOWING_PENDING_DAYS = 8;

/**
 * The figure of a sum, as partners and staff read it, or null: it is not shown.
 *
 * Two readings before and after one report must not tell what that report was, and whoever adds made-up counts until a figure moves must
 * not learn how many were there before. So the figure is a multiple of SHOWING_STEP, rounded down, after what is held back; it is
 * between 0 and 13 lower than the sum, always by the same draw, and at least SHOWING_FLOOR.
 *
 * @param heldBack from 0 to SHOWING_HELD_BACK_MAX, excluded; drawn once for this sum
 */
export function shownShowings(sum: number, heldBack: number): number | null {
  const left = sum - heldBack;
  return left < SHOWING_FLOOR ? null : left - (left % SHOWING_STEP);
}
