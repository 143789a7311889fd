import { once } from 'node:events';
import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';
import { Draws } from './draws.js';
import { CLEAR_LINK, stepsOf, type Fault, type LinkConditions } from './fault-schedule.js';

/** Bytes that one way of a connection keeps for later before it stops reading. */
const HELD_BYTES_MAX = 1_048_576;

/**
 * A TCP relay before a server, on a port of its own, that a test can make bad: late, narrow, silent, one-way, refusing, cut.
 *
 * A connection knows nothing of a change of conditions but what arrives. While its way to the server is held, a new connection
 * is accepted and the server not asked. What was held goes on in order when it is lifted, ends and resets included.
 */
export class FaultProxy {
  private readonly links = new Set<Link>();
  private conditions: LinkConditions = CLEAR_LINK;
  private server: Server | null = null;
  private listenPort = 0;
  private isClosed = false;

  private constructor(
    private readonly target: NetConnectOpts,
    private readonly draws: Draws,
  ) {}

  /** @param target a port, or a path such as PostgreSQL's socket. @param seed of the jitter */
  static async start(target: NetConnectOpts, seed = 1): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, new Draws(seed));
    await proxy.listen();
    return proxy;
  }

  /** On 127.0.0.1; the same for the whole of its life. */
  get port(): number {
    return this.listenPort;
  }

  /** Connections of clients that are open, answered or not. */
  get connections(): number {
    return this.links.size;
  }

  /** Sets what is named over what holds. Resolves when a new connection meets it; those that are open meet it at once. */
  async set(conditions: Partial<LinkConditions>): Promise<void> {
    this.conditions = { ...this.conditions, ...conditions };
    for (const link of this.links) link.meet(this.conditions);
    if (this.conditions.isRefusing) this.stopListening();
    else if (this.server === null && !this.isClosed) await this.listen();
  }

  heal(): Promise<void> {
    return this.set(CLEAR_LINK);
  }

  /** Ends every open connection on both sides, in order. */
  cut(): void {
    for (const link of this.links) link.end();
  }

  /** Ends every open connection on both sides with an RST. */
  reset(): void {
    for (const link of this.links) link.reset();
  }

  /** Plays a schedule from now on. @param onStep told what was done, and when in the schedule's time */
  async play(faults: readonly Fault[], { signal, onStep }: PlayOptions = {}): Promise<void> {
    const begin = performance.now();
    for (const step of stepsOf(faults)) {
      await delay(begin + step.atMs - performance.now(), signal);
      if (signal?.aborted === true) break;
      if (step.ending === 'CUT') this.cut();
      if (step.ending === 'RESET') this.reset();
      await this.set(step.conditions);
      onStep?.(step.atMs, step.conditions);
    }
    await this.heal();
  }

  /** For good, whatever still plays. */
  close(): void {
    this.isClosed = true;
    this.stopListening();
    this.reset();
  }

  private async listen(): Promise<void> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      const link = new Link(client, this.target, this.draws, () => this.links.delete(link));
      this.links.add(link);
      link.meet(this.conditions);
    });
    this.server = server;
    server.listen(this.listenPort, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
    this.listenPort = address.port;
  }

  /** The port is free when this returns; open connections stay. */
  private stopListening(): void {
    this.server?.close();
    this.server = null;
  }
}

export interface PlayOptions {
  readonly signal?: AbortSignal;
  readonly onStep?: (atMs: number, conditions: LinkConditions) => void;
}

/** One connection of a client, and the one to the server that stands for it; that one opens when its way is not held. */
class Link {
  private server: Socket | null = null;
  private readonly toServer: Way;
  private readonly toClient: Way;
  private isOver = false;

  constructor(
    private readonly client: Socket,
    private readonly target: NetConnectOpts,
    draws: Draws,
    private readonly whenOver: () => void,
  ) {
    this.toServer = new Way(client, draws);
    this.toClient = new Way(null, draws);
    client.on('error', () => this.reset());
    client.on('close', () => this.closeAfter(this.toServer));
  }

  meet(conditions: LinkConditions): void {
    const isHeld = (way: 'to-server' | 'to-client') => conditions.held === 'both' || conditions.held === way;
    if (this.server === null && !this.isOver && !isHeld('to-server')) this.open();
    this.toServer.meet(conditions, isHeld('to-server'));
    this.toClient.meet(conditions, isHeld('to-client'));
  }

