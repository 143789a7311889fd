import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#domain';
import { article, instantWindow, TEST_SURFACE } from '../support/airing.js';
import { active, iso, openStage, programme, PROGRAMME, T, type Stage } from '../support/delivery-stage.js';

describe('a client app asks what is on', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage();
  });
  afterEach(async () => {
    await stage.close();
  });

  it('switches at the very instant, with nothing that ticks', async () => {
    const { airings, api, clock } = stage;
    await airings.air({ slug: 'evergreen', tier: 'EVERGREEN', window: instantWindow(T - DAY_MS, null) });
    await airings.air({ slug: 'hour', window: instantWindow(T + HOUR_MS, T + 2 * HOUR_MS) });
    await api.refresh();
    const seen: [string | undefined, string][] = [];
    for (const at of [T, T + HOUR_MS - 1, T + HOUR_MS, T + 2 * HOUR_MS - 1, T + 2 * HOUR_MS]) {
      clock.set(at);
      const { campaign, validUntil, servedAt } = await active(stage);
      expect(servedAt).toBe(iso(at));
      seen.push([campaign?.slug, validUntil]);
    }
    expect(seen).toEqual([
      ['evergreen', iso(T + HOUR_MS)],
      ['evergreen', iso(T + HOUR_MS)],
      ['hour', iso(T + 2 * HOUR_MS)],
      ['hour', iso(T + 2 * HOUR_MS)],
      ['evergreen', iso(T + 2 * HOUR_MS + DAY_MS)],
    ]);
  });

  it('says what follows, and what follows is what is then on', async () => {
    const { airings, api, clock } = stage;
    const made = await airings.air({ slug: 'first', window: instantWindow(T - HOUR_MS, T + HOUR_MS) });
    await airings.air({ slug: 'second', window: instantWindow(T + HOUR_MS, null) });
    await api.refresh();
    const now = await active(stage);
    expect(now.campaign).toMatchObject({ id: made.campaignId, startsAt: iso(T - HOUR_MS), endsAt: iso(T + HOUR_MS) });
    expect(now.next).toMatchObject({
      from: iso(T + HOUR_MS),
      until: iso(T + HOUR_MS + DAY_MS),
      campaign: { slug: 'second', startsAt: iso(T + HOUR_MS), endsAt: null },
    });
    clock.set(T + HOUR_MS);
    const then = await active(stage);
    expect(then.campaign).toEqual(now.next?.campaign);
    expect(then.version).not.toBe(now.version);
  });

  it.each([
    [
      'more than a minute before the boundary',
      -90 * SECOND_MS,
      'public, max-age=60, s-maxage=60, stale-while-revalidate=28, stale-if-error=28',
    ],
    ['twenty and a half seconds before it', -20_500, 'public, max-age=19, s-maxage=19'],
    ['two seconds before it', -2_000, 'public, max-age=1, s-maxage=1'],
    ['less than two seconds before it', -1_999, 'no-store'],
    ['at it', 0, 'public, max-age=60, s-maxage=60, stale-while-revalidate=30, stale-if-error=3538'],
  ])('may be cached %s not past it', async (_, offset, expected) => {
    const { airings, api, clock } = stage;
    await airings.air({ slug: 'hour', window: instantWindow(T, T + HOUR_MS) });
    await api.refresh();
    clock.set(T + offset);
    expect((await active(stage)).cacheControl).toBe(expected);
  });

  it('may be cached no longer than the shortest of several answers', async () => {
    const { airings, api, clock } = stage;
    await airings.air({ slug: 'soon', window: instantWindow(T + 30 * SECOND_MS, null) });
    await airings.air({
      slug: 'secret',
      surface: 'search',
      embargoed: true,
      window: instantWindow(T + 10 * SECOND_MS, null),
    });
    await api.refresh();
    clock.set(T);
    const age = async (query: string) => (await api.deliver(query)).headers.get('cache-control');
    expect(
      await age(
        '{ a: activeCampaign(surface: "test") { version } b: activeCampaign(surface: "discover") { version } }',
      ),
    ).toBe('public, max-age=29, s-maxage=29');
    expect(await age('{ programme(surface: "search") { version } }')).toBe('public, max-age=9, s-maxage=9');
    expect(await age('{ help { emergency } }')).toMatch(/^public, max-age=60, s-maxage=60, /);
    expect(await age('{ __typename }')).toBe('no-store');
  });

  it('tells the hours to come in order, without gap or overlap', async () => {
    const { airings, api } = stage;
    await airings.air({ slug: 'evergreen', tier: 'EVERGREEN', window: instantWindow(T - DAY_MS, null) });
    await airings.air({ slug: 'hour', window: instantWindow(T + HOUR_MS, T + 2 * HOUR_MS) });
    await api.refresh();
    const { segments } = await programme(stage, 3);
    expect(segments.map(({ from, until, campaign }) => [from, until, campaign?.slug])).toEqual([
      [iso(T), iso(T + HOUR_MS), 'evergreen'],
      [iso(T + HOUR_MS), iso(T + 2 * HOUR_MS), 'hour'],
      [iso(T + 2 * HOUR_MS), iso(T + 3 * HOUR_MS), 'evergreen'],
    ]);
    expect((await programme(stage)).segments.at(-1)!.until).toBe(iso(T + DAY_MS));
    expect((await programme(stage, 168)).segments.at(-1)!.until).toBe(iso(T + 7 * DAY_MS));
  });

  it.each([0, 169, -1])('refuses %s hours with the range, and with help', async (hours) => {
    const { body } = await stage.api.deliver(PROGRAMME, { surface: TEST_SURFACE, hours, viewer: { region: 'FR' } });
    expect(body).toMatchObject({
      errors: [{ message: expect.stringContaining('1 to 168'), extensions: { code: 'BAD_USER_INPUT' } }],
      extensions: { help: { resolution: 'DIRECTORY' } },
    });
  });

  it('names an embargoed campaign only once it is on air, though one above it hid its beginning', async () => {
    const { airings, api, clock } = stage;
    await airings.air({ slug: 'crisis', tier: 'CRISIS', window: instantWindow(T, T + HOUR_MS) });
    await airings.air({ slug: 'secret', embargoed: true, window: instantWindow(T + 30 * MINUTE_MS, T + 2 * HOUR_MS) });
    await api.refresh();
    for (const at of [T, T + 45 * MINUTE_MS]) {
      clock.set(at);
      const { next, validUntil } = await active(stage);
      expect([next, validUntil]).toEqual([null, iso(T + HOUR_MS)]);
      expect(JSON.stringify(await programme(stage, 24))).not.toContain('secret');
    }
    clock.set(T + HOUR_MS);
    expect((await active(stage)).campaign?.slug).toBe('secret');
  });

  it('a takedown, a cancellation and a new window are in the next answer', async () => {
    const { airings, api } = stage;
    const made = await airings.air({
      slug: 'week',
      window: instantWindow(T, null),
      documents: [article({ en: 'First' }), article({ en: 'Second' })],
    });
    const versions = new Set<string>();
    const look = async () => {
      await api.refresh();
      const { campaign, version } = await active(stage);
      versions.add(version);
      return campaign?.playlist.map(({ position, item }) => [position, item.title]);
    };
    expect(await look()).toEqual([
      [1, 'First'],
      [2, 'Second'],
    ]);
    await airings.withdrawItem(made.itemIds[0]!);
    expect(await look()).toEqual([[1, 'Second']]);
    await airings.reschedule(made.runId, instantWindow(T + 1, null));
    expect(await look()).toBeUndefined();
    await airings.reschedule(made.runId, instantWindow(T - 1, null));
    expect(await look()).toEqual([[1, 'Second']]);
    await airings.cancel(made.runId);
    expect(await look()).toBeUndefined();
    expect(versions.size).toBe(5);
  });
});
