import type { IssuerOptions, Mailer, SignInOptions, StaffIssuer } from '#identity';
import { createLogger } from '#operations';
import { Database } from '#persistence';
import { NO_STANDBY } from '../../apps/api/src/peer/standby.js';
import { makeCast, type Cast } from './actors.js';
import { Person, type SignInAnswer } from './person.js';
import type { IssuerPerson, RealIssuers } from './real-issuers.js';
import { startTestApi, type TestApi } from './test-api.js';
import { cloneTestDatabase, type TestDatabase } from './test-database.js';

export const PUBLIC_URL = 'http://marquee.example.org';
export const ME = '{ me { role displayName } }';

const NOWHERE: Mailer = { send: async () => undefined };

type Refusals = { refusals: { code: string; path: string[]; message: string }[] };

/** An API whose people sign in: by passwords, passkeys, issuers. */
export class SignInStage {
  private count = 0;
  private browsers = 0;

  private constructor(
    readonly database: TestDatabase,
    readonly pool: Database,
    readonly cast: Cast,
    readonly api: TestApi,
    /** How people sign in here, and what of that was told. */
    private readonly entrance: {
      readonly signIn: SignInOptions;
      readonly reports: string[];
      readonly faults: object[];
    },
  ) {}

  /** What the program would log. */
  get reports(): readonly string[] {
    return this.entrance.reports;
  }

  /** What was told with some of them. */
  get faults(): readonly object[] {
    return this.entrance.faults;
  }

  /** @param issuers null: nobody comes in by one */
  static async start(issuers: IssuerOptions | null, mailer: Mailer = NOWHERE): Promise<SignInStage> {
    const database = await cloneTestDatabase();
    const pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    const cast = await makeCast(pool);
    const [reports, faults]: [string[], object[]] = [[], []];
    const signIn: SignInOptions = {
      publicUrl: PUBLIC_URL,
      secret: 'a secret of tests, which is long enough',
      secondFactor: 'staff',
      mailer,
      report: (message, fault) => {
        reports.push(message);
        if (fault !== undefined) faults.push(fault);
      },
      ...(issuers !== null && { issuers }),
    };
    const api = await startSignInApi(database, signIn);
    await api.refresh();
    return new SignInStage(database, pool, cast, api, { signIn, reports, faults });
  }

  /** One more API over the same database, with the same secret; whoever asks for it closes it. */
  anotherApi(): Promise<TestApi> {
    return startSignInApi(this.database, this.entrance.signIn);
  }

  async close(): Promise<void> {
    await this.api.close();
    await this.pool.close();
    await this.database.drop();
  }

  /** Each in a network of its own. @param origin of the page that it shows */
  browser(origin = PUBLIC_URL): Person {
    this.browsers += 1;
    return new Person(this.api.url, origin, `198.51.${this.browsers}.1`);
  }

  freshEmail(): string {
    return `person-${(this.count += 1)}@example.org`;
  }

  async ask<Data>(query: string, variables: object = {}, key = this.cast.staff.ADMIN.key): Promise<Data> {
    return (await this.api.manage<Data>(key, query, variables)).body.data;
  }

  async addMember(role: string, partner: string | null = null): Promise<string> {
    const query = `mutation ($role: Role!, $partner: String) {
      addMember(input: {displayName: "Somebody", role: $role, partner: $partner}) { member { id } } }`;
    const { addMember } = await this.ask<{ addMember: { member: { id: string } } }>(query, { role, partner });
    return addMember.member.id;
  }

  async linkFor(memberId: string): Promise<string> {
    const query = 'mutation ($id: ID!) { issueSignInLink(input: {memberId: $id}) { token } }';
    return (await this.ask<{ issueSignInLink: { token: string } }>(query, { id: memberId })).issueSignInLink.token;
  }

  async invitation(key: string): Promise<string> {
    const query = `mutation { inviteMember(input: {displayName: "Ada", role: CONTRIBUTOR, expiresInHours: 1}) { token } }`;
    return (await this.ask<{ inviteMember: { token: string } }>(query, {}, key)).inviteMember.token;
  }

  /** An account with a password, whose address was proven or not. */
  async account(role: string, partner: string | null, isProven: boolean, password: string) {
    const memberId = await this.addMember(role, partner);
    const email = this.freshEmail();
    await this.browser().auth('enrol', { token: await this.linkFor(memberId), email, password });
    await this.database.query('UPDATE sign_in_user SET email_verified = $1 WHERE member_id = $2', [isProven, memberId]);
    return { memberId, email };
  }

  async addIssuer(input: Record<string, unknown>, key?: string) {
    const query = `mutation ($input: AddPartnerIssuerInput!) { addPartnerIssuer(input: $input) {
      issuers { id name issuer clientId hasClientSecret redirectUri signInUrl logoutUri } refusals { code path message } } }`;
    type Issuer = {
      id: string;
      name: string;
      issuer: string;
      redirectUri: string;
      signInUrl: string;
      logoutUri: string;
    };
    type Added = { addPartnerIssuer: { issuers: Issuer[] | null } & Refusals };
    return (await this.ask<Added>(query, { input }, key)).addPartnerIssuer;
  }

  async removeIssuer(issuerId: string, key?: string) {
    const query =
      'mutation ($id: ID!) { removePartnerIssuer(input: {issuerId: $id}) { refusals { code path message } } }';
    return (await this.ask<{ removePartnerIssuer: Refusals }>(query, { id: issuerId }, key)).removePartnerIssuer;
  }

  /** What an issuer says by itself. @returns the status, and what was said to it */
  async logOut(issuer: string, body: string, type = 'application/x-www-form-urlencoded') {
    const response = await fetch(`${this.api.url}/auth/issuer/logout/${issuer}`, {
      method: 'POST',
      headers: { 'content-type': type, 'x-forwarded-for': `198.51.${(this.browsers += 1)}.1` },
      body,
    });
    return { status: response.status, caching: response.headers.get('cache-control'), text: await response.text() };
  }

  /** Out to a real issuer and back, in one browser. */
  async enter(
    issuers: RealIssuers,
    issuer: string,
    who: IssuerPerson,
    { token, browser = this.browser() }: { token?: string; browser?: Person } = {},
  ): Promise<SignInAnswer & { browser: Person; search: string }> {
    const begun = await browser.auth('issuer/begin', { issuer, ...(token !== undefined && { token }) });
    if (begun.status !== 200) return { ...begun, browser, search: '' };
    const { search } = await issuers.visit(begun.body.url as string, who, PUBLIC_URL);
    return { ...(await browser.auth('issuer/finish', { issuer, search })), browser, search };
  }
}

function startSignInApi(database: TestDatabase, signIn: SignInOptions): Promise<TestApi> {
  const logger = createLogger({ name: 'test', level: 'silent' });
  // Many attempts of many people from one machine: each says its own network.
  const more = { signIn, trustedProxies: '127.0.0.0/8, ::1' };
  return startTestApi(database, null, logger, [], null, NO_STANDBY, null, more);
}

/** A staff issuer as the setting gives it. */
export function staffIssuer(id: string, issuer: string, more: Partial<StaffIssuer> = {}): StaffIssuer {
  return { id, name: id, issuer, clientId: 'marquee', clientSecret: null, trustedAmr: [], trustedAcr: [], ...more };
}
