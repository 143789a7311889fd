import { HistoryChecker, VIOLATIONS, type CampaignState, type Read, type ServerStory } from './history-checker.js';

const BOUNDS = { boundMs: 200, cutOffMs: 1_000, recoveryMs: 2_000, clocksMs: 5 };
const [EVERGREEN, SHORT, TAKEN, MOVED, DOUBTFUL, LATE] = [1, 2, 3, 4, 5, 6];
const ALWAYS = { start: 0, end: 1e12 };
const CAMPAIGNS = new Map<number, readonly CampaignState[]>([
  [EVERGREEN, [{ begunAt: 0, ackedAt: 0, window: ALWAYS }]],
  [SHORT, [{ begunAt: 0, ackedAt: 0, window: { start: 10_000, end: 20_000 } }]],
  [
    TAKEN,
    [
      { begunAt: 0, ackedAt: 0, window: ALWAYS },
      { begunAt: 30_000, ackedAt: 30_010, window: null },
    ],
  ],
  [
    MOVED,
    [
      { begunAt: 0, ackedAt: 0, window: { start: 10_000, end: 20_000 } },
      { begunAt: 15_000, ackedAt: 15_010, window: { start: 40_000, end: 50_000 } },
    ],
  ],
  [LATE, [{ begunAt: 15_000, ackedAt: 15_010, window: { start: 10_000, end: 20_000 } }]],
  [
    DOUBTFUL,
    [
      { begunAt: 0, ackedAt: 0, window: ALWAYS },
      { begunAt: 30_000, ackedAt: null, window: null },
    ],
  ],
]);
const waitedMs = () => 0;
/** The second process was blind for five seconds, the third one killed, the fourth one cut off, and the last one stood waiting for a second. */
const SERVERS: readonly ServerStory[] = [
  { troubles: [], restarts: [], waitedMs },
  { troubles: [{ from: 29_000, until: 34_000, isBlind: true }], restarts: [], waitedMs },
  { troubles: [], restarts: [50_000], waitedMs },
  { troubles: [{ from: 29_000, until: 39_000, isBlind: false }], restarts: [], waitedMs },
  {
    troubles: [],
    restarts: [],
    waitedMs: (from, to) => Math.max(0, Math.min(to, 31_000) - Math.max(from, 30_000)),
  },
];

const readAt = (servedAt: number, changes: Partial<Read> = {}): Read => ({
  sentAt: servedAt - 1,
  receivedAt: servedAt + 1,
  servedAt,
  validUntil: servedAt + 60_000,
  stamp: 7,
  campaign: EVERGREEN,
  client: 0,
  server: 0,
  surface: 0,
  isOk: true,
  hasHelp: true,
  tag: 0,
  ...changes,
});
const judged = (...reads: Read[]) => {
  const checker = new HistoryChecker(CAMPAIGNS, SERVERS, BOUNDS);
  for (const read of reads) checker.take(read);
  return checker.verdict();
};

