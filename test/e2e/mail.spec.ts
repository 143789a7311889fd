import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { makeMailer } from '../../apps/api/src/sign-in/mailer.js';
import { SignInStage, ME } from '../support/sign-in-stage.js';
import { until } from '../support/until.js';

const PASSWORD = 'plume anchor sixty lanterns';
const OTHER_PASSWORD = 'gravel otter 94 tangerine';
// Put together here, so that no URL in the code has a password.
const LOGIN = ['marquee', 'smtp-secret'].join(':');
const FROM = 'Marquee <marquee@example.org>';

interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly head: string;
  readonly text: string;
}

/** A mail server that runs; what reached it, and what it was told for a password. */
class MailServer {
  readonly received: Received[] = [];
  readonly passwords: string[] = [];
  /** Answers nobody until it is let go. */
  private held: (() => void)[] | null = null;

  private constructor(
    private readonly server: SMTPServer,
    readonly port: number,
  ) {}

  static async start(more: object = {}): Promise<MailServer> {
    let self: MailServer | null = null;
    const server = new SMTPServer({
      logger: false,
      allowInsecureAuth: true,
      disableReverseLookup: true,
      onAuth: (
        { password = '', username }: { password?: string; username?: string },
        _: unknown,
        done: (error: Error | null, found?: object) => void,
      ) => {
        self!.passwords.push(password);
        done(null, { user: username });
      },
      onData: (stream: NodeJS.ReadableStream, session: Session, done: () => void) =>
        void self!.take(stream, session, done),
      ...more,
    } as object);
    server.on('error', () => undefined);
    const listening = server.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    self = new MailServer(server, (listening.address() as AddressInfo).port);
    return self;
  }

  hold(): () => void {
    const held: (() => void)[] = (this.held = []);
    return () => {
      this.held = null;
      for (const go of held) go();
    };
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async take(stream: NodeJS.ReadableStream, session: Session, done: () => void): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const whole = Buffer.concat(chunks).toString();
    const at = whole.indexOf('\r\n\r\n');
    const [head, body] = [whole.slice(0, at), whole.slice(at + 4)];
    const text = /quoted-printable/i.test(head)
      ? body
          .replace(/=\r\n/g, '')
          .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
      : body;
    const { mailFrom, rcptTo } = session.envelope;
    this.received.push({ from: mailFrom.address, to: rcptTo.map(({ address }) => address), head, text });
    if (this.held === null) done();
    else this.held.push(done);
  }
}

interface Session {
  readonly envelope: {
    readonly mailFrom: { readonly address: string };
    readonly rcptTo: readonly { readonly address: string }[];
  };
}

const PLAIN = { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] };

