import { createHash, randomBytes } from 'node:crypto';
import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { HOUR_MS, readEmail } from '#domain';

/** Why an account is sent a link. */
type Purpose = 'reset' | 'verify';

/** How long a link that was mailed is good. */
export const MAILED_LINK_MS = HOUR_MS;

/** What the sign-in library keeps for a while, by names that are hashed. */
interface KeptValues {
  createVerificationValue(data: { identifier: string; value: string; expiresAt: Date }): Promise<unknown>;
  findVerificationValue(identifier: string): Promise<{ value: string; expiresAt: Date } | null>;
  consumeVerificationValue(identifier: string): Promise<{ value: string } | null>;
  deleteVerificationByIdentifier(identifier: string): Promise<unknown>;
}

/**
 * Of the links that were mailed to an account for one purpose, the newest is good, and once. The library alone lets each be used that is not too old,
 * and a proof of an address as often as somebody likes.
 */
export class NewestLinks {
  private kept: KeptValues | null = null;

  /**
   * Before the mail is sent: from now on the ones before it are of no use.
   * @param token of the library's @param mail is given what the link has to carry
   */
  async send(purpose: Purpose, userId: string, token: string, mail: (carried: string) => Promise<void>): Promise<void> {
    const carried = purpose === 'verify' ? signedAndOwn(token) : token;
    const identifier = nameOf(purpose, userId);
    await this.kept!.deleteVerificationByIdentifier(identifier);
    const expiresAt = new Date(Date.now() + MAILED_LINK_MS);
    await this.kept!.createVerificationValue({ identifier, value: hashOf(carried), expiresAt });
    await mail(carried);
  }

  /** To be given to the library. */
  plugin() {
    return {
      id: 'marquee-newest-links',
      init: (context) => {
        this.kept = context.internalAdapter;
      },
      hooks: {
        before: [
          {
            matcher: ({ path }) => path === '/reset-password',
            handler: createAuthMiddleware(async ({ body, context }) => {
              const { token } = (body ?? {}) as { token?: unknown };
              const found = await context.internalAdapter.findVerificationValue(`reset-password:${String(token)}`);
              // The library takes it, once, when the password may be set.
              if (found === null || !(await this.isNewest('reset', found.value, String(token))))
                throw useless('BAD_REQUEST');
            }),
          },
          {
            matcher: ({ path }) => path === '/verify-email',
            handler: createAuthMiddleware(async ({ query, context }) => {
              const token = String((query as { token?: unknown } | undefined)?.token);
              const found = await context.internalAdapter.findUserByEmail(addressIn(token));
              const userId = found?.user.id;
              if (userId === undefined || !(await this.isNewest('verify', userId, token)))
                throw useless('UNAUTHORIZED');
              // Of two at once one is let through.
              if ((await this.kept!.consumeVerificationValue(nameOf('verify', userId))) === null)
                throw useless('UNAUTHORIZED');
              return { context: { query: { token: signedPart(token) } } };
            }),
          },
        ],
      },
    } satisfies BetterAuthPlugin;
  }

  private async isNewest(purpose: Purpose, userId: string, token: string): Promise<boolean> {
    const newest = await this.kept!.findVerificationValue(nameOf(purpose, userId));
    return newest !== null && newest.expiresAt.getTime() > Date.now() && newest.value === hashOf(token);
  }
}

function nameOf(purpose: Purpose, userId: string): string {
  return `newest-${purpose}-${userId}`;
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The library signs a proof by the second: two of one second would be one, and the older one as good as the newer. */
function signedAndOwn(token: string): string {
  return `${token}.${randomBytes(12).toString('base64url')}`;
}

function signedPart(carried: string): string {
  return carried.split('.').slice(0, -1).join('.');
}

/** What a proof says of itself, unchecked; empty: nothing that can be read. */
function addressIn(token: string): string {
  try {
    const said = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { email?: unknown };
    return (typeof said.email === 'string' && readEmail(said.email)) || '';
  } catch {
    return '';
  }
}

function useless(status: 'BAD_REQUEST' | 'UNAUTHORIZED'): APIError {
  const message = 'This link was used, is too old, or was followed by another one. Ask for a new one.';
  return new APIError(status, { code: 'INVALID_TOKEN', message });
}
