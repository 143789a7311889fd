import {
  ALWAYS,
  compile,
  contentHash,
  DAY_MS,
  EVERYBODY,
  guideHash,
  HOUR_MS,
  SECOND_MS,
  type ContentDocument,
  type GuideDocument,
  type Helpline,
  type Programme,
  type RunRow,
} from '#domain';
import { Answers } from './answers.js';

const T = Date.UTC(2026, 8, 9, 12);
const DOCUMENT: ContentDocument = {
  kind: 'ARTICLE',
  topics: [],
  ageMin: null,
  rights: { from: null, to: null, regions: [] },
  defaultLocale: 'en',
  localizations: { en: { title: 'Talk', summary: null, body: null, contentNote: null, media: [] } },
};

function run(id: string, start: number, end: number | null): RunRow {
  const iso = (at: number) => new Date(at).toISOString();
  return {
    runId: id,
    state: 'SCHEDULED',
    scheduleVersion: 1,
    campaignId: `campaign-${id}`,
    slug: id,
    surface: 'discover',
    tier: 'PROGRAMME',
    audience: EVERYBODY,
    embargoed: false,
    defaultLocale: 'en',
    texts: { en: { title: id, summary: null } },
    intent: { mode: 'INSTANT', zone: null, start: iso(start), end: end === null ? null : iso(end) },
    cutAt: null,
    held: {},
    entries: [
      {
        position: 1,
        itemId: 'item',
        revisionId: 'revision',
        times: ALWAYS,
        state: 'APPROVED',
        document: DOCUMENT,
        decisions: [{ locale: 'en', contentHash: contentHash(DOCUMENT, 'en'), decision: 'APPROVED' }],
        partner: { slug: 'iasp', name: 'IASP', website: null },
      },
    ],
  };
}

/** Open on weekdays from 9 to 17 in London. */
const OFFICE_LINE: Helpline = {
  slug: 'office',
  operator: null,
  names: { en: 'Office line' },
  descriptions: {},
  regions: ['GB'],
  languages: ['en'],
  topics: [],
  channels: [
    {
      kind: 'PHONE',
      dialType: 'NATIONAL_SHORT',
      value: '116123',
      display: '116 123',
      keywords: {},
      hours: {
        always: false,
        zone: 'Europe/London',
        weekly: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: '09:00', close: '17:00' })),
      },
    },
  ],
  evidence: { sourceUrl: 'https://example.org/', verifiedOn: '2026-11-23', verifiedBy: 'test', method: 'SITE' },
  validFrom: null,
  validTo: null,
};
const GUIDE: GuideDocument = {
  audience: 'SHARING_YOUR_STORY',
  topics: [],
  defaultLocale: 'en',
  partners: ['iasp', 'gone'],
  localizations: {
    en: {
      title: 'Sharing',
      disclaimer: 'For information only.',
      sections: [],
      reviewedOn: '2025-08-31',
      reviewBy: '2026-08-31',
    },
  },
};
const APPROVED = { locale: 'en', contentHash: guideHash(GUIDE, 'en'), decision: 'APPROVED' } as const;
const GUIDE_ROW = {
  slug: 'sharing',
  audience: GUIDE.audience,
  revisions: [{ number: 1, document: GUIDE, decisions: [APPROVED] }],
  away: null,
};

function programme(runs: readonly RunRow[], version = 7): Programme {
  return compile({
    version,
    surfaces: [],
    runs,
    pauses: [],
    help: { helplines: [OFFICE_LINE], emergency: [] },
    guides: [GUIDE_ROW],
    partners: [{ slug: 'iasp', name: 'IASP', website: null }],
  });
}

const at = (held: Programme | null, instant: number) => new Answers({ current: () => held }, { now: () => instant });
const UTC = { timeZone: 'UTC' };

describe('before the rows were read once', () => {
  const answers = at(null, T);

  it('nothing is on air, help is the compiled-in copy, and it is worth asking again in five seconds', () => {
    expect(answers.active('discover', { region: 'GB', locale: 'es' })).toMatchObject({
      onAir: null,
      next: null,
      servedAt: T,
      validUntil: T + 5 * SECOND_MS,
      help: { resolution: 'STATIC', emergency: expect.stringContaining('Si tú') },
    });
    expect(answers.programme('discover', {}, 24)).toMatchObject({
      validUntil: T + 5 * SECOND_MS,
      segments: [{ from: T, until: T + DAY_MS, onAir: null }],
      help: { resolution: 'STATIC' },
    });
    expect(answers.help({})).toMatchObject({ validUntil: T + 5 * SECOND_MS, help: { resolution: 'STATIC' } });
  });

  it('there are no guides', () => {
    expect([answers.guides(null, {}), answers.guide('sharing', {})]).toEqual([[], null]);
  });
});

