/**
 * The fuzzer for hours, outside of Jest: an API of its own process over a PostgreSQL of its own, and how much memory it holds at each tenth.
 * Begun by `npm run security -- --fuzz 1000000`; it exits with 1 when it has found something.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ContentStage } from '../../support/content-stage.js';
import setUp from '../../support/global-setup.mjs';
import tearDown from '../../support/global-teardown.mjs';
import { TenantHouse } from '../matrix/tenant-house.js';
import { castOf } from './fuzz-cast.js';
import { FuzzClient } from './fuzz-client.js';
import type { FuzzServerMessage, HeldMemory } from './fuzz-server.js';
import { Fuzzer } from './fuzzer.js';
import { memoryVerdict } from './memory-verdict.js';

const TENTHS = 10;
const FINDINGS_MAX = 20;
const SLOW_SHOWN = 5;

interface Run {
  readonly operations: number;
  readonly seed: number;
  readonly connections: number;
  /** When no more is asked; milliseconds of `performance.now`. */
  readonly endAt: number;
}

class LongFuzz {
  private readonly statuses = new Map<number, number>();
  private readonly byWhom = new Map<string, number>();
  private readonly slow: { ms: number; what: string }[] = [];
  private readonly held: { operations: number; memory: HeldMemory }[] = [];
  readonly found: string[] = [];
  private done = 0;
  private isDead = false;

  constructor(
    private readonly run: Run,
    private readonly fuzzer: Fuzzer,
    private readonly client: FuzzClient,
    private readonly server: ChildProcess,
  ) {
    server.once('exit', (code, signal) => {
      this.isDead = true;
      this.found.push(`the API ended with ${code ?? signal} after ${this.done} operations`);
    });
  }

  async play(): Promise<void> {
    const began = performance.now();
    await this.measure(began);
    const { operations, endAt } = this.run;
    for (let tenth = 1; tenth <= TENTHS && !this.isOver(endAt); tenth += 1) {
      await this.until(Math.round((operations * tenth) / TENTHS), endAt);
      await this.measure(began);
    }
    this.report(began);
  }

  private isOver(endAt: number): boolean {
    return this.isDead || this.found.length >= FINDINGS_MAX || performance.now() > endAt;
  }

  private async until(last: number, endAt: number): Promise<void> {
    let next = this.done;
    const row = async () => {
      while (next < last && !this.isOver(endAt)) await this.one(next++);
    };
    await Promise.all(Array.from({ length: this.run.connections }, row));
  }

  private async one(index: number): Promise<void> {
    const request = this.fuzzer.request(index);
    const began = performance.now();
    const answer = await this.client.ask(request);
    const ms = performance.now() - began;
    this.done += 1;
    this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1);
    const by = `${request.by ?? (request.isPublic ? 'public' : 'nobody')} ${answer.status}`;
    this.byWhom.set(by, (this.byWhom.get(by) ?? 0) + 1);
    if (this.slow.length < SLOW_SHOWN || ms > this.slow.at(-1)!.ms) this.keepSlow(ms, request.body);
    const fault = this.fuzzer.fault(request, answer);
    if (fault === null || this.found.length >= FINDINGS_MAX) return;
    this.found.push(fault);
    console.log(fault);
  }

  private keepSlow(ms: number, body: string): void {
    this.slow.push({ ms, what: body.slice(0, 160) });
    this.slow.sort((a, b) => b.ms - a.ms).splice(SLOW_SHOWN);
  }

  private async measure(began: number): Promise<void> {
    if (this.isDead) return;
    this.server.send({ memory: true });
    const [{ memory }] = (await once(this.server, 'message')) as [{ memory: HeldMemory }];
    this.held.push({ operations: this.done, memory });
    const seconds = (performance.now() - began) / 1_000;
    const counts = [...this.statuses].toSorted(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
    console.log(
      `${this.done} operations, ${seconds.toFixed(0)} s, heap ${mb(memory.heap)}, rss ${mb(memory.rss)}, external ${mb(memory.external)}; ${counts.join(', ')}`,
    );
  }

  private report(began: number): void {
    const { seed, operations } = this.run;
    const perSecond = (1_000 * this.done) / (performance.now() - began);
    console.log(`${this.done} of ${operations} operations, seed ${seed}, ${perSecond.toFixed(0)} a second.`);
    const whom = [...this.byWhom].map(([who, count]) => `${who}: ${count}`).toSorted((a, b) => a.localeCompare(b));
    console.log(`By who asked: ${whom.join(', ')}`);
    for (const { ms, what } of this.slow) console.log(`${ms.toFixed(0)} ms  ${what}`);
    const { line, isFlat } = memoryVerdict(
      this.held.map(({ operations: at, memory }) => ({ operations: at, heap: memory.heap })),
    );
    console.log(line);
    if (!isFlat) this.found.push(line);
  }
}

function mb(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      operations: { type: 'string' },
      seed: { type: 'string' },
      minutes: { type: 'string' },
      connections: { type: 'string' },
    },
  });
  const run: Run = {
    operations: Number(values.operations ?? 100_000),
    seed: Number(values.seed ?? 20_210_910),
    connections: Number(values.connections ?? 8),
    endAt: performance.now() + Number(values.minutes ?? 10_000) * 60_000,
  };
  await setUp();
  const stage = await ContentStage.open();
  const house = new TenantHouse(stage);
  await house.furnish();
  await stage.api.close();
  const server = fork(fileURLToPath(new URL('./fuzz-server.ts', import.meta.url)), [], {
    execArgv: ['--expose-gc', ...process.execArgv],
  });
  server.send({ url: stage.database.url });
  const [{ listening }] = (await once(server, 'message')) as [Extract<FuzzServerMessage, { listening: string }>];
  const client = new FuzzClient(listening, run.connections);
  const fuzz = new LongFuzz(run, new Fuzzer(run.seed, castOf(stage, house)), client, server);
  await fuzz.play();
  client.close();
  server.removeAllListeners('exit');
  const end = once(server, 'exit');
  server.kill('SIGKILL');
  await end;
  await stage.database.drop();
  await tearDown();
  console.log(fuzz.found.length === 0 ? 'Nothing found.' : `${fuzz.found.length} found.`);
  process.exit(fuzz.found.length === 0 ? 0 : 1);
}

await main();
