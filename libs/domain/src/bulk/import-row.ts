import type { ContentDocument } from '../content/document.js';
import { canonicalHash } from '../content/content-hash.js';
import { documentRefusals } from '../content/document-rules.js';
import { invalidValue, type Refusal } from '../refusal.js';

/** One item as a partner gives it among many others. */
export interface ImportRow {
  /** As the partner counts them: the line of their file, from 1. */
  readonly row: number;
  /** The partner's own name of the item, by which it is found again: unique with them. */
  readonly reference: string;
  readonly document: ContentDocument;
}

/** What there is of a reference. */
export interface ImportedItem {
  readonly draft: ContentDocument;
  readonly isWithdrawn: boolean;
}

/** `MADE`: a new item; `CHANGED`: a new version of its draft; `UNCHANGED`: the same content again; `REFUSED`: nothing of it. */
export type ImportOutcome = 'MADE' | 'CHANGED' | 'UNCHANGED' | 'REFUSED';

export const REFERENCE_LENGTH_MAX = 100;
/** Rows of one call: as many as are decided in a transaction of about a second. */
export const IMPORT_ROWS_MAX = 500;
/** Of one import. */
export const IMPORT_BATCHES_MAX = 10_000;
const REFERENCE = /^[^\s\p{C}](?:[^\p{C}]*[^\s\p{C}])?$/u;

/** Everything that forbids a row, all at once; a draft may be unfinished. */
export function rowRefusals({ row, reference, document }: ImportRow, known: ImportedItem | null): Refusal[] {
  return [
    ...(REFERENCE.test(reference) && reference.length <= REFERENCE_LENGTH_MAX
      ? []
      : [
          invalidValue(
            ['reference'],
            reference.slice(0, REFERENCE_LENGTH_MAX),
            `your own name of the item: 1 to ${REFERENCE_LENGTH_MAX} characters, no space at either end`,
          ),
        ]),
    ...(Number.isInteger(row) && row >= 1 ? [] : [invalidValue(['row'], String(row), 'a line of your file, from 1')]),
    ...(known?.isWithdrawn === true
      ? [
          invalidValue(
            ['reference'],
            reference,
            'a reference whose item was not withdrawn: give what is to go on a new one',
          ),
        ]
      : []),
    ...documentRefusals(document, ['document']),
  ];
}

/** What becomes of a row that nothing forbids. */
export function importOutcome(
  { document }: Pick<ImportRow, 'document'>,
  known: ImportedItem | null,
): Exclude<ImportOutcome, 'REFUSED'> {
  if (known === null) return 'MADE';
  return canonicalHash(known.draft) === canonicalHash(document) ? 'UNCHANGED' : 'CHANGED';
}
