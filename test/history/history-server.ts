import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Instant } from '#domain';
import type { Draws } from '../support/draws.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { drawFaults, type FaultKind } from '../support/fault-schedule.js';
import { until } from '../support/until.js';
import type { ServerStory, Trouble } from './history-checker.js';
import type { MachineWatch, Watched } from './machine-watch.js';

/** As long as a link is bad, a quarter up to five: beyond what a process takes to find out that it is cut off, and to follow another one. */
const FAULT_MS = 8_000;
const FEED_TOKEN = 'a-token-of-thirty-two-characters';
const LINK_FAULTS: readonly FaultKind[] = [
  'LATENCY',
  'BANDWIDTH',
  'CUT',
  'RESET',
  'REFUSED',
  'HALF_OPEN',
  'ONE_WAY',
  'FLAPPING',
];

export interface ServerPlan {
  readonly script: string;
  readonly port: number;
  readonly mode: 'api' | 'reader';
  /** As `postgresql://user@localhost/name?host=folder`; null: it has none, and follows others. */
  readonly databaseUrl: string | null;
  /** Whom it asks when it is cut off; a process without a database follows those over a link of its own to each. */
  readonly peers: readonly { readonly port: number }[];
  readonly watch: MachineWatch;
}

/** A process that answers client apps, behind links of its own to the database or to those whom it follows, and everything that was done to it. */
export class HistoryServer implements ServerStory {
  readonly restarts: number[] = [];
  private readonly own: Trouble[] = [];
  private readonly watched: Watched;
  private child: ChildProcess | null = null;
  private output = '';

  private constructor(
    private readonly plan: ServerPlan,
    private readonly links: readonly FaultProxy[],
    /** Those of `peers` whose troubles reach it: it follows one of them. */
    private readonly followed: readonly HistoryServer[],
  ) {
    this.watched = plan.watch.watch();
  }

  /** @param followed the processes behind the peers of one without a database */
  static async start(plan: ServerPlan, followed: readonly HistoryServer[] = []): Promise<HistoryServer> {
    const { databaseUrl, peers, port } = plan;
    const target =
      databaseUrl === null ? null : { path: `${new URL(databaseUrl).searchParams.get('host')}/.s.PGSQL.5432` };
    const targets = target === null ? peers.map((one) => ({ host: '127.0.0.1', port: one.port })) : [target];
    const links = await Promise.all(targets.map((one, index) => FaultProxy.start(one, port + index)));
    const server = new HistoryServer(plan, links, followed);
    await server.begin();
    return server;
  }

  get port(): number {
    return this.plan.port;
  }

  /** Its own, and those of whom it may follow just now: it leaves them for another one. */
  get troubles(): readonly Trouble[] {
    const theirs = this.followed.flatMap(({ own }) => own.map((one) => ({ ...one, isBlind: false })));
    return theirs.length === 0 ? this.own : [...this.own, ...theirs];
  }

  waitedMs(from: Instant, to: Instant): number {
    const theirs = this.followed.map((one) => one.waitedMs(from, to));
    return this.plan.watch.waitedMs(this.watched, from, to) + Math.max(0, ...theirs);
  }

  /** A link of its own, or all of them, is bad for a while. @returns what was done */
  async faultyLink(draws: Draws): Promise<string> {
    const plan = { durationMs: 4 * FAULT_MS, quietMs: 1, faultMs: FAULT_MS, kinds: LINK_FAULTS };
    const fault = { ...drawFaults(draws, plan)[0]!, atMs: 0 };
    const bad = draws.below(3) === 0 ? this.links : [draws.from(this.links)];
    const isBlind = this.plan.databaseUrl === null && bad.length === this.links.length;
    await this.inTrouble(isBlind, () => Promise.all(bad.map((link) => link.play([fault]))));
    return `${fault.kind} of ${fault.forMs} ms${isBlind ? ' on all links' : ''}`;
  }

  /** kill -9, and begun again. */
  async killAndRestart(): Promise<void> {
    await this.inTrouble(true, async () => {
      await this.kill();
      await this.begin();
    });
    this.restarts.push(Date.now());
  }

  /** @param isBlind whatever the work does, the process may hear nothing of what is decided meanwhile; else it hears it late */
  async inTrouble<T>(isBlind: boolean, work: () => Promise<T>): Promise<T> {
    const trouble = { from: Date.now(), until: null as number | null, isBlind };
    this.own.push(trouble);
    const result = await work();
    trouble.until = Date.now();
    return result;
  }

  /** The value of a metric, without its prefix. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${this.port}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(`marquee_${name}{`));
    return Number(line?.slice(line.lastIndexOf(' ') + 1));
  }

  async end(): Promise<void> {
    await this.kill();
    for (const link of this.links) link.close();
  }

  private settings(): Record<string, string> {
    const { databaseUrl, peers, mode } = this.plan;
    const ports = databaseUrl === null ? this.links.map((one) => one.port) : peers.map((one) => one.port);
    const settings = {
      MARQUEE_MODE: mode,
      FEED_TOKEN,
      PEER_URLS: ports.map((port) => `http://127.0.0.1:${port}`).join(','),
    };
    if (databaseUrl === null) return settings;
    const url = new URL(databaseUrl);
    return {
      ...settings,
      DATABASE_URL: `postgresql://${url.username}@127.0.0.1:${this.links[0]!.port}${url.pathname}`,
    };
  }

  private async begin(): Promise<void> {
    const child = spawn(process.execPath, [this.plan.script], {
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        PORT: String(this.port),
        LOG_LEVEL: 'error',
        MARQUEE_SUPERVISED: 'true',
        ...this.settings(),
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child = child;
    this.watched.pid = child.pid ?? null;
    let isReady = false;
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (piece: Buffer) => (this.output = (this.output + String(piece)).slice(-4_000)));
    child.on('message', () => (isReady = true));
    await until('a server is ready', () => isReady || child.exitCode !== null || child.signalCode !== null);
    if (!isReady) throw new Error(`The server on port ${this.port} has ended:\n${this.output}`);
  }

  private async kill(): Promise<void> {
    const { child } = this;
    this.watched.pid = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}
