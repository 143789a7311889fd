import type { Encoding } from './content-encoding.js';
import { brotliWithSlots } from './slotted-brotli.js';
import { gzipWithSlots, withChecksum } from './slotted-gzip.js';
import { instantText, NO_TIME, SLOT_BYTES, slotsOf, type TimeName, type Times, type TimeSlot } from './time-slots.js';

/** Below this an encoding saves nothing worth the work at both ends. */
const ENCODED_BYTES_MIN = 400;
/** What an encoding is worth a second try: how often brotli was asked for before it is made. */
const BROTLI_ASKED_MIN = 2;
/** Encoders that run at once in this process, in threads of their own. */
const BROTLI_RUNNING_MAX = 2;

let brotliRunning = 0;

/** Bytes as a text of one character each: such texts are put together without copying, and sent with `latin1`. */
export type ByteText = string;

/** Texts around the slots, one more than there are slots. */
interface SlottedTexts {
  readonly parts: readonly ByteText[];
  readonly bytes: number;
}

/**
 * A body in bytes, as often as it is sent and in each encoding, with the times of the moment of sending written into it.
 *
 * Encodings are made when they are first asked for: gzip at once, brotli beside the work from the second time on, and until it is there the next
 * best that the client takes is sent.
 */
export class FinishedBody {
  private readonly plain: SlottedTexts;
  private readonly slots: readonly TimeSlot[];
  private gzip: SlottedTexts | null = null;
  private brotli: SlottedTexts | 'RUNNING' | 'NONE' | null = null;
  private brotliAsked = 0;
  /** Settled when the encoder that was begun is done; null: none was. */
  making: Promise<void> | null = null;

  /** @param text with `SLOT_TEXTS` where times belong */
  constructor(text: string) {
    const plain = byteTextOf(text);
    this.slots = slotsOf(plain);
    this.plain = textsOf(
      plain,
      this.slots.map(({ offset }) => offset),
    );
  }

  /** What the body says, but for its times. */
  get content(): ByteText {
    return this.plain.parts.join(NO_TIME);
  }

  /** Bytes in memory. */
  get sizeBytes(): number {
    const brotli = this.brotli !== null && typeof this.brotli === 'object' ? this.brotli.bytes : 0;
    return this.plain.bytes + (this.gzip?.bytes ?? 0) + brotli;
  }

  has(name: TimeName): boolean {
    return this.slots.some((slot) => slot.name === name);
  }

  /** The one of the accepted encodings in which it is sent now. @param accepted the best first, at least one */
  choose(accepted: readonly Encoding[]): Encoding {
    if (this.plain.bytes < ENCODED_BYTES_MIN) return 'identity';
    return accepted.find((encoding) => encoding !== 'br' || this.hasBrotli()) ?? 'identity';
  }

  /** The length in bytes, whatever the times are. @param encoding one that `choose` has chosen, or identity */
  lengthOf(encoding: Encoding): number {
    return this.textsIn(encoding).bytes;
  }

  /** As it is sent now. @param encoding as for `lengthOf` */
  textAt(encoding: Encoding, times: Times): ByteText {
    const text = this.filled(this.textsIn(encoding), times);
    return encoding === 'gzip' ? withChecksum(text, this.filled(this.plain, times)) : text;
  }

  private textsIn(encoding: Encoding): SlottedTexts {
    if (encoding === 'identity') return this.plain;
    if (encoding === 'br') return this.brotli as SlottedTexts;
    this.gzip ??= this.makeGzip();
    return this.gzip;
  }

  private filled({ parts }: SlottedTexts, times: Times): ByteText {
    let text = parts[0]!;
    for (let i = 0; i < this.slots.length; i += 1) text += instantText(times[this.slots[i]!.name]) + parts[i + 1]!;
    return text;
  }

  private makeGzip(): SlottedTexts {
    const { template, offsets } = gzipWithSlots(Buffer.from(this.content, 'latin1'), this.slots);
    return textsOf(template.toString('latin1'), offsets);
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
      const slotted = await brotliWithSlots(Buffer.from(this.content, 'latin1'), this.slots);
      this.brotli = slotted === null ? 'NONE' : textsOf(slotted.template.toString('latin1'), slotted.offsets);
    } catch {
      // An encoder that could not begin, for want of memory say: the other encodings are as good as before.
      this.brotli = 'NONE';
    } finally {
      brotliRunning -= 1;
    }
  }
}

function textsOf(text: ByteText, offsets: readonly number[]): SlottedTexts {
  const begins = [0, ...offsets.map((offset) => offset + SLOT_BYTES)];
  return { parts: begins.map((begin, i) => text.slice(begin, offsets[i])), bytes: text.length };
}

/** For what is put together here and gone again in the same turn: memory of its own would cost more than all the rest. */
let scratch = Buffer.allocUnsafeSlow(65_536);

/** The bytes of a text in UTF-8. */
function byteTextOf(text: string): ByteText {
  const length = Buffer.byteLength(text);
  // Of ASCII each character is a byte already.
  if (length === text.length) return text;
  if (length > scratch.length) scratch = Buffer.allocUnsafeSlow(2 * length);
  scratch.write(text);
  return scratch.toString('latin1', 0, length);
}
