import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** What a ceremony asks of an authenticator; of the options, what is used here. */
export interface PasskeyOptions {
  readonly challenge: string;
  readonly rp?: { readonly id: string };
  readonly rpId?: string;
  readonly user?: { readonly id: string };
}

const [PRESENT, VERIFIED, KEY_INCLUDED] = [0x01, 0x04, 0x40];

/** An authenticator in software: one ES256 key for one site, attestation `none`. It lies when it is told to. */
export class SoftwarePasskey {
  private readonly id = randomBytes(32);
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private userHandle = '';
  private counter = 0;
  /** Whether its holder was asked for a PIN, a finger or a face. */
  isHolderVerified = true;

  /** @param origin of the page, as the browser says */
  create({ challenge, rp, user }: PasskeyOptions, origin: string, rpId = rp!.id): object {
    this.userHandle = user!.id;
    const idLength = Buffer.alloc(2);
    idLength.writeUInt16BE(this.id.length);
    const held = [Buffer.alloc(16), idLength, this.id, coseKey(this.keys.publicKey)];
    const data = Buffer.concat([this.head(rpId, KEY_INCLUDED), ...held]);
    // A map of three: fmt, attStmt, authData.
    const attestation = Buffer.concat([
      Buffer.of(0xa3),
      text('fmt'),
      text('none'),
      text('attStmt'),
      Buffer.of(0xa0),
      text('authData'),
      bytes(data),
    ]);
    return this.response({
      clientDataJSON: clientData('webauthn.create', challenge, origin).toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    });
  }

  get({ challenge, rpId }: PasskeyOptions, origin: string, site = rpId!): object {
    this.counter += 1;
    const data = this.head(site, 0);
    const client = clientData('webauthn.get', challenge, origin);
    const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
    return this.response({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: sign('sha256', signed, this.keys.privateKey).toString('base64url'),
      userHandle: this.userHandle,
    });
  }

  /** As one that was copied, and whose original went on. */
  turnBack(): void {
    this.counter -= 2;
  }

  private head(rpId: string, more: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    const flags = PRESENT | (this.isHolderVerified ? VERIFIED : 0) | more;
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.of(flags), counter]);
  }

  private response(response: object): object {
    const id = this.id.toString('base64url');
    return {
      id,
      rawId: id,
      type: 'public-key',
      response,
      clientExtensionResults: {},
      authenticatorAttachment: 'platform',
    };
  }
}

function clientData(type: string, challenge: string, origin: string): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}

/** CBOR: kty EC2, alg ES256, crv P-256, x, y. */
function coseKey(key: KeyObject): Buffer {
  const { x, y } = key.export({ format: 'jwk' });
  const [left, right] = [x, y].map((part) => bytes(Buffer.from(part!, 'base64url'))) as [Buffer, Buffer];
  return Buffer.concat([Buffer.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21), left, Buffer.of(0x22), right]);
}

function text(value: string): Buffer {
  return Buffer.concat([Buffer.of(0x60 + value.length), Buffer.from(value)]);
}

function bytes(value: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0x58, value.length), value]);
}
