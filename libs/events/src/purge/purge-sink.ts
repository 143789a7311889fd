import type { SurrogateKey } from '#domain';

/** A cache in front of the answers that can be told to forget. */
export interface PurgeSink {
  /** Keys that one call can hold. */
  readonly keysMax: number;
  /**
   * Resolves when the cache has acknowledged that it keeps no answer under any of these keys. Telling it again does no harm.
   *
   * @throws PurgeError when it did not acknowledge
   */
  forget(keys: readonly SurrogateKey[]): Promise<void>;
}

/** Why a cache did not acknowledge; the message holds no address and no token. */
export class PurgeError extends Error {
  override readonly name = 'PurgeError';

  /** @param retryAfterMs when the cache wants to be asked again; null: it did not say */
  constructor(
    message: string,
    readonly retryAfterMs: number | null,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}
