import { hashPassword } from 'better-auth/crypto';
import { lacksSecondFactor, type Actor } from '#domain';
import { signInTables, type Database, type SignInReadModel } from '#persistence';
import { makeAuth, type Auth } from './auth.js';
import type { SignInOptions } from './sign-in-options.js';

/** Who is behind the session of a request; `LACKING` by a password alone where more is asked. */
export type SessionActor =
  | { readonly standing: 'ACTOR'; readonly actor: Actor }
  | { readonly standing: 'LACKING' }
  | { readonly standing: 'NOBODY' };

const NO_SESSION = '00000000-0000-7000-8000-000000000000';

/** Accounts of people: signing in, sessions, second factors, passkeys, mail. */
export class SignIn {
  private readonly auth: Auth;

  constructor(
    database: Database,
    private readonly readModel: SignInReadModel,
    readonly options: SignInOptions,
  ) {
    this.auth = makeAuth(signInTables(database), options);
  }

  /** Answers a request below `/auth/` that the caller has let through. */
  handle(request: Request): Promise<Response> {
    return this.auth.handler(request);
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

  /** Sends the mail that proves an address. A mail that cannot be sent is told, and stops nothing. */
  async sendVerification(email: string): Promise<void> {
    await this.auth.api.sendVerificationEmail({ body: { email } }).catch(() => {
      this.options.report('the mail that proves an address could not be sent');
    });
  }
}
