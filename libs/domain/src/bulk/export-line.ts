import { canonicalHash, contentHash } from '../content/content-hash.js';
import { CONTENT_KINDS, type ContentDocument } from '../content/document.js';
import type { RevisionState } from '../content/revision.js';
import { refuse, type Refusal } from '../refusal.js';
import { ERASED_TEXT } from '../takedown/consent.js';
import type { Locale } from '../text/locale.js';

/** A revision as it is given back, with what was decided of it as evidence. */
export interface ExportedRevision {
  readonly id: string;
  /** From 1, per item. */
  readonly number: number;
  readonly state: RevisionState;
  readonly submittedBy: string;
  /** RFC 3339. */
  readonly submittedAt: string;
  readonly document: ContentDocument;
  readonly hashes: Readonly<Record<Locale, string>>;
  readonly editedFrom: string | null;
  readonly decisions: readonly {
    readonly locale: Locale;
    readonly contentHash: string;
    readonly decision: string;
    readonly decidedAt: string;
    readonly reason: string | null;
  }[];
}

/** One item with everything that a partner ever gave of it. */
export interface ExportedItem {
  readonly id: string;
  readonly reference: string | null;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly draftVersion: number;
  readonly draft: ContentDocument;
  readonly withdrawnAt: string | null;
  readonly withdrawnWhy: string | null;
  /** In the order of their numbers. */
  readonly revisions: readonly ExportedRevision[];
}

const FORMAT = 1;

/** One line of an export: the item, and the hash by which it is known to be whole. */
export function exportLine(item: ExportedItem): string {
  return JSON.stringify({ format: FORMAT, item, hash: canonicalHash(item as unknown as object) });
}

/**
 * The item of a line, or why it is damaged. The texts of each revision are held against their hashes besides, so that a line whose
 * outer hash was made anew does not bring back another text under an old name.
 */
export function readExportLine(text: string): ExportedItem | string {
  let parsed: { format?: unknown; item?: ExportedItem; hash?: unknown };
  try {
    parsed = JSON.parse(text) as typeof parsed;
  } catch {
    return 'It is no JSON: cut off, or of another program.';
  }
  const { format, item, hash } = parsed;
  if (format !== FORMAT || typeof item !== 'object' || item === null)
    return `It is no line of an export of format ${FORMAT}.`;
  try {
    if (canonicalHash(item as unknown as object) !== hash)
      return 'Its hash is another: it was changed after the export.';
    if (!CONTENT_KINDS.includes(item.draft.kind)) return 'Its draft is no content document.';
    const wrong = item.revisions.find(({ document, hashes }) =>
      Object.keys({ ...document.localizations, ...hashes }).some(
        (locale) => !isErased(document, locale) && contentHash(document, locale) !== hashes[locale],
      ),
    );
    return wrong === undefined ? item : `The texts of revision ${wrong.number} are not those that were handed in.`;
  } catch {
    return `It is no line of an export of format ${FORMAT}.`;
  }
}

/** Of a story that was taken back nothing is left, and the hash of what it was stays. */
function isErased({ localizations }: ContentDocument, locale: Locale): boolean {
  const text = localizations[locale];
  return text !== undefined && canonicalHash(text) === canonicalHash(ERASED_TEXT);
}

/**
 * What a revision is once it is restored. Approvals never come back by themselves: the newest that waited or was approved waits for
 * review again, older ones stand as sent back, and what was rejected or withdrawn stays so.
 */
export function restoredState(
  revisions: readonly Pick<ExportedRevision, 'number' | 'state'>[],
  number: number,
): RevisionState {
  const isOpen = (state: RevisionState) => state === 'SUBMITTED' || state === 'APPROVED';
  const newest = Math.max(...revisions.filter(({ state }) => isOpen(state)).map((one) => one.number));
  const { state } = revisions.find((one) => one.number === number)!;
  if (!isOpen(state)) return state;
  return number === newest ? 'SUBMITTED' : 'CHANGES_REQUESTED';
}

/** The refusal of a batch by its damaged lines: of such a batch nothing is written. */
export function damagedLineRefusal(line: number, why: string, path: readonly string[]): Refusal {
  return refuse('INVALID_VALUE', [...path, String(line)], {
    message: `Line ${line} is damaged. ${why} Take it out, or export again; nothing of this batch was restored.`,
    value: null,
    allowed: 'a line of an export, as it came',
  });
}
