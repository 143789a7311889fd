import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { headText, type Head, type HeadVerdict, type SignedHead } from '#domain';

/** The key pair with which the ends of the audit chain are signed: Ed25519, in a file of its owner's. */
export class AuditKey {
  readonly id: string;

  private constructor(
    private readonly key: KeyObject,
    /** True: it was made by this call. */
    readonly isNew: boolean,
  ) {
    this.id = idOf(createPublicKey(key));
  }

  /**
   * The key in a file, made when there is none; beside it, with `.pub`, the public key for those who verify. Of two processes that make
   * it at once one wins, and the other reads that one.
   *
   * @throws the system's error, or an Error in words when the file holds something else
   */
  static open(path: string): AuditKey {
    const isNew = readFile(path) === null && makeKey(path);
    const key = privateKeyOf(readFileSync(path, 'utf8'));
    if (key?.asymmetricKeyType !== 'ed25519')
      throw new Error(
        `AUDIT_KEY_PATH: ${path} holds no Ed25519 private key in PEM. Give the file back, or move it aside.`,
      );
    if (readFile(`${path}.pub`) === null) writeFileSync(`${path}.pub`, publicPem(key), { mode: 0o644, flush: true });
    return new AuditKey(key, isNew);
  }

  sign(head: Head): SignedHead {
    return { ...head, signature: sign(null, Buffer.from(headText(head)), this.key).toString('base64') };
  }
}

/** Those who may have signed: of several keys, the one that a head names. */
export class AuditPublicKeys {
  private constructor(private readonly keys: ReadonlyMap<string, KeyObject>) {}

  /** @param pem one public key or several behind each other @throws Error in words: there is none in it, or not of Ed25519 */
  static of(pem: string): AuditPublicKeys {
    const blocks = pem.match(/-----BEGIN PUBLIC KEY-----[^]*?-----END PUBLIC KEY-----/g) ?? [];
    const keys = blocks.map((block) => createPublicKey(block));
    if (keys.length === 0 || keys.some((key) => key.asymmetricKeyType !== 'ed25519'))
      throw new Error('it holds no Ed25519 public keys in PEM');
    return new AuditPublicKeys(new Map(keys.map((key) => [idOf(key), key])));
  }

  judge(head: SignedHead): HeadVerdict {
    const key = this.keys.get(head.keyId);
    if (key === undefined) return 'KEY_UNKNOWN';
    const isGenuine = verify(null, Buffer.from(headText(head)), key, Buffer.from(head.signature, 'base64'));
    return isGenuine ? 'GENUINE' : 'FORGED';
  }
}

const KEY_ID_LENGTH = 16;

function idOf(key: KeyObject): string {
  const spki = key.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex').slice(0, KEY_ID_LENGTH);
}

function publicPem(key: KeyObject): string {
  return createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
}

function privateKeyOf(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

/** Whole or not at all, and never over another one. @returns false when another process was quicker */
function makeKey(path: string): boolean {
  const draft = `${path}.${process.pid}`;
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(draft, pem, { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error;
    return null;
  }
}