  end(): void {
    if (!this.leave()) return;
    for (const socket of [this.client, this.server]) socket?.destroySoon();
  }

  reset(): void {
    if (!this.leave()) return;
    for (const socket of [this.client, this.server]) {
      // Only TCP knows a reset; the end of a local socket says as much. While its end is on the way out, node refuses to reset it, keeps it for good, and
      // spins for ever when the process ends.
      const isEnding = socket?.writableEnded === true && !socket.writableFinished;
      if (socket?.remotePort !== undefined && !isEnding) socket.resetAndDestroy();
      else socket?.destroy();
    }
  }

  private open(): void {
    const server = connect({ ...this.target, allowHalfOpen: true, noDelay: true });
    this.server = server;
    server.on('error', () => this.reset());
    server.on('close', () => this.closeAfter(this.toClient));
    this.toServer.leadTo(server);
    this.toClient.leadFrom(server);
    this.toClient.leadTo(this.client);
  }

  /** Both ends of a way were seen, or it broke: what is still held goes first. */
  private closeAfter(way: Way): void {
    way.whenEmpty(() => this.end());
  }

  private leave(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    this.toServer.stop();
    this.toClient.stop();
    this.whenOver();
    return true;
  }
}

/** What goes one way: pieces with the time at which each may arrive; null stands for the end. */
class Way {
  private readonly queue: { readonly piece: Buffer | null; readonly dueAt: number }[] = [];
  private queuedBytes = 0;
  /** When the last piece may arrive, and when the line is free for another one. */
  private lastDueAt = 0;
  private conditions: LinkConditions = CLEAR_LINK;
  private isHeld = false;
  private to: Socket | null = null;
  private timer: NodeJS.Timeout | undefined;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private from: Socket | null,
    private readonly draws: Draws,
  ) {
    if (from !== null) this.leadFrom(from);
  }

  leadFrom(from: Socket): void {
    this.from = from;
    from.on('data', (piece: Buffer) => this.take(piece));
    from.on('end', () => this.take(null));
    this.regulate();
  }

  leadTo(to: Socket): void {
    this.to = to;
    to.on('drain', () => this.send());
    this.send();
  }

  meet(conditions: LinkConditions, isHeld: boolean): void {
    this.conditions = conditions;
    this.isHeld = isHeld;
    this.send();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.queue.length = 0;
    this.to = null;
  }

  whenEmpty(act: () => void): void {
    this.waiting.push(act);
    this.send();
  }

  private take(piece: Buffer | null): void {
    const { latencyMs, jitterMs, bytesPerSecond } = this.conditions;
    const now = performance.now();
    const sendMs = bytesPerSecond === null ? 0 : ((piece?.length ?? 0) * 1_000) / bytesPerSecond;
    const arrival = now + latencyMs + (jitterMs > 0 ? this.draws.below(jitterMs) : 0);
    const dueAt = Math.max(arrival, this.lastDueAt) + sendMs;
    this.lastDueAt = dueAt;
    this.queue.push({ piece, dueAt });
    this.queuedBytes += piece?.length ?? 0;
    this.send();
  }

  private send(): void {
    clearTimeout(this.timer);
    while (this.to !== null && !this.isHeld && this.queue.length > 0 && !this.to.writableNeedDrain) {
      const { piece, dueAt } = this.queue[0]!;
      const wait = dueAt - performance.now();
      if (wait > 0) {
        this.timer = setTimeout(() => this.send(), Math.ceil(wait));
        break;
      }
      this.queue.shift();
      this.queuedBytes -= piece?.length ?? 0;
      if (piece === null) this.to.end();
      else this.to.write(piece);
    }
    this.regulate();
    if (this.queue.length === 0 && !this.isHeld) for (const act of this.waiting.splice(0)) act();
  }

  /** A held way reads nothing, so that not even an end or a reset is noticed. */
  private regulate(): void {
    if (this.from === null || this.from.destroyed) return;
    const isFull = this.queuedBytes >= HELD_BYTES_MAX;
    if (this.isHeld || isFull) this.from.pause();
    else this.from.resume();
  }
}

function delay(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true || ms <= 0) return resolve();
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
