import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '#persistence';
import { bulk } from '../../apps/start/src/bulk/bulk.js';
import { makeCast, type Cast, type TestMember } from '../support/actors.js';
import { codesOf, Desk, made } from '../support/desk.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const TITLES =
  'SELECT reference, draft_version, draft FROM content_item WHERE reference IS NOT NULL ORDER BY reference';

interface Row {
  readonly reference: string;
  readonly draft_version: number;
  readonly draft: { localizations: Record<string, { title: string; body: string | null }>; topics: string[] };
}

describe('many items at once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'marquee-bulk-'));
  let database: TestDatabase;
  let api: TestApi;
  let cast: Cast;
  let desk: Desk;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    const pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    cast = await makeCast(pool);
    await pool.close();
    api = await startTestApi(database);
    desk = new Desk(api, cast);
  });
  afterAll(async () => {
    await api.close();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(by: TestMember, command: 'import' | 'export' | 'restore', ...args: string[]) {
    const [out, said]: [string[], string[]] = [[], []];
    const output = { write: (text: string) => void out.push(text), say: (line: string) => void said.push(line) };
    const exitCode = await bulk(command, [...args, '--url', api.url], by.key, output);
    return { exitCode, out: out.join(''), said };
  }
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const item = (reference: string, title: string, more: object = {}) =>
    JSON.stringify({
      reference,
      document: { kind: 'ARTICLE', defaultLocale: 'en', localizations: [{ locale: 'en', title }], ...more },
    });
  const rows = () => database.query<Row>(TITLES);
  const writer = () => cast.partner.members.CONTRIBUTOR;

  it('are looked at first, then drafts by their reference; the same file again changes nothing, another text a version', async () => {
    const path = file('first.jsonl', [item('a-1', 'One'), item('a-2', 'Two'), ''].join('\n'));
    const look = await run(writer(), 'import', path, '--dry-run');
    expect([look.exitCode, look.said.at(-1)]).toEqual([
      0,
      'Looked at, nothing written: 2 rows: 2 new, 0 changed, 0 as they were, 0 refused',
    ]);
    expect(await rows()).toEqual([]);
    expect((await run(writer(), 'import', path)).said.at(-1)).toBe(
      'Done: 2 rows: 2 new, 0 changed, 0 as they were, 0 refused',
    );
    expect((await run(writer(), 'import', path)).said.at(-1)).toBe(
      'Done: 2 rows: 0 new, 0 changed, 2 as they were, 0 refused',
    );
    const changed = file('changed.jsonl', [item('a-1', 'One'), item('a-2', 'Two, better')].join('\n'));
    expect((await run(writer(), 'import', changed)).said.at(-1)).toBe(
      'Done: 2 rows: 0 new, 1 changed, 1 as they were, 0 refused',
    );
    expect((await rows()).map((row) => [row.reference, row.draft_version, row.draft.localizations.en!.title])).toEqual([
      ['a-1', 1, 'One'],
      ['a-2', 2, 'Two, better'],
    ]);
  });

  it('of which some are bad are told by line and field, every reason; the good ones are written', async () => {
    const path = file(
      'bad.jsonl',
      [
        item('b-1', 'Good'),
        'no json',
        item('b-2', 'x'.repeat(201), { topics: ['Bad Topic'] }),
        item('b-1', 'Again'),
        item('', 'Nameless'),
      ].join('\n'),
    );
    const { exitCode, said } = await run(writer(), 'import', path);
    expect(exitCode).toBe(1);
    expect(said.filter((line) => line.startsWith('line')).map((line) => line.slice(0, 44))).toEqual([
      'line 2: this line is no JSON',
      expect.stringMatching(/^line 3 \(b-2\), document\.topics/),
      expect.stringMatching(/^line 3 \(b-2\), document\.localizations\.en\./),
      expect.stringMatching(/^line 4 \(b-1\), reference/),
      expect.stringMatching(/^line 5 \(\), reference/),
    ]);
    expect(said.at(-1)).toBe('Done: 5 rows: 1 new, 0 changed, 0 as they were, 4 refused');
    expect((await rows()).map(({ reference }) => reference)).toContain('b-1');
  });

  it('come out of a table, a line a locale, with cells that no spreadsheet runs, and go back into one', async () => {
    const table = [
      'reference,locale,title,body,topics,default_locale',
      'c-1,en,"Hope, and more","Two\nlines",help_seeking;hope,en',
      "c-1,es,Esperanza,'=no formula,,",
      'c-2,en,Alone,,,',
    ].join('\r\n');
    const { exitCode } = await run(writer(), 'import', file('table.csv', table));
    expect(exitCode).toBe(0);
    const [first] = (await rows()).filter(({ reference }) => reference === 'c-1');
    expect(first!.draft).toMatchObject({
      topics: ['help_seeking', 'hope'],
      localizations: {
        en: { title: 'Hope, and more', body: 'Two\nlines' },
        es: { title: 'Esperanza', body: '=no formula' },
      },
    });
    const { out } = await run(cast.partner.members.OWNER, 'export', '--partner', cast.partner.slug, '--csv');
    expect(out).toContain("c-1,ARTICLE,help_seeking;hope,,,,,en,es,Esperanza,,'=no formula");
    const again = await run(writer(), 'import', file('again.csv', out));
    expect(again.said.at(-1)).toMatch(/: 0 new, 0 changed, \d+ as they were, 0 refused$/);
  });

  it('belong to whoever gave them: nobody else sees the import, exports, or restores', async () => {
    const open = await desk.mutate<{ id: string }>(writer(), 'openImport', {}, 'import', 'import { id }');
    const importId = made(open).id;
    const others = cast.otherPartner.members.OWNER;
    expect(codesOf(await desk.mutate(others, 'closeImport', { importId }, 'import', 'import { id }'))).toEqual([
      'NOT_FOUND',
    ]);
    expect(codesOf(await desk.mutate(cast.staff.ADMIN, 'openImport', {}, 'import', 'import { id }'))).toEqual([
      'NOT_ALLOWED',
    ]);
    expect((await run(others, 'export', '--partner', cast.partner.slug)).exitCode).toBe(1);
    expect((await run(writer(), 'export', '--partner', cast.partner.slug)).exitCode).toBe(1);
    const skipped = { importId, batch: 2, rows: [] };
    const refused = await desk.mutate(writer(), 'importRows', skipped, 'import', 'import { id }');
    expect(refused.refusals.map(({ path }) => path.at(-1))).toEqual(['batch', 'rows']);
  });

  it('are given back whole, and restored into an empty place with their hashes, never with their approvals', async () => {
    await desk.approved();
    const { out } = await run(cast.staff.ADMIN, 'export', '--partner', cast.partner.slug);
    const path = file('all.jsonl', out);
    const kept = await run(cast.staff.ADMIN, 'restore', path, '--partner', cast.partner.slug);
    expect(kept.said.at(-1)).toMatch(/^0 restored, \d+ there already, 0 taken back/);

    const empty = await cloneTestDatabase();
    const pool = new Database({ url: empty.url, poolMax: 2, applicationName: 'test' });
    const people = await makeCast(pool);
    await pool.close();
    const other = await startTestApi(empty);
    try {
      const restore = async (name: string, text: string) => {
        const said: string[] = [];
        const output = { write: () => undefined, say: (line: string) => void said.push(line) };
        const args = [file(name, text), '--partner', cast.partner.slug, '--url', other.url];
        return { exitCode: await bulk('restore', args, people.staff.ADMIN.key, output), said };
      };
      const lines = out.trimEnd().split('\n');
      expect((await restore('cut.jsonl', lines.slice(0, -1).join('\n'))).exitCode).toBe(1);
      const at = lines.findIndex((line) => line.includes('"Two, better"'));
      const changed = lines.with(at, lines[at]!.replace('Two, better', 'Two, worse')).join('\n');
      const damaged = await restore('damaged.jsonl', changed);
      expect([damaged.exitCode, damaged.said[0]]).toEqual([
        1,
        expect.stringContaining(`Line ${at + 1} is damaged. Its hash`),
      ]);
      expect(await empty.query('SELECT id FROM content_item')).toEqual([]);

      expect((await restore('whole.jsonl', readFileSync(path, 'utf8'))).exitCode).toBe(0);
      const states = 'SELECT state, (SELECT count(*)::int FROM decision) AS decisions FROM revision';
      expect(await empty.query(states)).toEqual([{ state: 'SUBMITTED', decisions: 0 }]);
      const again = await database.query('SELECT content_hash FROM localization ORDER BY 1');
      expect(await empty.query('SELECT content_hash FROM localization ORDER BY 1')).toEqual(again);
    } finally {
      await other.close();
      await empty.drop();
    }
  });
});
