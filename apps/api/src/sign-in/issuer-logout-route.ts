import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SignIn } from '#identity';
import type { SignInThrottle } from './sign-in-throttle.js';

const BODY_BYTES_MAX = 16_384;
const FORM = 'application/x-www-form-urlencoded';
const NO_TOKEN = 'Send the logout token as logout_token, in a form of at most 16 kB.';

/**
 * Where an issuer says by itself that somebody is signed out there (OpenID Connect Back-Channel Logout 1.0). It is no browser: what it says counts by its
 * signature alone, and no cookie is looked at. A form is read here and nowhere else.
 */
export function addIssuerLogoutRoute(fastify: FastifyInstance, signIn: SignIn, throttle: SignInThrottle): void {
  void fastify.register((scope, _, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: BODY_BYTES_MAX }, (__, body, parsed) =>
      parsed(null, body),
    );
    scope.setErrorHandler((error: { statusCode?: number }, __, reply) => {
      const { statusCode = 500 } = error;
      if (statusCode >= 500) throw error;
      return refuse(reply, statusCode, NO_TOKEN);
    });
    scope.post<{ Params: { issuer: string } }>('/auth/issuer/logout/:issuer', (request, reply) =>
      throttle.guard(request, reply, () => signedOut(signIn, request, reply)),
    );
    done();
  });
}

async function signedOut(
  signIn: SignIn,
  request: FastifyRequest<{ Params: { issuer: string } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  void reply.header('cache-control', 'no-store');
  const token = new URLSearchParams(typeof request.body === 'string' ? request.body : '').get('logout_token');
  const complaint = token === null ? NO_TOKEN : await signIn.signedOut(request.params.issuer, token);
  if (complaint === null) return reply.code(200).send();
  return refuse(reply, 400, complaint);
}

/** As the standard has it. */
function refuse(reply: FastifyReply, status: number, complaint: string): FastifyReply {
  return reply.code(status).send({ error: 'invalid_request', error_description: complaint });
}
