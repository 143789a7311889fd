/** One object for values that say the same: of a hundred thousand runs most share their regions, dates and zones. One read long. */
export class Interned {
  private readonly texts = new Map<string, string>();
  private readonly made = new Map<string, unknown>();

  text<T extends string | null>(text: T): T {
    if (text === null) return text;
    const known = this.texts.get(text);
    if (known !== undefined) return known as T;
    this.texts.set(text, text);
    return text;
  }

  list(texts: readonly string[]): readonly string[] {
    return texts.length === 0 ? NONE : texts.map((text) => this.text(text));
  }

  /** @param key tells all values of `make` apart */
  value<T>(key: string, make: () => T): T {
    const known = this.made.get(key);
    if (known !== undefined) return known as T;
    const value = make();
    this.made.set(key, value);
    return value;
  }
}

const NONE: readonly string[] = [];
