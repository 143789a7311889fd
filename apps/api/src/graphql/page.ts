import { isUuid, PAGE_MAX, type Page, type PageCursor, type PageRequest } from '#persistence';
import { badInput } from './errors.js';

/** The rows of a list that are asked for. @throws a GraphQL error on a page size out of range or a cursor that we did not make */
export function readPage(first: number, after: string | null | undefined): PageRequest {
  return { first: readFirst(first), after: after === null || after === undefined ? null : readCursor(after) };
}

export function readFirst(first: number): number {
  if (first < 1 || first > PAGE_MAX)
    throw badInput(`${first} is not allowed as first: give 1 to ${PAGE_MAX}, and go on with after.`);
  return first;
}

/** Where a page ended, as an opaque text: the instant and the id of its last row. */
export function writeCursor(cursor: PageCursor): string {
  return Buffer.from(`${cursor.at}:${cursor.id}`).toString('base64url');
}

/** Instants of which the database can keep the date: the years 1 to 9999, in UTC epoch milliseconds. */
const CURSOR_AT = { min: Date.parse('0001-01-01T00:00:00Z'), max: Date.parse('9999-12-31T23:59:59.999Z') };

function readCursor(text: string): PageCursor {
  const [, at = '', id = ''] =
    Buffer.from(text, 'base64url')
      .toString('utf8')
      .match(/^(-?\d{1,15}):(.+)$/) ?? [];
  if (!isUuid(id) || Number(at) < CURSOR_AT.min || Number(at) > CURSOR_AT.max)
    throw badInput('This cursor was not made here. Give back an endCursor as it came, or leave after out.');
  return { at: Number(at), id };
}

/** A place in the audit chain as an opaque text. */
export function writePlace(seq: bigint): string {
  return Buffer.from(`seq:${seq}`).toString('base64url');
}

/** @throws a GraphQL error on a text that we did not make */
export function readPlace(text: string): bigint {
  const [, seq] =
    Buffer.from(text, 'base64url')
      .toString('utf8')
      .match(/^seq:(\d{1,18})$/) ?? [];
  if (seq === undefined)
    throw badInput('This cursor was not made here. Give back an endCursor as it came, or leave after out.');
  return BigInt(seq);
}

/** A Relay connection of a page. */
export function connectionView<Row, Node>(
  page: Page<Row>,
  cursorOf: (row: Row) => PageCursor,
  view: (row: Row) => Node,
) {
  const edges = page.rows.map((row) => ({ cursor: writeCursor(cursorOf(row)), node: view(row) }));
  return { edges, pageInfo: { hasNextPage: page.hasNext, endCursor: edges.at(-1)?.cursor ?? null } };
}