describe('the version of an answer', () => {
  const runs = [run('now', T - HOUR_MS, T + HOUR_MS), run('later', T + 2 * HOUR_MS, null)];
  const versionAt = (instant: number, clues: object = UTC, held = programme(runs)) =>
    at(held, instant).active('discover', clues).version;

  it('stays while nothing changes', () => {
    expect(versionAt(T + HOUR_MS - 1)).toBe(versionAt(T));
    expect(at(programme(runs), T + 1).programme('discover', UTC, 24).version).toBe(
      at(programme(runs), T).programme('discover', UTC, 24).version,
    );
  });

  it.each([
    ['at a boundary', T + HOUR_MS, UTC, programme(runs)],
    ['with the rows', T, UTC, programme(runs, 8)],
    ['with the viewer’s language', T, { ...UTC, locale: 'es' }, programme(runs)],
    ['with the viewer’s region', T, { ...UTC, region: 'GB' }, programme(runs)],
  ])('changes %s', (_, instant, clues, held) => {
    expect(versionAt(instant, clues, held)).not.toBe(versionAt(T));
  });

  it('changes when a line closes, which is also where the answer ends', () => {
    const viewer = { ...UTC, region: 'GB' };
    const closing = Date.UTC(2026, 8, 9, 16);
    const held = programme([run('long', 0, null)]);
    expect(at(held, T).active('discover', viewer).validUntil).toBe(closing);
    expect(versionAt(closing, viewer, held)).not.toBe(versionAt(closing - 1, viewer, held));
    expect(at(held, T).programme('discover', viewer, 168).validUntil).toBe(closing);
  });
});

describe('guides', () => {
  const answers = at(programme([]), T);

  it('are shown a while past their review date, with the partners that there are and help for the viewer', () => {
    expect(answers.guide('sharing', { region: 'GB' })).toMatchObject({
      guide: { slug: 'sharing', status: 'SHOWN', title: 'Sharing', reviewedOn: '2025-08-31', notice: null },
      partners: [{ slug: 'iasp' }],
      help: { resolution: 'EXACT', services: [{ slug: 'office' }] },
    });
  });

  it('stand beside help on the same before other help', () => {
    const lines = ['another', 'same'].map((slug) => ({
      ...OFFICE_LINE,
      slug,
      topics: [slug === 'same' ? 'grief' : 'rest'],
    }));
    const grief = { ...GUIDE, topics: ['grief'] };
    const approved = { ...APPROVED, contentHash: guideHash(grief, 'en') };
    const row = { ...GUIDE_ROW, revisions: [{ number: 1, document: grief, decisions: [approved] }] };
    const rows = { version: 1, surfaces: [], runs: [], pauses: [], guides: [row], partners: [] };
    const held = compile({ ...rows, help: { helplines: lines, emergency: [] } });
    const slugs = at(held, T)
      .guide('sharing', { region: 'GB' })!
      .help.services.map(({ slug }) => slug);
    expect(slugs).toEqual(['same', 'another']);
    expect(
      at(held, T)
        .help({ region: 'GB' })
        .help.services.map(({ slug }) => slug),
    ).toEqual(['another', 'same']);
  });

  it('leave the list at the instant that the answer named, and their slug answers with a notice and help', () => {
    const lapse = Date.UTC(2026, 9, 1);
    expect(answers.guides(null, {}).map(({ guide }) => guide.until)).toEqual([lapse]);
    expect(at(programme([]), lapse - 1).guides(null, {})).toHaveLength(1);
    const after = at(programme([]), lapse);
    expect(after.guides(null, {})).toEqual([]);
    expect(after.guide('sharing', { region: 'GB' })).toMatchObject({
      guide: { status: 'UNDER_REVIEW', notice: { text: expect.stringContaining('being reviewed') } },
      help: { resolution: 'EXACT' },
    });
  });

  it.each([
    [null, 1],
    ['SHARING_YOUR_STORY', 1],
    ['EDUCATOR', 0],
  ] as const)('for the audience %s are %s', (audience, count) => {
    expect(answers.guides(audience, {})).toHaveLength(count);
  });
});
