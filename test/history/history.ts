import { fork, type ChildProcess } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { buildApp, buildScheduler, RunningScheduler, type BuiltApp } from '../e2e/built-scheduler.js';
import { freePort } from '../e2e/started-marquee.js';
import { startStormServer, type StormServer } from '../storm/storm-server.js';
import { Draws } from '../support/draws.js';
import type { TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import { HistoryChecker, type HistoryBounds, type Read, type Verdict } from './history-checker.js';
import { HistoryServer } from './history-server.js';
import type { HistoryPlan } from './history-settings.js';
import { HistoryWriter, SURFACES } from './history-writer.js';
import { MachineWatch } from './machine-watch.js';
import { CLIENT_STEP, CLOCKS_MS, FLAGS, READ_BYTES, SERVER_STEP, SURFACE_STEP } from './read-layout.mjs';

/**
 * At once: a poll each second is the floor under a notification that is lost, and the reading takes its time. Cut off: docs/outage.md. Clocks: a process
 * knows the database's within half of the quickest round trip that it has had, which is long where many processes share two cores.
 */
export const BOUNDS: HistoryBounds = { boundMs: 1_200, cutOffMs: 5_000, recoveryMs: 8_000, clocksMs: CLOCKS_MS };
const APIS = 4;
/** Those of them whom the reader without a connection follows. */
const FOLLOWED = 2;
const REGIONS = ['GB', 'US', 'SG'];
const TROUBLES = { link: 5, kill: 2, postgres: 1, scheduler: 1 } as const;
const QUIET_MS = 3_000;

export interface HistoryFigures extends Verdict {
  readonly seed: number;
  readonly seconds: number;
  readonly decisions: number;
  readonly doubtful: number;
  readonly boundaries: number;
  /** Reads that were answered with 304. */
  readonly confirmed: number;
  readonly brokenConnections: number;
  /** How often each was done. */
  readonly troubles: Readonly<Record<string, number>>;
  /** How long the machine had no core: for the process of the relays, and for each server. */
  readonly machine: { readonly lateMs: number; readonly queuedMs: readonly number[] };
}

/** Plays one history and judges it. The seed repeats what is decided and done, not what the machine makes of it. */
export async function playHistory(
  plan: HistoryPlan,
  say: (line: string) => void,
  bounds: HistoryBounds = BOUNDS,
): Promise<HistoryFigures> {
  const scratch = mkdtempSync(join(tmpdir(), 'marquee-history-'));
  const [api, scheduler] = [await buildApp('api'), await buildScheduler()];
  const storm = await startStormServer();
  const database = await storm.clone();
  const history = new History(plan, { api, scheduler, storm, database }, say, bounds);
  try {
    return await history.play(join(scratch, 'reads'));
  } finally {
    await history.end();
    await database.drop().catch(() => undefined);
    await storm.stop();
    for (const built of [api, scheduler]) built.remove();
    rmSync(scratch, { recursive: true });
  }
}

interface Ground {
  readonly api: BuiltApp;
  readonly scheduler: BuiltApp;
  readonly storm: StormServer;
  readonly database: TestDatabase;
}

class History {
  private readonly servers: HistoryServer[] = [];
  private readonly troubles: Record<string, number> = {};
  private readonly watch = new MachineWatch();
  private scheduler: RunningScheduler | null = null;
  private writer: HistoryWriter | null = null;
  private reader: ChildProcess | null = null;
  private isOver = false;

  constructor(
    private readonly plan: HistoryPlan,
    private readonly ground: Ground,
    private readonly say: (line: string) => void,
    private readonly bounds: HistoryBounds,
  ) {}

  async play(file: string): Promise<HistoryFigures> {
    const { seed } = this.plan;
    const { api, database } = this.ground;
    this.writer = await HistoryWriter.begin(new Draws(seed), database);
    await this.startServers(api.script, database.url);
    await this.startScheduler();
    this.watch.start();
    const begin = Date.now();
    const writing = this.writer.write();
    const troubling = this.trouble(new Draws(seed + 1));
    const reading = await this.read(file, begin);
    await troubling;
    this.writer.stop();
    await writing;
    await this.settle();
    await reading.stop();
    this.watch.stop();
    const verdict = await this.judge(file);
    return {
      ...verdict,
      seed,
      seconds: (Date.now() - begin) / 1_000,
      decisions: this.writer.decisions,
      doubtful: this.writer.doubtful,
      boundaries: this.writer.boundaries(Date.now()),
      confirmed: reading.confirmed(),
      brokenConnections: reading.errors(),
      troubles: this.troubles,
      machine: this.watch.sums(),
    };
  }

  async end(): Promise<void> {
    this.isOver = true;
    this.watch.stop();
    this.reader?.kill('SIGKILL');
    this.writer?.stop();
    await this.scheduler?.kill();
    for (const server of this.servers) await server.end();
    await this.writer?.end();
  }

  /** The APIs, a reader with a connection, and a reader without one that follows the first two APIs. */
  private async startServers(script: string, databaseUrl: string): Promise<void> {
    const ports = await Promise.all(Array.from({ length: APIS + 2 }, () => freePort()));
    const plan = (index: number) => ({ script, watch: this.watch, port: ports[index]!, databaseUrl });
    const peers = (index: number) =>
      Array.from({ length: APIS - 1 }, (_, next) => ({ port: ports[(index + next + 1) % APIS]! }));
    for (let i = 0; i < APIS; i += 1)
      this.servers.push(await HistoryServer.start({ ...plan(i), mode: 'api', peers: peers(i) }));
    this.servers.push(await HistoryServer.start({ ...plan(APIS), mode: 'reader', peers: peers(APIS) }));
    const followed = this.servers.slice(0, FOLLOWED);
    const follower = { ...plan(APIS + 1), mode: 'reader' as const, databaseUrl: null, peers: followed };
    this.servers.push(await HistoryServer.start(follower, followed));
  }

  /** Reads go on until there are enough, and after that until they are stopped. */
  private async read(file: string, begin: number) {
    const { plan } = this;
    const child = fork(resolve('test/history/reader.mjs'), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: [],
    });
    this.reader = child;
    const seen = { reads: 0, confirmed: 0, errors: 0, isReady: false, isDone: false, fault: '' };
    child.on('message', (message: object) => void Object.assign(seen, message));
    await until('the reader is ready', () => seen.isReady);
    const ports = this.servers.map(({ port }) => port);
    child.send({ ports, surfaces: SURFACES, regions: REGIONS, connections: plan.connections, file });
    const isEnough = () => seen.reads >= plan.reads && Date.now() - begin >= plan.minutes * 60_000;
    while (!isEnough() && seen.fault === '') await wait(100);
    if (seen.fault !== '') throw new Error(seen.fault);
    this.isOver = true;
    return {
      errors: () => seen.errors,
      confirmed: () => seen.confirmed,
      stop: async () => {
        child.send({ stop: true });
        await until('the reader has written everything', () => seen.isDone);
      },
    };
  }

  private async trouble(draws: Draws): Promise<void> {
    while (!this.isOver) {
      await wait(1 + draws.below(2 * QUIET_MS));
      if (this.isOver) return;
      const kind = draws.weighted(TROUBLES);
      const index = draws.below(this.servers.length);
      const what = await this.make(kind, this.servers[index]!, draws);
      this.troubles[what.name] = (this.troubles[what.name] ?? 0) + 1;
      this.say(`${what.text}, server ${index}`);
    }
  }

  private async make(kind: keyof typeof TROUBLES, server: HistoryServer, draws: Draws) {
    if (kind === 'link') {
      const text = await server.faultyLink(draws);
      return { name: text.split(' ')[0]!, text };
    }
    if (kind === 'kill') {
      await server.killAndRestart();
      return { name: 'KILL', text: 'kill -9' };
    }
    if (kind === 'scheduler') {
      await this.scheduler?.kill();
      await this.startScheduler();
      return { name: 'KILL_SCHEDULER', text: 'kill -9 of the scheduler' };
    }
    const crash = async () => {
      await this.ground.storm.crash();
      await wait(draws.below(3_000));
      await this.ground.storm.restart();
    };
    await this.servers.reduce<() => Promise<void>>((work, one) => () => one.inTrouble(true, work), crash)();
    return { name: 'KILL_POSTGRES', text: 'kill -9 of PostgreSQL' };
  }

  private async startScheduler(): Promise<void> {
    const settings = { DATABASE_URL: this.ground.database.url, LOG_LEVEL: 'error' };
    this.scheduler = await new RunningScheduler(this.ground.scheduler.script, settings).ready();
  }

  /** Every process has what the rows say, whatever was done to it. */
  private async settle(): Promise<void> {
    for (const server of this.servers)
      await until('a process has the programme that stands', async () => {
        const rows = await this.ground.database
          .query<{ version: string }>('SELECT version FROM programme_version')
          .catch(() => []);
        return rows[0] !== undefined && Number(rows[0].version) === (await server.metric('programme_version'));
      });
    await wait(this.bounds.boundMs);
  }

  private async judge(file: string): Promise<Verdict> {
    const checker = new HistoryChecker(await this.writer!.states(), this.servers, this.bounds);
    let rest = Buffer.alloc(0);
    for await (const piece of createReadStream(file, { highWaterMark: READ_BYTES * 16_384 })) {
      rest = Buffer.concat([rest, piece as Buffer]);
      const whole = rest.length - (rest.length % READ_BYTES);
      for (let at = 0; at < whole; at += READ_BYTES) checker.take(readOf(rest, at));
      rest = rest.subarray(whole);
    }
    return checker.verdict();
  }
}

function readOf(data: Buffer, at: number): Read {
  const field = (index: number) => data.readDoubleLE(at + 8 * index);
  const who = field(6);
  return {
    sentAt: field(0),
    receivedAt: field(1),
    servedAt: field(2),
    validUntil: field(3),
    stamp: field(4),
    campaign: field(5),
    client: Math.floor(who / CLIENT_STEP),
    server: Math.floor((who % CLIENT_STEP) / SERVER_STEP),
    surface: Math.floor((who % SERVER_STEP) / SURFACE_STEP),
    isOk: (who & FLAGS.isOk) !== 0,
    hasHelp: (who & FLAGS.hasHelp) !== 0,
    tag: field(7),
  };
}
