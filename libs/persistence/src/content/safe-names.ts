import type { TransactionClient } from '../transaction.js';

/**
 * Names that are right wherever they stand in a text, in every language: those of partners and helplines, titles of campaigns,
 * awareness days. The same list while its names are the same, since much is made of it once.
 */
export async function readSafeNames(client: TransactionClient): Promise<readonly string[]> {
  const rows = await client.$queryRaw<{ name: string }[]>`
    SELECT name FROM partner UNION SELECT value FROM helpline, jsonb_each_text(record -> 'names')
    UNION SELECT name FROM observance UNION SELECT t.value ->> 'title' FROM campaign, jsonb_each(texts) t ORDER BY 1`;
  const names = rows.map(({ name }) => name);
  if (names.length !== last.length || names.some((name, index) => name !== last[index])) last = names;
  return last;
}

let last: readonly string[] = [];