describe('what is well', () => {
  it.each<[string, Read[]]>([
    ['the first millisecond of a window', [readAt(10_000, { campaign: SHORT })]],
    ['its last', [readAt(19_999, { campaign: SHORT })]],
    ['what was taken down, until the bound', [readAt(30_210, { campaign: TAKEN })]],
    ['what is not acknowledged yet, before and after', [readAt(30_005, { campaign: TAKEN }), readAt(30_006)]],
    ['a new window from the begin of its decision on', [readAt(40_000, { campaign: MOVED })]],
    ['an old window until the bound', [readAt(15_210, { campaign: MOVED })]],
    ['both, when nobody knows the outcome', [readAt(90_000, { campaign: DOUBTFUL })]],
    ['what was taken down while the process was cut off', [readAt(33_000, { campaign: TAKEN, server: 1 })]],
    ['the same until it has recovered', [readAt(34_990, { campaign: TAKEN, server: 1 })]],
    [
      'what was taken down, until a process that was cut off has followed',
      [readAt(31_010, { campaign: TAKEN, server: 3 })],
    ],
    ['the same as long as a process stood waiting on top', [readAt(31_200, { campaign: TAKEN, server: 4 })]],
    [
      'an older version of a process that was killed and begun again',
      [readAt(49_900, { server: 2, stamp: 8 }), readAt(50_010, { server: 2 })],
    ],
    ['an older version of another process within the bound', [readAt(100, { stamp: 8 }), readAt(150, { server: 2 })]],
    [
      'the same entity tag for the same answer',
      [readAt(1, { tag: 9, validUntil: 100 }), readAt(2, { tag: 9, validUntil: 100 })],
    ],
    ['help alone of a process that has read nothing yet', [readAt(5, { stamp: 0, campaign: 0 })]],
  ])('is %s', (_, reads) => {
    expect(judged(...reads).counts).toEqual({});
  });

  it('is counted: reads, those of processes without a programme, those that roamed back', () => {
    const verdict = judged(readAt(1, { stamp: 8 }), readAt(2, { server: 2 }), readAt(3, { stamp: 0, campaign: 0 }));
    expect(verdict).toMatchObject({ reads: 3, unread: 1, roamedBack: 1 });
  });

  it('tells how long what was taken down was still shown, of processes that could hear of it, and what of that the machine did', () => {
    const shown = [readAt(30_050, { campaign: TAKEN }), readAt(33_000, { campaign: TAKEN, server: 1 })];
    expect(judged(...shown).refusals).toEqual([{ afterMs: 40, ownMs: 40 }]);
    const waited = judged(...shown, readAt(31_100, { campaign: TAKEN, server: 4 }));
    expect(waited).toMatchObject({ excused: 1, refusals: [{ afterMs: 1_090, ownMs: 100 }] });
  });
});

const PLANTED: Record<(typeof VIOLATIONS)[number], Read[]> = {
  NOT_OK: [readAt(1, { isOk: false })],
  NO_HELP: [readAt(1, { hasHelp: false })],
  UNKNOWN_CAMPAIGN: [readAt(1, { campaign: 99 })],
  OUTSIDE_WINDOW: [readAt(20_000, { campaign: SHORT })],
  AFTER_TAKEDOWN: [readAt(30_216, { campaign: TAKEN })],
  NOTHING_SHOWN: [readAt(1, { campaign: 0 })],
  SERVED_BEFORE_SENT: [readAt(100, { sentAt: 106 })],
  SERVED_AFTER_RECEIVED: [readAt(100, { receivedAt: 94 })],
  NOT_VALID: [readAt(100, { validUntil: 100 })],
  VERSION_BACK: [readAt(1, { stamp: 8 }), readAt(2)],
  VERSION_BEHIND: [readAt(100, { stamp: 8, client: 1 }), readAt(400, { server: 2 })],
  TAG_REUSED: [readAt(1, { tag: 9, validUntil: 100 }), readAt(2, { tag: 9, validUntil: 101 })],
};

describe('a planted violation is caught', () => {
  it.each(VIOLATIONS)('%s', (violation) => {
    const verdict = judged(...PLANTED[violation]);
    expect([verdict.counts, verdict.examples.map((one) => one.violation)]).toEqual([{ [violation]: 1 }, [violation]]);
  });

  it.each<[string, Read, string]>([
    ['before a window', readAt(9_999, { campaign: SHORT }), 'OUTSIDE_WINDOW'],
    ['in a window that was left', readAt(15_220, { campaign: MOVED }), 'OUTSIDE_WINDOW'],
    ['in a window before anybody had decided it', readAt(14_000, { campaign: LATE }), 'AFTER_TAKEDOWN'],
    ['taken down, by a process that has recovered', readAt(35_010, { campaign: TAKEN, server: 1 }), 'AFTER_TAKEDOWN'],
    [
      'taken down, by a process that should have followed',
      readAt(31_020, { campaign: TAKEN, server: 3 }),
      'AFTER_TAKEDOWN',
    ],
    ['taken down, beyond what the process waited', readAt(31_300, { campaign: TAKEN, server: 4 }), 'AFTER_TAKEDOWN'],
    [
      'taken down, by a process while another one was cut off',
      readAt(33_000, { campaign: TAKEN, server: 2 }),
      'AFTER_TAKEDOWN',
    ],
  ])('%s', (_, read, violation) => {
    expect(Object.keys(judged(read).counts)).toContain(violation);
  });
});
