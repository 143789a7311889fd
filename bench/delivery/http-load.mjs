/**
 * HTTP/1.1 load over plain sockets, lighter than a server that answers it. It reads heads and lengths only, and leaves what
 * an answer says to a `look`.
 *
 * Closed: each connection has one request under way, as many as the server takes. Open: requests leave on a schedule, whatever
 * has come back, and each is timed from the instant at which it was meant to leave, so that a server that stalls is charged
 * with every request that waited for it.
 */
import { connect } from 'node:net';
import { Latencies } from './latencies.mjs';

const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n');
/** Answers that have not come this long after the end are not waited for. */
const GIVE_UP_MS = 30_000;
const LENGTH = /\r\ncontent-length: (\d+)/i;

/**
 * @typedef {object} Load
 * @property {number} [port] on 127.0.0.1
 * @property {readonly number[]} [ports] of several servers, connections dealt to them in turn
 * @property {number} [roamers] so many of the connections go on to the next server after `roamAfter` answers each
 * @property {number} [roamAfter]
 * @property {(number: number) => Buffer} request a whole one, head and body, by its number from 0
 * @property {number} connections
 * @property {() => boolean} [stopped] asked now and then; true ends it before its time
 * @property {number} seconds
 * @property {number | null} perSecond open load; null: closed
 * @property {(answer: { status: number, head: string, body: Buffer, request: number, sentAt: number,
 *   client: number, server: number }) => void} [look] at every answer; `sentAt` epoch milliseconds, `client` and `server` by their numbers from 0
 */

/** Bytes of a request to 127.0.0.1. @param headers beside host and content-length */
export function requestBytes(method, path, headers = {}, body = '') {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = method === 'POST' ? `content-length: ${Buffer.byteLength(body)}\r\n` : '';
  return Buffer.from(`${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${lines.join('')}${length}\r\n${body}`);
}

/**
 * @param {Load} load
 * @returns {Promise<object>} answers a second, latencies in milliseconds, statuses, errors, `busy`: the share of a core that this
 *   process took, and for open load `lateMs`: the largest delay of a request for which a connection was free, a fault of this side
 */
export async function runLoad(load) {
  const run = new Run(load);
  const cpu = process.cpuUsage();
  const begin = performance.now();
  await run.end();
  const tookMs = performance.now() - begin;
  const { user, system } = process.cpuUsage(cpu);
  return {
    ...run.figures(),
    perSecond: run.answered / (tookMs / 1_000),
    busy: (user + system) / 1_000 / tookMs,
  };
}

class Run {
  answered = 0;
  errors = 0;
  bytes = 0;
  statuses = {};
  latencies = new Latencies();
  lateMs = 0;
  next = 0;
  idle = [];
  /** Meant instants of requests for which no connection was free. */
  waiting = [];

  constructor(load) {
    this.load = load;
    this.begin = performance.now();
    this.stopAt = this.begin + load.seconds * 1_000;
    this.sent = 0;
    this.toSend = load.perSecond === null ? Infinity : Math.floor(load.perSecond * load.seconds);
    this.isOver = false;
    this.links = Array.from({ length: load.connections }, (_, client) => new Link(this, client));
  }

  async end() {
    const { perSecond } = this.load;
    const isUnderWay = () => perSecond !== null && this.answered + this.errors < this.toSend;
    while (performance.now() < this.stopAt || isUnderWay()) {
      if (performance.now() > this.stopAt + GIVE_UP_MS || this.load.stopped?.()) break;
      if (perSecond !== null) this.sendDue(perSecond);
      // Open load spins, so that a request leaves when it is meant to.
      await (perSecond === null ? new Promise((resolve) => setTimeout(resolve, 20)) : new Promise(setImmediate));
    }
    this.isOver = true;
    for (const link of this.links) link.socket.destroy();
  }

  sendDue(perSecond) {
    const now = performance.now();
    while (this.sent < this.toSend) {
      const meant = this.begin + (this.sent * 1_000) / perSecond;
      if (meant > now) return;
      this.sent += 1;
      const link = this.idle.pop();
      if (link === undefined) this.waiting.push(meant);
      else {
        this.lateMs = Math.max(this.lateMs, now - meant);
        link.send(meant);
      }
    }
  }

  /** A link has no request under way. */
  free(link) {
    if (this.isOver) return;
    if (this.load.perSecond !== null) {
      const meant = this.waiting.shift();
      if (meant === undefined) this.idle.push(link);
      else link.send(meant);
    } else if (performance.now() < this.stopAt) link.send(performance.now());
  }

  figures() {
    const { errors, statuses, bytes, lateMs, answered, latencies } = this;
    return { errors, statuses, bytes, lateMs, answered, ...latencies.summary() };
  }
}

class Link {
  meant = -1;
  request = 0;
  rest = null;

  constructor(run, client) {
    const { connections, roamers = 0, port, ports = [port] } = run.load;
    this.run = run;
    this.client = client;
    this.ports = ports;
    this.server = client % ports.length;
    this.isRoaming = client >= connections - roamers;
    this.answers = 0;
    this.open();
  }

  open() {
    this.socket = connect({ port: this.ports[this.server], host: '127.0.0.1', noDelay: true });
    this.socket.on('connect', () => this.run.free(this));
    this.socket.on('data', (piece) => this.take(piece));
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => this.closed());
  }

  closed() {
    if (this.run.isOver) return;
    if (this.meant >= 0) this.run.errors += 1;
    this.meant = -1;
    this.rest = null;
    this.run.idle = this.run.idle.filter((one) => one !== this);
    // One whose server is away asks the next one, as a balancer would have it.
    if (this.isRoaming) this.server = (this.server + 1) % this.ports.length;
    setTimeout(() => this.run.isOver || this.open(), 20);
  }

  send(meant) {
    const { request, look } = this.run.load;
    this.meant = meant;
    this.request = this.run.next;
    this.run.next += 1;
    if (look !== undefined) this.sentAt = Date.now();
    this.socket.write(request(this.request));
  }

  take(piece) {
    const data = this.rest === null ? piece : Buffer.concat([this.rest, piece]);
    const headEnd = data.indexOf(HEAD_END);
    const head = headEnd < 0 ? '' : data.latin1Slice(0, headEnd);
    const bodyAt = headEnd + 4;
    const end = headEnd < 0 ? -1 : answerEnd(data, head, bodyAt);
    if (end < 0 || data.length < end) this.rest = data;
    else {
      this.rest = null;
      this.done(head, data, bodyAt, end);
    }
  }

  done(head, data, bodyAt, end) {
    const { run } = this;
    const status = Number(head.slice(9, 12));
    run.latencies.add(performance.now() - this.meant);
    run.answered += 1;
    run.bytes += end;
    run.statuses[status] = (run.statuses[status] ?? 0) + 1;
    this.meant = -1;
    run.load.look?.({
      status,
      head,
      body: data.subarray(bodyAt, end),
      request: this.request,
      sentAt: this.sentAt,
      client: this.client,
      server: this.server,
    });
    this.answers += 1;
    if (this.isRoaming && this.answers % run.load.roamAfter === 0) this.socket.destroy();
    else run.free(this);
  }
}

/** Where an answer ends; -1: it has no length, and its end is not here yet. */
function answerEnd(data, head, bodyAt) {
  const length = LENGTH.exec(head);
  if (length !== null) return bodyAt + Number(length[1]);
  if (!/\r\ntransfer-encoding: chunked/i.test(head)) return bodyAt;
  return data.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK) ? data.length : -1;
}
