import { jest } from '@jest/globals';
import type { Mail } from '#identity';
import { TracedTables } from '#persistence';
import { SoftwarePasskey, type PasskeyOptions } from '../support/software-passkey.js';
import { totp, type Person } from '../support/person.js';
import { PUBLIC_URL, SignInStage } from '../support/sign-in-stage.js';
import { until } from '../support/until.js';

const PASSWORD = 'plume anchor sixty lanterns';
const OTHER_PASSWORD = 'gravel otter 94 tangerine';
const THIRD_PASSWORD = 'violet harbour twelve spoons';

interface Entry {
  readonly action: string;
  readonly actor_id: string;
  readonly key_id: string | null;
  readonly session_id: string | null;
  readonly subject_id: string;
  readonly after: unknown;
}

describe('what somebody decides about their own account', () => {
  let stage: SignInStage;
  let memberId: string;
  let person: Person;
  const email = 'ada@example.org';
  const mails: Mail[] = [];
  beforeAll(async () => {
    stage = await SignInStage.start(null, { send: async (mail) => void mails.push(mail) });
    memberId = stage.cast.partner.members.VIEWER.actor.memberId;
    person = stage.browser();
    await person.auth('enrol', { token: await stage.linkFor(memberId), email, password: PASSWORD });
    await person.auth('sign-in/email', { email, password: PASSWORD });
    await until('the mail is sent', () => mails.length > 0);
    const [, proof] = /#verify=(\S+)/.exec(mails[0]!.text)!;
    await stage.browser().auth(`verify-email?token=${proof}`);
  });
  afterAll(() => stage.close());

  const sessions = async () =>
    (await stage.database.query<{ id: string }>('SELECT id FROM sign_in_session ORDER BY created_at')).map(
      ({ id }) => id,
    );
  /** What stands in the log behind what was there before. */
  async function left(work: () => Promise<unknown>): Promise<Entry[]> {
    const [head] = await stage.database.query<{ seq: string }>('SELECT seq FROM audit_head');
    await work();
    return stage.database.query<Entry>(
      'SELECT action, actor_id, key_id, session_id, subject_id, after FROM audit_entry WHERE seq > $1 ORDER BY seq',
      [head!.seq],
    );
  }
  const own = (action: string, session: string | null, after: unknown = null) => ({
    action,
    actor_id: memberId,
    key_id: null,
    session_id: session,
    subject_id: memberId,
    after,
  });

  it('is in the log, with the session it was decided in: another password', async () => {
    const [here] = await sessions();
    const change = { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD };
    expect(await left(() => person.auth('change-password', change))).toEqual([own('password.changed', here!)]);
    const wrong = { currentPassword: PASSWORD, newPassword: THIRD_PASSWORD };
    expect(await left(() => person.auth('change-password', wrong))).toEqual([]);
  });

  it('is not done when it cannot be written into the log', async () => {
    await stage.database.query(`CREATE FUNCTION fail_audit() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'no entry can be written' USING ERRCODE = 'disk_full'; END $$`);
    await stage.database.query(
      'CREATE TRIGGER audit_fails BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION fail_audit()',
    );
    const change = { currentPassword: OTHER_PASSWORD, newPassword: THIRD_PASSWORD };
    expect((await person.auth('change-password', change)).status).toBe(503);
    await stage.database.query('DROP TRIGGER audit_fails ON audit_entry');
    const again = stage.browser();
    expect((await again.auth('sign-in/email', { email, password: THIRD_PASSWORD })).status).toBe(401);
    expect((await again.auth('sign-in/email', { email, password: OTHER_PASSWORD })).status).toBe(200);
    await again.auth('sign-out', {});
  });

  it('is in the log: a second factor, new recovery codes, and its end', async () => {
    const password = OTHER_PASSWORD;
    let uri = '';
    const begun = await left(async () => {
      uri = (await person.auth('two-factor/enable', { password })).body.totpURI as string;
    });
    expect(begun).toEqual([]);
    const [here] = await sessions();
    const on = await left(() => person.auth('two-factor/verify-totp', { code: totp(uri, Date.now()) }));
    // The library has exchanged the session for one that is worth more.
    const [next] = await sessions();
    const began = own('session.began', next!, { method: 'CODE', insteadOf: here });
    expect(on).toEqual([own('second-factor.on', here!), began]);
    expect(await left(() => person.auth('two-factor/generate-backup-codes', { password }))).toEqual([
      own('recovery-codes.replaced', next!),
    ]);
    const off = await left(() => person.auth('two-factor/disable', { password }));
    const [last] = await sessions();
    expect(off).toEqual([
      own('second-factor.off', next!),
      own('session.began', last!, { method: 'PASSWORD', insteadOf: next }),
    ]);
  });

  it('is in the log: a passkey more, and one less', async () => {
    const tables = new TracedTables(stage.pool).all() as {
      passkey: { create(given: object): Promise<{ id: string }> };
    };
    const [user] = await stage.database.query<{ id: string }>('SELECT id FROM sign_in_user WHERE member_id = $1', [
      memberId,
    ]);
    const data = {
      id: '0190a0a0-0000-7000-8000-0000000000aa',
      userId: user!.id,
      publicKey: 'p',
      credentialID: 'c',
      counter: 0,
      deviceType: 'singleDevice',
      backedUp: false,
    };
    expect(await left(() => tables.passkey.create({ data }))).toEqual([own('passkey.added', null)]);
    const [here] = await sessions();
    expect(await left(() => person.auth('passkey/delete-passkey', { id: data.id }))).toEqual([
      own('passkey.removed', here!),
    ]);
    expect(await stage.database.query('SELECT id FROM sign_in_passkey')).toEqual([]);
  });

  it('is in the log: a password set anew by mail, and the sessions that end by it', async () => {
    await stage.browser().auth('request-password-reset', { email });
    await until('the mail is sent', () => mails.at(-1)!.text.includes('#reset='));
    const [, token] = /#reset=(\S+)/.exec(mails.at(-1)!.text)!;
    const reset = { token, newPassword: THIRD_PASSWORD };
    const count = (await sessions()).length;
    expect(count).toBeGreaterThan(0);
    expect(await left(() => stage.browser().auth('reset-password', reset))).toEqual([
      own('password.reset', null),
      own('sessions.ended', null, { ended: count }),
    ]);
    expect(await sessions()).toEqual([]);
  });

  it('is in the log: the end of a session', async () => {
    await person.auth('sign-in/email', { email, password: THIRD_PASSWORD });
    const [here] = await sessions();
    expect(await left(() => person.auth('sign-out', {}))).toEqual([own('sessions.ended', here!, { ended: 1 })]);
    expect(await sessions()).toEqual([]);
  });

  it("is told to the partner's OWNER, without a secret", async () => {
    const query = '{ partnerAuditEntries(first: 100) { edges { node { action by subjectId after } } } }';
    type Told = { partnerAuditEntries: { edges: { node: { action: string; subjectId: string } }[] } };
    const { data } = (await stage.api.manage<Told>(stage.cast.partner.members.OWNER.key, query)).body;
    const actions = new Set(data.partnerAuditEntries.edges.map(({ node }) => node.action));
    for (const action of ['password.changed', 'password.reset', 'second-factor.on', 'passkey.removed'])
      expect([action, actions.has(action)]).toEqual([action, true]);
    expect(JSON.stringify(data)).not.toContain(email);
  });

  it('a decision of the management side names the session too', async () => {
    await person.auth('sign-in/email', { email, password: THIRD_PASSWORD });
    const [here] = await sessions();
    const ended = await left(() => person.manage('mutation { endSessions(input: {}) { refusals { code } } }'));
    expect(ended).toMatchObject([{ action: 'sessions.ended', actor_id: memberId, key_id: null, session_id: here }]);
  });
});

