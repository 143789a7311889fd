import type { AuditFormat, ChainedEntry } from '#domain';
import type { TestDatabase } from './test-database.js';

/** The whole chain as the rows have it, in order. */
export async function auditEntriesOf(database: TestDatabase): Promise<ChainedEntry[]> {
  type Row = Record<string, unknown> & { format: AuditFormat; at: Date };
  const rows = await database.query<Row>('SELECT * FROM audit_entry ORDER BY seq');
  return rows.map(({ at, ...row }) => {
    const named = Object.entries(row).map(([name, value]) => [
      name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]);
    return { ...Object.fromEntries(named), at: at.toISOString() } as ChainedEntry;
  });
}
