import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { escapeCell } from '#domain';
import { BulkClient, BulkError, refuseAll } from './bulk-client.js';
import { CSV_COLUMNS, rowsOfFile, type CsvColumn, type FileRow } from './rows-of-file.js';

export const BULK_USAGE = `marquee import FILE [--dry-run]          drafts out of JSON Lines, or of CSV (--format csv, or a name in .csv)
marquee export --partner SLUG [--csv]    everything that a partner ever gave, as JSON Lines; --csv: the drafts as a table
marquee restore FILE --partner SLUG      brings items back out of an export; what is there is left alone

  --url http://localhost:3000   where Marquee answers
  MARQUEE_KEY                   your key, in the environment
docs/bulk.md has the columns and what becomes of what. Exit code 0: all of it; 1: something was refused; 2: not understood.`;

/** What a command writes and shows. */
export interface BulkOutput {
  /** To standard output. */
  readonly write: (text: string) => void;
  /** To standard error: progress, and what is wrong. */
  readonly say: (line: string) => void;
}

const ROWS_PER_BATCH = 200;
/** The API takes a megabyte at once. */
const BATCH_CHARS_MAX = 600_000;
const LINES_PER_BATCH = 50;
const PAGE = 50;
const REFUSED_SHOWN = 100;

/** @returns the exit code */
export async function bulk(
  command: 'import' | 'export' | 'restore',
  args: readonly string[],
  key: string | undefined,
  output: BulkOutput,
): Promise<0 | 1 | 2> {
  const options = readOptions(command, args);
  if (options === null || key === undefined || key === '') {
    output.say(options === null ? BULK_USAGE : `MARQUEE_KEY is not set: put your key there.\n\n${BULK_USAGE}`);
    return 2;
  }
  const client = new BulkClient(options.url, key);
  try {
    if (command === 'import') return await importFile(client, options, output);
    if (command === 'export') return await exportAll(client, options, output);
    return await restoreFile(client, options, output);
  } catch (error) {
    if (!(error instanceof BulkError) && (error as { code?: string }).code === undefined) throw error;
    output.say((error as Error).message);
    return 1;
  }
}

interface Options {
  readonly file: string;
  readonly url: string;
  readonly partner: string;
  readonly format: 'jsonl' | 'csv';
  readonly isDry: boolean;
  readonly isCsv: boolean;
}

function readOptions(command: string, args: readonly string[]): Options | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        url: { type: 'string', default: 'http://localhost:3000' },
        partner: { type: 'string', default: '' },
        format: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        csv: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    const [file = ''] = positionals;
    const format = values.format ?? (file.endsWith('.csv') ? 'csv' : 'jsonl');
    const isWhole =
      positionals.length === (command === 'export' ? 0 : 1) && (command === 'import' || values.partner !== '');
    if (!isWhole || (format !== 'csv' && format !== 'jsonl')) return null;
    const { url, partner } = values;
    return { file, url: url.replace(/\/$/, ''), partner, format, isDry: values['dry-run'], isCsv: values.csv };
  } catch {
    return null;
  }
}

const COUNTS = 'id rowsRead rowsMade rowsChanged rowsUnchanged rowsRefused';
interface Counted {
  readonly id: string;
  readonly rowsRead: number;
  readonly rowsMade: number;
  readonly rowsChanged: number;
  readonly rowsUnchanged: number;
  readonly rowsRefused: number;
}
type Payload = { readonly import: Counted | null; readonly refusals: { message: string }[] };

