import type pg from 'pg';
import type { Draws } from '../../support/draws.js';
import { Listeners } from './listeners.js';
import { compare, currentLane, type Lane, type VirtualHost } from './virtual-time.js';

/** What happens to one statement. `LOST`: the connection goes and the process lives; `CRASH`: the process goes with it. */
export type Fate = 'OK' | 'LOST_BEFORE' | 'LOST_AFTER' | 'CRASH_BEFORE' | 'CRASH_AFTER' | 'CRASH_ORPHANED' | 'REFUSED';

/** A statement, or a listener's connect, that waits for its turn. */
export interface Request {
  readonly lane: Lane;
  readonly client: GatedClient;
  readonly text: string;
  readonly seq: number;
  /** Elapsed milliseconds before which it is not served; null: nobody has looked at it yet. */
  readyAt: number | null;
  readonly start: () => Promise<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  /** Its outcome, when PostgreSQL has answered. */
  settled: Settled | null;
  answered: Promise<void>;
}
type Settled = { readonly result: unknown } | { readonly error: Error };

export type GatedClient = Omit<pg.Client, 'connection'> & Extras;
interface Extras {
  processID: number;
  readonly connection: { stream: { destroyed: boolean; once(event: string, listener: () => void): void } };
  /** Of a listener, which the gate plays itself: no connection behind it. */
  isPlayed?: boolean;
  isGone?: boolean;
  /** What the transaction under way has done so far. */
  hasWritten?: boolean;
  hasNotified?: boolean;
  isInTransaction?: boolean;
}

/** What the world decides, and what it wants to know. */
export interface GateRules {
  latencyMs(lane: Lane): number;
  fateOf(request: Request): Fate;
  isCutOff(host: VirtualHost): boolean;
  crash(host: VirtualHost): void;
  /** A transaction that had written was committed. */
  committed(request: Request): Promise<void>;
  say(line: string): void;
  count(what: 'statements' | 'crashes' | 'lost' | 'refused' | 'waits'): void;
}

const LOST = 'Connection terminated unexpectedly';
/** Real milliseconds after which it is asked whether a statement waits for a lock. */
const LOOK_AFTER_MS = 3;
const NEVER = new Promise<void>(() => undefined);
const ORPHAN_MS_MAX = 5_000;
const QUERY_TIMEOUT_MS = 3_000;

/**
 * Stands between the real code and PostgreSQL: one statement at a time, of one process, as the seed chooses.
 *
 * A statement that waits for a lock is found by asking pg_locks, and stays *blocked* while others go on. After each
 * statement the blocked ones are looked at again, until each has either its answer or still waits, so that what follows
 * depends on locks alone and never on how fast the machine is. PostgreSQL's own deadlock detector is off: a cycle is a finding.
 */
export class Gate {
  private requests: Request[] = [];
  private blocked: Request[] = [];
  private orphans: { readonly client: GatedClient; readonly until: number }[] = [];
  readonly listeners: Listeners;
  /** Answers that are ready, one handed out at a time. */
  private deliveries: (() => void)[] = [];
  /** Connections in a transaction, and whose. */
  private open = new Map<GatedClient, VirtualHost>();
  private made = 0;
  private atWork = 0;

  constructor(
    private readonly side: pg.Client,
    private readonly draws: Draws,
    private readonly rules: GateRules,
  ) {
    this.listeners = new Listeners(
      (lane) => rules.latencyMs(lane),
      (line) => rules.say(line),
    );
  }

  /** True while something is under way that is not in virtual time: a connection being made. */
  isBusy(): boolean {
    return this.atWork > 0;
  }

  isQuiet(): boolean {
    const waiting = [...this.requests, ...this.blocked, ...this.orphans, ...this.deliveries];
    return waiting.length === 0 && this.listeners.isQuiet();
  }

  ask(client: GatedClient, text: string, start: () => Promise<unknown>): Promise<unknown> {
    const lane = currentLane.getStore()!;
    if (lane.host.isDead) return Promise.reject(new Error(LOST));
    return new Promise((resolve, reject) => {
      this.made += 1;
      this.requests.push({
        lane,
        client,
        text,
        seq: this.made,
        readyAt: null,
        start,
        resolve,
        reject,
        settled: null,
        answered: NEVER,
      });
    });
  }

  /**
   * Says of those that have come since when each is served. In an order of its own: in which order they came depends on how
   * many connections a pool has left over from the seed before.
   */
  admit(): void {
    const admitted = this.requests.filter((request) => request.readyAt !== null);
    const came = this.requests.filter((request) => request.readyAt === null);
    came.sort((a, b) => compare(a.lane.name, b.lane.name) || compare(a.text, b.text) || a.seq - b.seq);
    for (const request of came) request.readyAt = request.lane.time.elapsed + this.rules.latencyMs(request.lane);
    this.requests = [...admitted, ...came];
  }

  /**
   * A connection of the pool, made at once and in no virtual time. One that is to be refused is refused at its first
   * statement: whether a pool has one left over from the seed before must not be seen.
   */
  async connect(lane: Lane, connect: () => Promise<unknown>): Promise<void> {
    if (lane.host.isDead) throw new Error(LOST);
    this.atWork += 1;
    try {
      await connect();
    } finally {
      this.atWork -= 1;
    }
  }

