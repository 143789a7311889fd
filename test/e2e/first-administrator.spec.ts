import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Person, totp } from '../support/person.js';
import { startMarquee, type StartedMarquee } from './started-marquee.js';

const LINK = /http:\/\/localhost:(\d+)\/sign-in#(mql_[A-Za-z0-9_-]{43})/g;
const FOUR_STARTS_MS = 240_000;
const PASSWORD = 'plume anchor sixty lanterns';

describe('a first start without the demo', () => {
  let data: string;
  let folder: string;
  const started: StartedMarquee[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'marquee-first-'));
    chmodSync(folder, 0o711);
    data = join(folder, 'data');
  });
  afterAll(async () => {
    for (const one of started) {
      one.process.kill('SIGTERM');
      await one.ended();
    }
    rmSync(folder, { recursive: true });
  });

  const start = async (args: readonly string[] = []) => {
    const marquee = await startMarquee({ MARQUEE_DATA: data, MARQUEE_DEMO: 'off' }, args);
    started.push(marquee);
    return marquee;
  };
  const linksOf = (output: string) =>
    [...output.matchAll(LINK)].map(([, port, token]) => ({ port: Number(port), token: token! }));

  it(
    'makes one administrator by a link that is printed once, keeps no key, and the machine itself makes another',
    async () => {
      const first = await start();
      await first.ready();
      const [link, ...more] = linksOf(first.output());
      expect([link!.port, more]).toEqual([first.port, []]);
      expect(first.output()).not.toContain('mq_');
      expect(readdirSync(data)).not.toContain('keys.json');
      expect(statSync(join(data, 'sign-in-secret')).mode & 0o077).toBe(0);

      const url = `http://localhost:${first.port}`;
      const person = new Person(url, url);
      const account = { email: 'ada@example.org', password: PASSWORD };
      expect((await person.auth('enrol', { token: link!.token, ...account })).status).toBe(201);
      await person.auth('sign-in/email', account);
      const { body } = await person.auth('two-factor/enable', { password: PASSWORD });
      await person.auth('two-factor/verify-totp', { code: totp(body.totpURI as string, Date.now()) });
      expect(await person.manage('{ me { role } }')).toMatchObject({ data: { me: { role: 'ADMIN' } } });
      const [mail = ''] = readdirSync(join(data, 'mail'));
      expect(readFileSync(join(data, 'mail', mail), 'utf8')).toContain(`${url}/sign-in#verify=`);
      const leave = '{ me { memberId } }';
      const { memberId } = (await person.manage<{ me: { memberId: string } }>(leave)).data.me;
      const removed = await person.manage(
        `mutation { removeMember(input: {memberId: "${memberId}", reason: "gone"}) { refusals { __typename } } }`,
      );
      expect(removed.data).toEqual({ removeMember: { refusals: [{ __typename: 'LastOfRole' }] } });
      first.process.kill('SIGTERM');
      expect(await first.ended()).toBe(0);

      const again = await start(['first-admin']);
      expect(await again.ended()).toBe(0);
      expect(linksOf(again.output())).toEqual([]);
      const recovering = await start(['recover-admin']);
      expect(await recovering.ended()).toBe(0);
      expect(linksOf(recovering.output())).toHaveLength(1);
    },
    FOUR_STARTS_MS,
  );
});
