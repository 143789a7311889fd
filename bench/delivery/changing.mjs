/**
 * Latency of an open load at a part of the highest rate, while the programme changes: each change moves a run in a transaction as
 * people's decisions do, every second one on the surface that is asked. Whoever decides, and PostgreSQL, work on the same two cores: the bare
 * server is asked with nothing beside it, and beside as many decisions, of a database that nobody reads.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { DAY_MS, SYSTEM_ACTOR } from '#domain';
import { Database, RunStore, UnitOfWork } from '#persistence';
import { HITS, PORTS, requestOf, startBare } from './hits.mjs';
import { register } from './questions.mjs';

const CONNECTIONS = 128;
const HIGHEST_SECONDS = 3;

/** Changes of a programme, one after another. @param runIds lists of runs, taken from in turn */
export class Changes {
  count = 0;
  failed = 0;
  isOver = false;

  constructor(databaseUrl, runIds) {
    this.database = new Database({ url: databaseUrl, poolMax: 2, applicationName: 'bench-changes' });
    this.unitOfWork = new UnitOfWork(this.database);
    this.runIds = runIds;
    this.runs = new RunStore();
  }

  /** Until it is stopped. */
  begin(everyMs) {
    this.working = this.work(everyMs);
  }

  async work(everyMs) {
    const begin = performance.now();
    for (let due = everyMs; !this.isOver; due += everyMs) {
      await wait(Math.max(0, begin + due - performance.now()));
      const ids = this.runIds[this.count % this.runIds.length];
      await this.move(ids[Math.floor(this.count / this.runIds.length) % ids.length]);
      this.count += 1;
    }
  }

  /** A day later, and its days as they were. */
  async move(runId) {
    await this.unitOfWork.record(SYSTEM_ACTOR, async (tx) => {
      const run = await this.runs.lockRun(tx, runId);
      const later = (text) => {
        const at = new Date(Date.parse(text) + DAY_MS).toISOString();
        return text.length === 10 ? at.slice(0, 10) : at;
      };
      const intent = { ...run.intent, start: later(run.intent.start), end: later(run.intent.end) };
      await this.runs.reschedule(tx, run, { state: 'SCHEDULED', intent, regions: run.regions, newVersion: true });
      tx.programmeChanged({ run: runId });
    });
  }

  async end() {
    this.isOver = true;
    await this.working;
    await this.database.close();
  }
}

/**
 * @param {{ url: string, runIds: string[][] }} programme the lists: runs on the surface that is asked, and elsewhere
 * @param {{ url: string, runIds: string[][] }} beside of which nobody makes answers
 * @returns {Promise<{ perSecond: number, rounds: { quiet: object, bare: object, still: object, marquee: object }[], changesPerSecond: number }>} `quiet` and
 *   `still`: the bare server, and Marquee, while nothing changes
 */
export async function measureChanging(
  { processes, load, rounds, seconds, scratch, verify },
  { programme, beside, everyMs, part },
) {
  await processes.startMarquee(PORTS.marquee, programme.url);
  await register(PORTS.marquee);
  await startBare(processes, scratch);
  const requests = [requestOf(HITS.POST), requestOf(HITS['GET by hash'])];
  const highest = await load.run({ port: PORTS.marquee, requests, seconds: HIGHEST_SECONDS, connections: CONNECTIONS });
  const perSecond = Math.round(highest.perSecond * part);
  const at = (target, time = seconds) =>
    load.run({ port: PORTS[target], requests, seconds: time, connections: CONNECTIONS, perSecond });
  const total = { changes: 0, ms: 0 };
  const whileChanging = async ({ url, runIds }, target) => {
    const changes = new Changes(url, runIds);
    const begin = performance.now();
    changes.begin(everyMs);
    const figures = await at(target);
    await changes.end();
    total.changes += changes.count;
    total.ms += performance.now() - begin;
    return figures;
  };
  const seen = [];
  for (const target of ['bare', 'marquee']) await at(target, 1);
  for (let i = 0; i < rounds; i += 1) {
    const quiet = await at('bare');
    const still = await at('marquee');
    const bare = await whileChanging(beside, 'bare');
    seen.push({ quiet, bare, still, marquee: await whileChanging(programme, 'marquee') });
  }
  await verify(PORTS.marquee, programme.url);
  return { perSecond, rounds: seen, changesPerSecond: (total.changes * 1_000) / total.ms };
}
