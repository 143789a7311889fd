import type { Mail, SignInOptions } from '#identity';
import { createLogger } from '#operations';
import { Database, TracedTables } from '#persistence';
import { makeCast, type Cast } from '../support/actors.js';
import { Person, totp } from '../support/person.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';
import { NO_STANDBY } from '../../apps/api/src/peer/standby.js';

const PUBLIC_URL = 'http://marquee.example.org';
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
  let database: TestDatabase;
  let pool: Database;
  let api: TestApi;
  let cast: Cast;
  let memberId: string;
  let person: Person;
  const email = 'ada@example.org';
  const mails: Mail[] = [];
  const reports: string[] = [];
  const options: SignInOptions = {
    publicUrl: PUBLIC_URL,
    secret: 'a secret of tests, which is long enough',
    secondFactor: 'staff',
    mailer: { send: async (mail) => void mails.push(mail) },
    report: (message) => reports.push(message),
  };
  beforeAll(async () => {
    database = await cloneTestDatabase();
    pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    cast = await makeCast(pool);
    const logger = createLogger({ name: 'test', level: 'silent' });
    api = await startTestApi(database, null, logger, [], null, NO_STANDBY, null, { signIn: options });
    memberId = cast.partner.members.VIEWER.actor.memberId;
    const issue = `mutation { issueSignInLink(input: {memberId: "${memberId}"}) { token } }`;
    type Issued = { issueSignInLink: { token: string } };
    const { token } = (await api.manage<Issued>(cast.staff.ADMIN.key, issue)).body.data.issueSignInLink;
    person = new Person(api.url, PUBLIC_URL);
    await person.auth('enrol', { token, email, password: PASSWORD });
    await person.auth('sign-in/email', { email, password: PASSWORD });
    const [, proof] = /#verify=(\S+)/.exec(mails[0]!.text)!;
    await new Person(api.url, PUBLIC_URL).auth(`verify-email?token=${proof}`);
  });
  afterAll(async () => {
    await api.close();
    await pool.close();
    await database.drop();
  });

  const sessions = async () =>
    (await database.query<{ id: string }>('SELECT id FROM sign_in_session ORDER BY created_at')).map(({ id }) => id);
  /** What stands in the log behind what was there before. */
  async function left(work: () => Promise<unknown>): Promise<Entry[]> {
    const [head] = await database.query<{ seq: string }>('SELECT seq FROM audit_head');
    await work();
    return database.query<Entry>(
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
    await database.query(`CREATE FUNCTION fail_audit() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'no entry can be written' USING ERRCODE = 'disk_full'; END $$`);
    await database.query(
      'CREATE TRIGGER audit_fails BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION fail_audit()',
    );
    const change = { currentPassword: OTHER_PASSWORD, newPassword: THIRD_PASSWORD };
    expect((await person.auth('change-password', change)).status).toBe(503);
    await database.query('DROP TRIGGER audit_fails ON audit_entry');
    const again = new Person(api.url, PUBLIC_URL);
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
    expect(on).toEqual([own('second-factor.on', here!)]);
    // The library has exchanged the session for one that is worth more.
    const [next] = await sessions();
    expect(await left(() => person.auth('two-factor/generate-backup-codes', { password }))).toEqual([
      own('recovery-codes.replaced', next!),
    ]);
    expect(await left(() => person.auth('two-factor/disable', { password }))).toEqual([
      own('second-factor.off', next!),
    ]);
  });

  it('is in the log: a passkey more, and one less', async () => {
    const tables = new TracedTables(pool).all() as { passkey: { create(given: object): Promise<{ id: string }> } };
    const [user] = await database.query<{ id: string }>('SELECT id FROM sign_in_user WHERE member_id = $1', [memberId]);
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
    expect(await database.query('SELECT id FROM sign_in_passkey')).toEqual([]);
  });

  it('is in the log: a password set anew by mail, and the sessions that end by it', async () => {
    await new Person(api.url, PUBLIC_URL).auth('request-password-reset', { email });
    const [, token] = /#reset=(\S+)/.exec(mails.at(-1)!.text)!;
    const reset = { token, newPassword: THIRD_PASSWORD };
    const count = (await sessions()).length;
    expect(count).toBeGreaterThan(0);
    expect(await left(() => new Person(api.url, PUBLIC_URL).auth('reset-password', reset))).toEqual([
      own('password.reset', null),
      own('sessions.ended', null, { ended: count }),
    ]);
    expect(await sessions()).toEqual([]);
  });

  it('is in the log: the end of a session; a sign-in is no decision, and leaves nothing', async () => {
    expect(await left(() => person.auth('sign-in/email', { email, password: THIRD_PASSWORD }))).toEqual([]);
    const [here] = await sessions();
    expect(await left(() => person.auth('sign-out', {}))).toEqual([own('sessions.ended', here!, { ended: 1 })]);
    expect(await sessions()).toEqual([]);
  });

  it("is told to the partner's OWNER, without a secret", async () => {
    const query = '{ partnerAuditEntries(first: 100) { edges { node { action by subjectId after } } } }';
    type Told = { partnerAuditEntries: { edges: { node: { action: string; subjectId: string } }[] } };
    const { data } = (await api.manage<Told>(cast.partner.members.OWNER.key, query)).body;
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
