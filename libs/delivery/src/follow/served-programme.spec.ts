import { compile, EMPTY_PROGRAMME, HOUR_MS, SECOND_MS, type Programme } from '#domain';
import { ServedProgramme, type OriginName, type ServedOrigin } from './served-programme.js';

class Origin implements ServedOrigin {
  programme: Programme | null = null;
  age = 0;

  constructor(readonly origin: OriginName) {}

  current() {
    return this.programme;
  }
  rows() {
    return null;
  }
  ageMs() {
    return this.programme === null ? null : this.age;
  }
}
const version = (number: number): Programme => ({ ...EMPTY_PROGRAMME, version: number });

describe('the programme that is served', () => {
  let database: Origin;
  let peer: Origin;
  let snapshot: Origin;
  let served: ServedProgramme;
  beforeEach(() => {
    [database, peer, snapshot] = [new Origin('DATABASE'), new Origin('PEER'), new Origin('SNAPSHOT')];
    served = new ServedProgramme([database, peer, snapshot], { liveMs: 10 * SECOND_MS, limitMs: 6 * HOUR_MS });
  });

  it('is none while nobody has one', () => {
    expect([served.current(), served.origin(), served.ageMs(), served.freshness()]).toEqual([
      null,
      null,
      null,
      'EVERGREEN_ONLY',
    ]);
    expect(served.freshUntil(0)).toBeNull();
  });

  it.each([
    ['the newest', [5, 7, 6], [0, 90, 50], 'PEER', 7, 90],
    ['of one version the one that was looked at last', [5, 5, 5], [90, 20, 50], 'PEER', 5, 20],
    ['never an older one, however young', [4, 5, 3], [0, 90, 0], 'PEER', 5, 90],
  ] as const)('is %s', (_, versions, ages, origin, expected, ageMs) => {
    [database, peer, snapshot].forEach((one, index) => {
      one.programme = version(versions[index]!);
      one.age = ages[index]!;
    });
    expect([served.origin(), served.current()?.version, served.ageMs()]).toEqual([origin, expected, ageMs]);
  });

  it('stays the same object while another origin of the same version was looked at last', () => {
    database.programme = version(5);
    peer.programme = version(5);
    const before = served.current();
    database.age = HOUR_MS;
    expect(served.current()).toBe(before);
    expect(served.origin()).toBe('PEER');
  });

  describe('at the limit of its age', () => {
    beforeEach(() => {
      const candidate = (tier: string) => ({ tier, campaignId: tier, slug: tier, entries: [] });
      const surfaces = new Map([['discover', ['CRISIS', 'EVERGREEN'].map(candidate)]]);
      database.programme = { ...version(5), surfaces } as never;
    });
    const tiers = () =>
      served
        .current()!
        .surfaces.get('discover')!
        .map(({ tier }) => tier);

    it('loses what is above the evergreen tier in the very millisecond, and has it again when the rows are found to stand', () => {
      for (const [age, expected] of [
        [6 * HOUR_MS - 1, ['CRISIS', 'EVERGREEN']],
        [6 * HOUR_MS, ['EVERGREEN']],
        [0, ['CRISIS', 'EVERGREEN']],
      ] as const) {
        database.age = age;
        expect(tiers()).toEqual(expected);
      }
    });

    it('answers end there, and later at no instant of their own', () => {
      database.age = 5 * HOUR_MS;
      expect(served.freshUntil(7 * HOUR_MS)).toBe(8 * HOUR_MS);
      database.age = 6 * HOUR_MS;
      expect(served.freshUntil(8 * HOUR_MS)).toBeNull();
    });
  });

  it('has another epoch whenever answers are to be made anew, and only then', () => {
    database.programme = version(5);
    const epochs = [served.epoch(), served.epoch()];
    for (const age of [11 * SECOND_MS, 6 * HOUR_MS]) {
      database.age = age;
      epochs.push(served.epoch());
    }
    database.age = 0;
    served.deny([{ kind: 'ITEM', id: 'item' }]);
    epochs.push(served.epoch());
    expect(epochs[1]).toBe(epochs[0]);
    expect(new Set(epochs).size).toBe(4);
  });

  it('has nothing on it that is denied, from the next question on, also of a programme that comes later', () => {
    const row = (number: number) =>
      compile({
        ...EMPTY_PROGRAMME,
        version: number,
        surfaces: [],
        runs: [],
        waivers: [],
        guides: [],
        partners: [],
        help: { helplines: [{ slug: 'line' } as never], emergency: [] },
      });
    database.programme = row(5);
    expect(served.current()!.help.helplines).toHaveLength(1);
    served.deny([{ kind: 'HELPLINE', id: 'line' }]);
    expect(served.current()!.help.helplines).toEqual([]);
    database.programme = row(6);
    expect([served.current()!.version, served.current()!.help.helplines]).toEqual([6, []]);
    expect(served.whole()!.help.helplines).toHaveLength(1);
    served.deny([]);
    expect(served.current()!.help.helplines).toHaveLength(1);
  });
});
