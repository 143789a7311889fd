import fc from 'fast-check';
import { ALWAYS, type EntryTimes } from '../campaign/entry-times.js';
import { TIERS } from '../campaign/tier.js';
import { guideView, type GuideRow } from '../care/guide-air.js';
import { GUIDE_AUDIENCES, guideHash, type GuideDocument } from '../care/guide.js';
import type { HelpOverride } from '../care/help-override.js';
import { resolveHelp } from '../care/help.js';
import type { Helpline } from '../care/helpline.js';
import { isHelpOnly } from '../takedown/help-only.js';
import { lookupLocale } from '../text/locale.js';
import { DAY_MS, HOUR_MS, type Instant } from '../time/instant.js';
import { PLATFORMS, resolveViewer, type Viewer, type ViewerClues } from '../time/viewer.js';
import { zoneNames } from '../time/zone.js';
import { activeAnswerFor, programmeAnswerFor, type AnswerSegment } from './answer.js';
import { compile } from './compile.js';
import { DOCUMENT, entryRow, instants, localDays, programmeRows, runRow } from './programme-fixtures.js';
import type { ProgrammeRows } from './programme-rows.js';
import type { Programme } from './programme.js';
import { purgeKeys } from './purge.js';
import type { Shown } from './resolve.js';
import { helpKey, helpRegion } from './surrogate-key.js';
import { viewerClass } from './viewer-class.js';

/** Programmes and viewers of every kind that the fold of viewers has to tell apart, around this instant: a week before many clocks change. */
const AROUND = Date.UTC(2026, 9, 20, 12);
const SURFACE = 'discover';

const REGIONS = ['GB', 'IE', 'SG', 'US', 'ZZ', 'FR'];
const SUBDIVISIONS = ['US-CA', 'US-NY', 'GB-SCT'];
const LOCALES = ['en', 'en-GB', 'es', 'es-MX', 'pt-PT', 'zh', 'zh-Hant', 'ja'];
const VERSIONS = ['12', '12.0', '12.4', '9.1'];
/** Two by two on the same clock, the last four only since their summer began. */
const ZONES = (
  'Europe/London Europe/Lisbon Asia/Kolkata Asia/Colombo UTC Africa/Abidjan ' +
  'Australia/Sydney Pacific/Guadalcanal Pacific/Auckland Pacific/Tongatapu'
).split(' ');
const CLUES = fc.record(
  {
    region: fc.constantFrom(...REGIONS, 'IT', 'xx'),
    subdivision: fc.constantFrom(...SUBDIVISIONS, 'US-TX'),
    locale: fc.constantFrom(...LOCALES, 'pt-BR', 'es-AR', 'zh-HK', 'zh-Hant-TW', 'en-AU', 'tlh', 'und'),
    timeZone: fc.oneof(fc.constantFrom(...ZONES), fc.constantFrom(...zoneNames(), '+05:30', '-03:00')),
    localDate: fc.constantFrom('2026-10-20', '2026-10-21', '2026-10-19'),
    platform: fc.constantFrom(...PLATFORMS),
    appVersion: fc.constantFrom(...VERSIONS, '12.3.9', '8', '13.0.1', 'beta'),
  },
  { requiredKeys: [] },
);
/** Half of them say where their clock hangs. */
const VIEWERS: fc.Arbitrary<ViewerClues> = fc.oneof(
  CLUES,
  fc.tuple(CLUES, fc.constantFrom(...ZONES)).map(([clues, timeZone]) => ({ ...clues, timeZone })),
);

/** Some of whom differ in their zone alone. */
const COMPANIES: fc.Arbitrary<ViewerClues[]> = fc
  .tuple(VIEWERS, VIEWERS, fc.array(fc.constantFrom(...ZONES), { minLength: 1, maxLength: 4, size: 'max' }))
  .map(([one, other, zones]) => [...zones.map((timeZone) => ({ ...one, timeZone })), one, other]);

