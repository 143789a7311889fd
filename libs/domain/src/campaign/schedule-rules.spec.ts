import { entryRow } from '../programme/programme-fixtures.js';
import type { RightsWindow } from '../content/document.js';
import { DOCUMENT, removal, storyRow } from '../programme/programme-fixtures.js';
import type { WindowIntent } from '../time/window-intent.js';
import { EVERYBODY } from './audience.js';
import { rightsCoverWindow, scheduleRefusals, type ScheduleQuestion, type SlotHolder } from './schedule-rules.js';
import { slotsCollide, type Slot } from './slot.js';

const WEEK: WindowIntent = { mode: 'VIEWER_LOCAL', zone: null, start: '2027-09-10', end: '2027-09-16' };
const SLOT: Slot = { surface: 'discover', tier: 'PROGRAMME', audience: EVERYBODY, intent: WEEK };
const NOW = Date.UTC(2027, 0, 1);
const rights = (overrides: Partial<RightsWindow>): RightsWindow => ({
  from: null,
  to: null,
  regions: [],
  ...overrides,
});
const entryWith = (position: number, overrides: Partial<RightsWindow>) =>
  entryRow(position, { document: { ...DOCUMENT, rights: rights(overrides) } });
const holder = (slot: Partial<Slot>): SlotHolder => ({
  runId: 'the-other',
  campaignTitle: 'Another',
  slot: { ...SLOT, ...slot },
  lane: 1,
});
const asked = (question: Partial<ScheduleQuestion>): ScheduleQuestion => ({
  campaignId: 'c',
  slot: SLOT,
  capacity: 1,
  runRegions: [],
  campaignRegions: [],
  entries: [entryRow(1)],
  holders: [],
  now: NOW,
  ...question,
});
const codes = (question: Partial<ScheduleQuestion>) =>
  scheduleRefusals(asked(question), ['input']).map((refusal) => refusal.code);

