import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { escapeCell, unescapeCell } from '#domain';
import { NO_STANDBY } from '../../apps/api/src/peer/standby.js';
import { makeMailer } from '../../apps/api/src/sign-in/mailer.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const SCRIPT = '<script>alert(1)</script>';

/** Wherever a text leaves as something that another program reads: HTML, mail, tables. There is no iCalendar. */
describe('text leaves as text', () => {
  describe('over HTTP', () => {
    let database: TestDatabase;
    let api: TestApi;
    beforeAll(async () => {
      database = await cloneTestDatabase();
      api = await startTestApi(database, null, undefined, [], null, NO_STANDBY, undefined, {
        signIn: {
          publicUrl: 'https://marquee.example.org',
          secret: 'a secret of tests, which is long enough',
          secondFactor: 'staff',
          mailer: { send: async () => undefined },
          report: () => undefined,
        },
      });
      await api.refresh();
    });
    afterAll(async () => {
      await api.close();
      await database.drop();
    });

    const encoded = encodeURIComponent(SCRIPT);
    it.each([
      ['GET', `/${encoded}`],
      ['GET', `/graphql?query=${encoded}`],
      ['GET', `/graphql?query=%7B__typename%7D&callback=${encoded}`],
      ['GET', `/graphql/${encoded}`],
      ['GET', `/manage/graphql?query=${encoded}`],
      ['GET', `/auth/${encoded}`],
      ['GET', `/auth/verify-email?token=${encoded}&callbackURL=${encoded}`],
      ['GET', `/sign-in?x=${encoded}`],
      ['GET', `/sign-in.js?x=${encoded}`],
      ['POST', '/graphql'],
      ['POST', '/manage/graphql'],
      ['POST', '/auth/enrol'],
      ['POST', '/showings'],
    ])('%s %s is never answered as a page with what was sent in it', async (method, path) => {
      const sent = { query: SCRIPT, token: SCRIPT, email: SCRIPT, password: SCRIPT, batchId: SCRIPT };
      const response = await fetch(`${api.url}${path}`, {
        method,
        redirect: 'manual',
        headers: { 'content-type': 'application/json', accept: 'text/html, */*' },
        ...(method === 'POST' && { body: JSON.stringify(sent) }),
      });
      const text = await response.text();
      const type = response.headers.get('content-type') ?? '';
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      if (!type.startsWith('application/json')) expect(text).not.toContain(SCRIPT);
      expect(response.headers.get('location') ?? '').not.toContain('script');
    });
  });

  it.each(['=1+1', '+1', '-1', '@x', '\t=1', '\r=1', "'=1", '=1",=2\n=3'])(
    'in a table is no formula (%j), and comes back as it was',
    (text) => {
      const cell = escapeCell(text);
      expect(cell).toMatch(/^"?'/);
      const inner = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      expect(unescapeCell(inner)).toBe(text);
    },
  );

  it('in a mail adds no header', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'marquee-mail-'));
    const mailer = makeMailer({ smtpUrl: null, from: 'Marquee <marquee@localhost>', folder });
    await mailer.send({
      to: 'a@example.org\r\nBcc: b@example.org',
      subject: 'Hello\nContent-Type: text/html',
      text: SCRIPT,
    });
    const [name] = readdirSync(folder);
    const [head] = readFileSync(join(folder, name!), 'utf8').split('\n\n');
    rmSync(folder, { recursive: true });
    expect(head!.split(/\r?\n/).map((line) => line.split(':')[0])).toEqual(['From', 'To', 'Subject']);
  });
});