  nextAt(): number {
    return Math.min(
      Infinity,
      ...this.requests.map(dueAt),
      ...this.orphans.map((orphan) => orphan.until),
      this.listeners.nextAt(),
    );
  }

  /** Does one thing that is due; false: nothing is. */
  async step(elapsed: number): Promise<boolean> {
    const delivery = this.deliveries.shift();
    if (delivery !== undefined) {
      delivery();
      return true;
    }
    const orphan = this.orphans.find((one) => one.until <= elapsed);
    if (orphan !== undefined) {
      this.orphans = this.orphans.filter((one) => one !== orphan);
      this.rules.say('an orphaned connection is ended');
      await this.kill(orphan.client);
      await this.lookAtBlocked();
      return true;
    }
    if (this.listeners.step(elapsed)) return true;
    const ready = this.requests.filter((request) => dueAt(request) <= elapsed);
    if (ready.length === 0) return false;
    const chosen = ready.length === 1 ? ready[0]! : this.draws.from(ready);
    try {
      await this.serve(chosen);
    } catch (error) {
      // A finding ends the play; the statement it was made at must not keep its connection for ever.
      this.requests.push(chosen);
      throw error;
    }
    return true;
  }

  private async serve(request: Request): Promise<void> {
    this.requests = this.requests.filter((one) => one !== request);
    const { lane, client } = request;
    const fate: Fate = client.isGone || this.rules.isCutOff(lane.host) ? 'REFUSED' : this.rules.fateOf(request);
    this.rules.count('statements');
    this.rules.say(`${lane.name} ${summary(request.text)}${fate === 'OK' ? '' : ` ${fate}`}`);
    if (fate === 'CRASH_ORPHANED') {
      const until = lane.time.elapsed + 1 + this.draws.below(ORPHAN_MS_MAX);
      if (!client.isPlayed) this.orphans.push({ client, until });
      client.isGone = true;
      await this.crash(lane.host, request);
    } else if (fate === 'CRASH_BEFORE') await this.crash(lane.host, request);
    else if (fate === 'LOST_BEFORE' || fate === 'REFUSED') await this.lose(request, fate);
    else await this.perform(request, fate);
    await this.lookAtBlocked();
  }

  private async perform(request: Request, fate: Fate): Promise<void> {
    const { client } = request;
    if (client.isPlayed) {
      this.play(request);
      return;
    }
    note(client, request.text);
    if (client.isInTransaction) this.open.set(client, request.lane.host);
    request.answered = request.start().then(
      (result) => void (request.settled = { result }),
      (error: Error) => void (request.settled = { error }),
    );
    const isBlocked = await this.untilSettledOrBlocked(request);
    if (isBlocked) {
      this.rules.count('waits');
      this.rules.say(`${request.lane.name} waits for a lock`);
      this.blocked.push(request);
      return;
    }
    await this.finish(request, fate);
  }

  /** Hands the outcome on, when its time has come. */
  private async finish(request: Request, fate: Fate): Promise<void> {
    const { client, lane, settled } = request;
    if (settled !== null && 'result' in settled && endsWriting(client, request.text)) {
      if (client.hasNotified) this.listeners.notify();
      await this.rules.committed(request);
    }
    if (/^(COMMIT|ROLLBACK)/.test(request.text)) {
      this.open.delete(client);
      Object.assign(client, { hasWritten: false, hasNotified: false, isInTransaction: false });
    }
    if (fate === 'CRASH_AFTER') await this.crash(lane.host, request);
    if (fate === 'LOST_AFTER') {
      this.rules.count('lost');
      await this.kill(client);
    }
    if (fate !== 'OK') this.refuse(request);
    else if (settled !== null && 'result' in settled) this.deliveries.push(() => request.resolve(settled.result));
    else {
      this.rules.say(`${lane.name} got ${settled!.error.message.slice(0, 80)}`);
      this.deliveries.push(() => request.reject(settled!.error));
    }
  }

  private refuse(request: Request, fate: Fate = 'LOST_BEFORE'): void {
    const error =
      fate === 'REFUSED' && !request.client.isInTransaction
        ? Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
        : new Error(LOST);
    this.deliveries.push(() => request.reject(error));
  }

  private async lose(request: Request, fate: Fate): Promise<void> {
    this.rules.count(fate === 'REFUSED' ? 'refused' : 'lost');
    await this.kill(request.client);
    this.refuse(request, fate);
  }

  /** Everything of the process ends; what it was about to do is never done. */
  async crash(host: VirtualHost, atWork?: Request): Promise<void> {
    this.rules.count('crashes');
    host.isDead = true;
    this.rules.crash(host);
    const waiting = [...this.requests, ...this.blocked].filter((request) => request.lane.host === host);
    const mine = atWork === undefined ? waiting : [atWork, ...waiting];
    this.requests = this.requests.filter((request) => request.lane.host !== host);
    this.blocked = this.blocked.filter((request) => request.lane.host !== host);
    this.listeners.forget(host);
    // Also of those whose last statement has its answer and whose next never comes.
    for (const [client, owner] of this.open)
      if (owner === host && !this.orphans.some((orphan) => orphan.client === client)) await this.kill(client);
    for (const request of mine) {
      if (!this.orphans.some((orphan) => orphan.client === request.client)) await this.kill(request.client);
      this.refuse(request);
    }
  }

