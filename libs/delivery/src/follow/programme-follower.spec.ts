import { jest } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ProgrammeRows } from '#domain';
import { ProgrammeFollower, type Feed, type FeedAnswer } from './programme-follower.js';

const T = Date.UTC(2026, 8, 10);
const [FIRST, SECOND] = ['http://first', 'http://second'];

const rows = (version: number): ProgrammeRows => ({
  version,
  mark: 'mark',
  surfaces: [],
  runs: [],
  pauses: [],
  help: { helplines: [], emergency: [] },
  guides: [],
  partners: [],
});

/** With rows, unless the test takes them away. */
const told = (version: number, more: Partial<FeedAnswer> = {}): FeedAnswer => ({
  installation: 'here',
  version,
  ageMs: 0,
  now: T,
  databaseSilentMs: 0,
  denylistSerial: 0,
  rows: rows(version),
  steps: null,
  roundTripMs: 0,
  cameAtMs: performance.now(),
  ...more,
});
const UNCHANGED = { rows: null };

/** Says what the test tells it, in that order, whoever is asked; then nothing until it is told more, or who asks gives up. */
class ToldFeed implements Feed {
  /** How many other questions there were before each question for nothing but the time. */
  readonly askedForTime: number[] = [];
  readonly asked: { url: string; after: number | null; waitMs: number }[] = [];
  private readonly toSay: (FeedAnswer | Error)[] = [];
  private waiting: ((said: FeedAnswer | Error) => void) | null = null;

  say(...answers: (FeedAnswer | Error)[]): void {
    for (const answer of answers) {
      const { waiting } = this;
      this.waiting = null;
      if (waiting === null) this.toSay.push(answer);
      else waiting(answer);
    }
  }

  async ask(url: string, after: number | null, waitMs: number, signal: AbortSignal): Promise<FeedAnswer> {
    const isForTime = after === Number.MAX_SAFE_INTEGER;
    if (isForTime) this.askedForTime.push(this.asked.length);
    else this.asked.push({ url, after, waitMs });
    const said = this.toSay.shift() ?? (await this.more(signal));
    if (said instanceof Error) throw said;
    // Of the time it tells the same again when it is asked for the programme.
    if (isForTime) this.toSay.unshift(said);
    return isForTime ? { ...said, ...UNCHANGED } : said;
  }

  private more(signal: AbortSignal): Promise<FeedAnswer | Error> {
    return new Promise((resolve) => {
      this.waiting = resolve;
      signal.addEventListener('abort', () => resolve(new Error('given up')), { once: true });
    });
  }
}

