import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Draws } from '../support/draws.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { drawFaults, type FaultKind } from '../support/fault-schedule.js';
import { until } from '../support/until.js';
import type { ServerStory, Trouble } from './history-checker.js';

/** As long as a link is bad: beyond the silence after which a process gives a connection up. */
const FAULT_MS = 4_000;
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

/** An API process behind a link of its own to the database, and everything that was done to the two. */
export class HistoryServer implements ServerStory {
  readonly troubles: Trouble[] = [];
  readonly restarts: number[] = [];
  private child: ChildProcess | null = null;
  private output = '';

  private constructor(
    private readonly script: string,
    readonly port: number,
    private readonly proxy: FaultProxy,
    private readonly databaseUrl: string,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  /** @param databaseUrl as `postgresql://user@localhost/name?host=folder` */
  static async start(
    script: string,
    port: number,
    databaseUrl: string,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<HistoryServer> {
    const url = new URL(databaseUrl);
    const proxy = await FaultProxy.start({ path: `${url.searchParams.get('host')}/.s.PGSQL.5432` }, port);
    const proxied = `postgresql://${url.username}@127.0.0.1:${proxy.port}${url.pathname}`;
    const server = new HistoryServer(script, port, proxy, proxied, settings);
    await server.begin();
    return server;
  }

  /** Its link to the database is bad for a while. @returns what was done */
  async faultyLink(draws: Draws): Promise<string> {
    const plan = { durationMs: 4 * FAULT_MS, quietMs: 1, faultMs: FAULT_MS, kinds: LINK_FAULTS };
    const fault = { ...drawFaults(draws, plan)[0]!, atMs: 0 };
    await this.inTrouble(() => this.proxy.play([fault]));
    return `${fault.kind} of ${fault.forMs} ms`;
  }

  /** kill -9, and begun again. */
  async killAndRestart(): Promise<void> {
    await this.inTrouble(async () => {
      await this.kill();
      await this.begin();
    });
    this.restarts.push(Date.now());
  }

  /** Whatever the work does, the process may not hear of what is decided meanwhile. */
  async inTrouble<T>(work: () => Promise<T>): Promise<T> {
    const trouble = { from: Date.now(), until: null as number | null };
    this.troubles.push(trouble);
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
    this.proxy.close();
  }

  private async begin(): Promise<void> {
    const child = spawn(process.execPath, [this.script], {
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        DATABASE_URL: this.databaseUrl,
        PORT: String(this.port),
        LOG_LEVEL: 'error',
        MARQUEE_SUPERVISED: 'true',
        ...this.settings,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child = child;
    let isReady = false;
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (piece: Buffer) => (this.output = (this.output + String(piece)).slice(-4_000)));
    child.on('message', () => (isReady = true));
    await until('an API is ready', () => isReady || child.exitCode !== null || child.signalCode !== null);
    if (!isReady) throw new Error(`The API on port ${this.port} has ended:\n${this.output}`);
  }

  private async kill(): Promise<void> {
    const { child } = this;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}
