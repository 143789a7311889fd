import { hashPassword } from 'better-auth/crypto';
import { lacksSecondFactor, MINUTE_MS, type Actor, type SessionMethod } from '#domain';
import { TracedTables, type Database, type IssuerReadModel, type SignInReadModel } from '#persistence';
import { makeAuth, wayIn, type Auth } from './auth.js';
import { IssuerClient } from './issuer/issuer-client.js';
import { IssuerDoor, NoEntry } from './issuer/issuer-door.js';
import type { EndByIssuer } from './issuer/end-by-issuer.js';
import type { EnterByIssuer } from './issuer/enter-by-issuer.js';
import { KnownIssuers, protectSecret } from './issuer/known-issuers.js';
import { RefusedSignIns, type ToldRefusal } from './refused-sign-ins.js';
import type { SignInOptions } from './sign-in-options.js';

/** Who is behind the session of a request; `LACKING` by a password alone where more is asked. */
export type SessionActor =
  | { readonly standing: 'ACTOR'; readonly actor: Actor }
  | { readonly standing: 'LACKING' }
  | { readonly standing: 'NOBODY' };

/** Below `/auth`: what somebody decides in a session about their own account. */
const DECIDES: readonly string[] = ['/change-password', '/sign-out', '/two-factor/', '/passkey/'];
const NO_SESSION = '00000000-0000-7000-8000-000000000000';

export interface SignInParts {
  readonly database: Database;
  readonly readModel: SignInReadModel;
  readonly issuers: IssuerReadModel;
  readonly entering: EnterByIssuer;
  readonly ending: EndByIssuer;
}

/** Accounts of people: signing in, sessions, second factors, passkeys, issuers, mail. */
export class SignIn {
  private readonly auth: Auth;
  private readonly tables: TracedTables;
  private readonly readModel: SignInReadModel;
  private readonly client: IssuerClient;
  private readonly door: IssuerDoor;
  private readonly refusals = new RefusedSignIns();
  /** Entries on their way: nobody who is refused waits for one. */
  private readonly writing = new Set<Promise<void>>();
  private readonly hours = setInterval(() => this.tellCounted(), MINUTE_MS).unref();

  constructor(
    { database, readModel, issuers, entering, ending }: SignInParts,
    readonly options: SignInOptions,
  ) {
    this.tables = new TracedTables(database);
    this.readModel = readModel;
    this.client = new IssuerClient(options.publicUrl);
    this.door = new IssuerDoor(new KnownIssuers(options, issuers), this.client, entering, ending, {
      report: options.report,
      refused: (userId) => this.refuse(userId, 'ISSUER'),
    });
    this.auth = makeAuth(this.tables.all(), options, this.door);
  }

  /** Answers a request below `/auth/` that the caller has let through. What it decides of an account stands in the audit log. */
  async handle(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname.slice('/auth'.length);
    const session = DECIDES.some((part) => path.startsWith(part)) ? await this.sessionOf(request.headers) : null;
    return this.tables.during({ path, sessionId: session }, async () => {
      const response = await this.auth.handler(request);
      const tried = session === null && isRefusal(response.status) ? this.tables.tried() : null;
      if (tried !== null) this.refuse(tried, wayIn(path));
      return response;
    });
  }

  /** Writes what has been counted but not told. Called once, when nobody asks any more. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.hours);
    this.tellCounted(true);
    await Promise.all(this.writing);
  }

  /** The entry follows the answer, which must not tell by its time whether there is the account. */
  private refuse(userId: string, by: SessionMethod): void {
    const told = this.refusals.tell(userId, by);
    if (told !== null) this.write(userId, told);
  }

  private tellCounted(isLast = false): void {
    for (const [userId, told] of this.refusals.over(isLast)) this.write(userId, told);
  }

  private write(userId: string, told: ToldRefusal): void {
    const written = this.tables
      .refused(userId, told)
      .catch(() => this.options.report('a refused sign-in could not be written into the audit log'))
      .finally(() => this.writing.delete(written));
    this.writing.add(written);
  }

  private async sessionOf(headers: Headers): Promise<string | null> {
    const found = await this.auth.api.getSession({ headers }).catch(() => null);
    return found?.session.id ?? null;
  }

  /**
   * Asks the database with every request, so that a session that was ended is over with the next one, in every process.
   *
   * @param headers of which the cookie or the bearer's token is read; whether a cookie may be trusted is for the caller to know
   */
  async actorOf(headers: Headers): Promise<SessionActor> {
    const found = await this.auth.api.getSession({ headers }).catch(() => this.fault());
    const holder = found === null ? null : await this.readModel.sessionHolder(found.session.id);
    if (holder === null) return { standing: 'NOBODY' };
    const { actor, method } = holder;
    if (lacksSecondFactor(actor.role, method, this.options.secondFactor)) return { standing: 'LACKING' };
    return { standing: 'ACTOR', actor };
  }

  /** The library hides what failed. Asked directly, the database says it itself. */
  private async fault(): Promise<null> {
    await this.readModel.sessionHolder(NO_SESSION);
    return null;
  }

  /** As the library checks it: scrypt with a salt of its own. */
  passwordHash(password: string): Promise<string> {
    return hashPassword(password);
  }

  /** As the secret of a client at an issuer is kept. */
  protectSecret(secret: string): Promise<string> {
    return protectSecret(this.options, secret);
  }

  /** What an issuer has to know as the address to which it sends people back. */
  redirectUri(issuerId: string): string {
    return this.client.redirectUri(issuerId);
  }

  /** Where an issuer says by itself that somebody is signed out there. */
  logoutUri(issuerId: string): string {
    return this.client.logoutUri(issuerId);
  }

  /**
   * Ends the sessions of whom an issuer says to be signed out there.
   *
   * @param token as it came, signed by the issuer
   * @returns why not, for the issuer to read; null: they are over, or there were none
   */
  async signedOut(issuerId: string, token: string): Promise<string | null> {
    try {
      await this.door.signedOut(issuerId, token);
      return null;
    } catch (error) {
      if (error instanceof NoEntry) return error.message;
      throw error;
    }
  }

  /** Where the people of a partner begin. */
  issuerPage(issuerId: string): string {
    return `${this.options.publicUrl}/sign-in#issuer=${issuerId}`;
  }

  /** Sends the mail that proves an address. A mail that cannot be sent is told, and stops nothing. */
  async sendVerification(email: string): Promise<void> {
    await this.auth.api.sendVerificationEmail({ body: { email } }).catch(() => {
      this.options.report('the mail that proves an address could not be sent');
    });
  }
}

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500;
}