const few = <T>(values: readonly T[], maxLength = 2) =>
  fc.oneof(fc.constant([] as T[]), fc.uniqueArray(fc.constantFrom(...values), { maxLength }));
/** Where each kind of campaign names somebody, nearly nobody is meant by any. */
const seldom = <T>(values: readonly T[], maxLength = 2) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant([] as T[]) }, { weight: 1, arbitrary: some(values, maxLength) });
const some = <T>(values: readonly T[], maxLength = 2) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength });
const hour = fc.integer({ min: -80, max: 80 }).map((hours) => AROUND + hours * HOUR_MS);
const span = fc
  .tuple(hour, fc.integer({ min: 1, max: 400 }), fc.boolean())
  .map(([start, hours, isOpen]) => ({ start, end: isOpen ? null : start + hours * HOUR_MS }));
const date = fc
  .integer({ min: -9, max: 12 })
  .map((days) => new Date(AROUND + days * DAY_MS).toISOString().slice(0, 10));

const localIntent = fc
  .tuple(date, date, fc.constantFrom('', 'T02:30'), fc.integer({ min: 0, max: 3 }))
  .map(([a, b, time, open]) => ({
    mode: 'VIEWER_LOCAL' as const,
    zone: null,
    start: `${a < b ? a : b}${time}`,
    end: open === 0 ? null : `${a < b ? b : a}${time === '' ? '' : 'T20:00'}`,
  }));
const intent = fc.oneof(
  localIntent,
  span.map(({ start, end }) => instants(start, end)),
  fc.tuple(date, date).map(([a, b]) => {
    const [start, end] = a < b ? [a, b] : [b, a];
    return { mode: 'ZONED' as const, zone: 'America/New_York', start, end };
  }),
);
const times = fc.oneof(
  { weight: 4, arbitrary: fc.constant(ALWAYS) },
  {
    weight: 1,
    arbitrary: fc.record({
      days: few([1, 2, 3, 8]),
      weekdays: few([1, 2, 3, 6, 7], 3),
      hours: fc.constantFrom(null, { from: '09:00', to: '17:00' }, { from: '22:00', to: '02:30' }),
    }),
  },
);
const texts = (name: string) =>
  fc
    .uniqueArray(fc.constantFrom(...LOCALES), { minLength: 1, maxLength: 3 })
    .map((locales) => Object.fromEntries(locales.map((locale) => [locale, `${name} in ${locale}`])));

const run = fc.record({
  intent,
  tier: fc.constantFrom(...TIERS),
  embargoed: fc.integer({ max: 3, min: 0 }).map((one) => one === 0),
  audience: fc.record({
    regions: seldom(REGIONS),
    locales: seldom(LOCALES),
    platforms: seldom(PLATFORMS),
    appVersionMin: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fc.constantFrom(...VERSIONS)),
  }),
  names: texts('campaign'),
  entries: fc.array(fc.tuple(times, texts('item'), few(['grief', 'hope']), few(['line-0', 'line-1'])), {
    minLength: 1,
    maxLength: 2,
  }),
  held: few(['Europe/London', 'Asia/Kolkata', 'UTC', 'Pacific/Auckland']),
  cutAt: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: hour }),
});

const runs = fc.array(run, { maxLength: 5, size: 'max' }).map((list) =>
  list.map(({ names, entries, held, cutAt, ...plan }, index) => ({
    ...runRow({
      ...plan,
      id: `run-${index}`,
      surface: SURFACE,
      entries: entries.map(([own, items, topics, helplines], position) => {
        const localizations = Object.fromEntries(
          Object.entries(items).map(([locale, title]) => [locale, { ...DOCUMENT.localizations.en!, title }]),
        );
        const defaultLocale = Object.keys(localizations)[0]!;
        return entryRow(position + 1, {
          times: own,
          document: { ...DOCUMENT, topics, helplines, defaultLocale, localizations },
        });
      }),
    }),
    texts: Object.fromEntries(Object.entries(names).map(([locale, title]) => [locale, { title, summary: null }])),
    defaultLocale: Object.keys(names)[0]!,
    cutAt,
    held: Object.fromEntries(held.map((zone) => [zone, { start: AROUND - 30 * HOUR_MS, end: AROUND + 50 * HOUR_MS }])),
  })),
);

