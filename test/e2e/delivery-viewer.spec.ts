import { SECOND_MS, type GuideDocument } from '#domain';
import { createLogger } from '#operations';
import { article, helpline, instantWindow, TEST_SURFACE, viewerDays } from '../support/airing.js';
import { active, openStage, T, type Stage } from '../support/delivery-stage.js';
import { StandingClock, startTestApi } from '../support/test-api.js';

const GUIDE: GuideDocument = {
  audience: 'SHARING_YOUR_STORY',
  topics: ['help_seeking'],
  defaultLocale: 'en',
  partners: ['samaritans'],
  localizations: {
    en: {
      title: 'Sharing your story',
      disclaimer: 'For information only.',
      sections: [{ slot: 'READINESS', heading: 'Before you share', body: 'Take your time.' }],
      reviewedOn: '2025-09-01',
      reviewBy: '2026-09-01',
    },
    es: {
      title: 'Compartir tu historia',
      disclaimer: 'Solo para información.',
      sections: [{ slot: null, heading: 'Antes de compartir', body: 'Tómate tu tiempo.' }],
      reviewedOn: '2026-05-01',
      reviewBy: '2027-05-01',
    },
    fr: {
      title: 'Partager ton histoire',
      disclaimer: 'Pour information.',
      sections: [{ slot: null, heading: 'Avant', body: 'Prends ton temps.' }],
      reviewedOn: '2026-05-01',
      reviewBy: '2027-05-01',
    },
  },
};
const OFFICE_HOURS = {
  always: false as const,
  zone: 'Europe/London',
  weekly: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: '09:00', close: '17:00' })),
};

