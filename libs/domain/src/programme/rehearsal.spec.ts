import { REHEARSAL_FINDING_CODES } from './rehearsal-finding.js';
import type { ProgrammeRows } from './programme-rows.js';
import { entryRow, instants, localDays, removal, storyRow, type RunPlan } from './programme-fixtures.js';
import { type RehearsalQuestion } from './rehearsal.js';
import {
  hour,
  LONDON_GAP,
  rehearsal,
  runs,
  rights,
  withRow,
  withHelp,
  line,
  IN_GB,
  film,
  rival,
  told,
  helped,
  waiver,
} from './rehearsal-fixtures.js';

describe('a rehearsal finds', () => {
  const TABLE: [string, ProgrammeRows, Partial<RehearsalQuestion>, string[]][] = [
    ['nothing in a clean run', runs(), {}, []],
    ['nothing in a clean run on viewers’ own clocks', runs({ intent: localDays('2027-09-10', '2027-09-16') }), {}, []],
    ['nothing in a clean draft', runs({ state: 'DRAFT' }), {}, []],
    [
      'nothing of a lower tier, of another surface, of another audience or of a neighbour',
      withHelp(
        runs(
          IN_GB,
          rival({ id: 'lower', tier: 'EVERGREEN' }),
          rival({ id: 'elsewhere', surface: 'search' }),
          rival({ id: 'others', audience: { regions: ['IE'] } }),
          rival({ id: 'before', intent: instants(hour(-5), hour(0)) }),
          rival({ id: 'after', intent: instants(hour(10), null) }),
        ),
        helped('GB'),
      ),
      {},
      [],
    ],
    ['a higher tier on air meanwhile, as yellow', runs({}, rival()), {}, ['YELLOW RUN_DISPLACED 2..5']],
    ['a later run of its own tier, as red', runs({}, rival({ tier: 'PROGRAMME' })), {}, ['RED RUN_DISPLACED 2..5']],
    [
      'that it is never shown',
      runs({}, rival({ intent: instants(hour(-1), hour(11)) })),
      {},
      ['RED RUN_NEVER_SHOWN 0..10'],
    ],
    [
      'that two together leave nothing of it',
      runs({}, rival({ intent: instants(hour(-1), hour(6)) }), rival({ id: 'next', intent: instants(hour(6), null) })),
      {},
      ['RED RUN_NEVER_SHOWN 0..10'],
    ],
    [
      'for whom it is never shown',
      runs({}, rival({ intent: instants(hour(0), null), audience: { regions: ['GB', 'IE'], locales: ['en'] } })),
      {},
      ['RED RUN_NEVER_SHOWN 0..10 GB IE en'],
    ],
    [
      'from which version on it is displaced',
      runs({}, rival({ audience: { appVersionMin: '12.4', platforms: ['IOS'] } })),
      {},
      ['YELLOW RUN_DISPLACED 2..5 IOS 12.4'],
    ],
    [
      'in which zones it is displaced, from the first instant on Earth to the last',
      runs({ intent: instants(hour(0), hour(24)) }, rival({ intent: localDays('2027-09-10', '2027-09-10') })),
      {},
      [
        'RED RUN_NEVER_SHOWN 0..24 UTC',
        'YELLOW RUN_DISPLACED 0..24 Europe/London Asia/Singapore Pacific/Kiritimati Pacific/Pago_Pago',
      ],
    ],
    [
      'a text that is not the approved one',
      withRow({
        entries: [
          entryRow(1),
          entryRow(2, { decisions: [{ locale: 'en', contentHash: 'of another text', decision: 'APPROVED' }] }),
        ],
      }),
      {},
      ['RED REVISION_CHANGED 0..10 en'],
    ],
    [
      'a revision that waits, and one that is approved in no locale',
      withRow({ entries: [entryRow(1), entryRow(2, { state: 'SUBMITTED' }), entryRow(3, { decisions: [] })] }),
      {},
      ['RED REVISION_NOT_APPROVED 0..10', 'RED REVISION_NOT_APPROVED 0..10'],
    ],
    [
      'a revision that staff edited without its partner',
      withRow({ entries: [entryRow(1), entryRow(2, { awaitsPartner: true })] }),
      {},
      ['RED REVISION_NOT_APPROVED 0..10'],
    ],
    [
      'a revision that was withdrawn',
      withRow({ entries: [entryRow(1), entryRow(2, { state: 'WITHDRAWN' })] }),
      {},
      ['RED REVISION_WITHDRAWN 0..10'],
    ],
    [
      'an entry that was taken down, and one that its partner withdrew',
      withRow({
        entries: [
          entryRow(1),
          entryRow(2, { removal: removal() }),
          entryRow(3, { removal: removal({ cause: 'WITHDRAWAL' }) }),
        ],
      }),
      {},
      ['RED TAKEN_DOWN 0..10', 'RED REVISION_WITHDRAWN 0..10'],
    ],
    [
      'a campaign that was taken down, for which nothing more is asked',
      runs({ removal: removal({ subjectType: 'CAMPAIGN' }) }),
      {},
      ['RED TAKEN_DOWN 0..10'],
    ],
    ['a story without consent', runs({ entries: [entryRow(1), storyRow(2, null)] }), {}, ['RED CONSENT_ENDS 0..10']],
    [
      'a story whose consent ends before the run does, and the time without it',
      runs({ entries: [storyRow(1, hour(4))] }),
      {},
      ['RED CONSENT_ENDS 4..10', 'YELLOW PLAYLIST_EMPTY 4..10'],
    ],
    [
      'help only in a region',
      { ...runs({ tier: 'CRISIS' }), helpOnly: [{ id: 'h', regions: ['GB'], window: { start: hour(-5), end: null } }] },
      {},
      ['YELLOW RUN_PAUSED 0..10 GB'],
    ],
    [
      'a playlist in which nothing is left',
      withRow({ entries: [entryRow(1, { state: 'WITHDRAWN' })] }),
      {},
      ['RED PLAYLIST_EMPTY 0..10', 'RED REVISION_WITHDRAWN 0..10'].sort(),
    ],
    [
      'hours without an entry',
      runs({
        intent: { mode: 'ZONED', zone: 'UTC', start: '2027-09-10', end: '2027-09-11' },
        entries: [entryRow(1, { times: { days: [1], weekdays: [], hours: null } })],
      }),
      { zones: ['UTC'] },
      ['YELLOW PLAYLIST_EMPTY 24..48'],
    ],
    [
      'a pause in some region',
      { ...runs(), pauses: [{ id: 'p', regions: ['GB'], window: { start: hour(-5), end: hour(4) } }] },
      {},
      ['YELLOW RUN_PAUSED 0..4 GB'],
    ],
    [
      'rights that end before it does',
      runs({ intent: localDays('2027-09-10', '2027-09-16'), entries: rights({ to: '2027-09-15' }) }),
      {},
      // The 15th ends first on Kiritimati's clock, and the run last on the westernmost.
      [`RED RIGHTS_END ${6 * 24 - 14}..${7 * 24 + 12}`],
    ],
    [
      'rights that begin after it does',
      runs({ intent: localDays('2027-09-10', '2027-09-16'), entries: rights({ from: '2027-09-11' }) }),
      {},
      [`RED RIGHTS_END -14..${24 + 12}`],
    ],
    [
      'a region without rights',
      withHelp(runs({ audience: { regions: ['GB', 'IE'] }, entries: rights({ regions: ['GB'] }) }), helped('GB', 'IE')),
      {},
      ['RED RIGHTS_END 0..10 IE'],
    ],
    ['an audience wider than the rights', runs({ entries: rights({ regions: ['GB'] }) }), {}, ['RED RIGHTS_END 0..10']],
    [
      'a locale that is promised and not there, in texts or audience',
      withRow({ texts: { en: { title: 'a', summary: null }, fr: { title: 'b', summary: null } } }),
      {},
      ['RED LOCALE_MISSING 0..10 fr'],
    ],
    [
      'a language of the audience in which nothing was approved; another English is English',
      runs({ audience: { locales: ['en-GB', 'de'] } }),
      {},
      ['RED LOCALE_MISSING 0..10 de'],
    ],
    [
      'a region of the audience without any help; what is no ground to keep it off air is yellow',
      runs(IN_GB),
      {},
      ['RED HELP_STATIC 0..10 GB', 'YELLOW HELP_NOT_COVERED 0..10 GB', 'YELLOW HELP_NOT_COVERED 0..10 GB'],
    ],
    [
      'a region with words of its own and no helpline',
      withHelp(runs(IN_GB), { emergency: helped('GB').emergency }),
      {},
      ['RED HELP_NOT_COVERED 0..10 GB', 'YELLOW HELP_NOT_COVERED 0..10 GB'],
    ],
    [
      'the same under a waiver of exactly this',
      {
        ...withHelp(runs(IN_GB), { emergency: helped('GB').emergency }),
        waivers: [waiver({ rules: ['help.present', 'help.two-always-open'] })],
      },
      {},
      [],
    ],
    [
      'what a waiver leaves when it expires on air, and nothing for another run',
      {
        ...withHelp(runs(IN_GB), { emergency: helped('GB').emergency }),
        waivers: [waiver({ rules: ['help.present'], expiresAt: hour(4) }), waiver({ runId: 'rival' })],
      },
      {},
      ['RED HELP_NOT_COVERED 4..10 GB', 'YELLOW HELP_NOT_COVERED 0..10 GB'],
    ],
    [
      'a language of the audience that nobody answers in',
      withHelp(runs({ audience: { regions: ['GB'], locales: ['en', 'es'] } }), helped('GB')),
      {},
      ['RED HELP_NOT_COVERED 0..10 GB es'],
    ],
    [
      'help that lapses at a midnight in UTC before the end',
      withHelp(runs({ intent: instants(hour(0), hour(72)), ...IN_GB }), {
        ...helped('GB'),
        helplines: helped('GB').helplines.map((one) => ({ ...one, validTo: '2027-09-10' })),
      }),
      {},
      [
        'RED HELP_NOT_COVERED 24..72 GB',
        'YELLOW HELPLINE_ENDS 24..72 GB',
        'YELLOW HELPLINE_ENDS 24..72 GB',
        'YELLOW HELP_NOT_COVERED 24..72 GB',
      ],
    ],
    [
      'help whose verification is old before the end',
      withHelp(runs({ intent: instants(hour(0), hour(72)), ...IN_GB }), {
        ...helped('GB'),
        helplines: helped('GB').helplines.map((one) => ({
          ...one,
          evidence: { ...one.evidence, verifiedOn: '2026-09-10' },
        })),
      }),
      {},
      ['RED HELP_NOT_COVERED 24..72 GB', 'YELLOW HELP_NOT_COVERED 24..72 GB'],
    ],
    [
      'help that begins after it does',
      withHelp(runs({ intent: instants(hour(0), hour(72)), ...IN_GB }), {
        ...helped('GB'),
        helplines: helped('GB').helplines.map((one) => ({ ...one, validFrom: '2027-09-12' })),
      }),
      {},
      ['RED HELP_NOT_COVERED 0..48 GB', 'YELLOW HELP_NOT_COVERED 0..48 GB'],
    ],
    [
      'of an audience everywhere, only help that lapses on air as red',
      withHelp(runs({ intent: instants(hour(0), hour(72)) }), {
        helplines: [
          ...helped('SG').helplines,
          { ...line('GB', '2027-09-10'), slug: 'lapses' },
          { ...line('IE', '2026-01-01'), slug: 'lapsed' },
        ],
        emergency: helped('GB', 'IE', 'SG').emergency,
      }),
      {},
      [
        'RED HELP_NOT_COVERED 24..72 GB',
        'YELLOW HELP_NOT_COVERED 0..72 IE',
        'YELLOW HELP_NOT_COVERED 0..72 GB IE',
        'YELLOW HELPLINE_ENDS 24..72 GB',
      ],
    ],
    [
      'a file that does not answer, and none that was not asked',
      withRow({ entries: [film('https://media.example.org/a.mp4'), film('https://media.example.org/b.mp4')] }),
      {
        media: new Map([
          ['https://media.example.org/a.mp4.vtt', 'UNREACHABLE'],
          ['https://media.example.org/a.mp4', 'REACHABLE'],
          ['https://media.example.org/b.mp4', 'NOT_ASKED'],
        ]),
      },
      ['RED MEDIA_UNREACHABLE 0..10'],
    ],
    [
      'a zone whose clock skips the whole window',
      runs({ intent: { mode: 'VIEWER_LOCAL', zone: null, start: '2027-03-28T01:00', end: '2027-03-28T01:30' } }),
      { now: 0 },
      // Between the first and the last clock of the world; London's goes from 01:00 to 02:00.
      [`RED ZONE_EMPTY ${LONDON_GAP - 14}..${LONDON_GAP + 12.5} Europe/London`],
    ],
    [
      'a zone that this process does not know',
      runs({ intent: { mode: 'ZONED', zone: 'Nowhere/Land', start: '2027-09-10', end: null } }),
      { now: hour(0) },
      ['RED RUN_NEVER_SHOWN 0..open'],
    ],
    [
      'the same where nothing may be shown either',
      runs({
        intent: { mode: 'ZONED', zone: 'Nowhere/Land', start: '2027-09-10', end: null },
        entries: [entryRow(1, { state: 'WITHDRAWN' })],
      }),
      { now: hour(0) },
      ['RED RUN_NEVER_SHOWN 0..open'],
    ],
    ['a window that is over', runs({ state: 'DRAFT' }), { now: hour(10) }, ['RED RUN_NEVER_SHOWN 0..10']],
    [
      'more classes than it looks at, which is not green',
      runs(
        {},
        // Of a lower precedence than the run until its last millisecond, so that only their number is found.
        ...Array.from({ length: 13 }, (_, i): RunPlan => {
          const letter = String.fromCharCode(97 + i);
          const audience = {
            regions: [`A${letter.toUpperCase()}`],
            locales: [`a${letter}`],
            appVersionMin: `${i + 1}`,
          };
          return rival({ id: `rival-${i}`, tier: 'PROGRAMME', intent: instants(hour(-1), null), audience });
        }),
      ),
      { zones: ['UTC'] },
      ['RED NOT_ALL_REHEARSED 0..10'],
    ],
  ];

  it.each(TABLE)('%s', (_, rows, changes, expected) => {
    expect(told(rehearsal(rows, changes))).toEqual(expected);
  });

  it('each of its codes in some case of the table', () => {
    const found = TABLE.flatMap(([, , , expected]) => expected.map((finding) => finding.split(' ')[1]));
    expect(new Set(found)).toEqual(new Set(Object.keys(REHEARSAL_FINDING_CODES)));
  });
});