const helpline: fc.Arbitrary<Omit<Helpline, 'slug'>> = fc
  .record({
    names: texts('line'),
    descriptions: texts('what it is'),
    regions: fc.uniqueArray(fc.constantFrom(...REGIONS), { minLength: 1, maxLength: 2 }),
    subdivisions: few(SUBDIVISIONS),
    languages: fc.uniqueArray(fc.constantFrom(...LOCALES), { minLength: 1, maxLength: 2 }),
    topics: few(['grief', 'hope']),
    country: fc.constantFrom(undefined, undefined, 'GB', 'IE'),
    waitNotes: texts('wait'),
    always: fc.boolean(),
  })
  .map(({ country, waitNotes, always, ...line }) => ({
    ...line,
    operator: null,
    channels: [
      {
        kind: 'PHONE',
        dialType: 'NATIONAL_SHORT',
        value: '116123',
        display: '116 123',
        keywords: {},
        waitNotes,
        ...(country && { country }),
        hours: always
          ? { always: true }
          : { always: false, zone: 'Europe/London', weekly: [{ weekday: 2, open: '09:00', close: '21:00' }] },
      },
    ],
    evidence: { sourceUrl: 'https://example.org/', verifiedOn: '2026-10-01', verifiedBy: 'test', method: 'SITE' },
    validFrom: null,
    validTo: null,
  }));

const override: fc.Arbitrary<Omit<HelpOverride, 'id'>> = fc
  .record({ regions: few(REGIONS), helpline: fc.constantFrom(null, 'line-0'), message: texts('told'), window: span })
  .map((one) => ({ ...one, channel: null, replacement: null }));
const off = fc.record({ regions: fc.oneof({ weight: 3, arbitrary: some(REGIONS) }, fc.constant([])), window: span });
const rarely = <T>(one: fc.Arbitrary<T>) =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(one, { minLength: 1, maxLength: 2 }) },
  );
const numbered = <T extends object, K extends string>(list: readonly T[], key: K, name: string) =>
  list.map((one, index) => ({ ...one, [key]: `${name}-${index}` }) as T & Record<K, string>);

const guide: fc.Arbitrary<Omit<GuideRow, 'slug'>> = fc
  .record({
    audience: fc.constantFrom(...GUIDE_AUDIENCES),
    titles: texts('guide'),
    reviewBy: fc.integer({ min: -32, max: -20 }),
    topics: few(['grief', 'hope']),
    helplines: few(['line-0', 'line-1']),
    away: fc.option(
      fc.record({
        cause: fc.constantFrom('RETIRED' as const, 'TAKEN_DOWN' as const),
        notices: fc.oneof(fc.constant({}), texts('notice')),
        successor: fc.constant(null),
        pointer: fc.constant(null),
      }),
      { freq: 4 },
    ),
  })
  .map(({ audience, titles, reviewBy, topics, helplines, away }) => {
    const localizations = Object.fromEntries(
      Object.entries(titles).map(([locale, title], index) => [
        locale,
        {
          title,
          disclaimer: 'For information only.',
          sections: [],
          reviewedOn: '2026-09-01',
          reviewBy: new Date(AROUND + (reviewBy + index) * DAY_MS).toISOString().slice(0, 10),
        },
      ]),
    );
    const defaultLocale = Object.keys(titles)[0]!;
    const document: GuideDocument = { audience, topics, partners: [], helplines, defaultLocale, localizations };
    const decisions = Object.keys(titles).map((locale) => ({
      locale,
      contentHash: guideHash(document, locale),
      decision: 'APPROVED' as const,
    }));
    return { audience, revisions: [{ number: 1, document, decisions }], away };
  });

