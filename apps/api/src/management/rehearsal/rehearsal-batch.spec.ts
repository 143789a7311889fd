import type { RehearsalReadModel } from '#persistence';
import { RehearsalBatch } from './rehearsal-batch.js';

describe('the rehearsals of an answer', () => {
  it('are read at once, each run once, and anew for the next answer', async () => {
    const asked: (readonly string[])[] = [];
    const ofRuns = (runIds: readonly string[]) => {
      asked.push(runIds);
      return Promise.resolve(new Map());
    };
    const batch = new RehearsalBatch({ ofRuns } as unknown as RehearsalReadModel);
    expect(await Promise.all(['a', 'b', 'a'].map((id) => batch.ofRun(id)))).toEqual([[], [], []]);
    await batch.ofRun('c');
    expect(asked).toEqual([['a', 'b'], ['c']]);
  });

  it('fail for all who asked when they cannot be read, and for nobody later', async () => {
    const answers = [Promise.reject(new Error('the database is away')), Promise.resolve(new Map())];
    const batch = new RehearsalBatch({ ofRuns: () => answers.shift()! } as unknown as RehearsalReadModel);
    const both = await Promise.allSettled([batch.ofRun('a'), batch.ofRun('b')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await batch.ofRun('a')).toEqual([]);
  });
});
