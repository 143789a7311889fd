import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const KEYS = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const OTHER_KEYS = generateKeyPairSync('rsa', { modulusLength: 2_048 });

/** How its next identity token is signed. */
export type Signature = 'RS256' | 'OTHER_KEY' | 'NONE' | 'HS256';

/** A provider of OpenID Connect that says whatever a test wants, as no honest one does. */
export class LyingIssuer {
  /** Of the next identity token. */
  claims: Record<string, unknown> = {};
  signature: Signature = 'RS256';
  /** What it says of itself, besides or instead of the truth. */
  metadata: Record<string, unknown> = {};
  /** Where it sends whoever asks what it says of itself; null: nowhere. */
  redirectsTo: string | null = null;
  readonly asked: string[] = [];

  private constructor(
    private readonly server: Server,
    readonly issuer: string,
  ) {}

  static async start(): Promise<LyingIssuer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const lying = new LyingIssuer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => {
      const path = request.url!.split('?')[0]!;
      lying.asked.push(path);
      if (lying.redirectsTo !== null) return void response.writeHead(302, { location: lying.redirectsTo }).end();
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(lying.answer(path)));
    });
    return lying;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private answer(path: string): unknown {
    if (path === '/jwks') return { keys: [{ ...KEYS.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256' }] };
    if (path === '/token') return { access_token: 'token', token_type: 'Bearer', id_token: this.token() };
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
      authorization_response_iss_parameter_supported: true,
      ...this.metadata,
    };
  }

  /** Of `claims`, by `signature`. @param header besides what says how it is signed */
  token(header: object = {}): string {
    const alg = { RS256: 'RS256', OTHER_KEY: 'RS256', NONE: 'none', HS256: 'HS256' }[this.signature];
    const parts = [{ alg, kid: 'one', ...header }, this.claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const text = parts.join('.');
    if (this.signature === 'NONE') return `${text}.`;
    if (this.signature === 'HS256') {
      const key = KEYS.publicKey.export({ format: 'pem', type: 'spki' });
      return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
    }
    const { privateKey } = this.signature === 'RS256' ? KEYS : OTHER_KEYS;
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
  }
}
