import { SignInStage, ME, PUBLIC_URL, staffIssuer } from '../support/sign-in-stage.js';
import { totp, type Person } from '../support/person.js';
import { RealIssuers } from '../support/real-issuers.js';
import { until } from '../support/until.js';

const SECRET = 'a-client-secret-of-tests';
const PASSWORD = 'plume anchor sixty lanterns';
const WORK = 'https://login.work.example';
const STRICT = 'https://strict.work.example';
const PARTNER = 'https://login.partner.example';

describe('signing in by OpenID Connect', () => {
  let issuers: RealIssuers;
  let stage: SignInStage;
  let partnerIssuer: string;
  beforeAll(async () => {
    issuers = await RealIssuers.start();
    const ask = issuers.ask;
    stage = await SignInStage.start({
      staff: [
        staffIssuer('work', WORK, { clientSecret: SECRET }),
        staffIssuer('strict', STRICT, { trustedAmr: ['mfa'] }),
      ],
      askStaffIssuers: ask,
      askPartnerIssuers: ask,
    });
    const added = await stage.addIssuer({
      partner: stage.cast.partner.slug,
      name: 'Own',
      issuer: PARTNER,
      clientId: 'theirs',
      clientSecret: SECRET,
    });
    const [{ id, redirectUri }] = added.issuers as unknown as [{ id: string; redirectUri: string }];
    partnerIssuer = id;
    const back = (one: string) => `${PUBLIC_URL}/sign-in/from/${one}`;
    const mine = { clientId: 'marquee', isAddressInToken: true };
    await issuers.make({ ...mine, issuer: WORK, clientSecret: SECRET, redirectUri: back('work') });
    await issuers.make({ ...mine, issuer: STRICT, clientSecret: null, redirectUri: back('strict') });
    const theirs = { clientId: 'theirs', isAddressInToken: false };
    await issuers.make({ ...theirs, issuer: PARTNER, clientSecret: SECRET, redirectUri });
  });
  afterAll(async () => {
    await stage.close();
    await issuers.close();
  });

  let count = 0;
  const somebody = (more: object = {}) => {
    count += 1;
    return { sub: `subject-${count}`, email: stage.freshEmail(), email_verified: true, ...more };
  };
  const sessions = async (browser: Person) =>
    (await browser.manage<{ sessions: { method: string }[] }>('{ sessions { method } }')).data.sessions;

  it('staff set up an account by a link, and get in with a second factor of Marquee', async () => {
    const who = somebody();
    const token = await stage.linkFor(await stage.addMember('REVIEWER'));
    const { browser, ...first } = await stage.enter(issuers, 'work', who, { token });
    expect(first).toMatchObject({ status: 200, body: { user: { email: who.email, twoFactorEnabled: false } } });
    expect(await browser.manage(ME)).toMatchObject({ status: 401, code: 'SECOND_FACTOR_NEEDED' });
    const { body } = await browser.auth('two-factor/enable', {});
    await browser.auth('two-factor/verify-totp', { code: totp(body.totpURI as string, Date.now()) });
    expect(await browser.manage(ME)).toMatchObject({ data: { me: { role: 'REVIEWER' } } });

    const again = await stage.enter(issuers, 'work', who);
    expect(again).toMatchObject({ status: 200, body: { twoFactorRedirect: true }, bearer: null });
    expect(await again.browser.manage(ME)).toMatchObject({ code: 'UNAUTHENTICATED' });
    const code = totp(body.totpURI as string, Date.now());
    expect((await again.browser.auth('two-factor/verify-totp', { code })).status).toBe(200);
    expect(await again.browser.manage(ME)).toMatchObject({ data: { me: { role: 'REVIEWER' } } });
    expect((await stage.enter(issuers, 'work', who, { token })).body).toMatchObject({ code: 'NOT_FOUND' });
  });

  it("an issuer's word on a second factor is taken only where the operator says so, and only if it says it", async () => {
    const who = somebody({ amr: ['pwd', 'mfa'] });
    const token = await stage.linkFor(await stage.addMember('SCHEDULER'));
    const trusted = await stage.enter(issuers, 'strict', who, { token });
    expect(trusted.body).toMatchObject({ isSecondFactorTrusted: true });
    expect(await trusted.browser.manage(ME)).toMatchObject({ data: { me: { role: 'SCHEDULER' } } });
    expect(await sessions(trusted.browser)).toEqual([{ method: 'ISSUER_SECOND_FACTOR' }]);
    const weaker = await stage.enter(issuers, 'strict', { ...who, amr: ['pwd'] });
    expect(await weaker.browser.manage(ME)).toMatchObject({ code: 'SECOND_FACTOR_NEEDED' });

    const other = somebody({ amr: ['mfa'] });
    const link = await stage.linkFor(await stage.addMember('SCHEDULER'));
    const { browser } = await stage.enter(issuers, 'work', other, { token: link });
    expect(await browser.manage(ME)).toMatchObject({ code: 'SECOND_FACTOR_NEEDED' });
  });

  it("a person joins a partner by an invitation and the partner's own issuer, and comes in by it again", async () => {
    const who = somebody();
    const token = await stage.invitation(stage.cast.partner.members.OWNER.key);
    expect(await stage.enter(issuers, partnerIssuer, who, { token })).toMatchObject({ status: 200 });
    const again = await stage.enter(issuers, partnerIssuer, { ...who, email: stage.freshEmail() });
    expect(await again.browser.manage(ME)).toMatchObject({ data: { me: { role: 'CONTRIBUTOR', displayName: 'Ada' } } });
    expect(await sessions(again.browser)).toEqual([{ method: 'ISSUER' }, { method: 'ISSUER' }]);
    expect((await stage.api.manage(again.bearer, ME)).status).toBe(200);
    await again.browser.auth('sign-out', {});
    expect((await stage.api.manage(again.bearer, ME)).status).toBe(401);
  });

  it("each session that begins so is in the log, and so is a partner's issuer at an account that is not of its people", async () => {
    const traced = (memberId: string) =>
      stage.database.query<{ action: string; actor_id: string | null; after: object }>(
        `SELECT action, actor_id, after FROM audit_entry
         WHERE subject_id = $1 AND action IN ('session.began', 'sign-in.refused') ORDER BY seq`,
        [memberId],
      );
    const token = await stage.invitation(stage.cast.partner.members.OWNER.key);
    const { browser } = await stage.enter(issuers, partnerIssuer, somebody(), { token });
    const { memberId } = (await browser.manage<{ me: { memberId: string } }>('{ me { memberId } }')).data.me;
    expect(await traced(memberId)).toEqual([
      { action: 'session.began', actor_id: memberId, after: { method: 'ISSUER' } },
    ]);
    const staff = await stage.account('REVIEWER', null, true, PASSWORD);
    expect((await stage.enter(issuers, partnerIssuer, somebody({ email: staff.email }))).status).toBe(422);
    await until('the refusal is written', async () => (await traced(staff.memberId)).length > 0);
    expect(await traced(staff.memberId)).toEqual([
      { action: 'sign-in.refused', actor_id: null, after: { by: 'ISSUER' } },
    ]);
  });

  it('an account is bound by its address once, if that was proven here and is verified there, and by nobody else after', async () => {
    const { cast } = stage;
    const { email, memberId } = await stage.account('VIEWER', cast.partner.slug, true, PASSWORD);
    const who = somebody({ email: email.toUpperCase() });
    const { browser } = await stage.enter(issuers, partnerIssuer, who);
    expect(await browser.manage(ME)).toMatchObject({ data: { me: { role: 'VIEWER' } } });
    expect((await stage.enter(issuers, partnerIssuer, somebody({ email }))).body).toMatchObject({ code: 'NOT_FOUND' });
    const trace = await stage.database.query<{ action: string }>(
      'SELECT action FROM audit_entry WHERE subject_id = $1 ORDER BY seq DESC LIMIT 2',
      [memberId],
    );
    expect(trace).toEqual([{ action: 'session.began' }, { action: 'account.linked' }]);
    // The password goes on, and says what it is worth.
    expect((await stage.browser().auth('sign-in/email', { email, password: PASSWORD })).status).toBe(200);

    const unproven = await stage.account('VIEWER', cast.partner.slug, false, PASSWORD);
    const tried = await stage.enter(issuers, partnerIssuer, somebody({ email: unproven.email }));
    expect(tried).toMatchObject({ status: 422, body: { code: 'NOT_FOUND' }, bearer: null });
  });

  it('who is known to an issuer and invited by nobody is no member', async () => {
    const before = await stage.database.query('SELECT id FROM member');
    expect(await stage.enter(issuers, partnerIssuer, somebody())).toMatchObject({ status: 422, bearer: null });
    expect(await stage.enter(issuers, 'work', somebody())).toMatchObject({ status: 422, bearer: null });
    expect(await stage.database.query('SELECT id FROM member')).toHaveLength(before.length);
  });

  it.each([
    ['another partner', 'OWNER', 'other'],
    ['staff', 'ADMIN', null],
  ])("a partner's issuer opens no account of %s: neither by address nor by link", async (_, role, of) => {
    const partner = of === null ? null : stage.cast.otherPartner.slug;
    const { email, memberId } = await stage.account(role, partner, true, PASSWORD);
    expect(await stage.enter(issuers, partnerIssuer, somebody({ email }))).toMatchObject({ status: 422, bearer: null });
    const token = await stage.linkFor(memberId);
    expect(await stage.enter(issuers, partnerIssuer, somebody(), { token })).toMatchObject({
      status: 422,
      body: { code: 'NOT_FOUND' },
      bearer: null,
    });
    // Nothing was used up or changed by trying.
    expect((await stage.browser().auth('sign-in/email', { email, password: PASSWORD })).status).toBe(200);
    expect((await stage.browser().auth('enrol', { token, email, password: PASSWORD })).status).toBe(201);
  });

  it('the issuer of staff opens no account of a partner', async () => {
    const { email } = await stage.account('OWNER', stage.cast.partner.slug, true, PASSWORD);
    expect(await stage.enter(issuers, 'work', somebody({ email }))).toMatchObject({ status: 422, bearer: null });
    const token = await stage.invitation(stage.cast.partner.members.OWNER.key);
    expect(await stage.enter(issuers, 'work', somebody(), { token })).toMatchObject({ status: 422, bearer: null });
  });

  it.each([{ email_verified: false }, { email_verified: undefined }, { email: undefined }])(
    'an address that was not verified there (%j) opens nothing, nor sets anything up',
    async (more) => {
      const { email } = await stage.account('VIEWER', stage.cast.partner.slug, true, PASSWORD);
      const who = somebody({ email, ...more });
      expect(await stage.enter(issuers, partnerIssuer, who)).toMatchObject({
        status: 422,
        body: { code: 'INVALID_VALUE' },
        bearer: null,
      });
      const token = await stage.invitation(stage.cast.partner.members.OWNER.key);
      expect((await stage.enter(issuers, partnerIssuer, who, { token })).status).toBe(422);
    },
  );

  it('who left comes in no more, and the session they have is over', async () => {
    const memberId = await stage.addMember('VIEWER', stage.cast.partner.slug);
    const who = somebody();
    const token = await stage.linkFor(memberId);
    const { browser } = await stage.enter(issuers, partnerIssuer, who, { token });
    expect((await browser.manage(ME)).status).toBe(200);
    await stage.ask(
      'mutation ($id: ID!) { removeMember(input: {memberId: $id, reason: "left"}) { refusals { code } } }',
      {
        id: memberId,
      },
    );
    expect((await browser.manage(ME)).status).toBe(401);
    expect(await stage.enter(issuers, partnerIssuer, who)).toMatchObject({ status: 422, bearer: null });
  });

  it('an answer counts once, in the browser that went out for it, at the address of its issuer', async () => {
    const who = somebody();
    const token = await stage.linkFor(await stage.addMember('VIEWER', stage.cast.partner.slug));
    const { browser, search } = await stage.enter(issuers, partnerIssuer, who, { token });
    const finish = (one: Person, issuer: string, answer: string) =>
      one.auth('issuer/finish', { issuer, search: answer });
    const refused = { status: 401, body: { code: 'ISSUER_ANSWER_REFUSED' }, bearer: null };
    expect(await finish(browser, partnerIssuer, search)).toMatchObject(refused);

    const begun = await browser.auth('issuer/begin', { issuer: partnerIssuer });
    const back = (await issuers.visit(begun.body.url as string, who, PUBLIC_URL)).search;
    const cookies = browser.cookies();
    expect(await finish(stage.browser(), partnerIssuer, back)).toMatchObject(refused);
    const other = stage.browser();
    await other.auth('issuer/begin', { issuer: partnerIssuer });
    expect(await finish(other, partnerIssuer, back)).toMatchObject(refused);
    expect(await finish(browser, 'work', back)).toMatchObject(refused);
    // It is used up by that; who kept the cookie has nothing.
    const again = await stage
      .browser()
      .auth('issuer/finish', { issuer: partnerIssuer, search: back }, { cookie: cookies });
    expect(again).toMatchObject(refused);
  });

  it('a journey that took too long is over', async () => {
    const browser = stage.browser();
    const begun = await browser.auth('issuer/begin', { issuer: partnerIssuer });
    const { search } = await issuers.visit(begun.body.url as string, somebody(), PUBLIC_URL);
    await stage.database.query("UPDATE sign_in_verification SET expires_at = now() - interval '1 second'");
    expect(await browser.auth('issuer/finish', { issuer: partnerIssuer, search })).toMatchObject({ status: 401 });
  });

  it('a page of another site can neither begin nor finish', async () => {
    for (const path of ['issuer/begin', 'issuer/finish']) {
      const headers = { origin: 'https://evil.example', cookie: 'a=b' };
      const answer = await stage.browser().auth(path, { issuer: 'work', search: '' }, headers);
      expect(answer.status).toBe(403);
    }
  });

  it('staff issuers are offered to everybody, those of partners to nobody', async () => {
    const offered = await stage.browser().auth('issuers');
    expect(offered.body).toEqual({
      issuers: [
        { id: 'work', name: 'work' },
        { id: 'strict', name: 'strict' },
      ],
    });
    for (const issuer of ['made-up', '00000000-0000-7000-8000-000000000000'])
      expect(await stage.browser().auth('issuer/begin', { issuer })).toMatchObject({ status: 422 });
  });

  it('issuers are named and removed by ADMINs; their secret is never shown; who came by one that is removed is out', async () => {
    const { cast } = stage;
    const given = { partner: cast.partner.slug, name: 'x', issuer: 'https://a.example', clientId: 'c' };
    const { key } = cast.partner.members.OWNER;
    expect((await stage.addIssuer(given, key)).refusals.map(({ code }) => code)).toEqual(['NOT_ALLOWED']);
    expect((await stage.removeIssuer(partnerIssuer, key)).refusals.map(({ code }) => code)).toEqual(['NOT_ALLOWED']);
    expect((await stage.addIssuer({ ...given, issuer: PARTNER, clientId: 'theirs' })).refusals).toMatchObject([
      { code: 'ALREADY_EXISTS' },
    ]);
    const query = '{ partnerIssuers { name issuer hasClientSecret signInUrl } }';
    expect(await stage.ask(query, {}, key)).toEqual({
      partnerIssuers: [
        {
          name: 'Own',
          issuer: PARTNER,
          hasClientSecret: true,
          signInUrl: `${PUBLIC_URL}/sign-in#issuer=${partnerIssuer}`,
        },
      ],
    });
    expect(await stage.ask(query, {}, cast.otherPartner.members.OWNER.key)).toEqual({ partnerIssuers: [] });
    for (const table of ['sign_in_issuer', 'audit_entry', 'outbox_event', 'idempotency_key', 'sign_in_verification']) {
      const rows = await stage.database.query<{ row: string }>(`SELECT t::text AS row FROM "${table}" t`);
      expect([table, rows.some(({ row }) => row.includes(SECRET))]).toEqual([table, false]);
    }

    const who = somebody();
    const token = await stage.linkFor(await stage.addMember('VIEWER', cast.partner.slug));
    const { browser } = await stage.enter(issuers, partnerIssuer, who, { token });
    const begun = await browser.auth('issuer/begin', { issuer: partnerIssuer });
    const { search } = await issuers.visit(begun.body.url as string, who, PUBLIC_URL);
    expect((await stage.removeIssuer(partnerIssuer)).refusals).toEqual([]);
    expect((await browser.manage(ME)).status).toBe(401);
    expect(await browser.auth('issuer/finish', { issuer: partnerIssuer, search })).toMatchObject({ status: 422 });
    expect((await stage.enter(issuers, partnerIssuer, who)).status).toBe(422);
    expect((await stage.removeIssuer(partnerIssuer)).refusals).toMatchObject([{ code: 'NOT_FOUND' }]);
  });
});