describe('a sign-in is in the log', () => {
  let stage: SignInStage;
  let secondStage: SignInStage | null = null;
  beforeAll(async () => {
    stage = await SignInStage.start(null);
  });
  afterAll(async () => {
    await secondStage?.close();
    await stage.close();
  });

  interface Row {
    readonly action: string;
    readonly actor_kind: string;
    readonly actor_id: string | null;
    readonly session_id: string | null;
    readonly after: Record<string, unknown> | null;
  }
  const of = (memberId: string, from = stage) =>
    from.database.query<Row>(
      `SELECT action, actor_kind, actor_id, session_id, after FROM audit_entry
       WHERE subject_id = $1 AND action IN ('session.began', 'sign-in.refused') ORDER BY seq`,
      [memberId],
    );
  const refusals = async (memberId: string) =>
    (await of(memberId)).filter(({ action }) => action === 'sign-in.refused').map(({ after }) => after);
  const sessionsOf = async (memberId: string) =>
    (
      await stage.database.query<{ id: string }>(
        'SELECT s.id FROM sign_in_session s JOIN sign_in_user u ON u.id = s.user_id WHERE u.member_id = $1 ORDER BY s.created_at',
        [memberId],
      )
    ).map(({ id }) => id);

  async function withCode() {
    const made = await stage.account('VIEWER', stage.cast.partner.slug, false, PASSWORD);
    const browser = stage.browser();
    await browser.auth('sign-in/email', { email: made.email, password: PASSWORD });
    const { totpURI, backupCodes } = (await browser.auth('two-factor/enable', { password: PASSWORD })).body;
    await browser.auth('two-factor/verify-totp', { code: totp(totpURI as string, Date.now()) });
    return { ...made, browser, uri: totpURI as string, codes: backupCodes as string[] };
  }
  const began = (memberId: string, session: string, after: object): Row => ({
    action: 'session.began',
    actor_kind: 'MEMBER',
    actor_id: memberId,
    session_id: session,
    after: after as Record<string, unknown>,
  });

  it('by a password: who, by what, and the session', async () => {
    const { memberId, email } = await stage.account('VIEWER', stage.cast.partner.slug, false, PASSWORD);
    await stage.browser().auth('sign-in/email', { email, password: PASSWORD });
    const [session] = await sessionsOf(memberId);
    expect(await of(memberId)).toEqual([began(memberId, session!, { method: 'PASSWORD' })]);
  });

  it('with a second factor: once, when the code was right; a password alone began nothing', async () => {
    const { memberId, email, uri, codes } = await withCode();
    const before = (await of(memberId)).length;
    const next = stage.browser();
    expect((await next.auth('sign-in/email', { email, password: PASSWORD })).body.twoFactorRedirect).toBe(true);
    expect(await of(memberId)).toHaveLength(before);
    await next.auth('two-factor/verify-totp', { code: totp(uri, Date.now()), trustDevice: true });
    expect((await of(memberId)).slice(before)).toEqual([
      began(memberId, (await sessionsOf(memberId)).at(-1)!, { method: 'CODE' }),
    ]);
    // No device is trusted: the next password alone begins nothing either.
    expect((await next.auth('sign-in/email', { email, password: PASSWORD })).body.twoFactorRedirect).toBe(true);
    const third = stage.browser();
    await third.auth('sign-in/email', { email, password: PASSWORD });
    await third.auth('two-factor/verify-backup-code', { code: codes[0] });
    expect((await of(memberId)).at(-1)).toEqual(
      began(memberId, (await sessionsOf(memberId)).at(-1)!, { method: 'RECOVERY_CODE' }),
    );
    expect(await of(memberId)).toHaveLength(before + 2);
  });

  it('by a passkey, also one that was not believed', async () => {
    const { memberId, browser } = await withCode();
    const options = async (one: Person, what: string) =>
      (await one.auth(`passkey/generate-${what}-options`)).body as unknown as PasskeyOptions;
    const passkey = new SoftwarePasskey();
    const response = passkey.create(await options(browser, 'register'), PUBLIC_URL);
    expect((await browser.auth('passkey/verify-registration', { response })).status).toBe(200);
    const next = stage.browser();
    const get = async () => passkey.get(await options(next, 'authenticate'), PUBLIC_URL);
    expect((await next.auth('passkey/verify-authentication', { response: await get() })).status).toBe(200);
    expect((await of(memberId)).at(-1)).toEqual(
      began(memberId, (await sessionsOf(memberId)).at(-1)!, { method: 'PASSKEY' }),
    );
    passkey.isHolderVerified = false;
    const other = stage.browser();
    const unbelieved = passkey.get(await options(other, 'authenticate'), PUBLIC_URL);
    expect((await other.auth('passkey/verify-authentication', { response: unbelieved })).status).toBe(401);
    await until('the refusal is written', async () => (await refusals(memberId)).length > 0);
    expect(await refusals(memberId)).toEqual([{ by: 'PASSKEY' }]);
  });

  it('refused: by whom is not known, at whose account is; a wrong code says that the password was right', async () => {
    const { memberId, email } = await withCode();
    const thief = stage.browser();
    await thief.auth('sign-in/email', { email: email.toUpperCase(), password: OTHER_PASSWORD });
    await thief.auth('sign-in/email', { email, password: PASSWORD });
    await thief.auth('two-factor/verify-totp', { code: '000000' });
    await thief.auth('two-factor/verify-backup-code', { code: 'wrong-words' });
    await until('three refusals are written', async () => (await refusals(memberId)).length === 3);
    expect((await of(memberId)).slice(-3)).toEqual(
      [{ by: 'PASSWORD' }, { by: 'CODE' }, { by: 'RECOVERY_CODE' }].map((after) => ({
        action: 'sign-in.refused',
        actor_kind: 'SYSTEM',
        actor_id: null,
        session_id: null,
        after,
      })),
    );
  });

  it('is not begun when it cannot be written; what failed is told to the logger, and printed past it by nobody', async () => {
    const printed = [
      jest.spyOn(console, 'error').mockImplementation(() => undefined),
      jest.spyOn(process.stderr, 'write').mockImplementation(() => true),
    ];
    const { memberId, email } = await stage.account('VIEWER', stage.cast.partner.slug, false, PASSWORD);
    await stage.database.query(`CREATE FUNCTION fail_audit() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'no entry can be written' USING ERRCODE = 'disk_full'; END $$`);
    await stage.database.query(
      'CREATE TRIGGER audit_fails BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION fail_audit()',
    );
    const person = stage.browser();
    const tried = await person.auth('sign-in/email', { email, password: PASSWORD });
    const unwritten = await person.auth('sign-in/email', { email, password: OTHER_PASSWORD });
    const unwrittenReport = 'a refused sign-in could not be written into the audit log';
    await until('it is reported', () => stage.reports.includes(unwrittenReport));
    await stage.database.query('DROP TRIGGER audit_fails ON audit_entry');
    expect(printed.flatMap((one) => one.mock.calls)).toEqual([]);
    for (const one of printed) one.mockRestore();
    expect(stage.faults).toMatchObject([{ id: tried.body.id, at: expect.arrayContaining([expect.any(String)]) }]);
    for (const secret of [email, PASSWORD, OTHER_PASSWORD]) expect(JSON.stringify(stage.faults)).not.toContain(secret);
    expect([tried.status, tried.bearer, unwritten.status]).toEqual([503, null, 401]);
    expect(await sessionsOf(memberId)).toEqual([]);
    expect(await of(memberId)).toEqual([]);
  });

  it('is found by staff, and told to the OWNER of the partner, without an address or a secret', async () => {
    const { memberId, email } = await stage.account('VIEWER', stage.cast.partner.slug, false, PASSWORD);
    const person = stage.browser();
    await person.auth('sign-in/email', { email, password: OTHER_PASSWORD });
    await until('the refusal is written', async () => (await refusals(memberId)).length === 1);
    await person.auth('sign-in/email', { email, password: PASSWORD });
    const [session] = await sessionsOf(memberId);
    type Found = { edges: { node: { action: string; subjectId: string; after: unknown } }[] };
    const edges = 'edges { node { action subjectId after } }';
    const asked = await stage.ask<Record<'began' | 'refused', Found>>(`{
      began: auditEntries(filter: {sessionId: "${session}"}) { ${edges} }
      refused: auditEntries(filter: {action: "sign-in.refused", subjectId: "${memberId}"}) { ${edges} } }`);
    expect(asked.began.edges.map(({ node }) => node.action)).toEqual(['session.began']);
    expect(asked.refused.edges.map(({ node }) => node.subjectId)).toEqual([memberId]);
    const own = await stage.ask<{ partnerAuditEntries: Found }>(
      `{ partnerAuditEntries(first: 2) { ${edges} } }`,
      {},
      stage.cast.partner.members.OWNER.key,
    );
    expect(own.partnerAuditEntries.edges.map(({ node }) => [node.action, node.subjectId])).toEqual([
      ['session.began', memberId],
      ['sign-in.refused', memberId],
    ]);
    for (const secret of [email, PASSWORD, OTHER_PASSWORD, '198.51.'])
      expect(JSON.stringify([asked, own])).not.toContain(secret);
  });

  it('refused again and again: five entries, and one that says how many more when the process ends', async () => {
    secondStage = await SignInStage.start(null);
    const { memberId, email } = await secondStage.account('VIEWER', secondStage.cast.partner.slug, false, PASSWORD);
    for (let times = 0; times < 12; times += 1)
      await secondStage.browser().auth('sign-in/email', { email, password: OTHER_PASSWORD });
    await secondStage.api.close();
    const told = (await of(memberId, secondStage)).map(({ after }) => after);
    expect(told).toEqual([...Array.from({ length: 5 }, () => ({ by: 'PASSWORD' })), { more: 7 }]);
  });
});
