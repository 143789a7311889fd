import { EMPTY_PROGRAMME, type Programme } from '#domain';
import type { AnswerFacts } from './finished-answer.js';
import { FinishedBody } from './finished-body.js';
import { Asked, Front, type Question } from './front.js';

const T = Date.UTC(2026, 8, 10);
const BOUNDS = { entriesMax: 100, bytesMax: Infinity };

function programmeAt(version: number, stamps: Readonly<Record<string, number>> = {}): Programme {
  return {
    ...EMPTY_PROGRAMME,
    version,
    commonVersion: stamps.common ?? 0,
    surfaceVersions: new Map(Object.entries(stamps)),
  };
}

/** A programme, a clock and a front in the hand of a test. */
class Bench {
  programme: Programme | null = programmeAt(1, { a: 1, b: 1 });
  at = T;
  epoch = 0;
  readonly front = new Front(
    { current: () => this.programme, epoch: () => this.epoch },
    { now: () => this.at },
    BOUNDS,
  );

  /** A question whose answer tells the stamp and the instant it was computed of, and holds for so long. */
  question(key: string, surfaces: readonly string[], holdsMs: number): Question {
    return {
      surfaces,
      classAt: () => ({ key, until: Infinity }),
      compute: (memory, at): AnswerFacts => ({
        body: new FinishedBody(JSON.stringify([memory.current()?.version ?? null, at - T])),
        from: at,
        reuseUntil: at + holdsMs,
        validUntil: at + holdsMs,
        surrogateKeys: '',
      }),
    };
  }

  ask(asked: Asked): unknown {
    const answer = this.front.answerTo(asked, this.front.now())!;
    return JSON.parse(answer.facts.body.content);
  }
}

describe('the front', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
  });
  const asking = (surfaces: readonly string[], holdsMs: number, key = 'k') =>
    new Asked(bench.question(key, surfaces, holdsMs), 100);

  it('gives an answer again to the last millisecond in which it holds, and not in the next', () => {
    const asked = asking(['a'], 1_000);
    expect(bench.ask(asked)).toEqual([1, 0]);
    bench.at = T + 999;
    expect(bench.ask(asked)).toEqual([1, 0]);
    bench.at = T + 1_000;
    expect(bench.ask(asked)).toEqual([1, 1_000]);
    expect(bench.front.counts()).toMatchObject({ computations: 2, hits: 1, entries: 1 });
  });

  it('leaves who has asked without the bytes that it keeps no more, and computes them again', () => {
    const asked = asking(['a'], 1e6);
    bench.ask(asked);
    expect(asked.place?.answer).not.toBeNull();
    for (let index = 0; index < 300; index += 1) bench.ask(asking(['a'], 1e6, `other ${index}`));
    expect(asked.place?.answer).toBeNull();
    bench.at = T + 7;
    expect(bench.ask(asked)).toEqual([1, 7]);
  });

  it('computes again when what holds the programme says so, by a denial or by its age, although no version has changed', () => {
    const asked = asking(['a'], 1e6);
    expect(bench.ask(asked)).toEqual([1, 0]);
    bench.at = T + 5;
    bench.epoch = 1;
    expect(bench.ask(asked)).toEqual([1, 5]);
    expect(bench.ask(new Asked(asked.question, 1))).toEqual([1, 5]);
  });

  it('gives one answer to all of a class', () => {
    expect([bench.ask(asking(['a'], 1_000)), bench.ask(asking(['a'], 1_000))]).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect(bench.front.counts().computations).toBe(1);
  });

  it('keeps an answer while only other surfaces change, and computes it again when its own or the common parts do', () => {
    const [a, both, common] = [asking(['a'], 1e6), asking(['a', 'b'], 1e6, 'both'), asking([], 1e6, 'common')];
    const seen = () => [a, both, common].map((asked) => (bench.ask(asked) as number[])[0]);
    expect(seen()).toEqual([1, 1, 1]);
    bench.programme = programmeAt(2, { a: 1, b: 2 });
    expect(seen()).toEqual([1, 2, 1]);
    bench.programme = programmeAt(3, { a: 3, b: 2 });
    expect(seen()).toEqual([3, 3, 1]);
    bench.programme = programmeAt(4, { a: 3, b: 2, common: 4 });
    expect(seen()).toEqual([4, 4, 4]);
  });

  it('does not give what was answered before anything was read once something is', () => {
    const asked = asking(['a'], 1e6);
    bench.programme = null;
    expect(bench.ask(asked)).toEqual([null, 0]);
    bench.programme = programmeAt(1);
    expect(bench.ask(asked)).toEqual([1, 0]);
  });

  it('revives nothing that had ended when the clock is put back, and computes each once', () => {
    const asked = asking(['a'], 1_000);
    bench.ask(asked);
    bench.at = T + 5_000;
    bench.front.now();
    bench.at = T + 500;
    expect(bench.ask(asked)).toEqual([1, 500]);
    bench.at = T + 501;
    expect(bench.ask(asked)).toEqual([1, 500]);
    // Nor is an answer right before the instant of which it was computed.
    bench.at = T + 100;
    expect(bench.ask(asked)).toEqual([1, 100]);
    expect(bench.front.counts().computations).toBe(3);
  });

  it('keeps what has not ended when the clock is put back a little, as each measuring may', () => {
    const asked = asking(['a'], 1_000);
    bench.ask(asked);
    for (const at of [600, 597, 700, 695]) {
      bench.at = T + at;
      expect(bench.ask(asked)).toEqual([1, 0]);
    }
    expect(bench.front.counts().computations).toBe(1);
  });

  it('asks for the class again when it may have changed by the clock', () => {
    let key = 'before midnight';
    const question = { ...bench.question('', ['a'], 1e6), classAt: () => ({ key, until: T + 100 }) };
    const asked = new Asked(question, 100);
    bench.ask(asked);
    key = 'after midnight';
    bench.at = T + 99;
    expect(bench.ask(asked)).toEqual([1, 0]);
    bench.at = T + 100;
    expect(bench.ask(asked)).toEqual([1, 100]);
  });

  it('never puts what was computed of an older programme in the place of a newer: 100,000 races', () => {
    // A computation during which the programme changes and another of the same key is done, as none of ours is.
    let stored = 0;
    const asked = asking(['a'], 1e9);
    for (let version = 3; version <= 200_001; version += 2) {
      bench.programme = programmeAt(version - 1, { a: version - 1 });
      const newer = programmeAt(version, { a: version });
      const slow: Question = {
        ...asked.question,
        compute: (memory, at) => {
          bench.programme = newer;
          bench.ask(asked);
          return asked.question.compute(memory, at);
        },
      };
      bench.front.answerTo(new Asked(slow, 1), bench.front.now());
      const [kept] = bench.ask(new Asked(asked.question, 1)) as number[];
      if (kept === version) stored += 1;
    }
    expect(stored).toBe(100_000);
    // Each race computes twice; that nothing was computed a third time says that the newer one was still in its place.
    expect(bench.front.counts().computations).toBe(200_000);
  });

  it('forgets with the store, also what requests still point at', () => {
    const first = asking(['a'], 1e6, 'first');
    bench.ask(first);
    for (let i = 0; i < 500; i += 1) bench.ask(asking(['a'], 1e6, `other ${i}`));
    expect(bench.front.counts().entries).toBe(100);
    bench.at = T + 1;
    expect(bench.ask(first)).toEqual([1, 1]);
  });
});