describe('the programme of a process that follows others', () => {
  let now: number;
  let feed: ToldFeed;
  let took: number[];
  let failed: string[];
  let follower: ProgrammeFollower;
  beforeEach(() => {
    now = 1_000;
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    feed = new ToldFeed();
    [took, failed] = [[], []];
    follower = new ProgrammeFollower([FIRST, SECOND], feed, {
      took: (_, version) => void took.push(version),
      failed: (url, error) => void failed.push(`${url}: ${(error as Error).message}`),
    });
  });
  afterEach(async () => {
    await follower.stop();
    jest.restoreAllMocks();
  });

  /** Asks once, and is answered. */
  const hear = async (answer: FeedAnswer) => {
    feed.say(answer);
    await follower.askAll();
  };
  const asks = async (count: number) => {
    while (feed.asked.length < count) await nextTurn();
  };
  const version = () => follower.current()?.version ?? null;
  const urls = () => feed.asked.map(({ url }) => url);

  it('is none until one of them has told it', () => {
    expect([follower.current(), follower.rows(), follower.ageMs(), follower.installation()]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it.each([
    ['what is newer', told(6), 6, [5, 6]],
    ['not again what it has', told(5), 5, [5]],
    ['never what is older', told(4), 5, [5]],
    ['nothing where there are no rows', told(6, UNCHANGED), 5, [5]],
  ])('takes %s', async (_, answer, expected, taken) => {
    await hear(told(5));
    await hear(answer);
    expect([version(), follower.rows()!.version, took]).toEqual([expected, expected, taken]);
  });

  it('stays the same object while nothing newer is told', async () => {
    await hear(told(5));
    const before = follower.current();
    await hear(told(5));
    await hear(told(5, UNCHANGED));
    expect(follower.current()).toBe(before);
  });

  it('is as old as it was told, the whole way of the answer, and what has passed since', async () => {
    await hear(told(5, { ageMs: 400, roundTripMs: 30 }));
    now += 7;
    expect(follower.ageMs()).toBe(437);
  });

  it.each([
    ['no younger by an answer of another version', () => told(4), 1_000],
    ['no younger by one of a newer version whose rows are missing', () => told(6, UNCHANGED), 1_000],
    ['younger when the other one has looked again', () => told(5, { ageMs: 20, roundTripMs: 3, ...UNCHANGED }), 23],
    ['no older when one answers that has looked earlier', () => told(5, { ageMs: 90_000, ...UNCHANGED }), 1_000],
  ])('becomes %s', async (_, answer, expected) => {
    await hear(told(5, { ageMs: 1_000 }));
    await hear(answer());
    expect(follower.ageMs()).toBe(expected);
  });

  it("tells the database's time by half of the way there and back", async () => {
    await hear(told(5, { now: T, roundTripMs: 40 }));
    expect(follower.now()).toBe(T + 20);
    now += 1_234;
    expect(follower.now()).toBe(T + 20 + 1_234);
  });

  it('tells it no later by an answer that takes long to be read', async () => {
    const cameAtMs = now;
    now += 5_000;
    await hear(told(5, { now: T, roundTripMs: 40, cameAtMs }));
    expect([follower.now(), follower.ageMs()]).toEqual([T + 20 + 5_000, 40 + 5_000]);
  });

  it.each([
    ['a quicker answer', { now: T + 4, roundTripMs: 8 }, 0, T + 8],
    ['not one that was held up on its way back', { now: T - 60, roundTripMs: 200 }, 0, T + 5],
    ['nor on its way there', { now: T, roundTripMs: 200 }, 0, T + 5],
    ['one that took as long, when clocks may have drifted so far', { now: T, roundTripMs: 200 }, 1_000_000, T + 100],
    ['one of a clock that was set', { now: T + 90_000, roundTripMs: 200 }, 0, T + 90_100],
  ])('believes %s about the time', async (_, answer, laterMs, expected) => {
    await hear(told(5, { now: T, roundTripMs: 10 }));
    now += laterMs;
    await hear(told(5, { ...answer, ...UNCHANGED }));
    expect(follower.now()).toBe(expected);
  });

  it('is of one database: what another one tells is refused, and said once', async () => {
    await hear(told(5));
    for (let i = 0; i < 2; i += 1) {
      feed.say(told(9, { installation: 'elsewhere' }), told(9, { installation: 'elsewhere' }));
      await follower.askAll();
    }
    const words = 'It is of the installation elsewhere, and this process follows here.';
    expect([version(), follower.installation(), failed]).toEqual([
      5,
      'here',
      [`${FIRST}: ${words}`, `${SECOND}: ${words}`],
    ]);
  });

  it('asks the others in turn until one answers, with what it holds and without a wait; a failure is told once in a row', async () => {
    await hear(told(4));
    for (const round of [told(5), told(6)]) {
      feed.say(new Error('away'), round);
      await follower.askAll();
    }
    expect(feed.asked).toEqual([
      { url: FIRST, after: null, waitMs: 0 },
      { url: FIRST, after: 4, waitMs: 0 },
      { url: SECOND, after: 4, waitMs: 0 },
      { url: FIRST, after: 5, waitMs: 0 },
      { url: SECOND, after: 5, waitMs: 0 },
    ]);
    expect([version(), failed]).toEqual([6, [`${FIRST}: away`]]);
    await hear(told(6, UNCHANGED));
    feed.say(new Error('away again'), told(6, UNCHANGED));
    await follower.askAll();
    expect(failed).toEqual([`${FIRST}: away`, `${FIRST}: away again`]);
  });

  it('stays with one that is fresh, and asks it again at once for what comes after what it holds', async () => {
    feed.say(told(5), told(6, { ageMs: 3_000 }), told(6, UNCHANGED));
    follower.start();
    await asks(4);
    expect(feed.asked).toEqual([null, 5, 6, 6].map((after) => ({ url: FIRST, after, waitMs: 1_000 })));
  });

  it('asks twice for the time before it takes anything, once in its life', async () => {
    feed.say(told(5), told(6), told(7));
    follower.start();
    await asks(4);
    expect(feed.askedForTime).toEqual([0, 0]);
  });

  it.each([
    ['does not answer', new Error('away')],
    ['is old', told(6, { ageMs: 3_001 })],
    ['lags behind', told(4)],
    ['is of another database', told(6, { installation: 'elsewhere' })],
  ])('leaves one that %s for the next, and comes back to it after the last', async (_, answer) => {
    feed.say(told(5), answer, answer);
    follower.start();
    await asks(4);
    expect(urls()).toEqual([FIRST, FIRST, SECOND, FIRST]);
  });

  it('is followed once, however often it is begun, and stops in the middle of a question without a complaint', async () => {
    await hear(told(4));
    follower.start();
    follower.start();
    await asks(2);
    await follower.stop();
    expect([feed.asked.length, failed]).toEqual([2, []]);
    follower.start();
    await asks(3);
    feed.say(told(5));
    await asks(4);
    expect(version()).toBe(5);
  });
});
