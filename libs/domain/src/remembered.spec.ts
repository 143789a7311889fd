import { Remembered } from './remembered.js';

describe('what is remembered', () => {
  const [owner, other] = [{}, {}];

  it('is made once for each owner and key', () => {
    const remembered = new Remembered<number>(10);
    let made = 0;
    const ask = (whose: object, key: string) => remembered.of(whose, key, () => (made += 1));
    expect([ask(owner, 'a'), ask(owner, 'a'), ask(owner, 'b'), ask(other, 'a')]).toEqual([1, 1, 2, 3]);
  });

  it('is never more than its weight, and what is asked for stays', () => {
    const remembered = new Remembered<number>(20);
    remembered.set(owner, 'hot', 0);
    const keys = Array.from({ length: 1_000 }, (_, index) => `key-${index}`);
    for (const [index, key] of keys.entries()) {
      remembered.set(owner, key, index);
      expect(remembered.get(owner, 'hot')).toBe(0);
    }
    expect(keys.filter((key) => remembered.get(owner, key) !== undefined).length).toBeLessThanOrEqual(20);
    expect(remembered.get(owner, keys.at(-1)!)).toBe(999);
  });

  it('counts by weight', () => {
    const remembered = new Remembered<number>(20, (value) => value);
    for (const [key, weight] of [
      ['a', 6],
      ['b', 6],
      ['c', 6],
    ] as const)
      remembered.set(owner, key, weight);
    expect(['a', 'b', 'c'].map((key) => remembered.get(owner, key))).toEqual([undefined, 6, 6]);
  });
});
