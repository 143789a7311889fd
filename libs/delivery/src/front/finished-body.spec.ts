import fc from 'fast-check';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Encoding } from './content-encoding.js';
import { FinishedBody } from './finished-body.js';
import { brotliWithSlots } from './slotted-brotli.js';
import { instantText, SLOT_TEXTS, slotsOf } from './time-slots.js';

const AT = Date.UTC(2026, 8, 10, 0, 0, 0, 7);
const TIMES = { servedAt: AT, programmeCheckedAt: AT - 1_234 };
const withTimes = (text: string) =>
  text
    .replaceAll(SLOT_TEXTS.servedAt, instantText(TIMES.servedAt))
    .replaceAll(SLOT_TEXTS.programmeCheckedAt, instantText(TIMES.programmeCheckedAt));

/** The bytes of one sending; as many as were told before. */
function sent(body: FinishedBody, encoding: Encoding): Buffer {
  const bytes = Buffer.from(body.textAt(encoding, TIMES), 'latin1');
  expect(bytes).toHaveLength(body.lengthOf(encoding));
  return bytes;
}

/** Bodies as answers are: pieces of JSON, some of them long and like each other, with times between them. */
const bodies = fc
  .array(
    fc.oneof(
      fc.json({ maxDepth: 3 }),
      fc.string({ unit: 'binary', maxLength: 300 }).map((text) => JSON.stringify(text)),
      fc.constantFrom('"2026-09-10T00:00:00.000Z"', '{"title":"Everyday well-being","locale":"en"}', 'x'.repeat(2_000)),
      fc.constantFrom(...Object.values(SLOT_TEXTS)).map((text) => `"${text}"`),
    ),
    { maxLength: 40 },
  )
  .map((parts) => `[${parts.join(',')}]`);

describe('a finished body', () => {
  it('has slots as long as an instant, which JSON leaves as they are', () => {
    for (const text of Object.values(SLOT_TEXTS)) {
      expect(text).toHaveLength(24);
      expect(JSON.stringify(text)).toBe(`"${text}"`);
    }
    expect(SLOT_TEXTS.servedAt).not.toBe(SLOT_TEXTS.programmeCheckedAt);
  });

  it('is the text with its times, plain and in gzip, whatever it says', () => {
    fc.assert(
      fc.property(bodies, (text) => {
        const body = new FinishedBody(text);
        expect(sent(body, 'identity').toString()).toBe(withTimes(text));
        expect(gunzipSync(sent(body, 'gzip')).toString()).toBe(withTimes(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the text with its times in brotli, whatever it says', async () => {
    await fc.assert(
      fc.asyncProperty(bodies, async (text) => {
        const body = Buffer.from(text);
        const slots = slotsOf(body.toString('latin1'));
        const slotted = await brotliWithSlots(body, slots);
        expect(slotted).not.toBeNull();
        const bytes = Buffer.from(slotted!.template);
        slots.forEach(({ name }, index) => bytes.write(instantText(TIMES[name]), slotted!.offsets[index]!, 'latin1'));
        expect(brotliDecompressSync(bytes).toString()).toBe(withTimes(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('sends the next best until brotli is there, and brotli from then on', async () => {
    const text = JSON.stringify({ servedAt: SLOT_TEXTS.servedAt, words: 'take your time '.repeat(100) });
    const body = new FinishedBody(text);
    const accepted = ['br', 'gzip', 'identity'] as const;
    const seen = [body.choose(accepted), body.choose(accepted)];
    const before = body.sizeBytes;
    await body.making;
    expect([...seen, body.choose(accepted)]).toEqual(['gzip', 'gzip', 'br']);
    expect(brotliDecompressSync(sent(body, 'br')).toString()).toBe(withTimes(text));
    expect(body.sizeBytes).toBeGreaterThan(before);
  });

  it('is not encoded where that saves nothing', () => {
    expect(new FinishedBody('{}').choose(['br', 'gzip', 'identity'])).toBe('identity');
  });

  it('has the same content at whatever time it is sent, and another when it says something else', () => {
    const one = new FinishedBody(`["${SLOT_TEXTS.servedAt}","a"]`);
    const other = new FinishedBody(`["${SLOT_TEXTS.servedAt}","b"]`);
    const before = one.content;
    one.textAt('identity', TIMES);
    expect(one.content).toBe(before);
    expect(other.content).not.toBe(before);
  });
});
