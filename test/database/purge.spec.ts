import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isToldToCaches, SYSTEM_ACTOR } from '#domain';
import { HttpPurge, OutboxRelay, PURGE_READER, PurgeError, PurgeRelay, type HttpPurgeOptions } from '#events';
import { Database, DatabaseClock, OutboxReader, PurgeReadModel, UnitOfWork } from '#persistence';
import { Airings } from '../support/airing.js';
import { startPurgeStub, type PurgeStub } from '../support/purge-stub.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';
import { UNTIL_MS, until } from '../support/until.js';

describe('telling a cache what to forget', () => {
  let testDatabase: TestDatabase;
  let databases: Database[];
  let stub: PurgeStub;
  beforeEach(async () => {
    [testDatabase, stub] = [await cloneTestDatabase(), await startPurgeStub()];
    databases = [];
  });
  afterEach(async () => {
    await stub.close();
    await Promise.all(databases.map((database) => database.close()));
    await testDatabase.drop();
  });

  function connect(): Database {
    const database = new Database({ url: testDatabase.url, poolMax: 3, applicationName: 'test' });
    databases.push(database);
    return database;
  }
  /** As a scheduler process has it. */
  function relayTo(options: Partial<HttpPurgeOptions> = {}, database = connect()): PurgeRelay {
    const sink = new HttpPurge({ url: stub.url, token: 'secret', style: 'json', timeoutMs: UNTIL_MS, ...options });
    return new PurgeRelay(new OutboxReader(database), new PurgeReadModel(database), new DatabaseClock(database), sink);
  }
  async function takeDown(...itemIds: string[]): Promise<void> {
    await new UnitOfWork(connect()).record(SYSTEM_ACTOR, async (tx) => {
      for (const subjectId of itemIds)
        tx.emit({ type: 'content.taken_down', subjectType: 'content-item', subjectId, payload: {} });
    });
  }
  /** Also what other tests have running holds events back: the oldest transaction counts for the whole server. */
  async function visible(count: number): Promise<void> {
    const reader = new OutboxReader(connect());
    await until('the events', async () => (await reader.peek('somebody', 1_000)).events.length >= count);
  }
  const told = () => stub.calls.map(({ keys }) => keys);

  it('posts the keys of a batch once, with the token, and nothing when nothing has happened since', async () => {
    await takeDown('i1', 'i2', 'i1');
    await visible(3);
    const relay = relayTo();
    expect(await relay.execute()).toEqual({ keys: 3, isMoreThere: false });
    expect(await relay.execute()).toEqual({ keys: 0, isMoreThere: false });
    expect(told()).toEqual([['item:i1', 'crowded', 'item:i2']]);
    expect(stub.calls[0]!.headers).toMatchObject({
      authorization: 'Bearer secret',
      'content-type': 'application/json',
    });
    expect(await relay.lagMs()).toBe(0);
  });

  it('tells the keys of campaigns, surfaces and partners, which no event names', async () => {
    const unitOfWork = new UnitOfWork(connect());
    const airings = await Airings.begin(unitOfWork);
    const window = { mode: 'ZONED', zone: 'UTC', start: '2030-01-01T00:00', end: '2030-01-08T00:00' } as const;
    const { runId, campaignId } = await airings.air({ slug: 'week', window });
    const [partner] = await testDatabase.query<{ id: string; slug: string }>('SELECT id, slug FROM partner LIMIT 1');
    await unitOfWork.record(SYSTEM_ACTOR, async (tx) => {
      tx.emit({ type: 'run.cancelled', subjectType: 'run', subjectId: runId, payload: {} });
      tx.emit({ type: 'partner.suspended', subjectType: 'partner', subjectId: partner!.id, payload: {} });
    });
    await until('the keys', async () => (await relayTo().execute(), stub.calls.length > 0));
    const keys = told().flat();
    expect(keys).toEqual(
      expect.arrayContaining([`campaign:${campaignId}`, 'surface:test', `partner:${partner!.slug}`, 'crowded']),
    );
    expect(keys).not.toContain('all');
  });

  it.each([
    ['answers 500', (r) => r.writeHead(500).end(), { retryAfterMs: null, message: 'PURGE_URL answered 500' }],
    [
      'answers 429 with Retry-After',
      (r) => r.writeHead(429, { 'retry-after': '7' }).end(),
      { retryAfterMs: 7_000, message: 'PURGE_URL answered 429' },
    ],
    [
      'points elsewhere',
      (r) => r.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
      { retryAfterMs: null, message: 'PURGE_URL answered 307' },
    ],
    ['hangs', () => undefined, { retryAfterMs: null, message: 'PURGE_URL did not answer within 200 ms' }],
    ['hangs up', (r) => r.destroy(), { retryAfterMs: null, message: 'PURGE_URL could not be asked' }],
  ] satisfies [string, PurgeStub['answer'], object][])(
    'keeps the keys of a cache that %s, and tells them again in their order',
    async (_, answer, { retryAfterMs, message }) => {
      await takeDown('i1');
      await visible(1);
      stub.answer = answer;
      const error = await relayTo({ timeoutMs: message.includes('200 ms') ? 200 : UNTIL_MS })
        .execute()
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(PurgeError);
      expect(error).toMatchObject({ retryAfterMs, message: expect.stringContaining(message) });
      expect(String(error)).not.toMatch(/127\.0\.0\.1|secret/);
      await takeDown('i2');
      await visible(2);
      stub.answer = (response) => void response.writeHead(200).end('{"status":"ok"}');
      await relayTo().execute();
      expect(told()).toEqual([
        ['item:i1', 'crowded'],
        ['item:i1', 'crowded', 'item:i2'],
      ]);
    },
  );

  it('tells the keys again when a process dies between the acknowledgement and its mark', async () => {
    await takeDown('i1');
    await visible(1);
    const dying = new Database({ url: testDatabase.url, poolMax: 1, applicationName: 'test' });
    const reader = new OutboxReader(dying);
    const sink = { keysMax: 256, forget: async () => dying.close() };
    const dead = new OutboxReader(connect());
    dead.peek = reader.peek.bind(reader);
    dead.moveBehind = () => Promise.reject(new Error('killed'));
    const names = new PurgeReadModel(connect());
    await expect(new PurgeRelay(dead, names, new DatabaseClock(dying), sink).execute()).rejects.toThrow('killed');
    await relayTo().execute();
    expect(told()).toEqual([['item:i1', 'crowded']]);
  });

  it('leaves the cursor where the quicker of two processes has put it', async () => {
    await takeDown('i1');
    await visible(1);
    const [one, other] = [new OutboxReader(connect()), new OutboxReader(connect())];
    const [seen, seenToo] = [await one.peek(PURGE_READER, 1), await other.peek(PURGE_READER, 1)];
    expect(await one.moveBehind(PURGE_READER, seen)).toBe(true);
    expect(await other.moveBehind(PURGE_READER, seenToo)).toBe(false);
    expect((await other.peek(PURGE_READER, 1)).events).toEqual([]);
  });

  it('holds no event back from other readers while the cache hangs', async () => {
    await takeDown('i1');
    await visible(1);
    stub.answer = () => undefined;
    const hanging = relayTo({ timeoutMs: 60_000 });
    const telling = hanging.execute().catch(() => undefined);
    await until('the call', () => stub.calls.length === 1);
    await takeDown('i2');
    const taken: string[] = [];
    const sink = { name: 'test', take: ({ subjectId }: { subjectId: string }) => void taken.push(subjectId) };
    const others = new OutboxRelay(new OutboxReader(connect()), [sink]);
    await until('both events', async () => (await others.execute(), taken.length === 2));
    expect(await hanging.lagMs()).toBeGreaterThan(0);
    await stub.close();
    await telling;
  });

  it('begins with what is a day old at most: nothing older is in any cache', async () => {
    await takeDown('old');
    await testDatabase.query(`UPDATE outbox_event SET occurred_at = now() - interval '1 day'`);
    await takeDown('new');
    await visible(2);
    await relayTo().execute();
    expect(told()).toEqual([['item:new', 'crowded']]);
  });

  it("speaks Fastly's batch purge, 256 keys a call", async () => {
    await takeDown(...Array.from({ length: 300 }, (_, nth) => `i${nth}`));
    await visible(300);
    await relayTo({ style: 'fastly', url: stub.url.replace('/purge', '/service/abc/purge') }).execute();
    expect(stub.calls.map(({ path, keys }) => [path, keys.length])).toEqual([
      ['/service/abc/purge', 256],
      ['/service/abc/purge', 45],
    ]);
    const [{ headers }] = stub.calls as [(typeof stub.calls)[number]];
    expect(headers).toMatchObject({
      'fastly-key': 'secret',
      'surrogate-key': expect.stringMatching(/^item:i0 crowded /),
    });
    expect(headers).not.toHaveProperty('authorization');
    expect(headers).not.toHaveProperty('fastly-soft-purge');
  });
});

describe('every event', () => {
  /** Literals of the code; types made of parts are in the table of libs/domain. */
  const TYPE = /(?:type: |name: |EVENTS?\b[^;]*?)'([a-z-]+\.[a-z_-]+)'|'([a-z-]+\.[a-z_-]+)' as const/g;

  it('is one of which somebody has said what caches forget after it', () => {
    const sources = ['editorial', 'identity', 'scheduling', 'persistence'].flatMap((lib) =>
      readdirSync(join('libs', lib, 'src'), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.startsWith('generated') && !file.endsWith('.spec.ts'))
        .map((file) => readFileSync(join('libs', lib, 'src', file), 'utf8')),
    );
    const types = sources.flatMap((source) =>
      /\.emit\(/.test(source) || /removeFromAir\(/.test(source)
        ? [...source.matchAll(TYPE)].map(([, named, other]) => named ?? other!)
        : [],
    );
    expect(types.length).toBeGreaterThan(50);
    // When this fails: give the event its line in libs/domain/src/programme/purge.ts.
    expect([...new Set(types)].filter((type) => !isToldToCaches(type))).toEqual([]);
  });
});
