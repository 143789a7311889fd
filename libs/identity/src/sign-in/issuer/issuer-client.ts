import * as client from 'openid-client';
import { MINUTE_MS, readEmail, SUBJECT_LENGTH_MAX } from '#domain';
import type { KnownIssuer } from './known-issuers.js';
import { keysOf, readLogoutToken, type SignedOut } from './logout-token.js';

/** Where a person is sent, and what must come back with them. */
export interface IssuerJourney {
  readonly url: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** What an issuer says of a person, checked: signed by it, for us, for this journey, and not over. */
export interface IssuerClaims {
  readonly subject: string;
  /** Lower case; null: it says none, or does not say that it was verified. */
  readonly email: string | null;
  readonly isSecondFactorTrusted: boolean;
}

/** The issuer was not reached, or what it says of itself cannot be used. */
export class IssuerUnreachable extends Error {}
/** What came back proves nothing. */
export class IssuerAnswerRefused extends Error {}

const KEPT_MS = 10 * MINUTE_MS;
const KEPT_MAX = 200;
const ASK_SECONDS_MAX = 5;
const LEEWAY_SECONDS = 30;

interface Kept {
  readonly at: number;
  readonly configuration: Promise<client.Configuration>;
}

/** Speaks OpenID Connect: the authorization code with PKCE, state and nonce; the issuer's own description of itself is kept for ten minutes. */
export class IssuerClient {
  private readonly kept = new Map<string, Kept>();
  private readonly keys = new WeakMap<client.Configuration, ReturnType<typeof keysOf>>();

