import { canonicalText } from '../content/content-hash.js';
import { escapeCell } from '../text/csv-cell.js';
import { auditText, type ChainedEntry } from './audit-entry.js';

export const AUDIT_EXPORT_FORMATS = ['NDJSON', 'CSV'] as const;
export type AuditExportFormat = (typeof AUDIT_EXPORT_FORMATS)[number];

/** How long after its entry an export can be fetched, by who asked for it. */
export const AUDIT_EXPORT_MS = 3_600_000;

const COLUMNS = [
  'seq',
  'at',
  'actorKind',
  'actorId',
  'keyId',
  'sessionId',
  'actorName',
  'role',
  'action',
  'subjectType',
  'subjectId',
  'before',
  'after',
  'reason',
  'hash',
] as const satisfies readonly (keyof ChainedEntry)[];

/** The first line of CSV. NDJSON has none. */
export function auditExportHead(format: AuditExportFormat): string {
  return format === 'CSV' ? `${COLUMNS.join(',')}\r\n` : '';
}

/**
 * One entry with the end of its line. NDJSON: what the hash covers, with `format`, `sessionId` and the hash itself, from which anybody can
 * recompute the chain. CSV is for people: `before` and `after` are JSON in a cell, and no cell is a formula.
 *
 * @see docs/audit.md
 */
export function auditExportLine(entry: ChainedEntry, format: AuditExportFormat): string {
  if (format === 'CSV') return `${COLUMNS.map((name) => escapeCell(cellText(entry[name]))).join(',')}\r\n`;
  const { hash, sessionId } = entry;
  const covered = JSON.parse(auditText(entry)) as object;
  return `${canonicalText({ ...covered, format: entry.format, sessionId, hash })}\n`;
}

/** The last line of NDJSON: what was cut on its way lacks it. Spreadsheets would take it for an entry, so CSV has none. */
export function auditExportEnd(entries: number, format: AuditExportFormat): string {
  return format === 'CSV' ? '' : `${canonicalText({ end: { entries } })}\n`;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : canonicalText(value);
}
