import { brotliDecompress, constants, createBrotliCompress } from 'node:zlib';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { SlottedBytes } from './slotted-gzip.js';
import { SLOT_BYTES, type TimeSlot } from './time-slots.js';

const QUALITY = 5;
/** A slot and the quote behind it: what follows may have been encoded in the light of the two bytes before it. */
const KEPT_BYTES = SLOT_BYTES + 1;
/** An uncompressed meta-block (RFC 7932, 9.2), beginning at a byte: not the last, four nibbles, length less one, uncompressed; then padding. */
const UNCOMPRESSED_HEADER = metaBlockHeader(KEPT_BYTES);

function metaBlockHeader(length: number): Buffer {
  const bits = ((length - 1) << 3) | (1 << 19);
  return Buffer.from([bits & 0xff, (bits >>> 8) & 0xff, (bits >>> 16) & 0xff]);
}

const decompress = promisify(brotliDecompress);

/**
 * One brotli stream of a body with slots. One encoder gets the pieces one after the other and is flushed between them, which ends each at a
 * byte; in place of what it made of a slot stands the slot itself, uncompressed.
 *
 * That holds only while nothing else looks into a slot: no later copy out of it, no copy in it that would move the memory of
 * distances, no context of other bytes. The encoder sees random text in each slot, so nothing does; and since "so" is no proof, the
 * stream is decoded once with other bytes in its slots.
 *
 * @param plain with anything in its slots that ends as an instant does, each followed by a quote
 * @returns null where the proof failed with every text that was tried, about once in 10^9 bodies: this one has no brotli
 */
export async function brotliWithSlots(plain: Buffer, slots: readonly TimeSlot[]): Promise<SlottedBytes | null> {
  for (let tried = 0; tried < TRIES_MAX; tried += 1) {
    const slotted = await tryBrotli(plain, slots);
    if (slotted !== null) return slotted;
  }
  return null;
}

/** One try in about a thousand fails. */
const TRIES_MAX = 3;

async function tryBrotli(plain: Buffer, slots: readonly TimeSlot[]): Promise<SlottedBytes | null> {
  const body = Buffer.from(plain);
  for (const { offset } of slots) randomBytes(SLOT_BYTES - 1).copy(body, offset);
  const pieces = await encodedPieces(body, slots);
  const parts: Buffer[] = [];
  const offsets: number[] = [];
  let length = 0;
  for (const { bytes, slotAt } of pieces) {
    const added = slotAt === null ? [bytes] : [UNCOMPRESSED_HEADER, body.subarray(slotAt, slotAt + KEPT_BYTES)];
    if (slotAt !== null) offsets.push(length + UNCOMPRESSED_HEADER.length);
    for (const part of added) {
      parts.push(part);
      length += part.length;
    }
  }
  const slotted = { template: Buffer.concat(parts, length), offsets };
  return (await isSound(slotted, body, slots)) ? slotted : null;
}

interface Piece {
  readonly bytes: Buffer;
  /** Where in the body the slot begins that this piece is; null: it is none. */
  readonly slotAt: number | null;
}

async function encodedPieces(body: Buffer, slots: readonly TimeSlot[]): Promise<Piece[]> {
  const encoder = createBrotliCompress({
    params: {
      [constants.BROTLI_PARAM_QUALITY]: QUALITY,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });
  let made: Buffer[] = [];
  encoder.on('data', (chunk: Buffer) => made.push(chunk));
  const taken = () => {
    const bytes = Buffer.concat(made);
    made = [];
    return bytes;
  };
  const write = (part: Buffer) =>
    new Promise<Buffer>((resolve, reject) => {
      encoder.once('error', reject);
      encoder.write(part);
      encoder.flush(constants.BROTLI_OPERATION_FLUSH, () => {
        encoder.off('error', reject);
        resolve(taken());
      });
    });
  const pieces: Piece[] = [];
  let from = 0;
  for (const { offset } of slots) {
    // Also an empty piece is flushed: the head of the stream must be out before the first slot.
    if (offset > from || pieces.length === 0)
      pieces.push({ bytes: await write(body.subarray(from, offset)), slotAt: null });
    await write(body.subarray(offset, offset + KEPT_BYTES));
    pieces.push({ bytes: Buffer.alloc(0), slotAt: offset });
    from = offset + KEPT_BYTES;
  }
  const ended = new Promise<void>((resolve, reject) => encoder.once('end', resolve).once('error', reject));
  encoder.end(body.subarray(from));
  await ended;
  pieces.push({ bytes: taken(), slotAt: null });
  return pieces;
}

async function isSound(
  { template, offsets }: SlottedBytes,
  body: Buffer,
  slots: readonly TimeSlot[],
): Promise<boolean> {
  const [other, expected] = [Buffer.from(template), Buffer.from(body)];
  slots.forEach(({ offset }, index) => {
    // Other in every byte but the last, which is that of every instant, too.
    for (let i = 0; i < SLOT_BYTES - 1; i += 1) {
      const byte = body[offset + i]! === 0x30 + (i % 10) ? 0x3a : 0x30 + (i % 10);
      other[offsets[index]! + i] = byte;
      expected[offset + i] = byte;
    }
  });
  try {
    return (await decompress(other)).equals(expected);
  } catch {
    return false;
  }
}
