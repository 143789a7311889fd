import { constants, crc32, deflateRawSync } from 'node:zlib';
import { SLOT_BYTES, type TimeSlot } from './time-slots.js';

/** A gzip member in which some places stay as they are, to be written over at each sending. */
export interface SlottedBytes {
  readonly template: Buffer;
  /** Where in `template` the slots lie; as many as those of the plain body, in their order. */
  readonly offsets: readonly number[];
}

const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
const TRAILER_BYTES = 8;
/** A block that holds its bytes as they are (RFC 1951, 3.2.4), beginning at a byte: type 0, not the last; length and its complement. */
const STORED_HEADER = Buffer.from([0, SLOT_BYTES, 0, ~SLOT_BYTES & 0xff, 0xff]);

/**
 * One gzip member (RFC 1952) of a body with slots: what lies between them is deflated piece by piece, each ending at a byte, none looking
 * back into the one before; each slot is a stored block.
 *
 * @param body with anything in its slots
 */
export function gzipWithSlots(body: Buffer, slots: readonly TimeSlot[]): SlottedBytes {
  const parts: Buffer[] = [HEADER];
  const offsets: number[] = [];
  let length = HEADER.length;
  const add = (part: Buffer) => {
    parts.push(part);
    length += part.length;
  };
  let from = 0;
  for (const { offset } of slots) {
    if (offset > from) add(deflateRawSync(body.subarray(from, offset), { finishFlush: constants.Z_SYNC_FLUSH }));
    add(STORED_HEADER);
    offsets.push(length);
    add(body.subarray(offset, offset + SLOT_BYTES));
    from = offset + SLOT_BYTES;
  }
  add(deflateRawSync(body.subarray(from)));
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32LE(body.length >>> 0, 4);
  add(trailer);
  const template = Buffer.concat(parts, length);
  return { template, offsets };
}

/**
 * A member made above, with its slots written, and now with what depends on all of the body. Texts of one character a byte.
 *
 * @param body what the member is decoded to
 */
export function withChecksum(gzip: string, body: string): string {
  const trailer = Buffer.from(gzip.slice(-TRAILER_BYTES), 'latin1');
  trailer.writeUInt32LE(crc32(Buffer.from(body, 'latin1')), 0);
  return gzip.slice(0, -TRAILER_BYTES) + trailer.toString('latin1');
}
