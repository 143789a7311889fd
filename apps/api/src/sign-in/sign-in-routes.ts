import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Enrol, SignIn } from '#identity';
import { addIssuerLogoutRoute } from './issuer-logout-route.js';
import { SIGN_IN_PAGE, SIGN_IN_PAGE_HEADERS, SIGN_IN_SCRIPT } from './sign-in-page.js';
import type { SignInThrottle } from './sign-in-throttle.js';

/** Of the sign-in library, what Marquee uses; the rest of it does not exist here. */
const PATHS: readonly (readonly ['GET' | 'POST', string])[] = [
  ['POST', '/auth/sign-in/email'],
  ['POST', '/auth/issuer/begin'],
  ['POST', '/auth/issuer/finish'],
  ['POST', '/auth/sign-out'],
  ['GET', '/auth/get-session'],
  ['POST', '/auth/change-password'],
  ['POST', '/auth/request-password-reset'],
  ['POST', '/auth/reset-password'],
  ['POST', '/auth/send-verification-email'],
  ['GET', '/auth/verify-email'],
  ['POST', '/auth/two-factor/enable'],
  ['POST', '/auth/two-factor/disable'],
  ['POST', '/auth/two-factor/verify-totp'],
  ['POST', '/auth/two-factor/verify-backup-code'],
  ['POST', '/auth/two-factor/generate-backup-codes'],
  ['GET', '/auth/passkey/generate-register-options'],
  ['POST', '/auth/passkey/verify-registration'],
  ['GET', '/auth/passkey/generate-authenticate-options'],
  ['POST', '/auth/passkey/verify-authentication'],
  ['GET', '/auth/passkey/list-user-passkeys'],
  ['POST', '/auth/passkey/delete-passkey'],
];

const BODY_BYTES_MAX = 16_384;
/** Hop by hop, or of the body as it came. */
const NOT_HANDED_ON = ['connection', 'content-length', 'host', 'transfer-encoding', 'keep-alive', 'expect'];

export interface SignInRoutes {
  readonly signIn: SignIn;
  readonly enrol: Enrol;
  readonly throttle: SignInThrottle;
}

/** `/auth/*` and the page `/sign-in`; answers to requests of browsers are for this origin alone. */
export function addSignInRoutes(fastify: FastifyInstance, { signIn, enrol, throttle }: SignInRoutes): void {
  void fastify.register((scope, _, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: BODY_BYTES_MAX },
      (__, body, parsed) => parsed(null, body),
    );
    scope.setErrorHandler((error: { statusCode?: number }, __, reply) => {
      const { statusCode = 500 } = error;
      return statusCode >= 500
        ? unavailable(signIn, reply, faultOf(error))
        : reply.code(statusCode).send(said(UNREADABLE));
    });
    for (const [method, url] of PATHS) {
      scope.route({
        method,
        url,
        handler: (request, reply) => throttle.guard(request, reply, () => handOn(signIn, request, reply)),
      });
    }
    scope.post('/auth/enrol', (request, reply) =>
      throttle.guard(request, reply, () => enrolled(signIn, enrol, request, reply)),
    );
    addIssuerLogoutRoute(scope, signIn, throttle);
    for (const url of ['/sign-in', '/sign-in/from/:issuer'])
      scope.get(url, (__, reply) => reply.headers(SIGN_IN_PAGE_HEADERS).type('text/html').send(SIGN_IN_PAGE));
    scope.get('/auth/issuers', (__, reply) => reply.send({ issuers: staffIssuers(signIn) }));
    scope.get('/sign-in.js', (__, reply) => reply.type('text/javascript').send(SIGN_IN_SCRIPT));
    done();
  });
}

/** What the page offers to everybody: who a partner's people come in by is told to them alone. */
function staffIssuers(signIn: SignIn): { id: string; name: string }[] {
  return (signIn.options.issuers?.staff ?? []).map(({ id, name }) => ({ id, name }));
}

const NOT_BELIEVED = 'FAILED_TO_VERIFY_REGISTRATION';
const UNREADABLE = 'This is not a request that can be read: send JSON of at most 16 kB as application/json.';
const UNAVAILABLE = 'Nobody can sign in now. Try again in a few seconds.';

function said(message: string, code = 'BAD_REQUEST') {
  return { code, message };
}

async function handOn(signIn: SignIn, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const response = await signIn.handle(webRequest(signIn, request));
  const text = await response.text();
  if (response.status >= 500) {
    // The library calls an answer of an authenticator that it does not believe a fault of its own.
    const { code } = jsonOf(text);
    if (code === NOT_BELIEVED)
      return reply.code(400).send(said('This passkey was not set up. Try again.', NOT_BELIEVED));
    return unavailable(signIn, reply, { name: typeof code === 'string' ? code : 'NO_CODE' });
  }
  response.headers.forEach((value, name) => {
    if (name !== 'set-cookie' && name !== 'content-length') void reply.header(name, value);
  });
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) void reply.header('set-cookie', cookies);
  return reply.code(response.status).send(text);
}

/** What failed, without what it says of itself: that may hold an address or a token. */
interface Fault {
  readonly name: string;
  /** Where, from the innermost on. */
  readonly at?: readonly string[];
}

const FRAMES_MAX = 6;
const FRAME = /^at \S.*:\d+:\d+\)?$/;

function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return { name: 'NO_ERROR' };
  const { code } = error as { code?: unknown };
  const lines = (error.stack ?? '').split('\n').map((line) => line.trim());
  return {
    name: typeof code === 'string' && /^\w{1,40}$/.test(code) ? `${error.name} ${code}` : error.name,
    at: lines.filter((line) => FRAME.test(line)).slice(0, FRAMES_MAX),
  };
}

/** The answer has the id of the line in the log. */
function unavailable(signIn: SignIn, reply: FastifyReply, fault: Fault): FastifyReply {
  const id = randomUUID();
  signIn.options.report('a request to sign in failed', { id, ...fault });
  return reply
    .code(503)
    .header('retry-after', '2')
    .send({ ...said(UNAVAILABLE, 'SERVICE_UNAVAILABLE'), id });
}

/** The request as the library reads it. Its own address is the configured one: what a proxy or a caller says of hosts decides nothing. */
function webRequest(signIn: SignIn, request: FastifyRequest): Request {
  const hasBody = request.method === 'POST';
  return new Request(new URL(request.url, signIn.options.publicUrl), {
    method: request.method,
    headers: webHeaders(request),
    ...(hasBody && { body: typeof request.body === 'string' ? request.body : '{}' }),
  });
}

export function webHeaders(request: Pick<FastifyRequest, 'headers'>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined || NOT_HANDED_ON.includes(name) || name.startsWith('x-forwarded')) continue;
    headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

async function enrolled(signIn: SignIn, enrol: Enrol, request: FastifyRequest, reply: FastifyReply) {
  const { token, email, password } = jsonOf(request.body);
  if (typeof token !== 'string' || typeof email !== 'string' || typeof password !== 'string')
    return reply.code(400).send(said('Give token, email and password as texts.'));
  const hash = (text: string) => signIn.passwordHash(text);
  const { value, refusals } = await enrol.execute({ token, email, password, hash });
  if (value === null)
    return reply.code(422).send({
      ...said(refusals[0]!.message, refusals[0]!.code),
      refusals: refusals.map(({ code, path, message }) => ({ code, path, message })),
    });
  await signIn.sendVerification(email.trim().toLowerCase());
  return reply.code(201).send({ memberId: value });
}

function jsonOf(body: unknown): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(String(body));
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
