import { SignInStage, ME, PUBLIC_URL } from '../support/sign-in-stage.js';
import type { Person } from '../support/person.js';
import { SoftwarePasskey, type PasskeyOptions } from '../support/software-passkey.js';

const PASSWORD = 'plume anchor sixty lanterns';
const EVIL = 'https://evil.example';

describe('passkeys', () => {
  let stage: SignInStage;
  beforeAll(async () => {
    stage = await SignInStage.start(null);
  });
  afterAll(() => stage.close());

  const options = async (browser: Person, what: 'register' | 'authenticate') =>
    (await browser.auth(`passkey/generate-${what}-options`)).body as unknown as PasskeyOptions;
  const register = async (browser: Person, passkey: SoftwarePasskey, origin = PUBLIC_URL, site?: string) =>
    browser.auth('passkey/verify-registration', {
      response: passkey.create(await options(browser, 'register'), origin, site),
    });
  const signIn = async (browser: Person, passkey: SoftwarePasskey, origin = PUBLIC_URL, site?: string) =>
    browser.auth('passkey/verify-authentication', {
      response: passkey.get(await options(browser, 'authenticate'), origin, site),
    });

  /** Signed in by a password alone. */
  async function withPassword(role: string, partner: string | null = null) {
    const { email } = await stage.account(role, partner, false, PASSWORD);
    const browser = stage.browser();
    expect((await browser.auth('sign-in/email', { email, password: PASSWORD })).status).toBe(200);
    return { browser, email };
  }

  async function withPasskey(role = 'REVIEWER') {
    const made = await withPassword(role);
    const passkey = new SoftwarePasskey();
    expect((await register(made.browser, passkey)).status).toBe(200);
    return { ...made, passkey };
  }

  it('staff get in by a passkey, which is a second factor in itself; the session that registered it stays what it was', async () => {
    const { browser, passkey } = await withPasskey();
    expect(await browser.manage(ME)).toMatchObject({ status: 401, code: 'SECOND_FACTOR_NEEDED' });
    const next = stage.browser();
    const { status, bearer } = await signIn(next, passkey);
    expect(status).toBe(200);
    expect(await next.manage(ME)).toMatchObject({ data: { me: { role: 'REVIEWER' } } });
    const sessions = await next.manage<{ sessions: { method: string; isThis: boolean }[] }>(
      '{ sessions { method isThis } }',
    );
    expect(sessions.data.sessions).toContainEqual({ method: 'PASSKEY', isThis: true });
    expect((await stage.api.manage(bearer, ME)).status).toBe(200);
  });

  it('registering asks for a session, and gives none that is worth more', async () => {
    const nobody = stage.browser();
    expect((await nobody.auth('passkey/generate-register-options')).status).toBe(401);
    const { browser } = await withPassword('REVIEWER');
    const response = new SoftwarePasskey().create(await options(browser, 'register'), PUBLIC_URL);
    expect((await browser.auth('passkey/verify-registration', { response, createSession: true })).status).toBe(200);
    expect(await browser.manage(ME)).toMatchObject({ code: 'SECOND_FACTOR_NEEDED' });
  });

  it.each([
    ['another origin', EVIL, undefined],
    ['a subdomain of ours', 'http://evil.marquee.example.org', undefined],
    ['another site', PUBLIC_URL, 'evil.example'],
  ])('an answer for %s is refused, at both ceremonies', async (_, origin, site) => {
    const { browser } = await withPassword('REVIEWER');
    expect((await register(browser, new SoftwarePasskey(), origin, site)).status).toBe(400);
    const { passkey } = await withPasskey();
    const tried = await signIn(stage.browser(), passkey, origin, site);
    expect([tried.status, tried.bearer]).toEqual([400, null]);
    expect((await signIn(stage.browser(), passkey)).status).toBe(200);
  });

  it('an answer counts once, and for the challenge it was made for', async () => {
    const { passkey } = await withPasskey();
    const browser = stage.browser();
    const response = passkey.get(await options(browser, 'authenticate'), PUBLIC_URL);
    const before = browser.cookies();
    const send = (one: Person, headers?: Record<string, string>) =>
      one.auth('passkey/verify-authentication', { response }, headers);
    expect((await send(browser)).status).toBe(200);
    expect(await send(stage.browser(), { cookie: before })).toMatchObject({ status: 400, bearer: null });
    const other = stage.browser();
    await options(other, 'authenticate');
    expect(await send(other)).toMatchObject({ status: 400, bearer: null });
  });

  it('one that does not ask who holds it opens nothing', async () => {
    const { passkey } = await withPasskey();
    passkey.isHolderVerified = false;
    expect(await signIn(stage.browser(), passkey)).toMatchObject({ status: 401, bearer: null });
  });

  it('one whose count goes back was copied, and opens nothing', async () => {
    const { passkey } = await withPasskey();
    for (let time = 0; time < 3; time += 1) expect((await signIn(stage.browser(), passkey)).status).toBe(200);
    passkey.turnBack();
    expect(await signIn(stage.browser(), passkey)).toMatchObject({ status: 400, bearer: null });
  });

  it('is listed and deleted by its owner alone, and opens nothing then', async () => {
    const { passkey } = await withPasskey();
    const owner = stage.browser();
    await signIn(owner, passkey);
    const listed = (await owner.auth('passkey/list-user-passkeys')).body.text as string;
    const [{ id }] = JSON.parse(listed) as [{ id: string }];
    const { browser: stranger } = await withPassword('VIEWER', stage.cast.partner.slug);
    expect((await stranger.auth('passkey/delete-passkey', { id })).status).toBeGreaterThanOrEqual(400);
    expect((await signIn(stage.browser(), passkey)).status).toBe(200);
    expect((await owner.auth('passkey/delete-passkey', { id })).status).toBe(200);
    expect(await signIn(stage.browser(), passkey)).toMatchObject({ status: 401, bearer: null });
  });

  it('of who left, or whose account was set up anew, opens nothing', async () => {
    const { passkey, email } = await withPasskey();
    const [row] = await stage.database.query<{ member_id: string }>(
      'SELECT member_id FROM sign_in_user WHERE email = $1',
      [email],
    );
    const token = await stage.linkFor(row!.member_id);
    expect((await stage.browser().auth('enrol', { token, email, password: PASSWORD })).status).toBe(201);
    expect(await signIn(stage.browser(), passkey)).toMatchObject({ status: 401, bearer: null });
  });
});
