import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Authenticator, SignIn } from '#identity';
import { webHeaders } from '../sign-in/sign-in-routes.js';
import { unauthenticated, type ManagementContext } from './current-actor.js';

/** What a page of ours sends along, and no page of another site can without being asked whether it may. */
const SESSION_HEADER = 'marquee-request';

/**
 * Who asks: by the token of an invitation, by a key, by a session as a bearer's token, or by the cookie of one. A cookie is sent by browsers on their
 * own, so it counts only with the origin of Marquee itself and a header that no other site can send. Whoever shows something in `authorization` is
 * taken by that alone.
 *
 * @throws a GraphQL error UNAUTHENTICATED, before anything is executed
 */
export async function authenticate(
  request: Pick<FastifyRequest, 'headers'>,
  authenticator: Authenticator,
  signIn: SignIn | null,
): Promise<ManagementContext> {
  const authorization = request.headers.authorization ?? null;
  const invitationToken = authenticator.invitationOf(authorization);
  if (invitationToken !== null) return { actor: null, invitationToken };
  const byKey = await authenticator.actorOf(authorization);
  if (byKey !== null) return { actor: byKey, invitationToken: null };
  if (signIn === null) throw unauthenticated();
  const headers = webHeaders(request);
  if (authorization !== null) headers.delete('cookie');
  else if (!isOwnPage(request, signIn)) throw unauthenticated();
  const session = await signIn.actorOf(headers);
  if (session.standing === 'LACKING') throw secondFactorNeeded();
  if (session.standing === 'NOBODY') throw unauthenticated();
  return { actor: session.actor, invitationToken: null };
}

function isOwnPage({ headers }: Pick<FastifyRequest, 'headers'>, signIn: SignIn): boolean {
  return (
    headers.cookie !== undefined &&
    headers.origin === new URL(signIn.options.publicUrl).origin &&
    headers[SESSION_HEADER] === '1'
  );
}

function secondFactorNeeded(): GraphQLError {
  return new GraphQLError(
    'Your role needs a second factor: set one up with /auth/two-factor/enable or a passkey, and sign in with it.',
    { extensions: { code: 'SECOND_FACTOR_NEEDED', http: { status: 401 } } },
  );
}
