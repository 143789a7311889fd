/**
 * A programme as large as asked, written in statements of many rows: every guard of the database holds, no decision is recorded.
 *
 * Each surface has a campaign that is always on air and others that come over two years, in all time modes and tiers, half of
 * them for some regions only. A campaign has five runs and a playlist of three revisions, each approved in English and Spanish.
 */
import { randomUUID } from 'node:crypto';
import { contentHash, DAY_MS, earthWindow, HOUR_MS } from '#domain';
import { Draws } from './draws.mjs';

const ROWS_MAX = 5_000;
const RUNS_PER_CAMPAIGN = 5;
const ENTRIES = 3;
const LOCALES = ['en', 'es'];
const ZONES = ['Europe/London', 'America/New_York', 'Asia/Kolkata', 'Australia/Sydney', 'America/Sao_Paulo'];
const TIERS = ['EVERGREEN', 'PROGRAMME', 'PROGRAMME', 'PROGRAMME', 'TAKEOVER'];
const SPREAD_DAYS = 730;

/** Codes that the zone data's neighbour, the locale data, has a name for. @param count at most 250 */
export function regionCodes(count = 250) {
  const names = new Intl.DisplayNames('en', { type: 'region' });
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
  const codes = letters.flatMap((a) => letters.map((b) => `${a}${b}`));
  return codes.filter((code) => names.of(code) !== code).slice(0, count);
}

export const surfaceSlug = (index) => `surface-${String(index + 1).padStart(4, '0')}`;

/**
 * @param client a pg client of a migrated database
 * @param {{ runs: number, surfaces: number, revisions: number, regions?: number, extra?: string, now?: number, seed?: number }} plan
 *   `extra`: a surface that is there already and takes the place of the last one; `now`: epoch milliseconds
 * @returns {Promise<{ campaigns: number, runIds: string[], tookMs: number }>} the runs in the order of surfaces
 */
export async function stageRuns(
  client,
  { runs, surfaces, revisions, regions = 250, extra, now = Date.now(), seed = 1 },
) {
  const begin = performance.now();
  const draws = new Draws(seed);
  const slugs = Array.from({ length: surfaces }, (_, i) => (i === surfaces - 1 && extra) || surfaceSlug(i));
  await insert(
    client,
    'surface (slug, name, exclusive, capacity)',
    'slug text, name text, exclusive boolean, capacity int',
    slugs.filter((slug) => slug !== extra).map((slug) => ({ slug, name: slug, exclusive: true, capacity: 1 })),
  );
  const partner = randomUUID();
  const at = new Date(now).toISOString();
  await insert(
    client,
    'partner (id, slug, name, website, regions, languages, created_at)',
    'id uuid, slug text, name text, website text, regions text[], languages text[], created_at timestamptz',
    [
      {
        id: partner,
        slug: `bench-${seed}`,
        name: 'Bench',
        website: null,
        regions: [],
        languages: LOCALES,
        created_at: at,
      },
    ],
  );
  const revisionIds = await insertRevisions(client, { partner, at, count: revisions });
  const campaigns = campaignRows({ runs, slugs, codes: regionCodes(regions), revisionIds, partner, at, draws });
  await insertCampaigns(client, campaigns);
  const runIds = await insertRuns(client, { campaigns, runs, partner, at, now, draws });
  await client.query('UPDATE programme_version SET version = version + 1');
  return { campaigns: campaigns.length, runIds, tookMs: performance.now() - begin };
}

/** @param columns the table with its columns, which `shape` types in the same order */
async function insert(client, columns, shape, rows) {
  const names = /\((.*)\)/s.exec(columns)[1];
  for (let i = 0; i < rows.length; i += ROWS_MAX)
    await client.query(`INSERT INTO ${columns} SELECT ${names} FROM jsonb_to_recordset($1::jsonb) AS t (${shape})`, [
      JSON.stringify(rows.slice(i, i + ROWS_MAX)),
    ]);
}

function documentOf(index) {
  const localizations = Object.fromEntries(
    LOCALES.map((locale) => [
      locale,
      {
        title: `${locale} item ${index}`,
        summary: `A short text about number ${index}.`,
        body: `Talk to somebody you trust. ${'There is always somebody to talk to. '.repeat(6)}`,
        contentNote: null,
        media: [],
      },
    ]),
  );
  const rights = { from: null, to: null, regions: [] };
  return { kind: 'ARTICLE', topics: ['help_seeking'], ageMin: null, rights, defaultLocale: 'en', localizations };
}

async function insertRevisions(client, { partner, at, count }) {
  const made = Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    item_id: randomUUID(),
    document: documentOf(index),
  }));
  const by = { partner_id: partner, created_by_id: partner };
  await insert(
    client,
    'content_item (id, partner_id, created_by_id, created_at, updated_at, draft_version, draft)',
    'id uuid, partner_id uuid, created_by_id uuid, created_at timestamptz, updated_at timestamptz, draft_version int, draft jsonb',
    made.map(({ item_id: id, document: draft }) => ({
      id,
      ...by,
      created_at: at,
      updated_at: at,
      draft_version: 1,
      draft,
    })),
  );
  await insert(
    client,
    'revision (id, item_id, partner_id, number, state, submitted_by_id, submitted_at, facts)',
    'id uuid, item_id uuid, partner_id uuid, number int, state "RevisionState", submitted_by_id uuid, submitted_at timestamptz, facts jsonb',
    made.map(({ id, item_id, document }) => ({
      id,
      item_id,
      partner_id: partner,
      number: 1,
      state: 'APPROVED',
      submitted_by_id: partner,
      submitted_at: at,
      facts: { ...document, localizations: undefined },
    })),
  );
  const texts = made.flatMap(({ id, document }) =>
    LOCALES.map((locale) => ({
      id: randomUUID(),
      revision_id: id,
      locale,
      text: document.localizations[locale],
      content_hash: contentHash(document, locale),
      decision: 'APPROVED',
      decided_by_id: partner,
      decided_at: at,
    })),
  );
  await insert(
    client,
    'localization (revision_id, locale, text, content_hash)',
    'revision_id uuid, locale text, text jsonb, content_hash text',
    texts,
  );
  await insert(
    client,
    'decision (id, revision_id, locale, content_hash, decision, decided_by_id, decided_at)',
    'id uuid, revision_id uuid, locale text, content_hash text, decision "ReviewDecision", decided_by_id uuid, decided_at timestamptz',
    texts,
  );
  return made.map(({ id }) => id);
}

