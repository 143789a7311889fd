import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { AskIssuer } from '#identity';

export interface RealIssuer {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  readonly redirectUri: string;
  /** To which it says who signed out there; none: to nobody. */
  readonly logoutUri?: string;
  /** False: the address is told only to who asks for it with the access token, as the standard has it. */
  readonly isAddressInToken: boolean;
  /** Who signs in there when a browser comes by without a hint. */
  readonly person?: IssuerPerson;
}

/** Who signs in at a provider. */
export interface IssuerPerson {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly amr?: readonly string[];
}

/** Providers of OpenID Connect that run (`oidc-provider`), under whatever https names a test gives them. */
export class RealIssuers {
  private constructor(
    private readonly process: ChildProcess,
    readonly port: number,
  ) {}

  static async start(): Promise<RealIssuers> {
    const child = fork(join(import.meta.dirname, 'real-issuers.mjs'), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [port] = (await once(child, 'message')) as [number];
    return new RealIssuers(child, port);
  }

  async make(issuer: RealIssuer): Promise<void> {
    await fetch(`http://127.0.0.1:${this.port}/_make`, { method: 'POST', body: JSON.stringify(issuer) });
  }

  /** Somebody signs out at the provider. @returns what the client said to that: 200, or a complaint of the provider's */
  async logOut(issuer: string, sub: string): Promise<string> {
    const body = JSON.stringify({ issuer, sub });
    return (await fetch(`http://127.0.0.1:${this.port}/_logout`, { method: 'POST', body })).text();
  }

  /** As a name server and a proxy would lead to them. */
  readonly ask: AskIssuer = (text, { method, headers, body }) => {
    const url = new URL(text);
    const forwarded: Record<string, string> =
      url.protocol === 'https:' ? { 'x-forwarded-proto': 'https', 'x-forwarded-host': url.host } : {};
    return fetch(`http://127.0.0.1:${this.port}${url.pathname}${url.search}`, {
      method,
      redirect: 'manual',
      headers: { ...headers, ...forwarded },
      ...((typeof body === 'string' || body instanceof URLSearchParams) && { body: body.toString() }),
    });
  };

  /** Somebody follows a link to a provider and signs in there. @returns the address to which they are sent back, at `origin` */
  async visit(link: string, person: IssuerPerson, origin: string): Promise<URL> {
    const jar = new Map<string, string>();
    let at = new URL(link);
    at.searchParams.set('login_hint', Buffer.from(JSON.stringify(person)).toString('base64url'));
    for (let step = 0; step < 10; step += 1) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await this.ask(at.href, { method: 'GET', headers: { cookie }, body: null, redirect: 'manual' });
      for (const one of response.headers.getSetCookie()) {
        const [name = '', value = ''] = one.split(';')[0]!.split('=');
        jar.set(name, value);
      }
      const location = response.headers.get('location');
      if (location === null) throw new Error(`the provider answered ${response.status}: ${await response.text()}`);
      at = new URL(location, at);
      if (at.origin === origin) return at;
    }
    throw new Error('the provider sends in circles');
  }

  async close(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.disconnect();
    await ended;
  }
}
