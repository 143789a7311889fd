/** What takes up room, and may be asked for past the store by whoever holds it. */
export interface Keepable {
  /** Bytes in memory, roughly; asked again at each look. */
  readonly sizeBytes: number;
  /** Asked for since the store looked last; set by whoever asks, taken back by the store. */
  wasAsked: boolean;
  /** Told when the store does not keep it any more, so that nobody else does either. */
  forget(): void;
}

export interface HotStoreBounds {
  readonly entriesMax: number;
  readonly bytesMax: number;
}

interface Place<Key, Value> {
  readonly key: Key;
  value: Value;
  bytes: number;
}

/** How many of the entries may be newcomers while others are pushed out. */
const NEWCOMERS_SHARE = 0.1;

/**
 * A bounded store that forgets what is asked for once before anything that is asked for again.
 *
 * A newcomer waits in the first queue, a tenth of the room. When its turn comes it is forgotten, or, if it was asked for meanwhile, goes over
 * into the second, from which only others that went the same way push it: there, whoever was asked for since the last look goes to
 * the end again. So a walk through ever new keys, however long, passes through the first queue and touches nothing in the second.
 */
export class HotStore<Value extends Keepable, Key extends string | number = string> {
  private readonly newcomers = new Map<Key, Place<Key, Value>>();
  private readonly regulars = new Map<Key, Place<Key, Value>>();
  private bytes = 0;

  constructor(private readonly bounds: HotStoreBounds) {}

  get(key: Key): Value | undefined {
    const place = this.newcomers.get(key) ?? this.regulars.get(key);
    if (place === undefined) return undefined;
    place.value.wasAsked = true;
    return place.value;
  }

  /** Takes the place of what stood under the key; a value that is larger than all the room is not kept. */
  set(key: Key, value: Value): void {
    const place = this.newcomers.get(key) ?? this.regulars.get(key);
    if (place === undefined) {
      this.newcomers.set(key, { key, value, bytes: value.sizeBytes });
      this.bytes += value.sizeBytes;
    } else {
      const before = place.value;
      place.value = value;
      this.measure(place);
      if (before !== value) {
        value.wasAsked ||= before.wasAsked;
        before.forget();
      }
    }
    this.makeRoom();
  }

  /** To be called when a value that may be in here has grown. */
  grown(key: Key): void {
    const place = this.newcomers.get(key) ?? this.regulars.get(key);
    if (place === undefined) return;
    this.measure(place);
    this.makeRoom();
  }

  delete(key: Key): void {
    const place = this.newcomers.get(key) ?? this.regulars.get(key);
    if (place !== undefined) this.forget(place);
  }

  get entries(): number {
    return this.newcomers.size + this.regulars.size;
  }

  get sizeBytes(): number {
    return this.bytes;
  }

  private measure(place: Place<Key, Value>): void {
    this.bytes += place.value.sizeBytes - place.bytes;
    place.bytes = place.value.sizeBytes;
  }

  private isFull(): boolean {
    return this.entries > this.bounds.entriesMax || this.bytes > this.bounds.bytesMax;
  }

  private makeRoom(): void {
    while (this.isFull() && this.entries > 0) {
      const isNewcomersTurn =
        this.regulars.size === 0 || this.newcomers.size > Math.max(1, this.entries * NEWCOMERS_SHARE);
      const queue = isNewcomersTurn ? this.newcomers : this.regulars;
      const [place] = queue.values();
      this.lookAt(place!, queue);
    }
  }

  private lookAt(place: Place<Key, Value>, queue: Map<Key, Place<Key, Value>>): void {
    if (!place.value.wasAsked) return this.forget(place);
    queue.delete(place.key);
    place.value.wasAsked = false;
    this.regulars.set(place.key, place);
  }

  private forget(place: Place<Key, Value>): void {
    this.newcomers.delete(place.key);
    this.regulars.delete(place.key);
    this.bytes -= place.bytes;
    place.value.forget();
  }
}