describe('mail by SMTP', () => {
  let server: MailServer;
  let stage: SignInStage;
  beforeAll(async () => {
    server = await MailServer.start({ ...PLAIN });
    const smtpUrl = `smtp://${LOGIN}@127.0.0.1:${server.port}`;
    stage = await SignInStage.start(null, makeMailer({ smtpUrl, from: FROM, folder: null }));
  });
  afterAll(async () => {
    await stage.close();
    await server.close();
  });

  const mailTo = async (email: string, what: 'verify' | 'reset') => {
    const find = () => server.received.filter(({ to, text }) => to[0] === email && text.includes(`#${what}=`));
    await until(`mail to ${email}`, () => find().length > 0);
    return { mail: find().at(-1)!, token: new RegExp(`#${what}=(\\S+)`).exec(find().at(-1)!.text)![1]! };
  };

  async function enrolled() {
    const memberId = await stage.addMember('VIEWER', stage.cast.partner.slug);
    const email = stage.freshEmail();
    const browser = stage.browser();
    const token = await stage.linkFor(memberId);
    expect((await browser.auth('enrol', { token, email, password: PASSWORD })).status).toBe(201);
    return { email, browser, memberId };
  }

  async function proven() {
    const made = await enrolled();
    const { token } = await mailTo(made.email, 'verify');
    expect((await made.browser.auth(`verify-email?token=${token}`)).status).toBe(200);
    return made;
  }

  it('brings the link that proves an address, to that address alone, from the sender that is set', async () => {
    const { email, browser } = await enrolled();
    const { mail, token } = await mailTo(email, 'verify');
    expect(mail).toMatchObject({ from: 'marquee@example.org', to: [email] });
    expect(mail.head).toMatch(/^From: Marquee <marquee@example.org>\r$/m);
    expect(mail.head).toMatch(/^Content-Type: text\/plain/m);
    expect(mail.text).toContain('http://marquee.example.org/sign-in#verify=');
    expect((await browser.auth(`verify-email?token=${token.slice(0, -2)}xx`)).status).toBe(401);
    expect((await browser.auth(`verify-email?token=${token}`)).status).toBe(200);
    expect(server.passwords).toContain('smtp-secret');
  });

  it('brings a link to a new password that is good once', async () => {
    const { email, browser } = await proven();
    await browser.auth('request-password-reset', { email });
    const { token } = await mailTo(email, 'reset');
    expect((await browser.auth('reset-password', { token, newPassword: OTHER_PASSWORD })).status).toBe(200);
    expect((await browser.auth('reset-password', { token, newPassword: PASSWORD })).status).toBe(400);
    expect((await browser.auth('sign-in/email', { email, password: PASSWORD })).status).toBe(401);
    expect((await browser.auth('sign-in/email', { email, password: OTHER_PASSWORD })).status).toBe(200);
    expect((await browser.manage(ME)).status).toBe(200);
  });

  describe('of the links that an account is sent', () => {
    const links = (email: string, what: 'verify' | 'reset') =>
      server.received
        .filter(({ to }) => to[0] === email)
        .flatMap(({ text }) => new RegExp(`#${what}=(\\S+)`).exec(text)?.slice(1) ?? []);
    /** Two, the older one first. */
    async function twice(email: string, what: 'verify' | 'reset', path: string) {
      const before = links(email, what).length;
      for (const count of [1, 2]) {
        expect((await stage.browser().auth(path, { email })).status).toBe(200);
        await until(`mail ${count} to ${email}`, () => links(email, what).length === before + count);
      }
      return links(email, what).slice(before) as [string, string];
    }
    const prove = async (token: string) => (await stage.browser().auth(`verify-email?token=${token}`)).status;
    const reset = async (token: string, newPassword = OTHER_PASSWORD) =>
      (await stage.browser().auth('reset-password', { token, newPassword })).status;
    const isProven = async (email: string) => {
      const query = 'SELECT email_verified FROM sign_in_user WHERE email = $1';
      return (await stage.database.query<{ email_verified: boolean }>(query, [email]))[0]!.email_verified;
    };
    const age = () => stage.database.query("UPDATE sign_in_verification SET expires_at = now() - interval '1 second'");

    it('a proof of an address is good once, also of two at one moment', async () => {
      const { email } = await enrolled();
      const { token } = await mailTo(email, 'verify');
      expect((await Promise.all([prove(token), prove(token)])).toSorted()).toEqual([200, 401]);
      expect(await isProven(email)).toBe(true);
      expect(await prove(token)).toBe(401);
    });

    it('the newest is good, and none before it: neither before nor after it was used', async () => {
      const { email } = await enrolled();
      // Setting the account up sends one of its own, behind the answer.
      await mailTo(email, 'verify');
      const [older, newer] = await twice(email, 'verify', 'send-verification-email');
      expect([await prove(older), await isProven(email), await prove(newer), await isProven(email)]).toEqual([
        401,
        false,
        200,
        true,
      ]);
      const [first, second] = await twice(email, 'reset', 'request-password-reset');
      expect([await reset(first), await reset(second), await reset(first), await reset(second)]).toEqual([
        400, 200, 400, 400,
      ]);
    });

    it('of two that were asked for at one moment one is good', async () => {
      const { email } = await enrolled();
      const before = [(await mailTo(email, 'verify')).token];
      const ask = () => stage.browser().auth('send-verification-email', { email });
      await Promise.all([ask(), ask()]);
      await until(`two mails to ${email}`, () => links(email, 'verify').length === 3);
      const [one, other] = links(email, 'verify').filter((link) => !before.includes(link));
      expect(new Set([...before, one, other]).size).toBe(3);
      expect([await prove(one!), await prove(other!)].toSorted((a, b) => a - b)).toEqual([200, 401]);
    });

    it('none that is too old is', async () => {
      const unproven = await enrolled();
      const { token } = await mailTo(unproven.email, 'verify');
      const { email } = await proven();
      const [, lost] = await twice(email, 'reset', 'request-password-reset');
      await age();
      expect([await prove(token), await isProven(unproven.email), await reset(lost)]).toEqual([401, false, 400]);
      expect((await stage.browser().auth('sign-in/email', { email, password: PASSWORD })).status).toBe(200);
    });

    it('none opens an account that was set up anew meanwhile, with another address or with the same', async () => {
      for (const isSame of [false, true]) {
        const { email, memberId } = await proven();
        const [, lost] = await twice(email, 'reset', 'request-password-reset');
        await stage.database.query('UPDATE sign_in_user SET email_verified = false WHERE email = $1', [email]);
        const [, proof] = await twice(email, 'verify', 'send-verification-email');
        const next = isSame ? email : stage.freshEmail();
        const token = await stage.linkFor(memberId);
        const set = await stage.browser().auth('enrol', { token, email: next, password: OTHER_PASSWORD });
        expect(set.status).toBe(201);
        // With the same address a proof is on its way by now; the one before it proves nothing any more.
        await mailTo(next, 'verify');
        await until('the newest mail', () => links(next, 'verify').at(-1) !== proof);
        expect([await prove(proof), await isProven(next), await reset(lost, PASSWORD)]).toEqual([401, false, 400]);
        const old = await stage.browser().auth('sign-in/email', { email: next, password: PASSWORD });
        expect(old.status).toBe(401);
      }
    });

    it('one to a new password stays good when the password may not be set', async () => {
      const { email } = await proven();
      const [, token] = await twice(email, 'reset', 'request-password-reset');
      expect([await reset(token, 'password1234'), await reset(token, 'short'), await reset(token)]).toEqual([
        400, 400, 200,
      ]);
    });

    it.each(['', 'x', 'a.b.c', `a.${Buffer.from('{"email":"a\\u0000@b.c"}').toString('base64url')}.c`])(
      'what is none (%j) is refused as one',
      async (token) => {
        expect([await prove(token), await reset(token)]).toEqual([401, 400]);
      },
    );
  });

  it('is waited for by nobody: a server that does not answer tells nothing about accounts', async () => {
    const { email } = await proven();
    const letGo = server.hold();
    const known = await stage.browser().auth('request-password-reset', { email });
    const unknown = await stage.browser().auth('request-password-reset', { email: 'nobody@example.org' });
    expect(known).toEqual(unknown);
    expect(known.status).toBe(200);
    await mailTo(email, 'reset');
    letGo();
  });

  it.each([
    'a@example.org\r\nBcc: evil@example.org',
    'a@example.org, evil@example.org',
    'a@example.org\n',
    'a\0@example.org',
  ])('goes to no address that holds another line or another address (%j)', async (email) => {
    const before = server.received.length;
    const token = await stage.linkFor(await stage.addMember('VIEWER', stage.cast.partner.slug));
    const answer = await stage.browser().auth('enrol', { token, email, password: PASSWORD });
    if (answer.status === 201) await mailTo(email.trim(), 'verify');
    else expect([answer.status, server.received.length]).toEqual([422, before]);
    expect(server.received.flatMap(({ to }) => to)).not.toContain('evil@example.org');
    for (const path of ['request-password-reset', 'send-verification-email'])
      expect([400, 200]).toContain((await stage.browser().auth(path, { email })).status);
    expect(server.received.every(({ head }) => !/^bcc:/im.test(head))).toBe(true);
  });

  it('has no line that a subject or an address brought along', async () => {
    const mailer = makeMailer({ smtpUrl: `smtp://127.0.0.1:${server.port}`, from: FROM, folder: null });
    const subject = 'one\r\nBcc: evil@example.org\r\n\r\nbody';
    await mailer.send({ to: 'one@example.org\r\nBcc: evil@example.org', subject, text: 'text' }).catch(() => undefined);
    for (const { to, head } of server.received) {
      expect(to).not.toContain('evil@example.org');
      expect(head).not.toMatch(/^bcc:/im);
    }
  });
});

