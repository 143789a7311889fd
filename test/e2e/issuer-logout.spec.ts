import type { StaffIssuer } from '#identity';
import { foreignFetch } from '#operations';
import { LyingIssuer } from '../support/lying-issuer.js';
import { totp, type Person } from '../support/person.js';
import { RealIssuers } from '../support/real-issuers.js';
import { ME, PUBLIC_URL, SignInStage, staffIssuer } from '../support/sign-in-stage.js';

const PARTNER = 'https://login.partner.example';
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const PASSWORD = 'plume anchor sixty lanterns';

describe('an issuer that says who signed out there', () => {
  let issuers: RealIssuers;
  let lying: LyingIssuer;
  let stage: SignInStage;
  let partnerIssuer: string;
  const staff: StaffIssuer[] = [];
  beforeAll(async () => {
    [issuers, lying] = [await RealIssuers.start(), await LyingIssuer.start()];
    staff.push(staffIssuer('lying', lying.issuer));
    const guarded = foreignFetch({ isPrivateAllowed: true });
    stage = await SignInStage.start({ staff, askStaffIssuers: guarded, askPartnerIssuers: issuers.ask });
    const asked = { partner: stage.cast.partner.slug, name: 'Own', issuer: PARTNER, clientId: 'theirs' };
    const [made] = (await stage.addIssuer(asked)).issuers!;
    const { id, redirectUri, logoutUri } = made!;
    expect(logoutUri).toBe(`${PUBLIC_URL}/auth/issuer/logout/${id}`);
    partnerIssuer = id;
    const client = { clientId: 'theirs', clientSecret: null, isAddressInToken: false };
    const here = logoutUri.replace(PUBLIC_URL, stage.api.url);
    await issuers.make({ ...client, issuer: PARTNER, redirectUri, logoutUri: here });
  });
  afterAll(async () => {
    await stage.close();
    await issuers.close();
    await lying.close();
  });

  let count = 0;
  /** A member of the partner, in by its issuer. */
  async function inside() {
    const who = { sub: `subject-${(count += 1)}`, email: stage.freshEmail(), email_verified: true };
    const token = await stage.invitation(stage.cast.partner.members.OWNER.key);
    const { browser } = await stage.enter(issuers, partnerIssuer, who, { token });
    return { who, browser };
  }
  const ended = () =>
    stage.database.query<{ after: object; actor_kind: string }>(
      "SELECT after, actor_kind FROM audit_entry WHERE action = 'sessions.ended' ORDER BY seq",
    );
  const statusOf = async (person: Person) => (await person.manage(ME)).status;

  it('ends all sessions of that person with the next request, and of nobody else, and it is in the log', async () => {
    const [one, other] = [await inside(), await inside()];
    const { browser: second } = await stage.enter(issuers, partnerIssuer, one.who);
    expect(await issuers.logOut(PARTNER, one.who.sub)).toBe('200');
    const seen = await Promise.all([one.browser, second, other.browser].map(statusOf));
    expect(seen).toEqual([401, 401, 200]);
    expect(await ended()).toEqual([{ after: { ended: 2, issuer: partnerIssuer }, actor_kind: 'SYSTEM' }]);

    // Who has no session, and who is unknown, is told no different, and nothing is written of it.
    for (const sub of [one.who.sub, 'nobody']) expect(await issuers.logOut(PARTNER, sub)).toBe('200');
    expect(await ended()).toHaveLength(1);
    expect((await stage.enter(issuers, partnerIssuer, one.who)).status).toBe(200);
  });

  it('ends also a session that went on by a code of ours; and so does the removal of the issuer', async () => {
    const { who, browser } = await inside();
    const { body } = await browser.auth('two-factor/enable', {});
    const code = () => totp(body.totpURI as string, Date.now());
    await browser.auth('two-factor/verify-totp', { code: code() });
    expect(await statusOf(browser)).toBe(200);
    expect(await issuers.logOut(PARTNER, who.sub)).toBe('200');
    expect(await statusOf(browser)).toBe(401);

    const late = await stage.enter(issuers, partnerIssuer, who);
    expect(late.body).toMatchObject({ twoFactorRedirect: true });
    expect(await issuers.logOut(PARTNER, who.sub)).toBe('200');
    expect((await late.browser.auth('two-factor/verify-totp', { code: code() })).status).toBe(401);

    const again = await stage.enter(issuers, partnerIssuer, who);
    expect(again.body).toMatchObject({ twoFactorRedirect: true });
    await again.browser.auth('two-factor/verify-totp', { code: code() });
    expect(await statusOf(again.browser)).toBe(200);
    const waiting = await stage.enter(issuers, partnerIssuer, who);
    expect(waiting.body).toMatchObject({ twoFactorRedirect: true });
    expect((await stage.removeIssuer(partnerIssuer)).refusals).toEqual([]);
    expect(await statusOf(again.browser)).toBe(401);
    expect((await waiting.browser.auth('two-factor/verify-totp', { code: code() })).status).toBe(401);
  });

  describe('and may lie', () => {
    const now = () => Math.floor(Date.now() / 1_000);
    const truth = () => ({
      iss: lying.issuer,
      aud: 'marquee',
      sub: 'one',
      iat: now(),
      exp: now() + 60,
      jti: 'x',
      events: { [EVENT]: {} },
    });
    let person: Person;
    beforeAll(async () => {
      const { memberId, email } = await stage.account('REVIEWER', null, true, PASSWORD);
      await stage.database.query(
        `INSERT INTO sign_in_account (id, user_id, provider_id, account_id, created_at, updated_at)
         SELECT gen_random_uuid(), id, $1, 'one', now(), now() FROM sign_in_user WHERE member_id = $2`,
        [lying.issuer, memberId],
      );
      person = stage.browser();
      await person.auth('sign-in/email', { email, password: PASSWORD });
    });
    const isIn = async () => (await person.manage(ME)).code === 'SECOND_FACTOR_NEEDED';
    const send = (claims: object, signature: LyingIssuer['signature'] = 'RS256', header: object = {}) => {
      [lying.claims, lying.signature] = [{ ...truth(), ...claims }, signature];
      return stage.logOut('lying', new URLSearchParams({ logout_token: lying.token(header) }).toString());
    };

    it.each([
      ['of another issuer', { iss: PARTNER }],
      ['for somebody else', { aud: 'somebody-else' }],
      ['that is over', { iat: now() - 7_200, exp: now() - 3_600 }],
      ['that is old and has no end', { iat: now() - 3_600, exp: undefined }],
      ['that does not say when', { iat: undefined }],
      ['without an id', { jti: undefined }],
      ['about nobody', { sub: undefined, sid: 'a-session-there' }],
      ['about a subject without end', { sub: 'x'.repeat(256) }],
      ['about no event', { events: undefined }],
      ['about another event', { events: { 'http://schemas.openid.net/event/other': {} } }],
      ['about an event by a prototype', { events: JSON.parse('{"__proto__": {}}') as object }],
      ['that is an identity token', { nonce: 'one' }],
    ])('in a token %s, which ends nothing', async (_, claims) => {
      const { status, text, caching } = await send(claims);
      expect([status, caching]).toEqual([400, 'no-store']);
      const said = expect.stringContaining('signed by the issuer') as string;
      expect(JSON.parse(text)).toEqual({ error: 'invalid_request', error_description: said });
      expect(await isIn()).toBe(true);
    });

    it.each(['OTHER_KEY', 'NONE', 'HS256'] as const)('by a signature of %s, which ends nothing', async (signature) => {
      expect((await send({}, signature)).status).toBe(400);
      expect(await isIn()).toBe(true);
    });

    it.each([
      ['no form', 'application/json', '{}', 415],
      ['an empty form', 'application/x-www-form-urlencoded', '', 400],
      ['no token', 'application/x-www-form-urlencoded', 'logout_token=x', 400],
      ['more than a form', 'application/x-www-form-urlencoded', `logout_token=${'x'.repeat(20_000)}`, 413],
    ])('with %s', async (_, type, body, status) => {
      for (const issuer of ['lying', 'made-up']) {
        const answer = await stage.logOut(issuer, body, type);
        expect([answer.status, JSON.parse(answer.text)]).toMatchObject([status, { error: 'invalid_request' }]);
      }
    });

    it('is not read as a form anywhere else', async () => {
      const response = await fetch(`${stage.api.url}/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: PUBLIC_URL },
        body: 'email=a%40example.org&password=x',
      });
      expect(response.status).toBe(415);
    });

    it('about another type of token, which ends nothing', async () => {
      expect((await send({}, 'RS256', { typ: 'at+jwt' })).status).toBe(400);
      expect(await isIn()).toBe(true);
    });

    it('and is believed with the truth; a session that begins after it is not ended by hearing it again', async () => {
      expect((await send({}, 'RS256', { typ: 'logout+jwt' })).status).toBe(200);
      expect(await isIn()).toBe(false);
      const { memberId, email } = await stage.account('REVIEWER', null, true, PASSWORD);
      await stage.database.query(
        `UPDATE sign_in_account SET user_id = (SELECT id FROM sign_in_user WHERE member_id = $1) WHERE account_id = 'one'`,
        [memberId],
      );
      const later = stage.browser();
      await later.auth('sign-in/email', { email, password: PASSWORD });
      await stage.database.query("UPDATE sign_in_session SET created_at = now() + interval '1 hour'");
      expect((await send({})).status).toBe(200);
      expect((await later.manage(ME)).code).toBe('SECOND_FACTOR_NEEDED');
    });
  });
});
