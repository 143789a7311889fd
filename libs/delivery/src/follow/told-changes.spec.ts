import { compile, renew, rowsOf, type Programme, type ProgrammeRows } from '#domain';
import { air, DrawnRows } from '#domain/fixtures';
import { ChangeLog } from './change-log.js';
import { ProgrammeFollower, type Feed, type FeedAnswer } from './programme-follower.js';
import { unpackSteps, type ProgrammeStep } from './programme-step.js';
import { sumOf } from './programme-sum.js';

const SEEDS = 80;
const VERSIONS = 14;

function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** One wrong thing in what is told. */
function spoilt(draw: DrawnRows, steps: readonly ProgrammeStep[]): readonly ProgrammeStep[] {
  const at = draw.below(steps.length);
  const wrong: Record<string, (step: ProgrammeStep) => object> = {
    version: ({ version }) => ({ version: version + 1 }),
    mark: () => ({ mark: 'another' }),
    since: ({ since }) => ({ since: since - 1 }),
    to: () => ({ to: '0'.repeat(32) }),
    gone: () => ({ goneRunIds: [] }),
    fewer: ({ runs }) => ({ runs: runs.slice(1) }),
    embargo: ({ runs }) => ({ runs: runs.map((row) => ({ ...row, embargoed: !row.embargoed })) }),
    revisions: () => ({ revisions: [] }),
    common: () => ({ common: {} }),
    missing: () => ({ runs: undefined }),
  };
  const how = draw.one(Object.values(wrong));
  return steps.flatMap((step, index) => {
    if (index !== at) return [step];
    return draw.chance(0.1) ? [] : [{ ...step, ...how(step) }];
  });
}

/** A process that tells its programme, and at times tells an answer again, too late, or with something wrong in it. */
class Peer implements Feed {
  log = new ChangeLog();
  isTrue = true;
  readonly told: FeedAnswer[] = [];

  constructor(
    readonly draw: DrawnRows,
    public programme: Programme,
  ) {}

  becomes(rows: ProgrammeRows): void {
    this.programme = renew(this.programme, { ...rows, runs: this.draw.shuffled(rows.runs) });
    this.log.look(this.programme);
  }

  restarts(): void {
    this.programme = compile(copyRows(rowsOf(this.programme)));
    this.log = new ChangeLog();
  }

  async ask(_: string, after: number | null, __: number, ___: AbortSignal, state: string | null): Promise<FeedAnswer> {
    const answer = await this.answer(after, state);
    this.told.push(answer);
    if (this.isTrue || this.draw.chance(0.5)) return answer;
    if (answer.steps === null || this.draw.chance(0.3)) return this.draw.one(this.told);
    return { ...answer, steps: spoilt(this.draw, answer.steps) };
  }

  private async answer(after: number | null, state: string | null): Promise<FeedAnswer> {
    const { version } = this.programme;
    const same = {
      installation: 'here',
      ageMs: 0,
      now: 0,
      databaseSilentMs: 0,
      denylistSerial: 0,
      roundTripMs: 0,
      cameAtMs: 0,
    };
    if (after !== null && version <= after) return { ...same, version, rows: null, steps: null };
    const told = await this.log.since(state, () => this.programme);
    if (told === null) return { ...same, version, rows: copyRows(rowsOf(this.programme)), steps: null };
    return { ...same, version: told.version, rows: null, steps: await unpackSteps(told.body) };
  }
}

function copyRows(rows: ProgrammeRows): ProgrammeRows {
  return copyOf(rows);
}

