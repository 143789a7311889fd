/** Parts of a map: a change of one key copies one of them, a thousandth of the map. */
const PARTS = 1_024;
const KEY_CHARS_READ = 12;

/**
 * An immutable map by text, in parts: another one with some keys changed shares every part in which none of them lies.
 *
 * In no order.
 */
export class PartedMap<V> {
  private constructor(
    private readonly parts: readonly (ReadonlyMap<string, V> | undefined)[],
    readonly size: number,
  ) {}

  /** @param keyOf of two values with one key the later counts */
  static of<V>(values: Iterable<V>, keyOf: (value: V) => string): PartedMap<V> {
    const parts: (Map<string, V> | undefined)[] = Array.from({ length: PARTS });
    let size = 0;
    for (const value of values) {
      const key = keyOf(value);
      const part = (parts[partOf(key)] ??= new Map());
      part.set(key, value);
    }
    for (const part of parts) size += part?.size ?? 0;
    return new PartedMap(parts, size);
  }

  get(key: string): V | undefined {
    return this.parts[partOf(key)]?.get(key);
  }

  /** @param changes of a repeated key the last; undefined: the key is taken out */
  with(changes: Iterable<readonly [key: string, value: V | undefined]>): PartedMap<V> {
    const parts = Array.from({ length: PARTS }, (_, index) => this.parts[index]);
    const own = new Map<number, Map<string, V>>();
    let { size } = this;
    for (const [key, value] of changes) {
      const index = partOf(key);
      let part = own.get(index);
      if (part === undefined) {
        part = new Map(parts[index]);
        own.set(index, part);
        parts[index] = part;
      }
      size -= part.size;
      if (value === undefined) part.delete(key);
      else part.set(key, value);
      size += part.size;
    }
    return new PartedMap(parts, size);
  }

  *entries(): Generator<readonly [key: string, value: V]> {
    for (const part of this.parts) if (part !== undefined) yield* part;
  }

  /** What is not the very same value in another map; quick where both share parts. Undefined: it is not there. In no order. */
  *differences(
    other: PartedMap<V>,
  ): Generator<readonly [key: string, value: V | undefined, otherValue: V | undefined]> {
    for (let index = 0; index < PARTS; index += 1) {
      const [part, otherPart] = [this.parts[index], other.parts[index]];
      if (part === otherPart) continue;
      for (const [key, value] of part ?? []) {
        const otherValue = otherPart?.get(key);
        if (otherValue !== value) yield [key, value, otherValue];
      }
      for (const [key, value] of otherPart ?? []) if (part?.has(key) !== true) yield [key, undefined, value];
    }
  }

  *values(): Generator<V> {
    for (const part of this.parts) if (part !== undefined) yield* part.values();
  }
}

/** By the end of the key: UUIDs of one hour begin alike. */
function partOf(key: string): number {
  let hash = 0;
  for (let at = Math.max(0, key.length - KEY_CHARS_READ); at < key.length; at += 1)
    hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0;
  return (hash ^ (hash >>> 15)) & (PARTS - 1);
}
