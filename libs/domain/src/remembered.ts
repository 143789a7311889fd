/**
 * What was worked out once and may be asked for again, bounded, in two generations: when the young one is full it becomes the old one,
 * and the old one is forgotten. What is asked for moves to the young one, so what is hot stays.
 *
 * Everything belongs to an owner, an immutable value that it was worked out of, and is forgotten with it: nothing here keeps an old
 * programme alive.
 */
export class Remembered<Value, Key extends string | number = string> {
  private young = new WeakMap<object, Map<Key, Value>>();
  private old = new WeakMap<object, Map<Key, Value>>();
  private youngWeight = 0;

  /** @param weightMax of both generations together, in the unit of `weightOf` */
  constructor(
    private readonly weightMax: number,
    private readonly weightOf: (value: Value) => number = () => 1,
  ) {}

  get(owner: object, key: Key): Value | undefined {
    const known = this.young.get(owner)?.get(key);
    if (known !== undefined) return known;
    const older = this.old.get(owner)?.get(key);
    if (older !== undefined) this.set(owner, key, older);
    return older;
  }

  set(owner: object, key: Key, value: Value): void {
    const weight = this.weightOf(value);
    if (this.youngWeight + weight > this.weightMax / 2) {
      this.old = this.young;
      this.young = new WeakMap();
      this.youngWeight = 0;
    }
    this.youngWeight += weight;
    const values = this.young.get(owner);
    if (values === undefined) this.young.set(owner, new Map([[key, value]]));
    else values.set(key, value);
  }

  /** What is remembered, or what is made now and remembered. */
  of(owner: object, key: Key, make: () => Value): Value {
    const known = this.get(owner, key);
    if (known !== undefined) return known;
    const value = make();
    this.set(owner, key, value);
    return value;
  }
}
