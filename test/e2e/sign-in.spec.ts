import { MakeAdministratorLink, type Mail } from '#identity';
import { MemberStore, SignInStore, UnitOfWork } from '#persistence';
import type { Cast } from '../support/actors.js';
import { totp } from '../support/person.js';
import { ME, PUBLIC_URL, SignInStage } from '../support/sign-in-stage.js';
import { until } from '../support/until.js';

const PASSWORD = 'plume anchor sixty lanterns';
const OTHER_PASSWORD = 'gravel otter 94 tangerine';

describe('signing in', () => {
  let stage: SignInStage;
  let cast: Cast;
  const mails: Mail[] = [];
  beforeAll(async () => {
    stage = await SignInStage.start(null, { send: async (mail) => void mails.push(mail) });
    cast = stage.cast;
  });
  afterAll(async () => {
    await stage.close();
    expect(stage.reports).toEqual(['Invalid origin']);
  });

  const freshEmail = () => stage.freshEmail();
  const browser = (origin?: string) => stage.browser(origin);
  const addMember = (role: string, partner?: string | null) => stage.addMember(role, partner);

  /** An account that has its password and nothing else. */
  async function enrolled(role: string, partner: string | null = null) {
    const memberId = await addMember(role, partner);
    const email = freshEmail();
    const token = await stage.linkFor(memberId);
    const person = browser();
    expect(await person.auth('enrol', { token, email, password: PASSWORD })).toMatchObject({
      status: 201,
      body: { memberId },
    });
    return { memberId, email, person };
  }

  /** With a second factor, signed in by it. */
  async function staff(role = 'REVIEWER') {
    const made = await enrolled(role);
    await made.person.auth('sign-in/email', { email: made.email, password: PASSWORD });
    const { body } = await made.person.auth('two-factor/enable', { password: PASSWORD });
    const [uri, codes] = [body.totpURI as string, body.backupCodes as string[]];
    expect((await made.person.auth('two-factor/verify-totp', { code: totp(uri, Date.now()) })).status).toBe(200);
    return { ...made, uri, codes };
  }

  it('a link sets up an account once, and staff get in with a second factor only', async () => {
    const memberId = await addMember('REVIEWER');
    const token = await stage.linkFor(memberId);
    const [person, email] = [browser(), freshEmail()];
    const tries = await Promise.all([1, 2].map(() => person.auth('enrol', { token, email, password: PASSWORD })));
    expect(tries.map(({ status }) => String(status)).toSorted()).toEqual(['201', '422']);

    expect((await person.auth('sign-in/email', { email, password: PASSWORD })).status).toBe(200);
    expect(await person.manage(ME)).toMatchObject({ status: 401, code: 'SECOND_FACTOR_NEEDED' });
    const { body } = await person.auth('two-factor/enable', { password: PASSWORD });
    expect(await person.manage(ME)).toMatchObject({ code: 'SECOND_FACTOR_NEEDED' });
    expect((await person.auth('two-factor/verify-totp', { code: '000000' })).status).toBe(401);
    await person.auth('two-factor/verify-totp', { code: totp(body.totpURI as string, Date.now()) });
    expect(await person.manage(ME)).toMatchObject({ status: 200, data: { me: { role: 'REVIEWER' } } });
  });

  it('a password that was found in a breach, or is built of one, or of the address, is refused, and the link stays good', async () => {
    const token = await stage.linkFor(await addMember('REVIEWER'));
    const email = 'margarethe.lindqvist@example.org';
    for (const password of [
      'short',
      'password1234',
      'P@ssw0rd2021!',
      'qwertyuiop123',
      'margarethe.lindqvist1',
      'x'.repeat(129),
    ]) {
      const { status, body } = await browser().auth('enrol', { token, email, password });
      expect([password, status, (body.refusals as { path: string[] }[])[0]!.path]).toEqual([
        password,
        422,
        ['password'],
      ]);
      expect(JSON.stringify(body)).not.toContain(password);
    }
    expect((await browser().auth('enrol', { token, email, password: PASSWORD })).status).toBe(201);
  });

  it.each(['', 'mql_x', `mql_${'A'.repeat(43)}`, `mqi_${'A'.repeat(43)}`])(
    'a token that opens nothing (%j) is answered as a used one',
    async (token) => {
      const { status, body } = await browser().auth('enrol', { token, email: freshEmail(), password: PASSWORD });
      expect([status, body.code]).toEqual([422, 'NOT_FOUND']);
    },
  );

  it('a link that is too old, or was followed by another, opens nothing', async () => {
    const memberId = await addMember('REVIEWER');
    const first = await stage.linkFor(memberId);
    const second = await stage.linkFor(memberId);
    await stage.database.query(
      "UPDATE sign_in_link SET made_at = now() - interval '25 hours', expires_at = now() - interval '1 hour' WHERE member_id = $1",
      [memberId],
    );
    for (const token of [first, second])
      expect((await browser().auth('enrol', { token, email: freshEmail(), password: PASSWORD })).status).toBe(422);
  });

  it('an invitation takes a person into a partner, who needs no second factor and no key', async () => {
    type Invited = { inviteMember: { token: string } };
    const { token } = (
      await stage.api.manage<Invited>(
        cast.partner.members.OWNER.key,
        'mutation { inviteMember(input: {displayName: "Ada", role: CONTRIBUTOR, expiresInHours: 1}) { token } }',
      )
    ).body.data.inviteMember;
    const [person, email] = [browser(), freshEmail()];
    expect((await person.auth('enrol', { token, email, password: PASSWORD })).status).toBe(201);
    await person.auth('sign-in/email', { email, password: PASSWORD });
    expect(await person.manage('{ me { role displayName partner { slug } key { id } } }')).toMatchObject({
      data: { me: { role: 'CONTRIBUTOR', displayName: 'Ada', partner: { slug: cast.partner.slug }, key: null } },
    });
    expect((await browser().auth('enrol', { token, email: freshEmail(), password: PASSWORD })).status).toBe(422);
  });

  it('a cookie counts with the origin of Marquee and its header only, and never for a page of another site', async () => {
    const { person } = await staff();
    const wrong: Record<string, string>[] = [
      {},
      { origin: PUBLIC_URL },
      { 'marquee-request': '1' },
      { origin: 'https://evil.example', 'marquee-request': '1' },
      { origin: 'null', 'marquee-request': '1' },
      { origin: `${PUBLIC_URL}.evil.example`, 'marquee-request': '1' },
      { origin: PUBLIC_URL, 'marquee-request': '1', authorization: 'Bearer something' },
    ];
    for (const headers of wrong) expect([headers, (await person.manage(ME, headers)).status]).toEqual([headers, 401]);
    expect((await person.manage(ME)).status).toBe(200);
  });

  it('signing in from another site is refused, and cookies are strict, out of reach of scripts, and name nobody', async () => {
    const { email } = await enrolled('VIEWER', cast.partner.slug);
    expect((await browser('https://evil.example').auth('sign-in/email', { email, password: PASSWORD })).status).toBe(
      403,
    );
    const response = await fetch(`${stage.api.url}/auth/sign-in/email`, {
      method: 'POST',
      headers: { origin: PUBLIC_URL, 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Strict/i);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const publicly = await fetch(`${stage.api.url}/graphql?query=%7B__typename%7D`, {
      headers: { cookie: cookie.split(';')[0]! },
    });
    expect([publicly.status, publicly.headers.get('set-cookie')]).toEqual([200, null]);
  });

  it('a program carries its session as a bearer, signed', async () => {
    const { email } = await enrolled('VIEWER', cast.partner.slug);
    const { bearer, body } = await browser().auth('sign-in/email', { email, password: PASSWORD });
    expect((await stage.api.manage(bearer, ME)).status).toBe(200);
    expect((await stage.api.manage(body.token as string, ME)).status).toBe(401);
    expect((await stage.api.manage(`${bearer!.slice(0, -4)}AAA=`, ME)).status).toBe(401);
  });

  it('the second factor: a wrong code opens nothing, a recovery code is good once', async () => {
    const { email, uri, codes } = await staff();
    const person = browser();
    expect((await person.auth('sign-in/email', { email, password: PASSWORD })).body).toMatchObject({
      twoFactorRedirect: true,
    });
    expect(await person.manage(ME)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect((await person.auth('two-factor/verify-totp', { code: totp(uri, Date.now() - 600_000) })).status).toBe(401);
    expect((await person.auth('two-factor/verify-backup-code', { code: codes[0] })).status).toBe(200);
    expect((await person.manage(ME)).status).toBe(200);
    const again = browser();
    await again.auth('sign-in/email', { email, password: PASSWORD });
    expect((await again.auth('two-factor/verify-backup-code', { code: codes[0] })).status).toBe(401);
    expect((await again.auth('two-factor/verify-totp', { code: totp(uri, Date.now()) })).status).toBe(200);
    expect((await again.manage(ME)).status).toBe(200);
  });

  it('sessions are listed and ended, by their owner or an ADMIN, and over with the next request', async () => {
    const { email, person, memberId } = await enrolled('VIEWER', cast.partner.slug);
    const [here, there] = [person, browser()];
    for (const one of [here, there]) await one.auth('sign-in/email', { email, password: PASSWORD });
    type Sessions = { sessions: { id: string; method: string; isThis: boolean }[] };
    const listed = (await here.manage<Sessions>('{ sessions { id method isThis } }')).data.sessions;
    expect(listed.map(({ method }) => method)).toEqual(['PASSWORD', 'PASSWORD']);
    expect(listed.filter(({ isThis }) => isThis)).toHaveLength(1);
    const other = listed.find(({ isThis }) => !isThis)!.id;
    await here.manage(`mutation { endSessions(input: {sessionId: "${other}"}) { refusals { __typename } } }`);
    expect([(await here.manage(ME)).status, (await there.manage(ME)).status]).toEqual([200, 401]);

    const stranger = await enrolled('OWNER', cast.otherPartner.slug);
    await stranger.person.auth('sign-in/email', { email: stranger.email, password: PASSWORD });
    const tried = await stranger.person.manage(
      `mutation { endSessions(input: {memberId: "${memberId}"}) { refusals { code } } }`,
    );
    expect(tried.data).toMatchObject({ endSessions: { refusals: [{ code: 'NOT_ALLOWED' }] } });
    expect((await here.manage(ME)).status).toBe(200);
    await stage.ask('mutation ($id: ID) { endSessions(input: {memberId: $id}) { refusals { code } } }', {
      id: memberId,
    });
    expect((await here.manage(ME)).status).toBe(401);
  });

  it('signing out ends the session, also for who kept its cookie, and so does the removal of the member', async () => {
    const { email, person, memberId } = await enrolled('VIEWER', cast.partner.slug);
    const { bearer } = await person.auth('sign-in/email', { email, password: PASSWORD });
    await person.auth('sign-out', {});
    expect((await stage.api.manage(bearer, ME)).status).toBe(401);
    const next = await person.auth('sign-in/email', { email, password: PASSWORD });
    expect((await stage.api.manage(next.bearer, ME)).status).toBe(200);
    await stage.ask(
      'mutation ($id: ID!) { removeMember(input: {memberId: $id, reason: "left"}) { refusals { code } } }',
      {
        id: memberId,
      },
    );
    expect((await stage.api.manage(next.bearer, ME)).status).toBe(401);
    expect((await browser().auth('sign-in/email', { email, password: PASSWORD })).status).toBe(401);
  });

  it('a lost password is replaced by mail to a proven address only; sessions end, the second factor stays', async () => {
    const { email, person } = await staff();
    const sent = () => mails.filter(({ to }) => to === email).map(({ text }) => /#(\w+)=(\S+)/.exec(text)!.slice(1));
    await until('the first mail is sent', () => sent().length > 0);
    await browser().auth('request-password-reset', { email });
    expect(sent().map(([what]) => what)).toEqual(['verify']);
    expect((await browser().auth(`verify-email?token=${sent()[0]![1]}`)).status).toBe(200);

    const asked = await browser().auth('request-password-reset', { email });
    const unknown = await browser().auth('request-password-reset', { email: 'nobody@example.org' });
    expect(asked).toEqual(unknown);
    await until('the mail is sent', () => sent().some(([what]) => what === 'reset'));
    const token = sent().find(([what]) => what === 'reset')![1];
    expect((await browser().auth('reset-password', { token, newPassword: 'password1234' })).body.code).toBe(
      'PASSWORD_NOT_ALLOWED',
    );
    expect((await browser().auth('reset-password', { token, newPassword: OTHER_PASSWORD })).status).toBe(200);
    expect((await browser().auth('reset-password', { token, newPassword: PASSWORD })).status).toBe(400);
    expect((await person.manage(ME)).status).toBe(401);
    const again = browser();
    expect((await again.auth('sign-in/email', { email, password: PASSWORD })).status).toBe(401);
    expect((await again.auth('sign-in/email', { email, password: OTHER_PASSWORD })).body).toMatchObject({
      twoFactorRedirect: true,
    });
  });

  it('a new link takes the place of everything before it, once it is used', async () => {
    const { email, person, memberId } = await staff();
    const token = await stage.linkFor(memberId);
    expect((await person.manage(ME)).status).toBe(200);
    expect((await browser().auth('enrol', { token, email, password: OTHER_PASSWORD })).status).toBe(201);
    expect((await person.manage(ME)).status).toBe(401);
    expect((await browser().auth('sign-in/email', { email, password: PASSWORD })).status).toBe(401);
  });

  it('links are for an ADMIN to give, without scopes, and nobody takes the address of another', async () => {
    const { email, memberId } = await enrolled('VIEWER', cast.partner.slug);
    const ask = 'mutation ($id: ID!) { issueSignInLink(input: {memberId: $id}) { token refusals { __typename } } }';
    const scoped = await stage.api.manage<{ issueKey: { key: string } }>(
      cast.staff.ADMIN.key,
      'mutation ($id: ID!) { issueKey(input: {memberId: $id, name: "scoped", scopes: ["member.write"]}) { key } }',
      { id: cast.staff.ADMIN.actor.memberId },
    );
    for (const key of [cast.partner.members.OWNER.key, cast.staff.REVIEWER.key, scoped.body.data.issueKey.key])
      expect((await stage.api.manage(key, ask, { id: memberId })).body.data).toMatchObject({
        issueSignInLink: { token: null, refusals: [{ __typename: 'NotAllowed' }] },
      });
    const token = await stage.linkFor(await addMember('REVIEWER'));
    const { status, body } = await browser().auth('enrol', { token, email, password: PASSWORD });
    expect([status, (body.refusals as { path: string[] }[])[0]!.path]).toEqual([422, ['email']]);
  });

  it('the first administrator is made once, and another one from the machine itself, audited', async () => {
    const links = new MakeAdministratorLink(new UnitOfWork(stage.pool), new MemberStore(), new SignInStore());
    expect(await links.first()).toBeNull();
    const { token, memberId } = await links.recover();
    expect((await browser().auth('enrol', { token, email: freshEmail(), password: PASSWORD })).body).toEqual({
      memberId,
    });
    const audited = await stage.database.query<{ action: string }>(
      'SELECT action FROM audit_entry WHERE subject_id = $1 ORDER BY seq',
      [memberId],
    );
    expect(audited.map(({ action }) => action)).toEqual(['administrator.recovered', 'account.set-up']);
  });

  it('there is nothing of the library but what is listed', async () => {
    for (const path of [
      'sign-up/email',
      'update-user',
      'delete-user',
      'change-email',
      'list-sessions',
      'sign-in/social',
      'ok',
      'error',
      'reset-password/x',
    ])
      expect([path, (await browser().auth(path, {})).status, (await browser().auth(path)).status]).toEqual([
        path,
        404,
        404,
      ]);
  });

  it('no secret and no address stands in the rows', async () => {
    const { email, codes, uri } = await staff();
    const token = await stage.linkFor(await addMember('REVIEWER'));
    const { bearer } = await (await enrolled('VIEWER', cast.partner.slug)).person.auth('get-session');
    const tables = await stage.database.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    );
    const secrets = [
      PASSWORD,
      OTHER_PASSWORD,
      token,
      codes[0]!,
      new URL(uri).searchParams.get('secret')!,
      bearer ?? token,
      '127.0.0.1',
    ];
    for (const { name } of tables) {
      const rows = await stage.database.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t`);
      for (const secret of secrets) expect([name, rows.some(({ row }) => row.includes(secret))]).toEqual([name, false]);
      if (!name.startsWith('sign_in_'))
        expect([name, rows.some(({ row }) => row.includes(email))]).toEqual([name, false]);
    }
  });

  it('the page loads nothing from elsewhere', async () => {
    const response = await fetch(`${stage.api.url}/sign-in`);
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    const html = await response.text();
    expect(html).not.toMatch(/https?:|<script>|style=|\son\w+=/);
    expect((await fetch(`${stage.api.url}/sign-in.js`)).headers.get('content-type')).toContain('text/javascript');
  });
});
