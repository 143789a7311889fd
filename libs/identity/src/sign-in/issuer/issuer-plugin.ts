import { APIError, createAuthEndpoint } from 'better-auth/api';
import { expireCookie, setSessionCookie } from 'better-auth/cookies';
import { MINUTE_MS } from '#domain';
import { NoEntry, refusedAnswer, type IssuerDoor, type KeptJourney } from './issuer-door.js';

/** Where a session begins that an issuer vouches for; `METHODS` gives it its worth. */
export const ISSUER_FINISH_PATH = '/issuer/finish';

/** From leaving for the issuer to coming back. */
const JOURNEY_MS = 10 * MINUTE_MS;
const COOKIE = 'issuer';
const SEARCH_LENGTH_MAX = 8_192;

/**
 * The way in by an issuer, as endpoints of the sign-in library, so that its sessions, cookies and second factors are those of every other way.
 *
 * The person comes back to a page of Marquee, which hands over the query by a request of its own: the cookie that binds the journey to the browser
 * is strict, and what is kept of the journey is used once.
 */
export function issuerPlugin(door: IssuerDoor) {
  return {
    id: 'marquee-issuer',
    endpoints: {
      beginAtIssuer: createAuthEndpoint('/issuer/begin', { method: 'POST' }, async (ctx) => {
        const { issuer, token } = (ctx.body ?? {}) as Record<string, unknown>;
        if (typeof issuer !== 'string' || (token !== undefined && typeof token !== 'string'))
          throw new APIError('BAD_REQUEST', { code: 'BAD_REQUEST', message: 'Give the issuer as a text.' });
        const { url, kept } = await orApiError(door.begin(issuer, token ?? null));
        await ctx.context.internalAdapter.createVerificationValue({
          identifier: `issuer-${kept.state}`,
          value: JSON.stringify(kept),
          expiresAt: new Date(Date.now() + JOURNEY_MS),
        });
        const cookie = ctx.context.createAuthCookie(COOKIE, { maxAge: JOURNEY_MS / 1_000 });
        await ctx.setSignedCookie(cookie.name, kept.state, ctx.context.secret, cookie.attributes);
        return ctx.json({ url });
      }),
      finishAtIssuer: createAuthEndpoint(ISSUER_FINISH_PATH, { method: 'POST' }, async (ctx) => {
        const { issuer, search } = (ctx.body ?? {}) as Record<string, unknown>;
        if (typeof issuer !== 'string' || typeof search !== 'string' || search.length > SEARCH_LENGTH_MAX)
          throw new APIError('BAD_REQUEST', {
            code: 'BAD_REQUEST',
            message: 'Give the issuer and the query as texts.',
          });
        const answer = new URLSearchParams(search);
        const cookie = ctx.context.createAuthCookie(COOKIE);
        const state = await ctx.getSignedCookie(cookie.name, ctx.context.secret);
        // Begun in another browser, or by somebody else who wants this one to be them.
        if (!state || answer.get('state') !== state) throw apiError(refusedAnswer());
        expireCookie(ctx, cookie);
        const row = await ctx.context.internalAdapter.consumeVerificationValue(`issuer-${state}`);
        if (row === null || row.expiresAt.getTime() <= Date.now()) throw apiError(refusedAnswer());
        const kept = JSON.parse(row.value) as KeptJourney;
        const { memberId, isSecondFactorTrusted } = await orApiError(door.finish(kept, issuer, answer));
        const where = [{ field: 'memberId', value: memberId }];
        const found = await ctx.context.adapter.findOne<{ id: string }>({ model: 'user', where });
        const user = found && (await ctx.context.internalAdapter.findUserById(found.id));
        if (!user) throw apiError(refusedAnswer());
        const method = isSecondFactorTrusted ? 'ISSUER_SECOND_FACTOR' : 'ISSUER';
        const session = await ctx.context.internalAdapter.createSession(user.id, false, { method }, true);
        await setSessionCookie(ctx, { session, user });
        const { name, email, twoFactorEnabled = false } = user as typeof user & { twoFactorEnabled?: boolean };
        return ctx.json({ token: session.token, isSecondFactorTrusted, user: { name, email, twoFactorEnabled } });
      }),
    },
  };
}

/** Whether a second factor of ours is still to follow: the library's challenge after a password is used after an issuer, too. */
export function awaitsSecondFactor(path: string | undefined, session: Record<string, unknown> | undefined): boolean {
  return path === ISSUER_FINISH_PATH && session?.['method'] === 'ISSUER';
}

async function orApiError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof NoEntry ? apiError(error) : error;
  }
}

function apiError({ status, code, message }: NoEntry): APIError {
  return new APIError(status, { code, message });
}
