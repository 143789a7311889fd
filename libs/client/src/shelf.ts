/**
 * The answer of one surface that is held, in memory and on the device.
 *
 * An older answer never takes the place of a newer one, before the newer has run out for OLDER_AFTER_MS: not from the network
 * (a cache, or a process that lags), not from the device (another tab). What is stored carries a checksum, and a checksum of the viewer it
 * was for: another region's numbers are never shown.
 */
import { readAnswer, stampOf, type Answer, type Help, type ViewerInput } from './answer.js';
import { airAt } from './air.js';
import { checksum } from './checksum.js';
import type { DeviceStorage } from './ports.js';
import type { Between, StoredSync } from './server-clock.js';

export interface Held {
  readonly answer: Answer;
  readonly etag: string | null;
}

interface Stored extends Held {
  /** Of the viewer it was for. */
  readonly viewer: string;
  readonly sync: StoredSync | null;
}

/** A larger answer is not stored; browsers give an origin 5 MB. */
const STORED_LENGTH_MAX = 512 * 1024;
/** How long after a newer answer has run out an older one may take its place. */
const OLDER_AFTER_MS = 600_000;
const FORMAT = 'marquee1';

/** Whose answer it is, without the date: that changes daily and is in the answer's windows already. */
export function viewerKey({ region, subdivision, locale, timeZone, platform, appVersion }: ViewerInput): string {
  return checksum(JSON.stringify([region, subdivision, locale, timeZone, platform, appVersion]));
}

export class Shelf {
  private held: Held | null = null;
  private heldFor = '';
  /** What an error brought along while nothing was held. */
  private strayHelp: Help | null = null;

  constructor(
    readonly surface: string,
    private readonly storage: DeviceStorage | null,
    private readonly prefix: string,
  ) {}

  /** Null: nothing is held for this viewer. */
  answerFor(viewer: string): Answer | null {
    return this.held !== null && this.heldFor === viewer ? this.held.answer : null;
  }

  helpFor(viewer: string): Help | null {
    return this.answerFor(viewer)?.help ?? (this.heldFor === viewer ? this.strayHelp : null);
  }

  etagFor(viewer: string): string | null {
    return this.answerFor(viewer) === null ? null : this.held!.etag;
  }

  /** @returns whether it is held now */
  take(held: Held, viewer: string, now: Between | null): boolean {
    const before = this.answerFor(viewer);
    if (before !== null && isOlder(held.answer, before) && !isRunOut(before, now)) return false;
    this.held = held;
    this.heldFor = viewer;
    this.strayHelp = null;
    return true;
  }

  takeHelp(help: Help, viewer: string): void {
    if (this.answerFor(viewer) !== null) return;
    this.held = null;
    this.heldFor = viewer;
    this.strayHelp = help;
  }

  /** Takes what was stored for this viewer, if it is whole. @returns when the clocks stood how */
  async load(viewer: string): Promise<StoredSync | null> {
    const stored = await this.read();
    if (stored === null || stored.viewer !== viewer) return null;
    this.take({ answer: stored.answer, etag: stored.etag }, viewer, null);
    return stored.sync;
  }

  /** What could not be stored is not: the device may be full, or forbid it. */
  async save(sync: StoredSync | null): Promise<void> {
    const { held, heldFor: viewer } = this;
    if (held === null || this.storage === null) return;
    const payload = JSON.stringify({ ...held, viewer, sync } satisfies Stored);
    if (payload.length > STORED_LENGTH_MAX) return;
    const other = await this.read();
    if (other !== null && other.viewer === viewer && stampOf(other.answer.version) > stampOf(held.answer.version)) {
      if (sync !== null && other.sync !== null && !isRunOut(other.answer, sync)) return;
    }
    try {
      await this.storage.setItem(this.key(), `${FORMAT}.${checksum(payload)}.${payload}`);
    } catch {
      return;
    }
  }

  private key(): string {
    return `${this.prefix}:${this.surface}`;
  }

  private async read(): Promise<Stored | null> {
    if (this.storage === null) return null;
    try {
      const text = await this.storage.getItem(this.key());
      if (text === null) return null;
      const stored = parse(text);
      if (stored === null) await this.storage.removeItem(this.key());
      return stored;
    } catch {
      return null;
    }
  }
}

function parse(text: string): Stored | null {
  const [format, sum] = text.split('.', 2);
  const payload = text.slice(`${format}.${sum}.`.length);
  if (format !== FORMAT || sum !== checksum(payload)) return null;
  const stored = JSON.parse(payload) as Stored;
  return readAnswer(stored.answer) === null ? null : stored;
}

/** By what never goes back; among equals by when it was served. */
function isOlder(one: Answer, than: Answer): boolean {
  const [a, b] = [stampOf(one.version), stampOf(than.version)];
  return a === b ? Date.parse(one.servedAt) < Date.parse(than.servedAt) : a < b;
}

/** Long enough that whatever lags behind has caught up: a version that is still older then comes from a restored server. */
function isRunOut(answer: Answer, now: Between | null): boolean {
  if (now === null) return false;
  const before = { loMs: now.loMs - OLDER_AFTER_MS, hiMs: now.hiMs - OLDER_AFTER_MS };
  return airAt(answer, before).phase === 'RUN_OUT';
}
