import { createHmac, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AttemptLimits, NETWORK_RULE, PAIR_RULE, type AttemptRule } from '#identity';
import type { SenderNetwork } from './sender-network.js';

/** `GUESS`: fails when the wrong one asks. `MAIL`: sends something to somebody, whoever asks. */
type Kind = 'GUESS' | 'MAIL';

const KINDS: Readonly<Record<string, Kind>> = {
  '/auth/sign-in/email': 'GUESS',
  '/auth/two-factor/verify-totp': 'GUESS',
  '/auth/two-factor/verify-backup-code': 'GUESS',
  '/auth/two-factor/enable': 'GUESS',
  '/auth/two-factor/disable': 'GUESS',
  '/auth/two-factor/generate-backup-codes': 'GUESS',
  '/auth/change-password': 'GUESS',
  '/auth/reset-password': 'GUESS',
  '/auth/passkey/verify-authentication': 'GUESS',
  '/auth/enrol': 'GUESS',
  '/auth/issuer/begin': 'GUESS',
  '/auth/issuer/finish': 'GUESS',
  '/auth/issuer/logout/:issuer': 'GUESS',
  '/auth/request-password-reset': 'MAIL',
  '/auth/send-verification-email': 'MAIL',
};

/**
 * Stands before every attempt to come in: what fails often has to wait, by the network it comes from, and by the account together with that
 * network. Never by the account alone, so that nobody locks somebody else out. A session that stands is not asked.
 *
 * Each process counts for itself, in memory, under keys that only this process can make: no address is kept.
 */
export class SignInThrottle {
  private readonly secret = randomBytes(32);

  constructor(
    private readonly network: SenderNetwork,
    private readonly limits = new AttemptLimits(),
  ) {}

  async guard(request: FastifyRequest, reply: FastifyReply, pass: () => Promise<FastifyReply>): Promise<FastifyReply> {
    const kind = KINDS[request.routeOptions.url ?? ''];
    if (kind === undefined) return pass();
    const counted = this.countedOf(request);
    const begun: string[] = [];
    for (const [key, rule] of counted) {
      const waitMs = this.limits.begin(key, rule);
      if (waitMs > 0) {
        for (const other of begun) this.limits.takeBack(other);
        return this.refuse(reply, waitMs);
      }
      begun.push(key);
    }
    await pass();
    if (kind === 'GUESS') this.settle(reply.statusCode, begun);
    return reply;
  }

  private settle(status: number, [network, pair]: readonly string[]): void {
    if (status >= 400 && status < 500) return;
    this.limits.takeBack(network!);
    if (pair === undefined) return;
    if (status < 400) this.limits.succeeded(pair);
    else this.limits.takeBack(pair);
  }

  private countedOf(request: FastifyRequest): readonly (readonly [string, AttemptRule])[] {
    const forwarded = request.headers['x-forwarded-for'];
    const network = this.network(request.socket.remoteAddress, Array.isArray(forwarded) ? forwarded.join() : forwarded);
    const ofNetwork = [this.keyOf('network', network), NETWORK_RULE] as const;
    const account = accountOf(request.body);
    return account === '' ? [ofNetwork] : [ofNetwork, [this.keyOf('pair', network, account), PAIR_RULE]];
  }

  private keyOf(...parts: readonly string[]): string {
    return createHmac('sha256', this.secret).update(JSON.stringify(parts)).digest('base64url');
  }

  private refuse(reply: FastifyReply, waitMs: number): FastifyReply {
    const seconds = Math.ceil(waitMs / 1_000);
    return reply
      .code(429)
      .header('retry-after', String(seconds))
      .send({
        code: 'TOO_MANY_ATTEMPTS',
        message: `Too many attempts from where you are. Try again in ${seconds} s; a session or key that you have goes on.`,
      });
  }
}

/** The account that the attempt is at; empty: a step after it was named, or a token, which names one that is not known yet. */
function accountOf(body: unknown): string {
  try {
    const { email, token } = JSON.parse(String(body)) as Record<string, unknown>;
    return typeof email === 'string' && token === undefined ? email.trim().toLowerCase() : '';
  } catch {
    return '';
  }
}
