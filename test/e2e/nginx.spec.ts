import { readFileSync } from 'node:fs';
import { staticHelp } from '#domain';
import { helpObject } from '../../apps/api/src/delivery/answer-view.js';
import { instantWindow } from '../support/airing.js';
import { openStage, T, type Stage } from '../support/delivery-stage.js';
import { isNginxThere, startNginx, type RunningNginx } from '../support/nginx.js';
import { saying, startToldOrigin, type ToldOrigin } from '../support/told-origin.js';
import { until } from '../support/until.js';

/** What nginx answers by itself, as the program would. */
const HELP = {
  errors: [
    {
      message: 'The service cannot answer now. Try again in a few seconds.',
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    },
  ],
  extensions: { help: helpObject(staticHelp(null)) },
};

describe('deploy/help.json', () => {
  it('is the compiled-in copy of help, as the program answers it', () => {
    // When this fails: write the expected value into the file.
    expect(JSON.parse(readFileSync('deploy/help.json', 'utf8'))).toEqual(JSON.parse(JSON.stringify(HELP)));
  });
});

if (!isNginxThere)
  console.warn('nginx is not on the PATH: deploy/nginx-cache.conf was NOT tried (apt-get install nginx-light).');
/** Where there is no nginx, a test says by its name that these were not run. */
const withNginx = (name: string, tests: () => void) =>
  isNginxThere ? describe(name, tests) : it(`${name}: NOT TRIED, nginx is not on the PATH`, () => undefined);

const get = (url: string, headers: Record<string, string> = {}, method = 'GET') => fetch(url, { headers, method });
const cacheOf = (response: Response) => response.headers.get('x-cache');

withNginx('nginx in front of the API', () => {
  let stage: Stage;
  let nginx: RunningNginx | undefined;
  beforeAll(async () => {
    stage = await openStage();
    await stage.airings.air({ slug: 'on-air', window: instantWindow(T, T + 86_400_000) });
    await stage.api.refresh();
    nginx = await startNginx(stage.api.url);
  });
  afterAll(async () => {
    await nginx?.stop();
    await stage.close();
  });

  const QUERY =
    '{ activeCampaign(surface: "test", viewer: {region: "GB", timeZone: "UTC"}) { campaign { slug } help { emergency } } }';
  const asked = (query = QUERY) => `${nginx!.url}/graphql?query=${encodeURIComponent(query)}`;
  const headers = { 'apollo-require-preflight': '1' };

  it('keeps a GET, and answers HEAD out of it; a POST goes through', async () => {
    const [first, second] = [await get(asked(), headers), await get(asked(), headers)];
    expect([first.status, cacheOf(first), cacheOf(second)]).toEqual([200, 'MISS', 'HIT']);
    expect(await second.text()).toBe(await first.text());
    expect(second.headers.get('cache-control')).toBe('public, no-cache');
    const head = await get(asked(), headers, 'HEAD');
    expect([head.status, cacheOf(head), await head.text()]).toEqual([200, 'HIT', '']);
    const post = await fetch(`${nginx!.url}/graphql`, {
      method: 'POST',
      body: JSON.stringify({ query: QUERY }),
      headers: { 'content-type': 'application/json' },
    });
    expect([post.status, cacheOf(post)]).not.toContain('HIT');
    expect(((await post.json()) as { data: object }).data).toMatchObject({
      activeCampaign: { campaign: { slug: 'on-air' } },
    });
  });

  it('keeps no error', async () => {
    const wrong = asked('{ nothing }');
    expect(cacheOf(await get(wrong, headers))).toBe('MISS');
    const again = await get(wrong, headers);
    expect([again.status, cacheOf(again), again.headers.get('cache-control')]).toEqual([400, 'MISS', 'no-store']);
  });

  it.each(['/metrics', '/health/live', '/health/ready', '/programme/feed', '/break-glass', '/help.json'])(
    'has no %s for the public',
    async (path) => {
      expect((await get(`${nginx!.url}${path}`)).status).toBe(404);
    },
  );

  it('writes neither who asked nor what into its log', async () => {
    const marked = { ...headers, 'user-agent': 'mark-9d1', 'x-forwarded-for': '203.0.113.9', cookie: 'mark-9d1' };
    await get(`${asked()}&mark-9d1=1`, marked);
    await until('the line', () => nginx!.output().split('/graphql').length > 3);
    expect(nginx!.output()).not.toMatch(/mark-9d1|203\.0\.113\.9|127\.0\.0\.1|activeCampaign|GB/);
  });
});

withNginx('nginx in front of an origin that is told what to say', () => {
  let origin: ToldOrigin | undefined;
  beforeEach(async () => {
    origin = await startToldOrigin();
  });
  afterEach(() => origin?.close());

  it('asks once for many that come at once', async () => {
    const { asked, url } = origin!;
    const waiting: (() => void)[] = [];
    origin!.answer = (request, response) => void waiting.push(() => saying('public, max-age=30')(request, response));
    const all = Promise.all(Array.from({ length: 20 }, () => get(url('many'))));
    await until('the first', () => waiting.length > 0);
    waiting[0]!();
    expect((await all).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(asked).toHaveLength(1);
  });

  it('answers 304 to who has it, and hides the surrogate keys', async () => {
    const { asked, url } = origin!;
    origin!.answer = saying('public, max-age=30', { 'surrogate-key': 'all help' });
    expect((await get(url('tag'))).headers.get('surrogate-key')).toBeNull();
    const known = await get(url('tag'), { 'if-none-match': 'W/"one"' });
    expect([known.status, await known.text()]).toEqual([304, '']);
    expect(asked).toHaveLength(1);
  });

  it('asks anew, with the ETag, when an answer has ended, and keeps it on a 304', async () => {
    const { asked, url } = origin!;
    origin!.answer = saying('public, max-age=1');
    await get(url('again'));
    const unchanged = { 'cache-control': 'public, max-age=60', etag: 'W/"one"' };
    origin!.answer = (_, response) => void response.writeHead(304, unchanged).end();
    await until('it asks', async () => (await get(url('again')), asked.length > 1));
    expect(asked[1]!.ifNoneMatch).toBe('W/"one"');
    expect(cacheOf(await get(url('again')))).toBe('HIT');
  });

  it('answers help, never what has ended, when the origin is away and the answer allows no more', async () => {
    const { url, goAway } = origin!;
    origin!.answer = saying('public, max-age=1');
    expect((await get(url('ended'))).status).toBe(200);
    await goAway();
    await until('it has ended', async () => (await get(url('ended'))).status !== 200);
    const help = await get(url('ended'));
    expect([help.status, help.headers.get('cache-control')]).toEqual([503, 'no-store']);
    expect(await help.json()).toEqual(JSON.parse(JSON.stringify(HELP)));
  });

  it('answers what is stale while the origin is away, in the window that the answer gives, and help after it', async () => {
    const { url, goAway } = origin!;
    origin!.answer = saying('public, max-age=1, stale-if-error=3');
    await get(url('window'));
    await goAway();
    await until('it is stale', async () => {
      const response = await get(url('window'));
      return response.status === 200 && cacheOf(response) === 'STALE';
    });
    await until('the window is over', async () => (await get(url('window'))).status === 503);
  });
});