describe('scheduling', () => {
  it('is refused for nothing when everything is in order', () => {
    expect(codes({})).toEqual([]);
  });

  it.each([
    ['an empty playlist', { entries: [] }, ['NOTHING_APPROVED']],
    ['nothing approved in it', { entries: [entryRow(1, { state: 'SUBMITTED' })] }, ['NOTHING_APPROVED']],
    ['one entry that waits', { entries: [entryRow(1), entryRow(2, { state: 'SUBMITTED' })] }, ['ENTRY_NOT_APPROVED']],
    [
      'one entry that staff edited without its partner',
      { entries: [entryRow(1), entryRow(2, { awaitsPartner: true })] },
      ['EDIT_NOT_ACCEPTED'],
    ],
    [
      'such an entry, and another that waits',
      { entries: [entryRow(1, { awaitsPartner: true }), entryRow(2, { state: 'SUBMITTED' })] },
      ['EDIT_NOT_ACCEPTED', 'ENTRY_NOT_APPROVED'],
    ],
    [
      'one entry that was withdrawn',
      { entries: [entryRow(1), entryRow(2, { state: 'WITHDRAWN' })] },
      ['ENTRY_NOT_APPROVED'],
    ],
    ['the campaign taken down', { campaignRemoval: removal({ subjectType: 'CAMPAIGN' }) }, ['OFF_AIR']],
    [
      'one entry off the air, and no more said of it',
      { entries: [entryRow(1), entryRow(2, { removal: removal(), state: 'WITHDRAWN' })] },
      ['OFF_AIR'],
    ],
    ['everything off the air', { entries: [entryRow(1, { removal: removal() })] }, ['OFF_AIR']],
    ['a story without consent', { entries: [entryRow(1), storyRow(2, null)] }, ['CONSENT_NEEDED']],
    [
      'a story whose consent ends a millisecond before the window does on Earth',
      { entries: [storyRow(1, Date.UTC(2027, 8, 17, 12) - 1)] },
      ['CONSENT_NEEDED'],
    ],
    ['a story whose consent reaches the end', { entries: [storyRow(1, Date.UTC(2027, 8, 17, 12))] }, []],
    [
      'a story on a surface that its consent does not name',
      { entries: [storyRow(1, Date.UTC(2030, 0, 1), { surfaces: ['search'] })] },
      ['CONSENT_NEEDED'],
    ],
    [
      'a story in more regions than its consent names',
      { entries: [storyRow(1, Date.UTC(2030, 0, 1), { regions: ['GB'] })] },
      ['CONSENT_NEEDED'],
    ],
    [
      'approvals of another hash only',
      { entries: [{ ...entryRow(1), document: { ...DOCUMENT, ageMin: 18 } }] },
      ['NOTHING_APPROVED'],
    ],
    ['rights that end a day early', { entries: [entryWith(1, { to: '2027-09-15' })] }, ['RIGHTS_DO_NOT_COVER_WINDOW']],
    [
      'rights that begin a day late',
      { entries: [entryWith(1, { from: '2027-09-11' })] },
      ['RIGHTS_DO_NOT_COVER_WINDOW'],
    ],
    [
      'rights in one region for an audience everywhere',
      { entries: [entryWith(1, { regions: ['GB'] })] },
      ['RIGHTS_DO_NOT_COVER_REGIONS'],
    ],
    ['an inverted window', { slot: { ...SLOT, intent: { ...WEEK, end: '2027-09-01' } } }, ['WINDOW_EMPTY']],
    ['a window that is past', { now: Date.UTC(2027, 8, 17, 12) }, ['WINDOW_PAST']],
    ['a slot that is taken', { holders: [holder({})] }, ['SLOT_TAKEN']],
  ] as const)('is refused for %s', (_, question, expected) => {
    expect(codes(question as Partial<ScheduleQuestion>)).toEqual(expected);
  });

  it('is not refused for a window that has its last hours on Earth before it', () => {
    expect(codes({ now: Date.UTC(2027, 8, 17, 12) - 1 })).toEqual([]);
  });

  it('asks for rights also of an entry that waits, so that its cure is not half a cure', () => {
    const waiting = { ...entryWith(2, { to: '2027-09-01' }), state: 'SUBMITTED' as const };
    expect(codes({ entries: [entryRow(1), waiting] })).toEqual(['ENTRY_NOT_APPROVED', 'RIGHTS_DO_NOT_COVER_WINDOW']);
    expect(codes({ entries: [waiting] })).toEqual(['NOTHING_APPROVED', 'RIGHTS_DO_NOT_COVER_WINDOW']);
  });

  it('names the places that are at fault', () => {
    const entries = [entryRow(1), entryWith(2, { regions: ['GB'] }), entryRow(3, { state: 'WITHDRAWN' })];
    expect(
      scheduleRefusals(asked({ entries }), ['input']).map((refusal) => [
        refusal.path.join('.'),
        'position' in refusal && refusal.position,
      ]),
    ).toEqual([
      ['input.playlist.3', 3],
      ['input.playlist.2', 2],
    ]);
  });

  it('names all reasons at once', () => {
    const entries = [entryWith(1, { to: '2027-09-01', regions: ['GB'] }), entryRow(2, { state: 'REJECTED' })];
    expect(codes({ entries, holders: [holder({}), holder({})] })).toEqual([
      'ENTRY_NOT_APPROVED',
      'RIGHTS_DO_NOT_COVER_WINDOW',
      'RIGHTS_DO_NOT_COVER_REGIONS',
      'SLOT_TAKEN',
      'SLOT_TAKEN',
    ]);
  });

  it('names the run that holds the slot, and until when', () => {
    const [refusal] = scheduleRefusals(asked({ holders: [holder({})] }), ['input']);
    expect(refusal).toMatchObject({
      code: 'SLOT_TAKEN',
      runId: 'the-other',
      campaignTitle: 'Another',
      startsAt: Date.UTC(2027, 8, 9, 10),
      endsAt: Date.UTC(2027, 8, 17, 12),
      path: ['input', 'window'],
    });
    expect(refusal!.message).toContain('"Another" (run the-other)');
  });

  it('is refused on a shared surface when all its places are taken, and only then', () => {
    const [first, second] = [holder({}), { ...holder({}), lane: 2 }];
    expect(codes({ capacity: 2, holders: [first] })).toEqual([]);
    expect(codes({ capacity: 2, holders: [second] })).toEqual([]);
    expect(codes({ capacity: 2, holders: [first, second] })).toEqual(['SLOT_TAKEN', 'SLOT_TAKEN']);
    expect(codes({ capacity: 3, holders: [first, second] })).toEqual([]);
  });

  it('is refused for regions of its own outside of its campaign, and for what is no region', () => {
    expect(codes({ runRegions: ['GB'], campaignRegions: ['GB', 'IE'] })).toEqual([]);
    expect(codes({ runRegions: ['GB'] })).toEqual([]);
    expect(codes({ runRegions: ['SG', 'gb'], campaignRegions: ['GB'] })).toEqual(['INVALID_VALUE', 'INVALID_VALUE']);
  });

  it('asks of an entry with days of its own that they are in the window, and rights for them only', () => {
    const days = (...numbers: number[]) => ({ times: { days: numbers, weekdays: [], hours: null } });
    const until12 = entryWith(1, { to: '2027-09-12' });
    expect(codes({ entries: [until12] })).toEqual(['RIGHTS_DO_NOT_COVER_WINDOW']);
    expect(codes({ entries: [{ ...until12, ...days(1, 3) }] })).toEqual([]);
    expect(codes({ entries: [{ ...until12, ...days(4) }] })).toEqual(['RIGHTS_DO_NOT_COVER_WINDOW']);
    expect(codes({ entries: [{ ...entryRow(1), ...days(8) }] })).toEqual(['INVALID_VALUE']);
    expect(codes({ entries: [{ ...entryRow(1), ...days(7, 8) }] })).toEqual([]);
  });
});