/** Rows of small programmes in which any of it may differ from viewer to viewer. */
const PROGRAMMES: fc.Arbitrary<ProgrammeRows> = fc
  .record({
    runs,
    capacity: fc.constantFrom(1, 1, 3),
    pauses: rarely(off),
    helpOnly: rarely(off),
    helplines: fc.array(helpline, { maxLength: 3 }),
    emergency: rarely(
      fc.record({
        region: fc.constantFrom(...REGIONS),
        texts: texts('emergency'),
        verifiedOn: fc.constant('2026-10-01'),
      }),
    ),
    overrides: rarely(override),
    guides: rarely(guide),
  })
  .map(({ capacity, pauses, helpOnly, helplines, emergency, overrides, guides, ...rest }) => ({
    version: 1,
    surfaces: [{ slug: SURFACE, capacity }],
    ...rest,
    pauses: numbered(pauses, 'id', 'pause'),
    helpOnly: numbered(helpOnly, 'id', 'only'),
    help: {
      helplines: numbered(helplines, 'slug', 'line'),
      emergency,
      overrides: numbered(overrides, 'id', 'override'),
    },
    guides: numbered(guides, 'slug', 'guide'),
    partners: [],
  }));

/** Programmes, with a few viewers each. */
const RUNS = 300;
const HALF_HOUR_MS = 1_800_000;
const INSTANTS = fc.integer({ min: -48, max: 400 }).map((halves) => AROUND + halves * HALF_HOUR_MS);
const NAMES = { runs: new Map(), partners: new Map(), helplines: new Map() };

interface Bytes {
  readonly validUntil: Instant;
  readonly bytes: string;
}

/** A campaign as a client is told of it: the texts of this viewer, the window that is theirs. */
function told({ candidate, window, entries }: Shown, { locale }: Viewer): unknown {
  return [
    candidate.runId,
    candidate.texts[lookupLocale(locale, Object.keys(candidate.texts), candidate.defaultLocale)],
    window,
    entries.map(({ revisionId, locales, document }) => [
      revisionId,
      document.localizations[lookupLocale(locale, locales, locales[0]!)],
    ]),
  ];
}

function toldOf({ from, until, onAir, alsoOnAir }: AnswerSegment, viewer: Viewer): unknown {
  return [from, until, onAir && told(onAir, viewer), alsoOnAir.map((one) => told(one, viewer))];
}

/** Every byte of both answers of a surface. */
function surfaceBytes(programme: Programme, viewer: Viewer, at: Instant): Bytes {
  const { help, validUntil, onAir, alsoOnAir, next } = activeAnswerFor(programme, SURFACE, viewer, at);
  const now = toldOf({ from: at, until: validUntil, onAir, alsoOnAir }, viewer);
  const week = programmeAnswerFor(programme, SURFACE, viewer, at, 7 * DAY_MS);
  const segments = week.segments.map((segment) => toldOf(segment, viewer));
  return { validUntil, bytes: JSON.stringify([help, now, next && toldOf(next, viewer), week.help, segments]) };
}

/** Every byte of help, and of all guides with theirs. */
function guideBytes({ help, helpOnly, guides }: Programme, viewer: Viewer, at: Instant): Bytes {
  const { region, locale, subdivision = null } = viewer;
  const helpFor = (about: { topics?: readonly string[]; named?: readonly string[] }) =>
    resolveHelp(help, region, locale, at, { subdivision, ...about });
  const own = helpFor({});
  const views = isHelpOnly(helpOnly, region, at) ? [] : guides.map((guide) => guideView(guide, locale, at));
  const ends = [own.until, ...views.map(({ until }) => until)].filter((end) => end !== null);
  const helps = views.map(({ about: { topics, helplines } }) => helpFor({ topics, named: helplines }));
  return { validUntil: Math.min(at + DAY_MS, ...ends), bytes: JSON.stringify([own, views, helps]) };
}

