import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { denylistText, readDenylist, type Denylist, type Refusal } from '#domain';

/** A list as it is sent: with an Ed25519 signature over its canonical text. */
export interface SignedDenylist {
  readonly list: Denylist;
  /** base64. */
  readonly signature: string;
}

/** Both base64 of DER: what the settings and the key file hold. */
export interface DenylistKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

export function newDenylistKeys(): DenylistKeys {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
  };
}

/** @throws when the key is none */
export function signDenylist(list: Denylist, privateKey: string): SignedDenylist {
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  return { list, signature: sign(null, Buffer.from(denylistText(list)), key).toString('base64') };
}

/** @returns the list, when it is whole and signed with the key, or why not */
export function verifiedDenylist(value: unknown, publicKey: string): Denylist | { readonly refusal: string } {
  const { list, signature } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const read = readDenylist(list);
  if (isRefused(read)) return { refusal: read.map(({ message }) => message).join(' ') };
  if (typeof signature !== 'string' || !isSignedBy(read, signature, publicKey))
    return { refusal: 'The signature is not one of the break-glass key over this list.' };
  return read;
}

function isRefused(read: Denylist | readonly Refusal[]): read is readonly Refusal[] {
  return Array.isArray(read);
}

function isSignedBy(list: Denylist, signature: string, publicKey: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return verify(null, Buffer.from(denylistText(list)), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}
