import { compile } from '../programme/compile.js';
import {
  entryRow,
  instants,
  programmeRows,
  removal,
  runRow,
  storyRow,
  viewerIn,
} from '../programme/programme-fixtures.js';
import { activeAnswer } from '../programme/answer.js';
import { placedFor, resolve } from '../programme/resolve.js';
import { HOUR_MS } from '../time/instant.js';
import { helpLostRefusals, regionsLosingHelp } from './help-lost.js';
import {
  EMPTY_RECEIPT,
  liftRefusals,
  offAir,
  offAirRevision,
  receiptHash,
  REMOVAL_CAUSES,
  standingRemovals,
  takedownRefusals,
  type Removal,
  type Takedown,
} from './removal.js';
import type { Helpline } from '../care/helpline.js';

const T = Date.UTC(2027, 8, 10, 12);
const REVISION = { revisionId: 'r', itemId: 'i', partnerId: 'p' };
const over = (subjectType: Removal['subjectType'], subjectId: string, cause: Removal['cause'] = 'TAKEDOWN') =>
  removal({ id: `${cause} ${subjectType}`, subjectType, subjectId, cause });

describe('the rule of what is off the air', () => {
  it.each([
    ['itself', [over('REVISION', 'r')], 'TAKEDOWN REVISION'],
    ['its item', [over('ITEM', 'i')], 'TAKEDOWN ITEM'],
    ['its partner', [over('PARTNER', 'p', 'SUSPENSION')], 'SUSPENSION PARTNER'],
    ['nothing', [], null],
    ['another revision, item and partner', [over('REVISION', 'r2'), over('ITEM', 'i2'), over('PARTNER', 'p2')], null],
    ['a helpline that has the id of its item', [over('HELPLINE', 'i')], null],
    [
      'several, of which the weightiest is named, whatever their order',
      [over('PARTNER', 'p', 'SUSPENSION'), over('ITEM', 'i', 'CONSENT_WITHDRAWAL'), over('ITEM', 'i')],
      'CONSENT_WITHDRAWAL ITEM',
    ],
  ])('a revision with a removal over %s', (_, removals, expected) => {
    expect(offAirRevision(standingRemovals(removals), REVISION)?.id ?? null).toBe(expected);
    expect(offAirRevision(standingRemovals(removals.toReversed()), REVISION)?.id ?? null).toBe(expected);
  });

  it('takes no helpline and no guide off because of a partner', () => {
    const removals = standingRemovals([over('PARTNER', 'p', 'SUSPENSION'), over('PARTNER', 'samaritans')]);
    expect(offAir(removals, ['HELPLINE', 'samaritans'])).toBeNull();
    expect(offAir(removals, ['GUIDE', 'p'])).toBeNull();
  });
});

describe('what is removed', () => {
  const on = (...runs: Parameters<typeof runRow>[0][]) => {
    const programme = compile(programmeRows(runs.map(runRow)));
    const { onAir } = resolve(placedFor(programme, 'discover', viewerIn('UTC', { region: 'GB' })), T);
    return onAir && [onAir.candidate.runId, ...onAir.entries.map(({ revisionId }) => revisionId)];
  };
  const always = instants(T - HOUR_MS, T + HOUR_MS);
  const gone = (position: number) => entryRow(position, { removal: removal() });

  it('leaves an empty place, and those behind it move up', () => {
    expect(on({ id: 'a', intent: always, entries: [gone(1), entryRow(2)] })).toEqual(['a', 'revision-2']);
  });

  it('leaves a run without any entry out, and the next candidate is on air', () => {
    const evergreen = { id: 'b', tier: 'EVERGREEN', intent: always } as const;
    expect(on({ id: 'a', intent: always, entries: [gone(1)] }, evergreen)).toEqual(['b', 'revision-1']);
    expect(on({ id: 'a', intent: always, entries: [gone(1)] })).toBeNull();
  });

  it('is every run of a campaign, of any tier', () => {
    expect(on({ id: 'a', tier: 'CRISIS', intent: always, removal: removal({ subjectType: 'CAMPAIGN' }) })).toBeNull();
  });

  it('is a story without consent, on another surface, and where regions are more than were agreed to', () => {
    const audience = { regions: ['GB', 'IE'] };
    const entriesOf = (entry: ReturnType<typeof storyRow>) =>
      on({ id: 'a', intent: always, audience, entries: [entry] });
    expect(entriesOf(storyRow(1, null))).toBeNull();
    expect(entriesOf(storyRow(1, T + 1, { surfaces: ['search'] }))).toBeNull();
    expect(entriesOf(storyRow(1, T + 1, { regions: ['GB'] }))).toBeNull();
    expect(entriesOf(storyRow(1, T + 1, { surfaces: ['discover'], regions: ['IE', 'GB', 'SG'] }))).toEqual([
      'a',
      'revision-1',
    ]);
  });

  it('is a story from the end of its consent on, and the answer before holds until then', () => {
    const run = { id: 'a', intent: always, entries: [storyRow(1, T), entryRow(2)] };
    const programme = compile(programmeRows([runRow(run)]));
    const clues = { timeZone: 'UTC', region: 'GB' };
    const before = activeAnswer(programme, 'discover', clues, T - 1);
    expect([before.onAir!.entries.length, before.validUntil, before.next!.onAir!.entries.length]).toEqual([2, T, 1]);
    const at = activeAnswer(programme, 'discover', clues, T);
    expect(at.onAir!.entries.map(({ revisionId }) => revisionId)).toEqual(['revision-2']);
  });
});