describe('a mail server', () => {
  const mail = { to: 'one@example.org', subject: 'one', text: 'text' };
  const send = (port: number, query = '', scheme = 'smtp') =>
    makeMailer({ smtpUrl: `${scheme}://${LOGIN}@127.0.0.1:${port}${query}`, from: FROM, folder: null }).send(mail);

  it('that offers STARTTLS with a certificate nobody trusts is told neither the mail nor the password', async () => {
    const server = await MailServer.start();
    await expect(send(server.port)).rejects.toThrow();
    expect([server.received, server.passwords]).toEqual([[], []]);
    await server.close();
  });

  it('that offers no STARTTLS is told nothing where `requireTLS` insists on it', async () => {
    const server = await MailServer.start({ ...PLAIN });
    await expect(send(server.port, '?requireTLS=true')).rejects.toThrow();
    expect([server.received, server.passwords]).toEqual([[], []]);
    await server.close();
  });

  it('that speaks TLS from the start is asked so by smtps, and has to prove who it is', async () => {
    const server = await MailServer.start({ secure: true });
    await expect(send(server.port, '', 'smtps')).rejects.toThrow(/certificate|self.signed/i);
    expect(server.received).toEqual([]);
    await send(server.port, '?tls.rejectUnauthorized=false', 'smtps');
    expect(server.received).toHaveLength(1);
    await server.close();
  });

  it('that is down is reported, and told to nobody who could learn from it', async () => {
    const gone = await MailServer.start({ ...PLAIN });
    await gone.close();
    const smtpUrl = `smtp://127.0.0.1:${gone.port}`;
    const stage = await SignInStage.start(null, makeMailer({ smtpUrl, from: FROM, folder: null }));
    const { email } = await stage.account('VIEWER', stage.cast.partner.slug, true, PASSWORD);
    const known = await stage.browser().auth('request-password-reset', { email });
    const unknown = await stage.browser().auth('request-password-reset', { email: 'nobody@example.org' });
    expect(known).toEqual(unknown);
    await until('both are told', () => stage.reports.length === 2);
    expect(new Set(stage.reports)).toEqual(new Set(['a mail could not be sent']));
    await stage.close();
  });
});
