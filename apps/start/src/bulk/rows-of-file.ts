import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse';
import { unescapeCell } from '#domain';

/** A row as the API takes it, or what is wrong with its line already. */
export type FileRow =
  | { readonly row: number; readonly reference: string; readonly document: object }
  | { readonly row: number; readonly reference: string; readonly wrong: string };

export const CSV_COLUMNS = [
  'reference',
  'kind',
  'topics',
  'age_min',
  'rights_from',
  'rights_to',
  'rights_regions',
  'default_locale',
  'locale',
  'title',
  'summary',
  'body',
  'content_note',
  'content_note_alternative',
] as const;
export type CsvColumn = (typeof CSV_COLUMNS)[number];
type CsvRecord = Readonly<Record<CsvColumn, string>>;

/** The rows of a file, one after another, however large it is. @throws the system's error when it cannot be read */
export function rowsOfFile(file: string, format: 'jsonl' | 'csv'): AsyncIterable<FileRow> {
  return format === 'csv' ? csvRows(file) : jsonRows(file);
}

async function* jsonRows(file: string): AsyncIterable<FileRow> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
  let row = 0;
  for await (const line of lines) {
    row += 1;
    if (line.trim() !== '') yield jsonRow(line, row);
  }
}

function jsonRow(line: string, row: number): FileRow {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return { row, reference: '', wrong: 'a JSON object is needed' };
    const { reference, document } = value as { reference?: unknown; document?: unknown };
    if (typeof reference !== 'string') return { row, reference: '', wrong: 'reference: a text is needed' };
    if (typeof document !== 'object' || document === null)
      return { row, reference, wrong: 'document: an object is needed' };
    return { row, reference, document };
  } catch {
    return { row, reference: '', wrong: 'this line is no JSON' };
  }
}

/** Lines of one reference that follow each other are one item, each line a locale of it. */
async function* csvRows(file: string): AsyncIterable<FileRow> {
  const parser = createReadStream(file).pipe(
    parse({
      bom: true,
      columns: false,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 1_000_000,
    }),
  );
  let header: readonly string[] | null = null;
  let open: { row: number; lines: CsvRecord[] } | null = null;
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    if (header === null) {
      header = record;
      const unknown = record.filter((name) => !(CSV_COLUMNS as readonly string[]).includes(name));
      const missing = ['reference', 'locale', 'title'].filter((name) => !record.includes(name));
      if (unknown.length > 0 || missing.length > 0)
        throw new Error(
          `The first line names the columns. Unknown: ${unknown.join(', ') || 'none'}; missing: ${missing.join(', ') || 'none'}; there are ${CSV_COLUMNS.join(', ')}.`,
        );
      continue;
    }
    const cells: CsvRecord = recordOf(header, record);
    if (open !== null && open.lines[0]!.reference === cells.reference) {
      open.lines.push(cells);
      continue;
    }
    if (open !== null) yield csvRow(open.row, open.lines);
    open = { row: info.lines, lines: [cells] };
  }
  if (open !== null) yield csvRow(open.row, open.lines);
}

function recordOf(header: readonly string[], cells: readonly string[]): CsvRecord {
  const named = new Map(header.map((name, i) => [name, unescapeCell(cells[i] ?? '')]));
  return Object.fromEntries(CSV_COLUMNS.map((name) => [name, named.get(name) ?? ''])) as CsvRecord;
}

function csvRow(row: number, lines: readonly CsvRecord[]): FileRow {
  const [first] = lines as [CsvRecord];
  const list = (text: string) => text.split(';').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
  const orNull = (text: string) => (text === '' ? null : text);
  const age = first.age_min === '' ? null : Number(first.age_min);
  if (age !== null && !Number.isInteger(age))
    return { row, reference: first.reference, wrong: `age_min: "${first.age_min.slice(0, 20)}" is no whole number` };
  return {
    row,
    reference: first.reference,
    document: {
      kind: first.kind === '' ? 'ARTICLE' : first.kind,
      topics: list(first.topics),
      ageMin: age,
      rights: { from: orNull(first.rights_from), to: orNull(first.rights_to), regions: list(first.rights_regions) },
      defaultLocale: first.default_locale === '' ? first.locale : first.default_locale,
      localizations: lines.map((line) => ({
        locale: line.locale,
        title: line.title,
        summary: orNull(line.summary),
        body: orNull(line.body),
        contentNote:
          line.content_note === '' ? null : { text: line.content_note, alternative: line.content_note_alternative },
      })),
    },
  };
}