async function importFile(client: BulkClient, { file, format, isDry }: Options, output: BulkOutput): Promise<0 | 1> {
  const mutate = async (name: string, input: object): Promise<Counted> => {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { ${name}(input: $input) { import { ${COUNTS} } refusals { message } } }`;
    const payload = (await client.ask<Record<string, Payload>>(query, { input }))[name]!;
    refuseAll(payload.refusals);
    return payload.import!;
  };
  let counted = await mutate('openImport', { dryRun: isDry });
  const importId = counted.id;
  let [wrong, batch] = [0, 0];
  for await (const rows of batchesOf(rowsOfFile(file, format))) {
    const good = rows.filter((row) => 'document' in row);
    for (const row of rows)
      if ('wrong' in row) output.say(`line ${row.row}${row.reference && ` (${row.reference})`}: ${row.wrong}`);
    wrong += rows.length - good.length;
    if (good.length === 0) continue;
    batch += 1;
    counted = await mutate('importRows', { importId, batch, rows: good });
    output.say(progressOf(counted, wrong));
  }
  await mutate('closeImport', { importId });
  await sayRefused(client, importId, output);
  output.say(`${isDry ? 'Looked at, nothing written' : 'Done'}: ${progressOf(counted, wrong)}`);
  return counted.rowsRefused + wrong > 0 ? 1 : 0;
}

function progressOf({ rowsRead, rowsMade, rowsChanged, rowsUnchanged, rowsRefused }: Counted, wrong: number): string {
  return `${rowsRead + wrong} rows: ${rowsMade} new, ${rowsChanged} changed, ${rowsUnchanged} as they were, ${rowsRefused + wrong} refused`;
}

async function* batchesOf(rows: AsyncIterable<FileRow>): AsyncIterable<FileRow[]> {
  let [batch, chars]: [FileRow[], number] = [[], 0];
  for await (const row of rows) {
    const length = JSON.stringify(row).length;
    if (batch.length > 0 && (batch.length === ROWS_PER_BATCH || chars + length > BATCH_CHARS_MAX)) {
      yield batch;
      [batch, chars] = [[], 0];
    }
    batch.push(row);
    chars += length;
  }
  if (batch.length > 0) yield batch;
}

async function sayRefused(client: BulkClient, id: string, output: BulkOutput): Promise<void> {
  const query = `query ($id: ID!, $after: Int!) { contentImport(id: $id) { refusedRows(first: ${REFUSED_SHOWN}, after: $after) { row reference refusals { path message } } } }`;
  type Answer = {
    contentImport: {
      refusedRows: { row: number; reference: string; refusals: { path: string[]; message: string }[] }[];
    };
  };
  for (let after = 0; ;) {
    const { refusedRows } = (await client.ask<Answer>(query, { id, after })).contentImport;
    for (const { row, reference, refusals } of refusedRows)
      for (const { path, message } of refusals) output.say(`line ${row} (${reference}), ${path.join('.')}: ${message}`);
    if (refusedRows.length < REFUSED_SHOWN) return;
    after = refusedRows.at(-1)!.row;
  }
}

async function exportAll(client: BulkClient, { partner, isCsv }: Options, output: BulkOutput): Promise<0> {
  const query = `query ($partner: String!, $after: String) { partnerExport(partner: $partner, first: ${PAGE}, after: $after) {
    edges { node { line } } pageInfo { hasNextPage endCursor } } }`;
  type Answer = {
    partnerExport: {
      edges: { node: { line: string } }[];
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
  };
  const hash = createHash('sha256');
  let items = 0;
  if (isCsv) output.write(`${CSV_COLUMNS.join(',')}\n`);
  for (let after: string | null = null; ;) {
    const { edges, pageInfo }: Answer['partnerExport'] = (await client.ask<Answer>(query, { partner, after }))
      .partnerExport;
    for (const { node } of edges) {
      items += 1;
      hash.update(`${node.line}\n`);
      output.write(isCsv ? csvOf(node.line) : `${node.line}\n`);
    }
    output.say(`${items} items`);
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  if (!isCsv) output.write(`${JSON.stringify({ end: { items, sha256: hash.digest('hex') } })}\n`);
  return 0;
}

interface ExportedDraft {
  readonly kind: string;
  readonly topics: string[];
  readonly ageMin: number | null;
  readonly rights: { from: string | null; to: string | null; regions: string[] };
  readonly defaultLocale: string;
  readonly localizations: Record<
    string,
    {
      title: string;
      summary: string | null;
      body: string | null;
      contentNote: { text: string; alternative: string } | null;
    }
  >;
}

/** A line a locale. Media and revisions are in the JSON Lines only. */
function csvOf(line: string): string {
  const { item } = JSON.parse(line) as { item: { id: string; reference: string | null; draft: ExportedDraft } };
  const { kind, topics, ageMin, rights, defaultLocale, localizations } = item.draft;
  return Object.entries(localizations)
    .map(([locale, { title, summary, body, contentNote }]) => {
      const cells: Record<CsvColumn, string> = {
        reference: item.reference ?? item.id,
        kind,
        topics: topics.join(';'),
        age_min: ageMin === null ? '' : String(ageMin),
        rights_from: rights.from ?? '',
        rights_to: rights.to ?? '',
        rights_regions: rights.regions.join(';'),
        default_locale: defaultLocale,
        locale,
        title,
        summary: summary ?? '',
        body: body ?? '',
        content_note: contentNote?.text ?? '',
        content_note_alternative: contentNote?.alternative ?? '',
      };
      return `${CSV_COLUMNS.map((name) => escapeCell(cells[name])).join(',')}\n`;
    })
    .join('');
}

async function restoreFile(client: BulkClient, { file, partner }: Options, output: BulkOutput): Promise<0 | 1> {
  await refuseCutFile(file);
  const query = `mutation ($input: RestoreItemsInput!) { restoreItems(input: $input) { restored kept leftOut refusals { message } } }`;
  type Answer = { restoreItems: { restored: number; kept: number; leftOut: number; refusals: { message: string }[] } };
  const all = { restored: 0, kept: 0, leftOut: 0, refused: 0 };
  const send = async (lines: readonly string[], firstLine: number) => {
    const done = (await client.ask<Answer>(query, { input: { partner, lines, firstLine } })).restoreItems;
    for (const { message } of done.refusals) output.say(message);
    all.restored += done.restored;
    all.kept += done.kept;
    all.leftOut += done.leftOut;
    all.refused += done.refusals.length;
    output.say(`${all.restored} restored, ${all.kept} there already, ${all.leftOut} taken back and left out`);
  };
  let [lines, chars, row]: [string[], number, number] = [[], 0, 0];
  for await (const line of linesOf(file)) {
    if (line.startsWith('{"end":')) continue;
    if (lines.length === LINES_PER_BATCH || (lines.length > 0 && chars + line.length > BATCH_CHARS_MAX)) {
      await send(lines, row - lines.length + 1);
      [lines, chars] = [[], 0];
    }
    row += 1;
    lines.push(line);
    chars += line.length;
  }
  if (lines.length > 0) await send(lines, row - lines.length + 1);
  return all.refused > 0 ? 1 : 0;
}

function linesOf(file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
}

/** The last line says how many there are: of a file that was cut nothing is brought back. Damaged lines are told by the API, by number. */
async function refuseCutFile(file: string): Promise<void> {
  let items = 0;
  let end: { items: number; sha256: string } | null = null;
  for await (const line of linesOf(file)) {
    if (line.startsWith('{"end":')) end = (JSON.parse(line) as { end: { items: number; sha256: string } }).end;
    else items += 1;
  }
  if (end === null || end.items !== items)
    throw new BulkError(
      `${file} is cut: it has ${items} items, and its last line ${end === null ? 'is missing' : `says ${end.items}`}. Export it again.`,
    );
}
