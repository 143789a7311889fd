/**
 * A steady load of many classes of viewers across boundaries: runs that follow one another without a gap. Every answer is looked
 * at, and what was computed is counted.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { SYSTEM_ACTOR } from '#domain';
import { Database, UnitOfWork } from '#persistence';
import { metricsOf } from './cold.mjs';
import { PORTS } from './hits.mjs';
import { ACTIVE, bytesOf, register, WAYS } from './questions.mjs';
import { regionCodes } from './stage-runs.mjs';

const SURFACE = 'boundary';
const LOCALES = ['en', 'es'];
const WARM_UP_SECONDS = 2;
/** From the begin of the load to the first boundary, and from one to the next. */
const FIRST_MS = 2_000;
const EACH_MS = 2_000;

/**
 * @param {{ perSecond: number, regions: number, boundaries: number }} plan
 * @returns {Promise<object>} figures of the load with what was seen, and `computed`, `kinds` of requests, `segments`
 */
export async function measureBoundary({ processes, load }, databaseUrl, { perSecond, regions, boundaries }) {
  await processes.startMarquee(PORTS.marquee, databaseUrl, { FRONT_ENTRIES_MAX: '100000' });
  await register(PORTS.marquee);
  const requests = requestsOf(regions);
  const plan = { port: PORTS.marquee, requests, connections: 128 };
  const highest = await load.run({ ...plan, seconds: WARM_UP_SECONDS });
  // What the machine cannot serve tells nothing of a boundary: all of it would stand in a queue.
  const rate = Math.min(perSecond, Math.floor(highest.perSecond * 0.8));
  const firstAt = Date.now() + 4_000 + FIRST_MS;
  const windows = await stageWindows(databaseUrl, firstAt, boundaries);
  // A process has heard of what was committed by then.
  await wait(1_500);
  await load.run({ ...plan, seconds: 0.5, perSecond: rate });
  const before = await metricsOf(PORTS.marquee);
  const figures = await load.run({
    ...plan,
    perSecond: rate,
    seconds: (firstAt - Date.now() + boundaries * EACH_MS) / 1_000,
    look: { name: 'airing', windows },
    mayFail: true,
  });
  const after = await metricsOf(PORTS.marquee);
  const computed = after.front_computations_total - before.front_computations_total;
  return { ...figures, rate, computed, kinds: requests.length, boundaries };
}

function requestsOf(regions) {
  return regionCodes(regions).flatMap((region) =>
    LOCALES.map((locale) => {
      const viewer = { region, locale, timeZone: 'UTC' };
      return bytesOf(WAYS.APQ(ACTIVE, { surface: SURFACE, viewer }));
    }),
  );
}

/** One campaign a stretch, each beginning where the one before ends; an evergreen stands below them. @returns windows by campaign */
async function stageWindows(databaseUrl, firstAt, boundaries) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    const model = await openSurface(client, SURFACE);
    const windows = {};
    for (let i = 0; i <= boundaries; i += 1) {
      const start = i === 0 ? firstAt - 3_600_000 : firstAt + (i - 1) * EACH_MS;
      const end = i === boundaries ? firstAt + 3_600_000 : firstAt + i * EACH_MS;
      const airing = { surface: SURFACE, slug: `boundary-${firstAt}-${i}`, window: [start, end] };
      windows[await insertAiring(client, model, airing)] = [start, end];
    }
    await client.query('COMMIT');
    await announce(databaseUrl);
    return windows;
  } finally {
    await client.end();
  }
}

/** @returns the playlist whose entries campaigns there have, too */
export async function openSurface(client, slug) {
  const { rows } = await client.query(
    'SELECT p.id, p.campaign_id FROM playlist p JOIN playlist_entry e ON e.playlist_id = p.id LIMIT 1',
  );
  await client.query(
    `INSERT INTO surface (slug, name, exclusive, capacity) VALUES ($1, $1, true, 1) ON CONFLICT DO NOTHING`,
    [slug],
  );
  return rows[0];
}

async function announce(databaseUrl) {
  const database = new Database({ url: databaseUrl, poolMax: 1, applicationName: 'bench-boundary' });
  try {
    await new UnitOfWork(database).record(SYSTEM_ACTOR, async (tx) => tx.programmeChanged());
  } finally {
    await database.close();
  }
}

/** A campaign that shows what the model shows, and holds no slot. @returns its id */
export async function insertAiring(client, model, { surface, slug, window: [start, end] }) {
  const [campaign, playlist] = [randomUUID(), randomUUID()];
  await client.query(
    `INSERT INTO campaign (id, slug, surface_slug, tier, regions, locales, platforms, default_locale, texts, created_by_id, created_at, updated_at)
     VALUES ($1, $2, $3, 'PROGRAMME', '{}', '{}', '{}', 'en', $4, $1, now(), now())`,
    [campaign, slug, surface, { en: { title: slug, summary: null }, es: { title: slug, summary: null } }],
  );
  await client.query('INSERT INTO playlist (id, campaign_id, created_at) VALUES ($1, $2, now())', [playlist, campaign]);
  await client.query(
    'INSERT INTO playlist_entry (playlist_id, position, revision_id) SELECT $1, position, revision_id FROM playlist_entry WHERE playlist_id = $2',
    [playlist, model.id],
  );
  const [from, to] = [new Date(start).toISOString(), new Date(end).toISOString()];
  await client.query(
    `INSERT INTO run (id, campaign_id, playlist_id, state, time_mode, intent_start, intent_end, schedule_version, starts_at, ends_at,
       tzdata_version, created_by_id, created_at, updated_at)
     VALUES ($1, $2, $3, 'SCHEDULED', 'INSTANT', $4::text, $5::text, 1, ($4::text)::timestamptz, ($5::text)::timestamptz, 'bench', $2, now(), now())`,
    [randomUUID(), campaign, playlist, from, to],
  );
  return campaign;
}
