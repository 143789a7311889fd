import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long and how many clients may keep a process waiting. */
export interface ConnectionLimits {
  /** At once, of one process. */
  readonly connectionsMax: number;
  /** From the first byte of a connection, or of the next request on it, until its head is whole; milliseconds. */
  readonly headMs: number;
  /** The same until the body is whole, too. */
  readonly requestMs: number;
  /** Within which somebody has to take a kilobyte a second of what waits for them, or is cut off; milliseconds. READ_MS unless given. */
  readonly readMs?: number;
}

/**
 * What fits into the buffers of the system is not waited for, and is told as taken in pieces of up to a megabyte: whoever takes 20 kB a second shows
 * it once in most of this time.
 */
const READ_MS = 60_000;
const TAKEN_BYTES_A_SECOND = 1_024;

/** As the defaults of the settings. */
export const CONNECTION_LIMITS: ConnectionLimits = { connectionsMax: 10_000, headMs: 10_000, requestMs: 30_000 };

/** Looks at all connections cost something: under a flood they are that far apart. */
const IDLE_CLOSED_EVERY_MS = 1_000;

/** What node:net keeps of a connection besides what its types tell. */
interface SocketState {
  /** Handed to the system, and of that what the other end has not made room for yet. */
  readonly _bytesDispatched: number;
  readonly _handle: { readonly writeQueueSize: number } | null;
}

/** Since when something waits to be taken, and how much had been by then. */
interface Waiting {
  readonly since: number;
  readonly taken: number;
  /** How often it was looked at since: a process that was held up looks late, and had no time to send either. */
  looks: number;
}

const LOOKS = 4;

/**
 * Holds the connections of a server to a number, so that whoever opens many and says nothing keeps nobody else out.
 *
 * One too many takes the place of the one that has waited longest without having sent a request; where there is none, those that rest between two
 * requests are closed, which clients and proxies know to open again; where that does not help either, it is cut off itself.
 *
 * Whoever asks and does not take the answers is cut off, however many more they ask for: node:http reads no further while answers wait, so that
 * what they can make wait is what one packet asks for.
 */
export class ConnectionBound {
  private readonly open = new Set<Socket>();
  /** Those that have sent no whole head yet, in the order in which they came. */
  private readonly silent = new Set<Socket>();
  /** Those for which something waits that they have not taken, as of the last look. */
  private readonly waiting = new Map<Socket, Waiting>();
  private idleClosedAt = Number.NEGATIVE_INFINITY;
  /** How many were cut off to hold it. */
  cut = 0;
  /** How many were cut off since they did not take their answers. */
  slowReadersCut = 0;
  private readonly connectionsMax: number;
  private readonly readMs: number;

  constructor(
    private readonly server: Server,
    { connectionsMax, readMs = READ_MS }: ConnectionLimits,
  ) {
    this.connectionsMax = connectionsMax;
    this.readMs = readMs;
    const looks = setInterval(() => this.lookAtReaders(performance.now()), readMs / LOOKS).unref();
    server.once('close', () => clearInterval(looks));
    server.on('connection', (socket) => {
      this.open.add(socket);
      this.silent.add(socket);
      socket.once('close', () => this.forget(socket));
      if (this.open.size > connectionsMax) this.makeRoom(socket);
    });
  }

  get size(): number {
    return this.open.size;
  }

  /** A request came over the connection. */
  heard(socket: Socket): void {
    if (this.silent.size > 0) this.silent.delete(socket);
  }

  private lookAtReaders(now: number): void {
    for (const socket of this.open) {
      const { _bytesDispatched, _handle } = socket as unknown as SocketState;
      const unread = _handle?.writeQueueSize ?? 0;
      const known = this.waiting.get(socket);
      if (unread === 0) {
        if (known !== undefined) this.waiting.delete(socket);
        continue;
      }
      const taken = _bytesDispatched - unread;
      if (known === undefined) this.waiting.set(socket, { since: now, taken, looks: 0 });
      else if ((known.looks += 1) >= LOOKS && now - known.since >= this.readMs)
        this.judge(socket, known, { since: now, taken, looks: 0 });
    }
  }

  private judge(socket: Socket, before: Waiting, current: Waiting): void {
    const needed = ((current.since - before.since) * TAKEN_BYTES_A_SECOND) / 1_000;
    if (current.taken - before.taken >= needed) return void this.waiting.set(socket, current);
    this.slowReadersCut += 1;
    this.forget(socket);
    socket.destroy();
  }

  private makeRoom(newest: Socket): void {
    const [oldest] = this.silent;
    if (oldest !== undefined && oldest !== newest) return this.cutOff(oldest);
    this.closeIdle();
    if (this.open.size > this.connectionsMax) this.cutOff(newest);
  }

  private closeIdle(): void {
    const now = performance.now();
    if (now - this.idleClosedAt < IDLE_CLOSED_EVERY_MS) return;
    this.idleClosedAt = now;
    this.server.closeIdleConnections();
    // Told of their end only in the next turn; more may come in this one.
    for (const socket of this.open) {
      if (!socket.destroyed) continue;
      this.cut += 1;
      this.forget(socket);
    }
  }

  private cutOff(socket: Socket): void {
    this.cut += 1;
    this.forget(socket);
    socket.destroy();
  }

  private forget(socket: Socket): void {
    this.open.delete(socket);
    this.silent.delete(socket);
    this.waiting.delete(socket);
  }
}