describe('what has changed, told to a process that follows', () => {
  const followerOf = (peer: Peer) =>
    new ProgrammeFollower(['http://peer'], peer, { took: () => undefined, failed: () => undefined });
  /** Asks as long as something newer is told, and lets sums be made meanwhile. */
  const ask = async (follower: ProgrammeFollower, times = 1) => {
    for (let i = 0; i < times; i += 1) {
      await follower.askAll();
      await follower.settled();
    }
  };

  it(`leads to the programme that everything leads to, whatever was missed, repeated, late or wrong (property, seeds 1 to ${SEEDS})`, async () => {
    const total = { steps: 0, refused: 0, whole: 0 };
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const draw = new DrawnRows(seed);
      const known = new Map([[1, draw.rows(1)]]);
      const peer = new Peer(draw, compile(known.get(1)!));
      const follower = followerOf(peer);
      let seen = 0;
      const look = () => {
        const held = follower.current()!;
        expect([seed, held.version >= seen]).toEqual([seed, true]);
        seen = held.version;
        expect([seed, seen, air(held)]).toEqual([seed, seen, air(compile(known.get(seen)!))]);
      };
      await ask(follower);
      for (let version = 2; version < VERSIONS; version += 1) {
        known.set(version, draw.changed(known.get(version - 1)!, version));
        peer.becomes(known.get(version)!);
        if (draw.chance(0.1)) peer.restarts();
        peer.isTrue = draw.chance(0.6);
        if (draw.chance(0.7)) await ask(follower, 1 + draw.below(2));
        look();
      }
      peer.isTrue = true;
      await ask(follower, 2);
      look();
      expect([seed, seen]).toEqual([seed, VERSIONS - 1]);
      expect([seed, await sumOf(follower.current()!)]).toEqual([seed, await sumOf(peer.programme)]);
      for (const name of ['steps', 'refused', 'whole'] as const) total[name] += follower.counts()[name];
    }
    expect(total.steps).toBeGreaterThan(SEEDS * 3);
    expect(total.refused).toBeGreaterThan(SEEDS / 2);
  });

  it('is all that is told while nothing goes wrong, and shares what it does not touch', async () => {
    const draw = new DrawnRows(5);
    let rows = draw.rows(1);
    const peer = new Peer(draw, compile(rows));
    const follower = followerOf(peer);
    await ask(follower);
    for (let version = 2; version < 40; version += 1) {
      rows = draw.changed(rows, version);
      peer.becomes(rows);
      const before = follower.current()!;
      await ask(follower);
      for (const [surface, candidates] of before.surfaces)
        for (const candidate of candidates) {
          const same = follower
            .current()!
            .surfaces.get(surface)
            ?.find(({ runId }) => runId === candidate.runId);
          if (same !== undefined && !draw.isTouched(candidate.runId)) expect(same).toBe(candidate);
        }
    }
    expect(follower.counts()).toEqual({ whole: 1, steps: 38, refused: 0 });
  });

  it('tells everything to who holds nothing, another state, or one that is too long ago', async () => {
    const draw = new DrawnRows(9);
    let rows = draw.rows(1);
    let programme = compile(rows);
    const log = new ChangeLog({ steps: 3, bytes: 100_000 });
    expect(await log.since(null, () => programme)).toBeNull();
    await log.settled();
    const states = [await sumOf(programme)];
    for (let version = 2; version < 7; version += 1) {
      rows = draw.changed(rows, version);
      programme = renew(programme, rows);
      log.look(programme);
      await log.settled();
      states.push(await sumOf(programme));
    }
    const lengths = await Promise.all(
      [null, 'another', ...states].map(async (state) => {
        const told = await log.since(state, () => programme);
        return told && (await unpackSteps(told.body)).length;
      }),
    );
    expect(lengths).toEqual([null, null, null, null, 3, 2, 1, null]);
    expect(log.size().steps).toBe(3);
  });

  it('keeps no more bytes than it may', async () => {
    const draw = new DrawnRows(11);
    let rows = draw.rows(1);
    let programme = compile(rows);
    const log = new ChangeLog({ steps: 1_000, bytes: 3_000 });
    await log.since(null, () => programme);
    await log.settled();
    for (let version = 2; version < 30; version += 1) {
      rows = draw.changed(rows, version);
      programme = renew(programme, rows);
      log.look(programme);
      await log.settled();
      expect(log.size().bytes).toBeLessThanOrEqual(3_000);
    }
    expect(log.size().steps).toBeGreaterThan(0);
  });
});
