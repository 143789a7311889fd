import { HOUR_MS, type Denial, type Denylist } from '#domain';
import { DenylistKeeper } from './denylist-keeper.js';
import { newDenylistKeys, signDenylist } from './signed-list.js';

const T = Date.UTC(2026, 8, 10);
const KEYS = newDenylistKeys();
const SUBJECTS: readonly Denial[] = [{ kind: 'CAMPAIGN', id: 'first' }];

describe('a signed list in one process', () => {
  let now: number;
  let denied: readonly Denial[];
  let keeper: DenylistKeeper;
  const give = (serial: number) => {
    const list: Denylist = {
      installation: 'here',
      serial,
      issuedAt: T,
      expiresAt: T + HOUR_MS,
      reason: 'a call',
      subjects: SUBJECTS,
    };
    return keeper.take(signDenylist(list, KEYS.privateKey));
  };
  beforeEach(async () => {
    now = T;
    denied = [];
    const deny = (subjects: readonly Denial[]) => void (denied = subjects);
    const around = { clock: { now: () => now }, publicKey: KEYS.publicKey, installation: () => 'here', deny };
    keeper = new DenylistKeeper(null, around);
    await give(1);
  });

  it('is applied at once', () => {
    expect([denied, keeper.open()]).toEqual([SUBJECTS, SUBJECTS]);
  });

  it('stays while the database has something of it on the air', async () => {
    await keeper.settle(SUBJECTS, 1_000, 9_000);
    expect([denied, keeper.open()]).toEqual([SUBJECTS, SUBJECTS]);
  });

  it.each([
    ['never', null],
    ['before the database had it off the air', 999],
    ['when it was found, not after', 1_000],
  ])('stays while the rows in memory were read %s', async (_, rowsReadAtMs) => {
    await keeper.settle([], 1_000, rowsReadAtMs);
    expect(denied).toEqual(SUBJECTS);
    expect(keeper.open()).toEqual([]);
  });

  it('is let go of once they were read after', async () => {
    await keeper.settle([], 1_000, 999);
    await keeper.settle([], 6_000, 5_999);
    expect(denied).toEqual([]);
  });

  it('counts anew from when the database has it off the air again', async () => {
    await keeper.settle([], 1_000, 999);
    await keeper.settle(SUBJECTS, 6_000, 5_999);
    await keeper.settle([], 11_000, 10_999);
    expect(denied).toEqual(SUBJECTS);
    await keeper.settle([], 16_000, 15_999);
    expect(denied).toEqual([]);
  });

  it('does not inherit what was found of the list before it', async () => {
    await keeper.settle([], 1_000, 999);
    await give(2);
    await keeper.settle([], 6_000, 5_999);
    expect(denied).toEqual(SUBJECTS);
  });

  it('is let go of when it expires', () => {
    now = T + HOUR_MS;
    keeper.apply();
    expect(denied).toEqual([]);
  });
});
