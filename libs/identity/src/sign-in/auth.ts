import { randomUUID } from 'node:crypto';
import { passkey } from '@better-auth/passkey';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { betterAuth } from 'better-auth/minimal';
import { bearer, twoFactor } from 'better-auth/plugins';
import { PASSWORD_LENGTH, SESSION_MS, type SessionMethod } from '#domain';
import type { SignInTables } from '#persistence';
import type { IssuerDoor } from './issuer/issuer-door.js';
import { awaitsSecondFactor, ISSUER_FINISH_PATH, issuerPlugin } from './issuer/issuer-plugin.js';
import { MAILED_LINK_MS, NewestLinks } from './newest-links.js';
import { passwordRefusals } from './password-rule.js';
import { resetMail, verificationMail } from './sign-in-mail.js';
import type { Mail, SignInOptions } from './sign-in-options.js';

const MAILED_LINK_SECONDS = MAILED_LINK_MS / 1_000;
const USER_AGENT_LENGTH_MAX = 200;
const COMPLAINT = 'Nothing was done: try again, or ask an ADMIN for a new link.';

/** By which request a session begins decides what it is worth. Any other way into one is worth a password. */
const METHODS: Readonly<Record<string, SessionMethod>> = {
  '/two-factor/verify-totp': 'CODE',
  '/two-factor/verify-backup-code': 'RECOVERY_CODE',
  '/passkey/verify-authentication': 'PASSKEY',
  [ISSUER_FINISH_PATH]: 'ISSUER',
};

/** What a session is worth that begins by a request. */
export function wayIn(path: string | undefined): SessionMethod {
  return METHODS[path ?? ''] ?? 'PASSWORD';
}

export type Auth = ReturnType<typeof makeAuth>;

/**
 * The sign-in library as Marquee uses it: nobody signs up, sessions end after a working day, no address is kept, passkeys are unlocked by their
 * holder. Who may set up an account, and which member it is of, is decided by `Enrol`.
 */
export function makeAuth(tables: SignInTables, options: SignInOptions, door: IssuerDoor) {
  const { publicUrl, secret, mailer, report } = options;
  const links = new NewestLinks();
  const send = (purpose: 'reset' | 'verify', userId: string, token: string, mail: (carried: string) => Mail) =>
    links
      .send(purpose, userId, token, (carried) => mailer.send(mail(carried)))
      .catch(() => report('a mail could not be sent'));
  return betterAuth({
    appName: 'Marquee',
    baseURL: publicUrl,
    basePath: '/auth',
    secret,
    database: prismaAdapter(tables, { provider: 'postgresql' }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
      resetPasswordTokenExpiresIn: MAILED_LINK_SECONDS,
      revokeSessionsOnPasswordReset: true,
      // An address that was mistyped once is somebody else's: only one that was proven is a way in.
      sendResetPassword: async ({ user, token }) =>
        user.emailVerified
          ? send('reset', user.id, token, (carried) => resetMail(user.email, `${publicUrl}/sign-in#reset=${carried}`))
          : undefined,
    },
    emailVerification: {
      sendVerificationEmail: ({ user, token }) =>
        send('verify', user.id, token, (carried) =>
          verificationMail(user.email, `${publicUrl}/sign-in#verify=${carried}`),
        ),
      expiresIn: MAILED_LINK_SECONDS,
    },
    user: { additionalFields: { memberId: { type: 'string', required: true, input: false } } },
    session: {
      expiresIn: SESSION_MS / 1_000,
      disableSessionRefresh: true,
      additionalFields: { method: { type: 'string', required: true, input: false, defaultValue: 'PASSWORD' } },
    },
    verification: { storeIdentifier: 'hashed' },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    // What it says may end in what somebody sent, and further arguments may be an address: both are dropped.
    logger: { log: (level, message) => (level === 'error' ? report(message.split(':', 1)[0]!) : undefined) },
    // Thrown to the caller, who has a logger: the library would print it, with whatever stands in it.
    onAPIError: { errorURL: `${publicUrl}/sign-in`, throw: true },
    advanced: {
      cookiePrefix: 'marquee',
      useSecureCookies: publicUrl.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'strict', httpOnly: true, path: '/' },
      ipAddress: { disableIpTracking: true },
      database: { generateId: () => randomUUID(), validateSchema: false },
      disableCSRFCheck: false,
      disableOriginCheck: false,
      // Nobody waits for a mail: how long an answer takes would tell whether there is the account.
      backgroundTasks: { handler: (task) => void task },
    },
    hooks: { before: createAuthMiddleware(async (ctx) => refuseWeakPassword(ctx.path, ctx.body)) },
    databaseHooks: { session: { create: { before: async (session, ctx) => ({ data: worth(session, ctx?.path) }) } } },
    plugins: [
      // Before the one that hands out sessions: none is while a second factor is still to follow.
      secondFactor(),
      bearer({ requireSignature: true }),
      issuerPlugin(door),
      links.plugin(),
      passkeys(publicUrl),
    ],
  });
}

/** Who has no password sets a second factor up and off without one; who comes from an issuer is asked for theirs as after a password. */
function secondFactor() {
  // No device is trusted to have shown a code before: a session by a password alone would pass for one that nobody was asked for a code.
  const plugin = twoFactor({
    issuer: 'Marquee',
    allowPasswordless: true,
    trustDeviceMaxAge: 0,
    backupCodeOptions: { amount: 10 },
  });
  const after = plugin.hooks.after.map((hook) => ({
    ...hook,
    matcher: (ctx: Parameters<typeof hook.matcher>[0]) =>
      hook.matcher(ctx) || awaitsSecondFactor(ctx.path, ctx.context.newSession?.session),
  }));
  return { ...plugin, hooks: { ...plugin.hooks, after } };
}

/** Kept by the device, for our site alone, and unlocked by their holder. */
function passkeys(publicUrl: string) {
  const { hostname, origin } = new URL(publicUrl);
  return passkey({
    rpName: 'Marquee',
    rpID: hostname,
    origin,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    authentication: {
      afterVerification: async ({ verification }) => {
        if (!verification.authenticationInfo.userVerified) throw new APIError('UNAUTHORIZED', { message: UNVERIFIED });
      },
    },
  });
}

const UNVERIFIED = 'The passkey did not ask who holds it. Use one that is unlocked by a PIN, a finger or a face.';

async function refuseWeakPassword(path: string, body: unknown): Promise<void> {
  if (path !== '/change-password' && path !== '/reset-password') return;
  const { newPassword } = (body ?? {}) as { newPassword?: unknown };
  if (typeof newPassword !== 'string') return;
  const [refusal] = passwordRefusals(newPassword, [], ['newPassword']);
  if (refusal !== undefined)
    throw new APIError('BAD_REQUEST', { code: 'PASSWORD_NOT_ALLOWED', message: refusal.message ?? COMPLAINT });
}

function worth<Session extends { userAgent?: string | null; method?: unknown }>(
  session: Session,
  path: string | undefined,
) {
  const isTrusted = path === ISSUER_FINISH_PATH && session.method === 'ISSUER_SECOND_FACTOR';
  return {
    ...session,
    method: isTrusted ? 'ISSUER_SECOND_FACTOR' : wayIn(path),
    expiresAt: new Date(Date.now() + SESSION_MS),
    ipAddress: '',
    userAgent: (session.userAgent ?? '').slice(0, USER_AGENT_LENGTH_MAX),
  };
}
