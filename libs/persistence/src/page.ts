import type { Instant } from '#domain';

/** Where a page begins: after this row, in a list ordered by instant and id. */
export interface PageCursor {
  readonly at: Instant;
  readonly id: string;
}

/** @property first rows wanted, 1 to PAGE_MAX; the border refuses anything else */
export interface PageRequest {
  readonly first: number;
  readonly after: PageCursor | null;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNext: boolean;
}

export const PAGE_MAX = 100;

/** A page out of `first + 1` rows: the extra one only says that there are more. */
export function pageOf<Row>(rows: readonly Row[], first: number): Page<Row> {
  return { rows: rows.slice(0, first), hasNext: rows.length > first };
}
