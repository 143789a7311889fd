import type { StaffIssuer } from '#identity';
import { foreignFetch } from '#operations';
import { SignInStage, PUBLIC_URL, staffIssuer } from '../support/sign-in-stage.js';
import { LyingIssuer } from '../support/lying-issuer.js';
import type { Person } from '../support/person.js';

const REFUSED = { status: 401, body: { code: 'ISSUER_ANSWER_REFUSED' }, bearer: null };
const UNREACHABLE = { status: 422, body: { code: 'ISSUER_UNREACHABLE' } };

describe('an issuer of OpenID Connect that lies', () => {
  let lying: LyingIssuer;
  let other: LyingIssuer;
  let stage: SignInStage;
  let person: { email: string };
  const staff: StaffIssuer[] = [];
  beforeAll(async () => {
    [lying, other] = [await LyingIssuer.start(), await LyingIssuer.start()];
    staff.push(staffIssuer('lying', lying.issuer), staffIssuer('other', other.issuer));
    stage = await SignInStage.start({
      staff,
      askStaffIssuers: foreignFetch({ isPrivateAllowed: true }),
      askPartnerIssuers: foreignFetch(),
    });
    person = await stage.account('REVIEWER', null, true, 'plume anchor sixty lanterns');
  });
  afterAll(async () => {
    await stage.close();
    await lying.close();
    await other.close();
  });

  /** Out, without going there: what the issuer was told. */
  async function begin(browser: Person, issuer = 'lying') {
    const { status, body } = await browser.auth('issuer/begin', { issuer });
    expect(status).toBe(200);
    return new URL(body.url as string).searchParams;
  }

  function truth(nonce: string | null, issuer = lying) {
    const now = Math.floor(Date.now() / 1_000);
    const address = { email: person.email, email_verified: true };
    return { iss: issuer.issuer, aud: 'marquee', sub: 'one', iat: now, exp: now + 60, nonce, ...address };
  }

  /** Back with a code, and an identity token of these claims. */
  async function enter(change: object, signature: LyingIssuer['signature'] = 'RS256', answer: object = {}) {
    const browser = stage.browser();
    const asked = await begin(browser);
    lying.signature = signature;
    lying.claims = { ...truth(asked.get('nonce')), ...change };
    const said = { code: 'one', state: asked.get('state')!, iss: lying.issuer, ...answer };
    const search = new URLSearchParams(Object.entries(said).filter(([, value]) => value !== undefined)).toString();
    return browser.auth('issuer/finish', { issuer: 'lying', search });
  }

  it('asks with PKCE, state and nonce, fresh each time', async () => {
    const [one, two] = [await begin(stage.browser()), await begin(stage.browser())];
    expect(one.get('code_challenge_method')).toBe('S256');
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one.get(name)).toMatch(/^[\w-]{43}$/);
      expect(one.get(name)).not.toBe(two.get(name));
    }
    expect(one.get('redirect_uri')).toBe(`${PUBLIC_URL}/sign-in/from/lying`);
  });

  const past = Math.floor(Date.now() / 1_000) - 3_600;
  it.each([
    ['another nonce', { nonce: 'mine' }],
    ['no nonce', { nonce: undefined }],
    ['another audience', { aud: 'somebody-else' }],
    ['another audience besides, by another party', { aud: ['marquee', 'somebody-else'], azp: 'somebody-else' }],
    ['another issuer', { iss: 'https://login.work.example' }],
    ['an end that is past', { iat: past, exp: past + 60 }],
    ['no end', { exp: undefined }],
    ['no subject', { sub: undefined }],
    ['a subject without end', { sub: 'x'.repeat(256) }],
  ])('is not believed with %s', async (_, change) => {
    expect(await enter(change)).toMatchObject(REFUSED);
  });

  it.each(['OTHER_KEY', 'NONE', 'HS256'] as const)('is not believed with a signature of %s', async (signature) => {
    expect(await enter({}, signature)).toMatchObject(REFUSED);
  });

  it.each([
    ['another state', { state: 'mine' }],
    ['no state', { state: undefined }],
    ['the name of another issuer', { iss: 'https://login.work.example' }],
    ['no name of the issuer, which it says it always gives', { iss: undefined }],
    ['an error', { error: 'access_denied' }],
    ['no code', { code: undefined }],
  ])('is not believed when it sends people back with %s', async (_, answer) => {
    expect(await enter({}, 'RS256', answer)).toMatchObject(REFUSED);
  });

  it('is believed with the truth, which shows that the rest was refused for what it changes', async () => {
    expect(await enter({})).toMatchObject({ status: 200, body: { user: { email: person.email } } });
  });

  it('cannot give out the answer of another issuer for its own', async () => {
    const browser = stage.browser();
    const asked = await begin(browser, 'other');
    [lying.claims, lying.signature] = [truth(asked.get('nonce')), 'RS256'];
    const search = new URLSearchParams({ code: 'one', state: asked.get('state')!, iss: lying.issuer }).toString();
    expect(await browser.auth('issuer/finish', { issuer: 'other', search })).toMatchObject(REFUSED);
  });

  describe('about itself', () => {
    let count = 0;
    /** Nothing of it is known yet. */
    async function fresh(change: (one: LyingIssuer) => void) {
      const one = await LyingIssuer.start();
      change(one);
      const id = `fresh-${(count += 1)}`;
      staff.push(staffIssuer(id, one.issuer));
      const answer = await stage.browser().auth('issuer/begin', { issuer: id });
      await one.close();
      return { answer, one };
    }

    it('is not asked on where it sends', async () => {
      const { answer, one } = await fresh(
        (it) => (it.redirectsTo = `${lying.issuer}/.well-known/openid-configuration`),
      );
      const before = lying.asked.length;
      expect(answer).toMatchObject(UNREACHABLE);
      expect([one.asked.length, lying.asked.length]).toEqual([1, before]);
    });

    it.each([
      ['another issuer', { issuer: 'https://login.work.example' }],
      ['a page that would run', { authorization_endpoint: 'javascript:alert(1)' }],
      ['a page in the open', { authorization_endpoint: 'http://login.work.example/' }],
      ['no page', { authorization_endpoint: undefined }],
    ])('is refused when it names %s', async (_, metadata) => {
      expect((await fresh((it) => (it.metadata = metadata))).answer).toMatchObject(UNREACHABLE);
    });

    it('is refused when it says too much', async () => {
      const { answer } = await fresh((it) => (it.metadata = { more: 'x'.repeat(300_000) }));
      expect(answer).toMatchObject(UNREACHABLE);
    });
  });

  it.each(['localhost', '127.0.0.1', '[::1]'])('is not asked by a partner inside (%s)', async (host) => {
    const { port } = new URL(lying.issuer);
    const before = lying.asked.length;
    const given = { partner: stage.cast.partner.slug, name: 'x', issuer: `https://${host}:${port}`, clientId: 'c' };
    const { issuers, refusals } = await stage.addIssuer(given);
    expect(refusals).toEqual([]);
    const { id } = issuers!.at(-1)!;
    expect(await stage.browser().auth('issuer/begin', { issuer: id })).toMatchObject(UNREACHABLE);
    expect(lying.asked.length).toBe(before);
    expect(stage.reports.at(-1)).toMatch(/could not be asked/);
    await stage.removeIssuer(id);
  });
});