describe.each([
  ['of a surface', SURFACE, surfaceBytes],
  ['of help and guides', null, guideBytes],
])('the viewer who stands for others: answers %s', (_, surface, bytesOf) => {
  it('are theirs, byte for byte, until they end, whoever asked before; and each stands for itself (property)', () => {
    fc.assert(
      fc.property(PROGRAMMES, COMPANIES, INSTANTS, fc.nat(), (rows, clues, at, later) => {
        const shared = compile(rows);
        for (const viewer of clues.map((one) => resolveViewer(one, at))) {
          const one = viewerClass(shared, surface, viewer, at);
          expect(viewerClass(shared, surface, one, at)).toEqual(one);
          // Compiled anew it remembers nobody who asked before.
          const { validUntil, bytes } = bytesOf(compile(rows), viewer, at);
          expect(bytesOf(shared, one, at)).toEqual({ validUntil, bytes });
          for (const then of [at + (later % (validUntil - at)), validUntil - 1])
            expect(bytesOf(shared, one, then)).toEqual(bytesOf(compile(rows), viewer, then));
        }
      }),
      { numRuns: RUNS },
    );
  });
});

describe('what is decided for a region', () => {
  it('is told to the answers of everybody there, whoever they share them with (property)', () => {
    fc.assert(
      fc.property(PROGRAMMES, VIEWERS, INSTANTS, (rows, clues, at) => {
        const programme = compile(rows);
        const viewer = resolveViewer(clues, at);
        for (const surface of [SURFACE, null]) {
          const key = helpKey(helpRegion(programme, viewerClass(programme, surface, viewer, at)));
          // Who tells no region may be in any.
          const region = viewer.region ?? 'GB';
          expect(purgeKeys([{ kind: 'REGIONS', regions: [region] }], NAMES)).toContain(key);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

describe('two zones on the same clock', () => {
  /** Auckland is as far from UTC as Tongatapu since 27 September, and was from the begin of the year to 5 April. */
  const at = Date.UTC(2026, 9, 28, 12);
  const [zone, other] = ['Pacific/Auckland', 'Pacific/Tongatapu'];
  const timed = (times: Partial<EntryTimes>) => [entryRow(1, { times: { ...ALWAYS, ...times } })];
  const since = (day: string) => instants(Date.parse(day), null);
  const secret = runRow({ id: 'a', intent: since('2026-06-27T11:00:00Z'), tier: 'EVERGREEN', embargoed: true });
  const days = Array.from({ length: 300 }, (_, index) => index + 1).filter((day) => day !== 100);

  it.each([
    ['are one', [runRow({ id: 'a', intent: localDays('2026-10-20', '2026-11-05') })], 1],
    [
      'are two while a window of one of them is held',
      [
        {
          ...runRow({ id: 'a', intent: localDays('2026-10-20', '2026-11-05') }),
          held: { [zone!]: { start: 0, end: at } },
        },
      ],
      2,
    ],
    [
      'are two where days are counted from a window that began when they were not',
      [runRow({ id: 'a', intent: since('2026-09-20T11:30:00Z'), entries: timed({ days: [50] }) })],
      2,
    ],
    [
      'are one where it began since',
      [runRow({ id: 'a', intent: since('2026-10-20T11:30:00Z'), entries: timed({ days: [50] }) })],
      1,
    ],
    [
      'are two where one has seen a secret, in the last hour of a day off, and the other not',
      [secret, runRow({ id: 'b', intent: since('2026-03-20T00:00:00Z'), entries: timed({ days }) })],
      2,
    ],
  ])('%s', (_, runs, expected) => {
    const programme = compile(programmeRows(runs.map((run) => ({ ...run, surface: SURFACE }))));
    const zoneOf = (timeZone: string) => viewerClass(programme, SURFACE, resolveViewer({ timeZone }, at), at).zone;
    expect(new Set([zone!, other!].map(zoneOf)).size).toBe(expected);
  });
});
