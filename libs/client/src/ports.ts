/**
 * What the client needs of the device. Each has a default that browsers, React Native and Node bring along; a test brings
 * its own. Nothing here is typed by the DOM or by Node, so that the package compiles where neither is.
 */

export interface DeviceClock {
  /** UTC epoch milliseconds as the device believes; may be wrong and may step. */
  wallMs(): number;
  /** Milliseconds since some start, never stepping; may stand still while the device sleeps. Null: there is none. */
  readonly monotonicMs: (() => number) | null;
}

export interface Timers {
  /** @param delayMs 0 to a minute: the client never asks for more, so no timer overflows */
  set(run: () => void, delayMs: number): unknown;
  clear(handle: unknown): void;
}

/** `localStorage` and React Native's AsyncStorage are this as they are. */
export interface DeviceStorage {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): unknown;
  removeItem(key: string): unknown;
}

export interface FetchInit {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** No cookie travels, ever. */
  readonly credentials: 'omit';
  /** `no-cache`: a browser revalidates its own copy and hides the 304; `no-store`: it keeps none. */
  readonly cache: 'no-cache' | 'no-store';
  readonly signal?: unknown;
}

export interface FetchResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>;

interface World {
  readonly performance?: { now(): number };
  readonly document?: unknown;
  readonly fetch?: unknown;
  readonly AbortController?: new () => { readonly signal: unknown; abort(): void };
  setTimeout(run: () => void, delayMs: number): unknown;
  clearTimeout(handle: unknown): void;
}
const world = globalThis as unknown as World;

export function deviceClock(): DeviceClock {
  const { performance } = world;
  return {
    wallMs: () => Date.now(),
    monotonicMs: typeof performance?.now === 'function' ? () => performance.now() : null,
  };
}

export function deviceTimers(): Timers {
  return {
    set: (run, delayMs) => world.setTimeout(run, delayMs),
    clear: (handle) => world.clearTimeout(handle),
  };
}

/** @throws Error where there is none: Node before 18 */
export function deviceFetch(): Fetch {
  if (typeof world.fetch !== 'function') {
    throw new Error('marquee: there is no global fetch here. Pass one as the option "fetch".');
  }
  return (url, init) => (world.fetch as Fetch)(url, init);
}

export function isBrowser(): boolean {
  return world.document !== undefined;
}

/** What ends a request that takes too long; nothing where the device has no AbortController. */
export function aborter(): { readonly signal: unknown; abort(): void } {
  return world.AbortController === undefined ? { signal: undefined, abort: () => {} } : new world.AbortController();
}