describe('a takedown', () => {
  const TAKEDOWN: Takedown = {
    subjectType: 'ITEM',
    subjectId: 'i',
    kind: 'IN_ERROR',
    reason: 'A wrong number.',
    notice: {},
    replacedBy: null,
  };
  it.each<[string, Partial<Takedown>, string[]]>([
    ['that is whole', {}, []],
    ['without a reason', { reason: ' ' }, ['reason']],
    ['with a successor', { kind: 'REPLACED_BY', replacedBy: 'j' }, []],
    ['without the successor it speaks of', { kind: 'REPLACED_BY' }, ['replacedBy']],
    ['that is its own successor', { kind: 'REPLACED_BY', replacedBy: 'i' }, ['replacedBy']],
    ['with a successor it does not speak of', { replacedBy: 'j' }, ['replacedBy']],
    ['with a notice', { kind: 'WITHDRAWN_WITH_NOTICE', notice: { en: 'Gone.' } }, []],
    ['without the notice it speaks of', { kind: 'WITHDRAWN_WITH_NOTICE' }, ['notice']],
    ['with an empty notice', { kind: 'WITHDRAWN_WITH_NOTICE', notice: { en: '' } }, ['notice.en']],
    ['with markup in its notice', { kind: 'WITHDRAWN_WITH_NOTICE', notice: { en: '<b>' } }, ['notice.en']],
    ['with a locale that is none', { kind: 'WITHDRAWN_WITH_NOTICE', notice: { EN_us: 'Gone.' } }, ['notice']],
    ['with a notice it does not speak of', { notice: { en: 'Gone.' } }, ['notice']],
    ['of a guide that cannot be one', { subjectType: 'GUIDE', subjectId: 'No Slug' }, ['subjectId']],
    [
      'with all of this wrong at once',
      { reason: '', notice: { en: 'a' }, replacedBy: 'j' },
      ['reason', 'notice', 'replacedBy'],
    ],
  ])('%s', (_, change, places) => {
    const refusals = takedownRefusals({ ...TAKEDOWN, ...change }, []);
    expect(refusals.map(({ path }) => path.join('.'))).toEqual(places);
  });

  it.each([
    ['IN_ERROR', false, []],
    ['IN_ERROR', true, ['WRONG_STATE']],
    ['REPLACED_BY', false, ['WRONG_STATE']],
    ['WITHDRAWN_WITH_NOTICE', false, ['WRONG_STATE']],
  ] as const)('of kind %s, lifted %s, is lifted or never', (kind, isLifted, codes) => {
    expect(liftRefusals({ cause: 'TAKEDOWN', kind, isLifted }, []).map(({ code }) => code)).toEqual(codes);
  });

  it.each(REMOVAL_CAUSES.filter((cause) => cause !== 'TAKEDOWN'))('%s is never lifted as one', (cause) => {
    expect(liftRefusals({ cause, kind: null, isLifted: false }, [])).toHaveLength(1);
  });
});

describe('a receipt', () => {
  it('has another hash for every other fact', () => {
    const place = {
      runId: 'a',
      campaignId: 'c',
      surface: 's',
      state: 'ACTIVE' as const,
      positions: [1],
      isLeftWithNothing: true,
    };
    const hashes = [
      receiptHash(removal(), T, EMPTY_RECEIPT),
      receiptHash(removal({ id: 'another' }), T, EMPTY_RECEIPT),
      receiptHash(removal({ cause: 'WITHDRAWAL' }), T, EMPTY_RECEIPT),
      receiptHash(removal(), T + 1, EMPTY_RECEIPT),
      receiptHash(removal(), T, { ...EMPTY_RECEIPT, removedFrom: [place] }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe('taking a helpline down', () => {
  const line = (slug: string, regions: string[], validTo: string | null = null): Helpline => ({
    slug,
    operator: null,
    names: { en: slug },
    descriptions: {},
    regions,
    languages: ['en'],
    topics: [],
    channels: [
      {
        kind: 'PHONE',
        dialType: 'NATIONAL_SHORT',
        value: '116123',
        display: '116 123',
        keywords: {},
        hours: { always: true },
      },
    ],
    evidence: { sourceUrl: 'https://example.org/', verifiedOn: '2027-01-01', verifiedBy: 't', method: 'SITE' },
    validFrom: null,
    validTo,
  });
  it('names the regions that would have none left today, and is refused until somebody means it', () => {
    const onAir = [line('one', ['GB', 'IE', 'SG']), line('two', ['IE']), line('lapsed', ['SG'], '2027-01-01')];
    expect(regionsLosingHelp(onAir, 'one', T)).toEqual(['GB', 'SG']);
    expect(regionsLosingHelp(onAir, 'two', T)).toEqual([]);
    expect(helpLostRefusals(['GB'], false, []).map(({ code }) => code)).toEqual(['HELP_WOULD_BE_LOST']);
    expect(helpLostRefusals(['GB'], true, [])).toEqual([]);
  });
});
