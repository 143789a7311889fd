import { type Mail } from '#identity';
import { foreignFetch } from '#operations';
import { totp } from '../support/person.js';
import { isChromiumThere, RealBrowser, type BrowserPage } from '../support/real-browser.js';
import { RealIssuers } from '../support/real-issuers.js';
import { PUBLIC_URL, SignInStage, staffIssuer } from '../support/sign-in-stage.js';
import { until } from '../support/until.js';

const PASSWORD = 'plume anchor sixty lanterns';
const OTHER_PASSWORD = 'gravel otter 94 tangerine';
const PAGE = `${PUBLIC_URL}/sign-in`;
const SLOW_MS = 300_000;

const NAME = 'the page to sign in, in a browser';

if (!isChromiumThere) {
  console.warn('chromium is not on the PATH: the page to sign in was NOT tried (apt-get install chromium).');
  // So that it is seen by a name that these were not run.
  it(`${NAME}: NOT TRIED, chromium is not on the PATH`, () => undefined);
} else
  describe(NAME, () => {
    let issuers: RealIssuers;
    let stage: SignInStage;
    let browser: RealBrowser;
    const mails: Mail[] = [];
    const pages: BrowserPage[] = [];
    const issuerPerson = { sub: 'ada', email: 'ada@work.example', email_verified: true };
    beforeAll(async () => {
      issuers = await RealIssuers.start();
      const issuer = `http://localhost:${issuers.port}`;
      const redirectUri = `${PUBLIC_URL}/sign-in/from/work`;
      const client = { clientId: 'marquee', clientSecret: null, redirectUri, isAddressInToken: true };
      await issuers.make({ ...client, issuer, person: issuerPerson });
      const asks = { askStaffIssuers: foreignFetch({ isPrivateAllowed: true }), askPartnerIssuers: foreignFetch() };
      const options = { staff: [staffIssuer('work', issuer)], ...asks };
      stage = await SignInStage.start(options, { send: async (mail) => void mails.push(mail) });
      browser = RealBrowser.start(PUBLIC_URL, stage.api.url);
    }, SLOW_MS);
    afterAll(async () => {
      await browser.close();
      await stage.close();
      await issuers.close();
    });
    /** Nothing that a page was kept from, and no error of its script. */
    afterEach(() => {
      expect(pages.splice(0).flatMap(({ complaints }) => complaints)).toEqual([]);
    });

    const open = async (url = PAGE) => {
      const page = await browser.open();
      pages.push(page);
      await page.goTo(url);
      return page;
    };
    const fill = async (page: BrowserPage, email: string, password = PASSWORD) => {
      await page.type('email', email);
      await page.type('password', password);
      await page.click('Go on');
    };
    const giveCode = async (page: BrowserPage, uri: string) => {
      await page.type('code', totp(uri, Date.now()));
      await page.click('Go on');
      await page.said('You are signed in.');
    };
    const role = (page: BrowserPage) =>
      page.value<string | undefined>(`fetch('/manage/graphql', { method: 'POST',
      headers: { 'content-type': 'application/json', 'marquee-request': '1' }, body: '{"query":"{ me { role } }"}' })
      .then((answer) => answer.json()).then(({ data }) => data?.me.role)`);
    const mailed = async (email: string, what: string) => {
      const find = () => mails.filter(({ to, text }) => to === email && text.includes(`#${what}=`)).at(-1);
      await until(`mail to ${email}`, () => find() !== undefined);
      return /http:\S+/.exec(find()!.text)![0];
    };

    it(
      'a link sets up an account: a password, an authenticator app, and out again; then both open it',
      async () => {
        const email = stage.freshEmail();
        const page = await open(`${PAGE}#${await stage.linkFor(await stage.addMember('REVIEWER'))}`);
        expect(await page.text('title')).toBe('Set up your account');
        expect(await page.value('location.href')).toBe(PAGE);
        await fill(page, email, 'password1234');
        await page.until('it is refused', "document.getElementById('said').textContent !== ''");
        await fill(page, email);
        await page.said('Staff need a second factor');
        const uri = await page.text('uri');
        expect((await page.text('codes')).split(' ')).toHaveLength(10);
        expect(await role(page)).toBeUndefined();
        await page.type('code', '000000');
        await page.click('Go on');
        await page.until('it is refused', "document.getElementById('said').textContent !== ''");
        await giveCode(page, uri);
        expect(await page.value('document.body.textContent')).not.toContain('otpauth:');
        expect(await role(page)).toBe('REVIEWER');
        await page.click('Sign out');
        await page.said('You are signed out.');
        expect(await role(page)).toBeUndefined();

        await fill(page, email);
        await page.said('Give the code of your authenticator app');
        expect(await role(page)).toBeUndefined();
        await giveCode(page, uri);
        expect(await role(page)).toBe('REVIEWER');
      },
      SLOW_MS,
    );

    it(
      'staff set up a passkey instead of an app, and come in by it from then on',
      async () => {
        const { email } = await stage.account('SCHEDULER', null, true, PASSWORD);
        const page = await open();
        await page.plugInAuthenticator();
        await fill(page, email);
        await page.click('Set up a passkey instead');
        await page.said('You are signed in.');
        expect(await role(page)).toBe('SCHEDULER');
        await page.click('Sign out');
        await page.click('Use a passkey');
        await page.said('You are signed in.');
        expect(await role(page)).toBe('SCHEDULER');
      },
      SLOW_MS,
    );

    it(
      'who is signed in adds a passkey, and a wrong password is told as one',
      async () => {
        const { email } = await stage.account('VIEWER', stage.cast.partner.slug, true, PASSWORD);
        const page = await open();
        await page.plugInAuthenticator();
        await fill(page, email);
        await page.said('a member of a partner may leave this page');
        expect(await role(page)).toBe('VIEWER');
        await page.click('Set up a passkey instead');
        await page.said('You are signed in.');
        // Another one on the same device would be one too many: the browser says so.
        await page.click('Add a passkey');
        await page.said('You have a passkey on this device already.');
        const stranger = await open();
        await stranger.type('email', email);
        await stranger.type('password', OTHER_PASSWORD);
        await stranger.click('Go on');
        await stranger.said('Invalid email or password');
      },
      SLOW_MS,
    );

    it(
      'out to a provider and back: with a link, and then without one',
      async () => {
        const token = await stage.linkFor(await stage.addMember('REVIEWER'));
        const page = await open(`${PAGE}#${token}`);
        await page.click('Go on with work');
        await page.said('Staff need a second factor');
        expect(await page.value('location.href')).toBe(PAGE);
        const uri = await page.text('uri');
        await giveCode(page, uri);
        expect(await role(page)).toBe('REVIEWER');
        await page.click('Sign out');
        await page.click('Go on with work');
        await page.said('Give the code of your authenticator app');
        await giveCode(page, uri);
        expect(await role(page)).toBe('REVIEWER');
      },
      SLOW_MS,
    );

    it(
      'a mail proves an address, and replaces a lost password, once',
      async () => {
        const memberId = await stage.addMember('VIEWER', stage.cast.partner.slug);
        const email = stage.freshEmail();
        await stage.browser().auth('enrol', { token: await stage.linkFor(memberId), email, password: PASSWORD });
        const page = await open(await mailed(email, 'verify'));
        await page.said('Your address is proven.');
        await page.type('email', email);
        await page.click('Password lost');
        await page.said('mail is on its way');
        const link = await mailed(email, 'reset');
        await page.goTo(link);
        expect(await page.text('title')).toBe('Set a new password');
        await page.type('password', OTHER_PASSWORD);
        await page.click('Go on');
        await page.said('The password is set. Sign in with it.');
        expect(await page.text('title')).toBe('Sign in');
        await fill(page, email, OTHER_PASSWORD);
        await page.said('a member of a partner may leave this page');
        expect(await role(page)).toBe('VIEWER');
        await page.goTo(link);
        await page.type('password', PASSWORD);
        await page.click('Go on');
        await page.said('This link was used');
      },
      SLOW_MS,
    );

    it(
      'is kept by its policy from loading anything else, and a page that is kept from something is seen here',
      async () => {
        const page = await open();
        await page.value("void (new Image().src = '/anything.png')");
        await until('it is complained of', () => page.complaints.length > 0);
        expect(page.complaints.splice(0).join()).toContain('Content Security Policy');
      },
      SLOW_MS,
    );
  });
