import { HOUR_MS } from '#domain';
import { RefusedSignIns, TOLD_AN_HOUR } from './refused-sign-ins.js';

describe('refusals of an account', () => {
  let now = 0;
  let refusals: RefusedSignIns;
  beforeEach(() => {
    now = 1_000;
    refusals = new RefusedSignIns(() => now);
  });
  const tell = (times: number, userId = 'ada') =>
    Array.from({ length: times }, () => refusals.tell(userId, 'PASSWORD')).filter((told) => told !== null);

  it('are told one by one, up to five an hour', () => {
    expect(tell(TOLD_AN_HOUR)).toEqual(Array.from({ length: TOLD_AN_HOUR }, () => ({ by: 'PASSWORD' })));
    expect(tell(100)).toEqual([]);
  });

  it('are told as a number once the hour is over, and not a millisecond before', () => {
    tell(TOLD_AN_HOUR + 37);
    now += HOUR_MS - 1;
    expect(refusals.over()).toEqual([]);
    now += 1;
    expect(refusals.over()).toEqual([['ada', { more: 37 }]]);
    expect(refusals.over()).toEqual([]);
  });

  it('begin anew after the hour', () => {
    tell(TOLD_AN_HOUR);
    now += HOUR_MS;
    expect(refusals.over()).toEqual([]);
    expect(tell(1)).toEqual([{ by: 'PASSWORD' }]);
  });

  it('count by the account: those of one hide nothing of another', () => {
    tell(TOLD_AN_HOUR + 1);
    expect(tell(1, 'grace')).toEqual([{ by: 'PASSWORD' }]);
    expect(refusals.over(true)).toEqual([['ada', { more: 1 }]]);
  });
});
