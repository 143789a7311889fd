import pg from 'pg';
import { EventLogSink, OutboxRelay, RELAY_READER, type EventSink } from '#events';
import { SYSTEM_ACTOR } from '#domain';
import { Database, EVENTS_CHANNEL, OutboxReader, UnitOfWork, type OutboxEvent } from '#persistence';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';
import { UNTIL_MS, until } from '../support/until.js';

describe('the outbox', () => {
  let testDatabase: TestDatabase;
  let databases: Database[];
  let clients: pg.Client[];
  beforeEach(async () => {
    testDatabase = await cloneTestDatabase();
    [databases, clients] = [[], []];
  });
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.end()));
    await Promise.all(databases.map((database) => database.close()));
    await testDatabase.drop();
  });

  function connect(): Database {
    const database = new Database({ url: testDatabase.url, poolMax: 3, applicationName: 'test' });
    databases.push(database);
    return database;
  }
  async function session(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: testDatabase.url });
    clients.push(client);
    await client.connect();
    return client;
  }
  async function emit(...subjects: string[]): Promise<void> {
    await new UnitOfWork(connect()).record(SYSTEM_ACTOR, async (tx) => {
      for (const subjectId of subjects)
        tx.emit({ type: 'thing.tried', subjectType: 'thing', subjectId, payload: { lateMs: 7, title: 'words' } });
    });
  }
  const insert = (client: pg.Client, subject: string) =>
    client.query(
      `INSERT INTO outbox_event (id, type, subject_type, subject_id, payload, occurred_at)
       VALUES (gen_random_uuid(), 'thing.tried', 'thing', $1, '{}', now())`,
      [subject],
    );
  const heard = (into: string[]): EventSink => ({ name: 'test', take: (event) => void into.push(event.subjectId) });
  const reading = { reader: 'test', eventsMax: 100, announce: false };
  // Also what other tests have running holds events back: the oldest transaction counts for the whole server.
  async function relayUntil(relay: OutboxRelay, into: readonly unknown[], count: number): Promise<void> {
    await until('the events', async () => {
      await relay.execute();
      return into.length >= count;
    });
  }

  it('loses no event of a transaction that was slower to commit than a later one, as reading by position would', async () => {
    const [slow, quick] = [await session(), await session()];
    const taken: string[] = [];
    const byPosition: string[] = [];
    let position = 0;
    const relay = new OutboxRelay(new OutboxReader(connect()), [heard(taken)]);
    const readByPosition = async () => {
      const rows = await testDatabase.query<{ pos: string; subject_id: string }>(
        'SELECT pos, subject_id FROM outbox_event WHERE pos > $1 ORDER BY pos',
        [position],
      );
      byPosition.push(...rows.map((row) => row.subject_id));
      position = Number(rows.at(-1)?.pos ?? position);
    };
    await slow.query('BEGIN');
    await insert(slow, 'slow');
    await insert(quick, 'quick');
    await relay.execute();
    await readByPosition();
    expect(taken).toEqual([]);
    await slow.query('COMMIT');
    await readByPosition();
    await relayUntil(relay, taken, 2);
    expect(byPosition).toEqual(['quick']);
    expect(taken).toEqual(['slow', 'quick']);
  });

  it('is read in the order of transactions, also when a later one wrote before an earlier one', async () => {
    const [first, second] = [await session(), await session()];
    const taken: string[] = [];
    const relay = new OutboxRelay(new OutboxReader(connect()), [heard(taken)]);
    await first.query('BEGIN');
    await first.query('SELECT pg_current_xact_id()');
    await second.query('BEGIN');
    await insert(second, 'second');
    await insert(first, 'first');
    await second.query('COMMIT');
    await relay.execute();
    await first.query('COMMIT');
    await relayUntil(relay, taken, 2);
    expect(taken).toEqual(['first', 'second']);
  });

  it('is read in the order of numbers also where they get longer', async () => {
    const inOrder = ['9', '10', '99', '100'];
    for (const xid of inOrder.toReversed())
      await testDatabase.query(
        `INSERT INTO outbox_event (id, type, subject_type, subject_id, payload, occurred_at, xid)
         VALUES (gen_random_uuid(), 'thing.tried', 'thing', '${xid}', '{}', now(), '${xid}')`,
      );
    const taken: string[] = [];
    const reader = new OutboxReader(connect());
    await until('the events', async () => {
      await reader.read({ ...reading, eventsMax: 1 }, (event) => void taken.push(event.subjectId));
      return taken.length === 4;
    });
    expect(taken).toEqual(inOrder);
  });

  it('tells every event once, however many relays and writers there are and whenever they commit', async () => {
    const WRITERS = 8;
    const EACH = 25;
    const taken: string[] = [];
    const relays = [1, 2, 3].map(() => new OutboxRelay(new OutboxReader(connect()), [heard(taken)]));
    const writers = await Promise.all(Array.from({ length: WRITERS }, session));
    const writing = writers.map(async (client, w) => {
      for (let i = 0; i < EACH; i += 1) {
        await client.query('BEGIN');
        await insert(client, `${w}-${i}`);
        await client.query('SELECT pg_sleep($1)', [((w * 7 + i * 3) % 10) / 1_000]);
        await client.query('COMMIT');
      }
    });
    const relaying = relays.map((relay) => relayUntil(relay, taken, WRITERS * EACH));
    await Promise.all([...writing, ...relaying]);
    expect(new Set(taken).size).toBe(WRITERS * EACH);
    expect(taken).toHaveLength(WRITERS * EACH);
    for (let w = 0; w < WRITERS; w += 1) {
      const own = taken.filter((one) => one.startsWith(`${w}-`));
      expect(own).toEqual(Array.from({ length: EACH }, (_, i) => `${w}-${i}`));
    }
  });

  it('comes back empty-handed while another process has the cursor', async () => {
    await emit('a');
    const taken: string[] = [];
    const reader = new OutboxReader(connect());
    await until(
      'the events',
      async () => (await reader.read({ ...reading, reader: RELAY_READER }, () => undefined)) === 1,
    );
    await emit('b');
    const other = await session();
    await other.query('BEGIN');
    await other.query('SELECT 1 FROM outbox_cursor WHERE name = $1 FOR UPDATE', [RELAY_READER]);
    const relay = new OutboxRelay(new OutboxReader(connect()), [heard(taken)]);
    await relay.execute();
    expect(taken).toEqual([]);
    await other.query('ROLLBACK');
    await relayUntil(relay, taken, 1);
    expect(taken).toEqual(['b']);
  });

  it('tells again the event that a sink did not take and those behind it, none before it', async () => {
    await emit('a', 'b', 'c');
    const taken: string[] = [];
    let isBroken = true;
    const sink: EventSink = {
      name: 'fragile',
      take: (event) => {
        if (event.subjectId === 'b' && isBroken) throw new Error('no');
        taken.push(event.subjectId);
      },
    };
    const relay = new OutboxRelay(new OutboxReader(connect()), [sink]);
    const errors: unknown[] = [];
    await until('the events', async () => {
      await relay.execute().catch((error: unknown) => errors.push(error));
      return errors.length === 2;
    });
    expect(taken).toEqual(['a']);
    expect(String(errors[0])).toMatch(/The sink fragile did not take the event [0-9a-f-]{36}; it comes again/);
    isBroken = false;
    await relay.execute();
    expect(taken).toEqual(['a', 'b', 'c']);
    await relay.execute();
    expect(taken).toEqual(['a', 'b', 'c']);
  });

  it('gives each reader its own place, from the first event on', async () => {
    await emit('a');
    const reader = new OutboxReader(connect());
    const [one, two]: [string[], string[]] = [[], []];
    const read = (name: string, into: string[]) =>
      reader.read({ ...reading, reader: name }, (event) => void into.push(event.subjectId));
    await until('the events', async () => (await read('one', one)) === 1);
    await emit('b');
    await until('the events', async () => (await read('one', one)) === 1);
    await until('the events', async () => (await read('two', two)) === 2);
    expect([one, two]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('tells how old the oldest event is that a reader has not come to', async () => {
    const reader = new OutboxReader(connect());
    expect(await reader.lagMs('test')).toBe(0);
    await emit('a');
    await testDatabase.query(`UPDATE outbox_event SET occurred_at = now() - interval '1 minute'`);
    await emit('b');
    expect(Math.round((await reader.lagMs('test')) / 10_000)).toBe(6);
    await until('the events', async () => (await reader.read({ ...reading, eventsMax: 1 }, () => undefined)) === 1);
    expect(await reader.lagMs('test')).toBeLessThan(UNTIL_MS);
    await until('the events', async () => (await reader.read(reading, () => undefined)) === 1);
    expect(await reader.lagMs('test')).toBe(0);
  });

  it('announces each relayed event on the channel, by id and type, when the cursor has moved', async () => {
    const listener = await session();
    const announced: unknown[] = [];
    listener.on('notification', ({ channel, payload }) => announced.push([channel, JSON.parse(payload ?? '')]));
    await listener.query(`LISTEN ${EVENTS_CHANNEL}`);
    await emit('a', 'b');
    const events: OutboxEvent[] = [];
    const relay = new OutboxRelay(new OutboxReader(connect()), [
      { name: 'test', take: (event) => void events.push(event) },
    ]);
    await relayUntil(relay, events, 2);
    await until('the events', () => announced.length === 2);
    expect(announced).toEqual(events.map(({ id, type }) => [EVENTS_CHANNEL, { id, type }]));
  });

  it('is written to the log with ids and instants, and nothing of what was said', async () => {
    await emit('a');
    const lines: unknown[] = [];
    const relay = new OutboxRelay(new OutboxReader(connect()), [new EventLogSink((fields) => void lines.push(fields))]);
    await relayUntil(relay, lines, 1);
    expect(lines).toEqual([
      {
        eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        type: 'thing.tried',
        subjectType: 'thing',
        subjectId: 'a',
        occurredAt: expect.stringMatching(/Z$/),
        lateMs: 7,
      },
    ]);
  });
});
