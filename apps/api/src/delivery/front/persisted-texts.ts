import { createHash } from 'node:crypto';
import { HotStore, type Keepable } from '#delivery';
import { NONE_REGISTERED, type RegisteredOperations } from '../registered/registered-operations.js';

/** Texts of operations that clients have handed in with their hash; the ones that are asked for stay. */
const BOUNDS = { entriesMax: 2_000, bytesMax: 16 * 1024 * 1024 } as const;
/** Apollo's, before the hash. */
const APOLLO_PREFIX = 'apq:';

class PersistedText implements Keepable {
  wasAsked = false;
  readonly sizeBytes: number;

  constructor(readonly text: string) {
    this.sizeBytes = 2 * text.length + 200;
  }

  forget(): void {
    // Nobody else holds it.
  }
}

/**
 * Automatic persisted queries: the texts behind hashes, known to the front and to Apollo alike, whichever of them a client handed one
 * to; those that are registered are known before. It is Apollo's cache for them, too.
 */
export class PersistedTexts {
  private readonly texts = new HotStore<PersistedText>(BOUNDS);

  constructor(readonly registered: RegisteredOperations = NONE_REGISTERED) {}

  /** @param hash SHA-256 in lower case hexadecimal */
  find(hash: string): string | null {
    return this.registered.text(hash) ?? this.texts.get(hash)?.text ?? null;
  }

  /** @returns false: the hash is not that of the text, or the text is none that is answered here; nothing is kept */
  keep(hash: string, text: string): boolean {
    if (!this.registered.admits(text)) return false;
    if (createHash('sha256').update(text).digest('hex') !== hash) return false;
    if (this.find(hash) === null) this.texts.set(hash, new PersistedText(text));
    return true;
  }

  // What Apollo calls; it has compared the hash before.
  async get(key: string): Promise<string | undefined> {
    return this.find(withoutPrefix(key)) ?? undefined;
  }

  async set(key: string, text: string): Promise<void> {
    this.keep(withoutPrefix(key), text);
  }

  async delete(key: string): Promise<void> {
    this.texts.delete(withoutPrefix(key));
  }
}

function withoutPrefix(key: string): string {
  return key.startsWith(APOLLO_PREFIX) ? key.slice(APOLLO_PREFIX.length) : key;
}