  /** Nothing is slow any more, and PostgreSQL has noticed whose client is gone. */
  endFaults(): void {
    for (const request of this.requests)
      request.readyAt = Math.min(request.readyAt ?? Infinity, request.lane.time.elapsed + 2);
    this.orphans = this.orphans.map(({ client }) => ({ client, until: 0 }));
  }

  /** After a seed: nothing of it is left behind on the server. */
  async end(): Promise<void> {
    for (const deliver of this.deliveries) deliver();
    for (const { client } of this.orphans) await this.kill(client);
    for (const { client, reject } of [...this.requests, ...this.blocked]) {
      await this.kill(client);
      reject(new Error(LOST));
    }
    Object.assign(this, { requests: [], blocked: [], orphans: [], deliveries: [], open: new Map() });
  }

  /** The connection goes, on both sides; what its transaction held is free when this resolves. */
  async kill(client: GatedClient): Promise<void> {
    if (client.isPlayed) {
      this.listeners.lose(client);
      return;
    }
    client.isGone = true;
    if (client.connection.stream.destroyed) return;
    const closed = new Promise<void>((resolve) => client.connection.stream.once('close', resolve));
    const pid = client.processID;
    await this.side.query('SELECT pg_terminate_backend($1)', [pid]);
    await closed;
    for (;;) {
      const { rowCount } = await this.side.query('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [pid]);
      if (rowCount === 0) return;
    }
  }

  /** Those whose lock was given to them get their answer, one after the other. */
  private async lookAtBlocked(): Promise<void> {
    for (let isAnyFree = true; isAnyFree;) {
      isAnyFree = false;
      for (const request of this.blocked) {
        if (await this.untilSettledOrBlocked(request)) continue;
        this.blocked = this.blocked.filter((one) => one !== request);
        this.rules.say(`${request.lane.name} has its lock`);
        await this.finish(request, 'OK');
        isAnyFree = true;
      }
    }
    if (this.blocked.length > 0) await this.refuseCycle();
  }

  /** @returns true when it waits for a lock */
  private async untilSettledOrBlocked(request: Request): Promise<boolean> {
    while (request.settled === null) {
      await answeredOrLate(request);
      if (request.settled !== null) return false;
      const pid = request.client.processID;
      const { rowCount } = await this.side.query('SELECT 1 FROM pg_locks WHERE pid = $1 AND NOT granted', [pid]);
      if (rowCount! > 0 && request.settled === null) return true;
    }
    return false;
  }

  private play(request: Request): void {
    if (this.listeners.answers(request)) {
      this.deliveries.push(() => request.resolve({ rows: [], rowCount: 0 }));
      return;
    }
    const readyAt = request.lane.time.elapsed + QUERY_TIMEOUT_MS;
    this.requests.push({ ...request, readyAt, text: 'no answer' });
    request.client.isGone = true;
  }

  private async refuseCycle(): Promise<void> {
    if (this.blocked.length < 2) return;
    const pids = this.blocked.map((request) => request.client.processID);
    const { rows } = await this.side.query<{ pid: number; by: number[] }>(
      'SELECT pid, pg_blocking_pids(pid) AS by FROM unnest($1::int[]) AS pid',
      [pids],
    );
    let left = rows;
    for (let count = -1; count !== left.length;) {
      count = left.length;
      left = left.filter((row) => row.by.some((pid) => left.some((other) => other.pid === pid)));
    }
    if (left.length === 0) return;
    const names = this.blocked.map(({ lane, text }) => `${lane.name} (${summary(text)})`).join(' and ');
    throw new Error(`deadlock: ${names} wait for each other`);
  }
}

function answeredOrLate(request: Request): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, LOOK_AFTER_MS);
    void request.answered.then(() => {
      clearTimeout(late);
      resolve();
    });
  });
}

function dueAt(request: Request): number {
  return Math.max(request.readyAt ?? 0, request.lane.host.heldUntil);
}

/** The first words of a statement: enough to tell them apart, the same for every play of a seed. */
export function summary(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 56);
}

function note(client: GatedClient, text: string): void {
  if (text.startsWith('BEGIN')) client.isInTransaction = true;
  if (
    /\b(INSERT|UPDATE|DELETE)\b(?! SKIP| OF)/.test(text.replace(/FOR UPDATE/g, '')) &&
    !text.includes('outbox_cursor')
  )
    client.hasWritten = true;
  if (text.includes('pg_notify') && text.includes('programme_version')) client.hasNotified = true;
}

function endsWriting(client: GatedClient, text: string): boolean {
  return client.hasWritten === true && (text === 'COMMIT' || !client.isInTransaction);
}
