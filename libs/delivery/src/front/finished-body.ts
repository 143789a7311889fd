import type { Encoding } from './content-encoding.js';
import { brotliWithSlots } from './slotted-brotli.js';
import { finishGzip, gzipWithSlots, type SlottedBytes } from './slotted-gzip.js';
import { instantText, SLOT_BYTES, slotsOf, type TimeName, type Times, type TimeSlot } from './time-slots.js';

/** Below this an encoding saves nothing worth the work at both ends. */
const ENCODED_BYTES_MIN = 400;
/** What an encoding is worth a second try: how often brotli was asked for before it is made. */
const BROTLI_ASKED_MIN = 2;
/** Encoders that run at once in this process, in threads of their own. */
const BROTLI_RUNNING_MAX = 2;

let brotliRunning = 0;

/**
 * A body in bytes, as often as it is sent and in each encoding, with the times of the moment of sending written into it.
 *
 * Encodings are made when they are first asked for: gzip at once, brotli beside the work from the second time on, and until it is there the next
 * best that the client takes is sent.
 */
export class FinishedBody {
  private readonly plain: Buffer;
  private readonly slots: readonly TimeSlot[];
  private gzip: SlottedBytes | null = null;
  private brotli: SlottedBytes | 'RUNNING' | 'NONE' | null = null;
  private brotliAsked = 0;
  /** Settled when the encoder that was begun is done; null: none was. */
  making: Promise<void> | null = null;

  /** @param text with `SLOT_TEXTS` where times belong */
  constructor(text: string) {
    this.plain = Buffer.from(text, 'utf8');
    this.slots = slotsOf(this.plain);
  }

  /** What the body says, but for its times. */
  get content(): Buffer {
    const content = Buffer.from(this.plain);
    for (const { offset } of this.slots) content.fill(0, offset, offset + SLOT_BYTES);
    return content;
  }

  /** Bytes in memory. */
  get sizeBytes(): number {
    const brotli = this.brotli !== null && typeof this.brotli === 'object' ? this.brotli.template.length : 0;
    return this.plain.length + (this.gzip?.template.length ?? 0) + brotli;
  }

  has(name: TimeName): boolean {
    return this.slots.some((slot) => slot.name === name);
  }

  /** The one of the accepted encodings in which it is sent now. @param accepted the best first, at least one */
  choose(accepted: readonly Encoding[]): Encoding {
    if (this.plain.length < ENCODED_BYTES_MIN) return 'identity';
    return accepted.find((encoding) => encoding !== 'br' || this.hasBrotli()) ?? 'identity';
  }

  /** The bytes as they are sent now: the caller's own copy where there is a time in them. */
  bytes(encoding: Encoding, times: Times): Buffer {
    if (this.slots.length === 0 && encoding === 'identity') return this.plain;
    if (encoding === 'identity') return this.written(times);
    if (encoding === 'gzip') return this.gzipped(times);
    const { template, offsets } = this.brotli as SlottedBytes;
    return this.filled(template, offsets, times);
  }

  private gzipped(times: Times): Buffer {
    this.gzip ??= gzipWithSlots(this.plain, this.slots);
    const bytes = this.filled(this.gzip.template, this.gzip.offsets, times);
    finishGzip(bytes, this.slots.length === 0 ? this.plain : this.written(times));
    return bytes;
  }

  private written(times: Times): Buffer {
    const copy = Buffer.allocUnsafe(this.plain.length);
    copy.set(this.plain);
    for (const { offset, name } of this.slots) copy.write(instantText(times[name]), offset, 'latin1');
    return copy;
  }

  private filled(template: Buffer, offsets: readonly number[], times: Times): Buffer {
    const copy = Buffer.allocUnsafe(template.length);
    copy.set(template);
    for (let i = 0; i < offsets.length; i += 1)
      copy.write(instantText(times[this.slots[i]!.name]), offsets[i]!, 'latin1');
    return copy;
  }

  private hasBrotli(): boolean {
    if (this.brotli !== null) return typeof this.brotli === 'object';
    this.brotliAsked += 1;
    if (this.brotliAsked >= BROTLI_ASKED_MIN && brotliRunning < BROTLI_RUNNING_MAX) this.making = this.makeBrotli();
    return false;
  }

  private async makeBrotli(): Promise<void> {
    this.brotli = 'RUNNING';
    brotliRunning += 1;
    try {
      this.brotli = (await brotliWithSlots(this.plain, this.slots)) ?? 'NONE';
    } catch {
      // An encoder that could not begin, for want of memory say: the other encodings are as good as before.
      this.brotli = 'NONE';
    } finally {
      brotliRunning -= 1;
    }
  }
}