describe('slots collide', () => {
  const instants = (start: string, end: string | null): WindowIntent => ({ mode: 'INSTANT', zone: null, start, end });
  it.each([
    ['the same', {}, true],
    ['another surface', { surface: 'search' }, false],
    ['another tier', { tier: 'EVERGREEN' }, false],
    ['one region within everywhere', { audience: { ...EVERYBODY, regions: ['GB'] } }, true],
    ['the next week on the same wall', { intent: { ...WEEK, start: '2027-09-17', end: '2027-09-20' } }, false],
    ['the last day', { intent: { ...WEEK, start: '2027-09-16', end: '2027-09-20' } }, true],
    [
      'an instant within the hours on Earth',
      { intent: instants('2027-09-17T11:00:00Z', '2027-09-17T13:00:00Z') },
      true,
    ],
    ['an instant at the end on Earth', { intent: instants('2027-09-17T12:00:00Z', null) }, false],
    [
      'a day zoned before the start on Earth',
      { intent: { mode: 'ZONED', zone: 'Pacific/Kiritimati', start: '2027-09-09', end: '2027-09-09' } },
      false,
    ],
  ] as const)('with %s: %s', (_, other, expected) => {
    const slot = { ...SLOT, ...other } as Slot;
    expect([slotsCollide(SLOT, slot), slotsCollide(slot, SLOT)]).toEqual([expected, expected]);
  });

  it('for English and for all languages, not for English and Spanish', () => {
    const speaking = (...locales: string[]): Slot => ({ ...SLOT, audience: { ...EVERYBODY, locales } });
    expect([
      slotsCollide(speaking('en'), SLOT),
      slotsCollide(speaking('en'), speaking('es')),
      slotsCollide(speaking('en'), speaking('en-GB')),
    ]).toEqual([true, false, true]);
  });
});

describe('rights cover a window', () => {
  it.each([
    [
      'open rights, an open window',
      {},
      { mode: 'INSTANT', zone: null, start: '2027-01-01T00:00:00Z', end: null },
      true,
    ],
    [
      'rights with an end, an open window',
      { to: '2030-01-01' },
      { mode: 'INSTANT', zone: null, start: '2027-01-01T00:00:00Z', end: null },
      false,
    ],
    ['the same days, on each wall', { from: '2027-09-10', to: '2027-09-16' }, WEEK, true],
    [
      'instants after the first day began everywhere',
      { from: '2027-09-10' },
      { mode: 'INSTANT', zone: null, start: '2027-09-10T12:00:00Z', end: null },
      true,
    ],
    [
      'instants before it began in the last zone',
      { from: '2027-09-10' },
      { mode: 'INSTANT', zone: null, start: '2027-09-10T11:59:59Z', end: null },
      false,
    ],
    [
      'instants until the last day ends in the first zone',
      { to: '2027-09-16' },
      { mode: 'INSTANT', zone: null, start: '2027-09-10T00:00:00Z', end: '2027-09-16T10:00:00Z' },
      true,
    ],
    [
      'instants past it',
      { to: '2027-09-16' },
      { mode: 'INSTANT', zone: null, start: '2027-09-10T00:00:00Z', end: '2027-09-16T10:00:01Z' },
      false,
    ],
  ] as const)('%s: %j', (_, overrides, intent, expected) => {
    expect(rightsCoverWindow(rights(overrides), intent)).toBe(expected);
  });
});