function campaignRows({ runs, slugs, codes, revisionIds, partner, at, draws }) {
  const count = Math.ceil(runs / RUNS_PER_CAMPAIGN);
  return Array.from({ length: count }, (_, index) => {
    const surface_slug = slugs[Math.floor((index * slugs.length) / count)];
    const isFirst = index === 0 || surface_slug !== slugs[Math.floor(((index - 1) * slugs.length) / count)];
    const isForSome = !isFirst && draws.below(2) === 0;
    return {
      id: randomUUID(),
      slug: `bench-campaign-${index + 1}`,
      surface_slug,
      isFirst,
      tier: isFirst ? 'EVERGREEN' : draws.from(TIERS),
      regions: isForSome ? [...new Set(Array.from({ length: 1 + draws.below(20) }, () => draws.from(codes)))] : [],
      locales: [],
      platforms: [],
      default_locale: 'en',
      texts: Object.fromEntries(
        LOCALES.map((locale) => [locale, { title: `${locale} campaign ${index + 1}`, summary: null }]),
      ),
      created_by_id: partner,
      created_at: at,
      updated_at: at,
      playlist: randomUUID(),
      revisions: Array.from({ length: ENTRIES }, () => draws.from(revisionIds)),
    };
  });
}

async function insertCampaigns(client, campaigns) {
  await insert(
    client,
    'campaign (id, slug, surface_slug, tier, regions, locales, platforms, default_locale, texts, created_by_id, created_at, updated_at)',
    'id uuid, slug text, surface_slug text, tier "Tier", regions text[], locales text[], platforms text[], default_locale text, texts jsonb, created_by_id uuid, created_at timestamptz, updated_at timestamptz',
    campaigns,
  );
  await insert(
    client,
    'playlist (id, campaign_id, created_at)',
    'id uuid, campaign_id uuid, created_at timestamptz',
    campaigns.map(({ id, playlist, created_at }) => ({ id: playlist, campaign_id: id, created_at })),
  );
  await insert(
    client,
    'playlist_entry (playlist_id, position, revision_id)',
    'playlist_id uuid, position int, revision_id uuid',
    campaigns.flatMap(({ playlist, revisions }) =>
      revisions.map((revision_id, i) => ({ playlist_id: playlist, position: i + 1, revision_id })),
    ),
  );
  await client.query(
    'UPDATE campaign c SET playlist_id = p.id FROM playlist p WHERE p.campaign_id = c.id AND c.playlist_id IS NULL',
  );
}

async function insertRuns(client, { campaigns, runs, partner, at, now, draws }) {
  const rows = Array.from({ length: runs }, (_, index) => {
    const campaign = campaigns[Math.floor(index / RUNS_PER_CAMPAIGN)];
    const isAlways = campaign.isFirst && index % RUNS_PER_CAMPAIGN === 0;
    const intent = isAlways ? instants(now - DAY_MS, null) : intentOf(now, draws);
    const window = earthWindow(intent);
    return {
      id: randomUUID(),
      campaign_id: campaign.id,
      playlist_id: campaign.playlist,
      state: isAlways ? 'ACTIVE' : 'SCHEDULED',
      time_mode: intent.mode,
      zone: intent.zone,
      intent_start: intent.start,
      intent_end: intent.end,
      schedule_version: 1,
      starts_at: new Date(window.start).toISOString(),
      ends_at: window.end === null ? null : new Date(window.end).toISOString(),
      tzdata_version: process.versions.tz,
      created_by_id: partner,
      created_at: at,
      updated_at: at,
    };
  });
  await insert(
    client,
    `run (id, campaign_id, playlist_id, state, time_mode, zone, intent_start, intent_end, schedule_version, starts_at, ends_at,
       tzdata_version, created_by_id, created_at, updated_at)`,
    `id uuid, campaign_id uuid, playlist_id uuid, state "RunState", time_mode "TimeMode", zone text, intent_start text, intent_end text,
       schedule_version int, starts_at timestamptz, ends_at timestamptz, tzdata_version text, created_by_id uuid, created_at timestamptz, updated_at timestamptz`,
    rows,
  );
  return rows.map(({ id }) => id);
}

function instants(start, end) {
  return {
    mode: 'INSTANT',
    zone: null,
    start: new Date(start).toISOString(),
    end: end === null ? null : new Date(end).toISOString(),
  };
}

function day(instant) {
  return new Date(instant).toISOString().slice(0, 10);
}

/** Days to come, none within the next two, so that nothing begins while something is measured. */
function intentOf(now, draws) {
  const start = now + (2 + draws.below(SPREAD_DAYS)) * DAY_MS;
  const end = start + (1 + draws.below(14)) * DAY_MS;
  switch (draws.below(3)) {
    case 0:
      return instants(start, end + draws.below(24) * HOUR_MS);
    case 1:
      return { mode: 'ZONED', zone: draws.from(ZONES), start: day(start), end: day(end) };
    default:
      return { mode: 'VIEWER_LOCAL', zone: null, start: day(start), end: day(end) };
  }
}
