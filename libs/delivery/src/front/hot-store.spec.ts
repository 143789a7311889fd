import fc from 'fast-check';
import { HotStore } from './hot-store.js';

function value(name: string, sizeBytes = 10) {
  const made = { name, sizeBytes, wasAsked: false, isForgotten: false, forget: () => void (made.isForgotten = true) };
  return made;
}

describe('the store of finished answers', () => {
  it.each([
    ['entries', { entriesMax: 1_000, bytesMax: Infinity }],
    ['bytes', { entriesMax: Infinity, bytesMax: 10_000 }],
  ])('keeps what is hot while ten times as many as its %s come by once', (_, bounds) => {
    const store = new HotStore(bounds);
    const hot = Array.from({ length: 500 }, (_value, i) => `hot ${i}`);
    for (const key of hot) store.set(key, value(key));
    for (const key of hot) store.get(key);
    for (let i = 0; i < 10_000; i += 1) store.set(`cold ${i}`, value('cold'));
    expect(hot.filter((key) => store.get(key) === undefined)).toEqual([]);
    expect([store.entries, store.sizeBytes]).toEqual([1_000, 10_000]);
  });

  it('lets a new hot set take the place of one that nobody asks for any more', () => {
    const store = new HotStore({ entriesMax: 100, bytesMax: Infinity });
    const ask = (name: string) => {
      for (let i = 0; i < 90; i += 1)
        if (store.get(`${name} ${i}`) === undefined) store.set(`${name} ${i}`, value(name));
    };
    for (let round = 0; round < 5; round += 1) ask('old');
    // Ninety at once do not fit into the queue of newcomers: those that are asked for again before their turn do.
    for (let i = 0; i < 90; i += 1)
      for (let round = 0; round < 3; round += 1) {
        if (store.get(`new ${i}`) === undefined) store.set(`new ${i}`, value('new'));
      }
    let kept = 0;
    for (let i = 0; i < 90; i += 1) kept += store.get(`new ${i}`) === undefined ? 0 : 1;
    expect(kept).toBeGreaterThan(80);
  });

  it('is never above its bounds, and counts what is in it, whatever happens (property)', () => {
    const command = fc.record({
      what: fc.constantFrom('get', 'set', 'delete', 'grow'),
      key: fc.integer({ min: 0, max: 30 }).map(String),
      size: fc.integer({ min: 0, max: 120 }),
    });
    fc.assert(
      fc.property(fc.array(command, { maxLength: 200 }), (commands) => {
        const store = new HotStore<ReturnType<typeof value>>({ entriesMax: 10, bytesMax: 400 });
        const values = new Map<string, ReturnType<typeof value>>();
        for (const { what, key, size } of commands) {
          if (what === 'get') store.get(key);
          if (what === 'delete') store.delete(key);
          if (what === 'set') {
            values.set(key, value(key, size));
            store.set(key, values.get(key)!);
          }
          if (what === 'grow' && store.get(key) !== undefined) {
            values.get(key)!.sizeBytes += size;
            store.grown(key);
          }
          const inside = [...values].filter(([, one]) => !one.isForgotten);
          expect(store.entries).toBe(inside.length);
          expect(store.sizeBytes).toBe(inside.reduce((sum, [, one]) => sum + one.sizeBytes, 0));
          expect(store.entries).toBeLessThanOrEqual(10);
          expect(store.sizeBytes).toBeLessThanOrEqual(400);
          for (const [one, kept] of inside) expect(store.get(one)).toBe(kept);
        }
      }),
      { numRuns: 300 },
    );
  });
});
