import { createRemoteJWKSet, customFetch, jwtVerify, type JWTPayload, type RemoteJWKSet } from 'jose';
import { SUBJECT_LENGTH_MAX, type Instant } from '#domain';
import type { KnownIssuer } from './known-issuers.js';

/** That somebody is signed out at an issuer, as it said by itself. */
export interface SignedOut {
  readonly subject: string;
  /** Sessions that began before are over; as late as the issuer may have meant, which counts whole seconds by a clock of its own. */
  readonly before: Instant;
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Of keys that anybody may know: whoever has the client's secret is not the issuer. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const AGE_SECONDS_MAX = 300;
const LEEWAY_SECONDS = 30;
const ASK_MS_MAX = 5_000;

/** The keys by which an issuer signs, asked for when one is not known, at most every half minute. */
export function keysOf(issuer: KnownIssuer, uri: string): RemoteJWKSet {
  return createRemoteJWKSet(new URL(uri), {
    timeoutDuration: ASK_MS_MAX,
    [customFetch]: (url, { headers, ...options }) =>
      issuer.ask(url, { ...options, headers: Object.fromEntries(headers), body: null }),
  });
}

/**
 * OpenID Connect Back-Channel Logout 1.0, section 2.6: signed by the issuer, for us, new, about the event, and no identity token.
 *
 * @throws what the library says of a token that proves nothing
 */
export async function readLogoutToken(token: string, issuer: KnownIssuer, keys: RemoteJWKSet): Promise<SignedOut> {
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    issuer: issuer.issuer,
    audience: issuer.clientId,
    algorithms: ALGORITHMS,
    clockTolerance: LEEWAY_SECONDS,
    maxTokenAge: AGE_SECONDS_MAX,
    requiredClaims: ['jti', 'sub'],
  });
  const type = protectedHeader.typ?.toLowerCase() ?? 'jwt';
  const { sub = '', iat = 0 } = payload;
  if (!['jwt', 'logout+jwt'].includes(type) || !isLogout(payload) || sub.length > SUBJECT_LENGTH_MAX)
    throw new NotALogout();
  return { subject: sub, before: (iat + 1 + LEEWAY_SECONDS) * 1_000 };
}

class NotALogout extends Error {
  readonly code = 'NOT_A_LOGOUT_TOKEN';
}

function isLogout({ events, nonce }: JWTPayload): boolean {
  if (typeof events !== 'object' || events === null || nonce !== undefined) return false;
  const said: unknown = Object.entries(events).find(([name]) => name === EVENT)?.[1];
  return typeof said === 'object' && said !== null;
}
