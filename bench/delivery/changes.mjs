import { setTimeout as wait } from 'node:timers/promises';
import { DAY_MS, SYSTEM_ACTOR } from '#domain';
import { Database, RunStore, UnitOfWork } from '#persistence';

/** Changes of a programme, one after another. @param runIds lists of runs, taken from in turn */
export class Changes {
  count = 0;
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
    for (let due = 0; !this.isOver; due += everyMs) {
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
