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
}

/** As the defaults of the settings. */
export const CONNECTION_LIMITS: ConnectionLimits = { connectionsMax: 10_000, headMs: 10_000, requestMs: 30_000 };

/** Looks at all connections cost something: under a flood they are that far apart. */
const IDLE_CLOSED_EVERY_MS = 1_000;

/**
 * Holds the connections of a server to a number, so that whoever opens many and says nothing keeps nobody else out.
 *
 * One too many takes the place of the one that has waited longest without having sent a request; where there is none, those that rest between two
 * requests are closed, which clients and proxies know to open again; where that does not help either, it is cut off itself.
 */
export class ConnectionBound {
  private readonly open = new Set<Socket>();
  /** Those that have sent no whole head yet, in the order in which they came. */
  private readonly silent = new Set<Socket>();
  private idleClosedAt = Number.NEGATIVE_INFINITY;
  /** How many were cut off to hold it. */
  cut = 0;

  constructor(
    private readonly server: Server,
    private readonly connectionsMax: number,
  ) {
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
  }
}