describe('for whom, in which words, on whose clock', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    const { airings, api } = stage;
    await airings.air({
      slug: 'week',
      window: viewerDays('2026-09-10', '2026-09-16'),
      titles: { en: 'A week', es: 'Una semana', fr: 'Une semaine' },
      documents: [
        article({ en: 'Talk', es: 'Habla', fr: 'Parle' }),
        article({ en: 'Only English' }),
        article({ fr: 'Écoute', es: 'Escucha' }),
        article({ en: 'Words', ar: 'كلمات', 'zh-Hans': '词', 'zh-Hant': '詞' }),
      ],
      approved: ['en', 'es', 'ar', 'zh-Hans', 'zh-Hant'],
    });
    const always = instantWindow(0, null);
    for (const [slug, audience] of Object.entries({
      region: { regions: ['GB', 'IE'] },
      language: { locales: ['en'] },
      platform: { platforms: ['IOS' as const] },
      version: { appVersionMin: '12.4' },
    })) {
      await airings.air({ slug, surface: slug === 'region' ? 'discover' : 'search', window: always, audience });
    }
    await airings.keepGuide('sharing-your-story', GUIDE, ['en', 'es']);
    await airings.keepHelp(
      [
        helpline('gb-line', ['GB']),
        helpline('sg-line', ['SG'], {
          channels: [
            {
              kind: 'PHONE',
              dialType: 'NATIONAL_SHORT',
              value: '1767',
              display: '1-767',
              keywords: {},
              hours: { always: true },
            },
          ],
        }),
        helpline('us-text', ['US'], {
          languages: ['en', 'es'],
          channels: [
            {
              kind: 'SMS',
              dialType: 'SMS_SHORT',
              value: '741741',
              display: '741741',
              keywords: { en: 'HOME', es: 'AYUDA' },
              hours: { always: true },
            },
          ],
        }),
        helpline('ie-office', ['IE'], {
          channels: [
            {
              kind: 'PHONE',
              dialType: 'NATIONAL_SHORT',
              value: '116123',
              display: '116 123',
              keywords: {},
              hours: OFFICE_HOURS,
            },
          ],
        }),
      ],
      { GB: 'Call 999.' },
    );
    await api.refresh();
  });
  afterAll(async () => {
    await stage.close();
  });
  beforeEach(() => stage.clock.set(T));

  it.each([
    ['Pacific/Kiritimati', '2026-09-09T10:00:00.000Z', '2026-09-16T10:00:00.000Z'],
    ['Pacific/Auckland', '2026-09-09T12:00:00.000Z', '2026-09-16T12:00:00.000Z'],
    ['Asia/Singapore', '2026-09-09T16:00:00.000Z', '2026-09-16T16:00:00.000Z'],
    ['Asia/Kathmandu', '2026-09-09T18:15:00.000Z', '2026-09-16T18:15:00.000Z'],
    ['Europe/London', '2026-09-09T23:00:00.000Z', '2026-09-16T23:00:00.000Z'],
    ['America/New_York', '2026-09-10T04:00:00.000Z', '2026-09-17T04:00:00.000Z'],
    ['Pacific/Honolulu', '2026-09-10T10:00:00.000Z', '2026-09-17T10:00:00.000Z'],
    ['Pacific/Pago_Pago', '2026-09-10T11:00:00.000Z', '2026-09-17T11:00:00.000Z'],
    ['+05:30', '2026-09-09T18:30:00.000Z', '2026-09-16T18:30:00.000Z'],
  ])('a viewer-local week falls in %s from %s until %s, to the millisecond', async (timeZone, start, end) => {
    const seen: (string | null)[] = [];
    for (const at of [Date.parse(start) - 1, Date.parse(start), Date.parse(end) - 1, Date.parse(end)]) {
      stage.clock.set(at);
      const { campaign } = await active(stage, { timeZone });
      seen.push(campaign && `${campaign.startsAt} ${campaign.endsAt}`);
    }
    expect(seen).toEqual([null, `${start} ${end}`, `${start} ${end}`, null]);
  });

  it.each([
    ['2026-09-09', null],
    ['2026-09-10', 'week'],
    ['2026-09-11', 'week'],
  ])('while three dates are alive on Earth, one who says it is %s sees %s', async (localDate, expected) => {
    stage.clock.set(Date.UTC(2026, 8, 10, 10, 30));
    expect((await active(stage, { localDate })).campaign?.slug ?? null).toBe(expected);
  });

  it.each([
    ['es-MX', 'Una semana', 'Habla es LTR, Only English en LTR, Escucha es LTR, Words en LTR'],
    ['en-GB', 'A week', 'Talk en LTR, Only English en LTR, Escucha es LTR, Words en LTR'],
    ['fr', 'Une semaine', 'Talk en LTR, Only English en LTR, Escucha es LTR, Words en LTR'],
    ['ar-EG', 'A week', 'Talk en LTR, Only English en LTR, Escucha es LTR, كلمات ar RTL'],
    ['zh-Hant-HK', 'A week', 'Talk en LTR, Only English en LTR, Escucha es LTR, 詞 zh-Hant LTR'],
    ['zh-HK', 'A week', 'Talk en LTR, Only English en LTR, Escucha es LTR, 詞 zh-Hant LTR'],
    ['zh', 'A week', 'Talk en LTR, Only English en LTR, Escucha es LTR, 词 zh-Hans LTR'],
    [null, 'A week', 'Talk en LTR, Only English en LTR, Escucha es LTR, Words en LTR'],
    ['not a locale', 'A week', 'Talk en LTR, Only English en LTR, Escucha es LTR, Words en LTR'],
  ])(
    'a viewer with %s is answered in words that were approved, and told in which and which way they run',
    async (locale, title, items) => {
      stage.clock.set(Date.UTC(2026, 8, 12));
      const { campaign } = await active(stage, { timeZone: 'UTC', locale });
      expect(campaign?.title).toBe(title);
      const shown = campaign?.playlist.map(({ item }) => `${item.title} ${item.locale} ${item.direction}`);
      expect(shown?.join(', ')).toBe(items);
    },
  );

  it.each([
    ['discover', { region: 'GB' }, 'region'],
    ['discover', { region: 'ie' }, 'region'],
    ['discover', { region: 'FR' }, null],
    ['discover', {}, null],
    ['search', {}, null],
    ['search', { locale: 'en-AU' }, 'language'],
    ['search', { platform: 'IOS' }, 'platform'],
    ['search', { platform: 'ANDROID', locale: 'de' }, null],
    ['search', { appVersion: '12.10' }, 'version'],
    ['search', { appVersion: '12.3.9' }, null],
    ['search', { appVersion: 'the newest' }, null],
    ['nowhere', {}, null],
  ])('on %s a viewer of whom is known %j is shown %s', async (surface, viewer, expected) => {
    expect((await active(stage, viewer, surface)).campaign?.slug ?? null).toBe(expected);
  });

  it.each([
    [{ region: 'Atlantis' }],
    [{ region: '' }],
    [{ locale: '!!' }],
    [{ timeZone: 'Mars/Olympus' }],
    [{ timeZone: '../../etc/passwd' }],
    [{ timeZone: '+25:00' }],
    [{ timeZone: 'x'.repeat(5_000), locale: '🫂'.repeat(500), region: '\u0000' }],
    [{ localDate: '1999-01-01' }],
    [{ appVersion: '-1.banana' }],
    [{ region: null, locale: null, timeZone: null, localDate: null, platform: null, appVersion: null }],
  ])('is never an error: %j', async (viewer) => {
    expect((await active(stage, viewer)).help).toMatchObject({ resolution: 'DIRECTORY', services: [] });
  });

  it.each([
    ['GB', 'en', 'EXACT', ['tel:116123'], 'Call 999.'],
    ['GB', 'cy', 'REGION', ['tel:116123'], 'Call 999.'],
    ['SG', 'en', 'EXACT', ['tel:1767'], expect.stringContaining('local emergency services')],
    ['US', 'es-US', 'EXACT', ['sms:741741?body=AYUDA'], expect.stringContaining('servicios de emergencia')],
    ['US', 'en', 'EXACT', ['sms:741741?body=HOME'], expect.any(String)],
    ['FR', 'en', 'DIRECTORY', [], expect.any(String)],
    [null, 'en', 'DIRECTORY', [], expect.any(String)],
  ])('help in %s for %s is %s: %j', async (region, locale, resolution, links, emergency) => {
    const { help } = await active(stage, { region, locale });
    expect(help).toMatchObject({ resolution, emergency });
    expect(help.services.flatMap((service) => service.channels.map((channel) => channel.link))).toEqual(links);
  });

  it('a line that is open is told to be so until it closes, and no cache keeps that longer', async () => {
    const closing = Date.UTC(2026, 8, 9, 16);
    stage.clock.set(closing - 10 * SECOND_MS);
    const before = await active(stage, { region: 'IE' }, 'nowhere');
    expect([before.help.services[0]?.channels[0]?.openNow, before.validUntil, before.cacheControl]).toEqual([
      true,
      new Date(closing).toISOString(),
      'public, max-age=9, s-maxage=9',
    ]);
    stage.clock.set(closing);
    expect((await active(stage, { region: 'IE' }, 'nowhere')).help.services[0]?.channels[0]?.openNow).toBe(false);
  });

  it('guides are answered in an approved language, the viewer’s where there is one, and when that was reviewed', async () => {
    const query = `query ($viewer: ViewerInput, $slug: String!) { guide(slug: $slug, viewer: $viewer) {
      slug title audience locale disclaimer reviewedOn reviewBy status notice { text } sections { slot heading body }
      partners { slug name website } help { resolution } } }`;
    const ask = async (viewer: object) =>
      (await stage.api.deliver(query, { slug: 'sharing-your-story', viewer })).body.data;
    expect(await ask({ region: 'GB' })).toEqual({
      guide: {
        slug: 'sharing-your-story',
        title: 'Sharing your story',
        audience: 'SHARING_YOUR_STORY',
        locale: 'en',
        disclaimer: 'For information only.',
        reviewedOn: '2025-09-01',
        reviewBy: '2026-09-01',
        status: 'SHOWN',
        notice: null,
        sections: [{ slot: 'READINESS', heading: 'Before you share', body: 'Take your time.' }],
        partners: [{ slug: 'samaritans', name: 'Samaritans', website: 'https://samaritans.example.org/' }],
        help: { resolution: 'EXACT' },
      },
    });
    expect(await ask({ locale: 'es-MX' })).toMatchObject({ guide: { locale: 'es', title: 'Compartir tu historia' } });
    expect(await ask({ locale: 'fr' })).toMatchObject({ guide: { locale: 'en', title: 'Sharing your story' } });
  });

  it('a guide that is not there is no error, and help goes beside the empty answer', async () => {
    for (const [query, data] of [
      ['query ($viewer: ViewerInput) { guide(slug: "none", viewer: $viewer) { slug } }', { guide: null }],
      ['query ($viewer: ViewerInput) { guides(audience: EDUCATOR, viewer: $viewer) { slug } }', { guides: [] }],
    ] as const) {
      const { body } = await stage.api.deliver(query, { viewer: { region: 'GB' } });
      expect(body).toMatchObject({
        data,
        extensions: { help: { resolution: 'EXACT', services: [{ slug: 'gb-line' }] } },
      });
    }
    const all = await stage.api.deliver('{ guides { slug } }');
    expect(all.body).toEqual({ data: { guides: [{ slug: 'sharing-your-story' }] } });
  });

  const GB_HELP = { help: { resolution: 'EXACT', services: [{ slug: 'gb-line' }] } };
  const STATIC_HELP = { help: { directory: 'https://findahelpline.com/', services: [] } };
  it.each([
    ['an unknown field', '{ nothing }', { viewer: { region: 'GB' } }, GB_HELP],
    ['an operation that cannot be read', '{ help {', { region: 'GB' }, GB_HELP],
    [
      'a region that is a number',
      'query ($viewer: ViewerInput) { help(viewer: $viewer) { emergency } }',
      { viewer: { region: 7 } },
      STATIC_HELP,
    ],
    [
      'a date that is none',
      'query ($viewer: ViewerInput) { help(viewer: $viewer) { emergency } }',
      { viewer: { region: 'GB', localDate: 'today' } },
      GB_HELP,
    ],
    [
      'a platform that is none',
      'query ($viewer: ViewerInput) { help(viewer: $viewer) { emergency } }',
      { viewer: { region: 'GB', platform: 'TV' } },
      GB_HELP,
    ],
    ['a viewer that is a text', '{ nothing }', { viewer: 'somebody', region: null }, STATIC_HELP],
  ])('%s is an error that no cache keeps, with help', async (_, query, variables, extensions) => {
    const { status, headers, body } = await stage.api.deliver(query, variables);
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ message: expect.any(String) }], extensions });
    expect([headers.get('cache-control'), headers.get('vary')]).toEqual(['no-store', 'accept-encoding, accept']);
  });

  it.each([
    [
      'below the endpoint',
      '/graphql/anything',
      { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
      404,
    ],
    [
      'variables in a link that are no JSON',
      '/graphql?query=%7Bhelp%7D&variables=%7B',
      { headers: { 'apollo-require-preflight': 'true' } },
      400,
    ],
    [
      'a mutation in a link',
      '/graphql?query=mutation%7Ba%7D',
      { headers: { 'apollo-require-preflight': 'true' } },
      405,
    ],
    ['neither query nor body', '/graphql', { headers: { 'apollo-require-preflight': 'true' } }, 400],
  ])('%s is an error with help', async (_, path, init, status) => {
    const response = await fetch(`${stage.api.url}${path}`, init);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ message: expect.any(String) }], extensions: STATIC_HELP });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('what a viewer says is in no line of the log, nor is what goes wrong with it', async () => {
    const lines: string[] = [];
    const logger = createLogger({
      name: 'test',
      level: 'trace',
      destination: { write: (line) => void lines.push(line) },
    });
    const api = await startTestApi(stage.database, new StandingClock(T), logger);
    const secret = 'Marker';
    const viewer = { region: secret, locale: secret, timeZone: secret, appVersion: secret };
    await api.deliver(
      'query ($viewer: ViewerInput) { activeCampaign(surface: "discover", viewer: $viewer) { version } }',
      { viewer },
    );
    await api.deliver(`{ guide(slug: "${secret}", viewer: {localDate: "${secret}"}) { ${secret} } }`, { viewer });
    await api.deliver(`{ ${secret} `, { viewer });
    await fetch(`${api.url}/graphql?query=${secret}&variables=${secret}`, {
      headers: { 'user-agent': secret, cookie: secret },
    });
    await fetch(`${api.url}/${secret}`);
    await api.close();
    expect(lines.filter((line) => line.includes('"request"'))).toHaveLength(5);
    expect(lines.filter((line) => line.includes(secret) || line.includes('127.0.0.1'))).toEqual([]);
  });

  it('sets no cookie and may be read by any web client', async () => {
    const response = await fetch(`${stage.api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://app.example.org' },
      body: JSON.stringify({ query: `{ activeCampaign(surface: "${TEST_SURFACE}") { version } }` }),
    });
    expect([response.headers.get('set-cookie'), response.headers.get('access-control-allow-origin')]).toEqual([
      null,
      '*',
    ]);
  });
});
