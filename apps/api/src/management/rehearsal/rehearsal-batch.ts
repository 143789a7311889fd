import { Inject, Injectable } from '@nestjs/common';
import { RehearsalReadModel, type RehearsalView } from '#persistence';

type Views = readonly RehearsalView[];

/** Reads the rehearsals of all runs of an answer at once: a page of the schedule has up to 100 of them. */
@Injectable()
export class RehearsalBatch {
  private waiting: string[] = [];
  private reading: Promise<ReadonlyMap<string, Views>> | null = null;

  constructor(@Inject(RehearsalReadModel) private readonly rehearsals: RehearsalReadModel) {}

  /** The newest first. Those who ask before the process has come around are answered by one statement. */
  async ofRun(runId: string): Promise<Views> {
    this.waiting.push(runId);
    this.reading ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        const runIds = [...new Set(this.waiting)];
        [this.waiting, this.reading] = [[], null];
        this.rehearsals.ofRuns(runIds).then(resolve, reject);
      });
    });
    return (await this.reading).get(runId) ?? [];
  }
}
