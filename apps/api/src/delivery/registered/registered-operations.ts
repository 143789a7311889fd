/** Operations that are known by their id before anybody asks: trusted documents. */
export class RegisteredOperations {
  private readonly texts: ReadonlySet<string>;

  /**
   * @param byId texts by their ids
   * @param isOnly whether the public endpoint answers no other
   */
  constructor(
    private readonly byId: ReadonlyMap<string, string>,
    readonly isOnly: boolean,
  ) {
    this.texts = new Set(byId.values());
  }

  /** @param id as the manifest gives it; for a SHA-256 also with `sha256:` before it @returns null: there is none */
  text(id: string): string | null {
    return this.byId.get(id.startsWith(HASH_PREFIX) ? id.slice(HASH_PREFIX.length) : id) ?? null;
  }

  /** Whether this text, to the letter, may be asked for here. */
  admits(text: string): boolean {
    return !this.isOnly || this.texts.has(text);
  }
}

const HASH_PREFIX = 'sha256:';

export const NONE_REGISTERED = new RegisteredOperations(new Map(), false);
