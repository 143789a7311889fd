import type { TransactionClient } from '../transaction.js';

/** Names that are right wherever they stand in a text: those of partners and of helplines, in every language. */
export async function readSafeNames(client: TransactionClient): Promise<readonly string[]> {
  const rows = await client.$queryRaw<{ name: string }[]>`
    SELECT name FROM partner UNION SELECT value FROM helpline, jsonb_each_text(record -> 'names')`;
  return rows.map(({ name }) => name);
}