  /** @param publicUrl where people reach Marquee @param now milliseconds of a clock that does not go back */
  constructor(
    private readonly publicUrl: string,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** To which an issuer says by itself that somebody is signed out there. */
  logoutUri(issuerId: string): string {
    return `${this.publicUrl}/auth/issuer/logout/${issuerId}`;
  }

  /** An address for each issuer, so that the answer of one is never taken for that of another. */
  redirectUri(issuerId: string): string {
    return `${this.publicUrl}/sign-in/from/${issuerId}`;
  }

  /** @throws IssuerUnreachable */
  async begin(issuer: KnownIssuer): Promise<IssuerJourney> {
    const configuration = await this.configurationOf(issuer);
    const [state, nonce, codeVerifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
    const challenge = await client.calculatePKCECodeChallenge(codeVerifier);
    const url = authorizationUrl(configuration, {
      redirect_uri: this.redirectUri(issuer.id),
      scope: 'openid email',
      state,
      nonce,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...(issuer.trustedAcr.length > 0 && { acr_values: issuer.trustedAcr.join(' ') }),
    });
    return { url: url.href, state, nonce, codeVerifier };
  }

  /**
   * @param search the query with which the person came back, to the letter
   * @throws IssuerUnreachable
   * @throws IssuerAnswerRefused
   */
  async finish(
    issuer: KnownIssuer,
    search: URLSearchParams,
    journey: Omit<IssuerJourney, 'url'>,
  ): Promise<IssuerClaims> {
    const configuration = await this.configurationOf(issuer);
    const url = new URL(this.redirectUri(issuer.id));
    url.search = search.toString();
    try {
      const tokens = await client.authorizationCodeGrant(configuration, url, {
        expectedState: journey.state,
        expectedNonce: journey.nonce,
        pkceCodeVerifier: journey.codeVerifier,
        idTokenExpected: true,
      });
      const said = tokens.claims()!;
      const isAddressed = said['email_verified'] !== undefined;
      const of = isAddressed ? said : await this.told(configuration, tokens.access_token, said.sub);
      return claimsOf(issuer, said, { email: of['email'], email_verified: of['email_verified'] });
    } catch (error) {
      throw new IssuerAnswerRefused(codeOf(error));
    }
  }

  /**
   * @param token what came to `logoutUri`
   * @throws IssuerUnreachable
   * @throws IssuerAnswerRefused
   */
  async signedOut(issuer: KnownIssuer, token: string): Promise<SignedOut> {
    const configuration = await this.configurationOf(issuer);
    const { jwks_uri: uri } = configuration.serverMetadata();
    if (uri === undefined) throw new IssuerUnreachable('JWKS_URI');
    const keys = this.keys.get(configuration) ?? keysOf(issuer, uri);
    this.keys.set(configuration, keys);
    try {
      return await readLogoutToken(token, issuer, keys);
    } catch (error) {
      throw new IssuerAnswerRefused(codeOf(error));
    }
  }

  /** Where an issuer says the address only when it is asked once more. */
  private async told(
    configuration: client.Configuration,
    accessToken: string,
    subject: string,
  ): Promise<Record<string, unknown>> {
    if (configuration.serverMetadata().userinfo_endpoint === undefined) return {};
    return client.fetchUserInfo(configuration, accessToken, subject);
  }

  private async configurationOf(issuer: KnownIssuer): Promise<client.Configuration> {
    const key = JSON.stringify([issuer.key, issuer.issuer, issuer.clientId, issuer.clientSecret]);
    const known = this.kept.get(key);
    if (known !== undefined && this.now() - known.at < KEPT_MS) return known.configuration;
    const configuration = discovered(issuer);
    this.kept.delete(key);
    this.kept.set(key, { at: this.now(), configuration });
    for (const oldest of this.kept.keys()) if (this.kept.size > KEPT_MAX) this.kept.delete(oldest);
    try {
      return await configuration;
    } catch (error) {
      if (this.kept.get(key)?.configuration === configuration) this.kept.delete(key);
      throw new IssuerUnreachable(codeOf(error));
    }
  }
}

/** A page follows it, so it must be one that only loads: `javascript:` would run. */
function authorizationUrl(configuration: client.Configuration, parameters: Record<string, string>): URL {
  try {
    const url = client.buildAuthorizationUrl(configuration, parameters);
    if (url.protocol === 'https:' || (url.protocol === 'http:' && isOnThisMachine(url))) return url;
  } catch (error) {
    throw new IssuerUnreachable(codeOf(error));
  }
  throw new IssuerUnreachable('AUTHORIZATION_ENDPOINT');
}

/** What the issuer says of itself; its name there must be the one that was written down, to the letter. */
async function discovered(issuer: KnownIssuer): Promise<client.Configuration> {
  const url = new URL(issuer.issuer);
  const isPlain = url.protocol === 'http:' && isOnThisMachine(url);
  const metadata = { [client.clockTolerance]: LEEWAY_SECONDS };
  const configuration = await client.discovery(url, issuer.clientId, metadata, authenticationOf(issuer), {
    timeout: ASK_SECONDS_MAX,
    [client.customFetch]: issuer.ask,
    // Signatures of identity tokens are checked against the issuer's keys, besides the connection to it.
    execute: [client.enableNonRepudiationChecks, ...(isPlain ? [client.allowInsecureRequests] : [])],
  });
  if (new URL(configuration.serverMetadata().issuer).href !== url.href) throw new IssuerUnreachable('ANOTHER_ISSUER');
  return configuration;
}

function authenticationOf({ clientSecret }: KnownIssuer): client.ClientAuth {
  if (clientSecret === null) return client.None();
  const [basic, post] = [client.ClientSecretBasic(clientSecret), client.ClientSecretPost(clientSecret)];
  return (server, ...rest) => {
    const takes = server.token_endpoint_auth_methods_supported ?? [];
    const isPost = takes.includes('client_secret_post') && !takes.includes('client_secret_basic');
    return (isPost ? post : basic)(server, ...rest);
  };
}

interface Addressed {
  readonly email?: unknown;
  readonly email_verified?: unknown;
}

function claimsOf(issuer: KnownIssuer, said: client.IDToken, { email, email_verified }: Addressed): IssuerClaims {
  if (said.sub.length > SUBJECT_LENGTH_MAX) throw new IssuerAnswerRefused('subject');
  const amr: unknown[] = Array.isArray(said.amr) ? said.amr : [];
  return {
    subject: said.sub,
    email: typeof email === 'string' && email_verified === true ? readEmail(email) : null,
    isSecondFactorTrusted:
      amr.some((one) => typeof one === 'string' && issuer.trustedAmr.includes(one)) ||
      (typeof said.acr === 'string' && issuer.trustedAcr.includes(said.acr)),
  };
}

function isOnThisMachine({ hostname }: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** A word of the library's own; what an issuer said is not repeated. */
function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[A-Z_]{1,60}$/.test(code) ? code : 'UNKNOWN';
}
