/**
 * The same question by hand: Mercurius with its JIT over pg. One prepared statement finds the run and builds playlist, texts
 * and help as JSON; nothing of an answer is kept. Arguments: port, connections of its pool. Needs DATABASE_URL.
 *
 * It does less than Marquee: no consent, removal, rights window or approval hash, no hours of helplines, entries always.
 */
import { readFileSync } from 'node:fs';
import fastify from 'fastify';
import { GraphQLJSON } from 'graphql-scalars';
import mercurius from 'mercurius';
import pg from 'pg';
import { serviceOf } from './peer-help.mjs';

const [port, poolMax] = process.argv.slice(2).map(Number);
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: poolMax });
const STATEMENT = {
  name: 'active-campaign',
  text: `
WITH airing AS MATERIALIZED (
  SELECT r.id, r.campaign_id, r.playlist_id, c.slug, c.tier, c.texts, w.starts_at, w.ends_at,
    CASE WHEN c.texts ? $3 THEN $3 ELSE c.default_locale END AS locale
  FROM campaign c JOIN run r ON r.campaign_id = c.id
  CROSS JOIN LATERAL (SELECT
    CASE r.time_mode WHEN 'VIEWER_LOCAL' THEN r.intent_start::timestamp AT TIME ZONE $4 ELSE r.starts_at END AS starts_at,
    CASE r.time_mode WHEN 'VIEWER_LOCAL' THEN
      (r.intent_end::timestamp + CASE length(r.intent_end) WHEN 10 THEN interval '1 day' ELSE interval '0' END) AT TIME ZONE $4
      ELSE r.ends_at END AS ends_at) w
  WHERE c.surface_slug = $1 AND r.state IN ('SCHEDULED', 'ACTIVE') AND (r.ends_at IS NULL OR r.ends_at > now())
    AND (c.regions = '{}' OR $2 = ANY (c.regions)) AND (r.regions = '{}' OR $2 = ANY (r.regions))
    AND (c.locales = '{}' OR $3 = ANY (c.locales)) AND (c.platforms = '{}' OR $5 = ANY (c.platforms))
    AND (w.ends_at IS NULL OR w.ends_at > now())
), on_air AS (
  SELECT * FROM airing WHERE starts_at <= now() ORDER BY tier, starts_at DESC, id LIMIT 1
), boundary AS (
  SELECT least(now() + interval '1 day', min(at)) AS at FROM (
    SELECT starts_at AS at FROM airing WHERE starts_at > now() UNION ALL SELECT ends_at FROM on_air) b
)
SELECT now() AS "servedAt", (SELECT at FROM boundary) AS "validUntil",
  (SELECT json_build_object('id', o.campaign_id, 'slug', o.slug, 'title', o.texts -> o.locale -> 'title',
      'summary', o.texts -> o.locale -> 'summary', 'locale', o.locale, 'startsAt', o.starts_at, 'endsAt', o.ends_at,
      'playlist', (SELECT json_agg(json_build_object('position', e.position, 'item',
        v.facts || l.text || jsonb_build_object('id', v.item_id, 'locale', l.locale,
          'partner', jsonb_build_object('slug', p.slug, 'name', p.name, 'website', p.website))) ORDER BY e.position)
        FROM playlist_entry e JOIN revision v ON v.id = e.revision_id AND v.state = 'APPROVED' JOIN partner p ON p.id = v.partner_id
        CROSS JOIN LATERAL (SELECT locale, text FROM localization l WHERE l.revision_id = v.id
          ORDER BY (l.locale = $3) DESC, (l.locale = v.facts ->> 'defaultLocale') DESC LIMIT 1) l
        WHERE e.playlist_id = o.playlist_id)) FROM on_air o) AS campaign,
  (SELECT json_agg(record ORDER BY slug) FROM helpline WHERE record -> 'regions' ? $2
    AND (record ->> 'validTo') IS NULL) AS lines,
  (SELECT record -> 'texts' ->> 'en' FROM emergency_advice WHERE region = $2) AS emergency`,
};

async function activeCampaign(_, { surface, viewer }) {
  const { region = null, locale = 'en', timeZone = 'UTC', platform = null } = viewer ?? {};
  const { rows } = await pool.query({ ...STATEMENT, values: [surface, region, locale, timeZone, platform] });
  const { servedAt, validUntil, campaign, lines, emergency } = rows[0];
  return {
    servedAt,
    validUntil,
    version: '1',
    help: {
      resolution: lines === null ? 'DIRECTORY' : 'EXACT',
      emergency: emergency ?? 'Call your local emergency number.',
      directory: 'https://findahelpline.com/',
      services: (lines ?? []).map((line) => serviceOf(line, locale)),
    },
    campaign: campaign && { ...campaign, partners: partnersOf(campaign.playlist) },
    next: null,
  };
}

function partnersOf(playlist) {
  return [...new Map(playlist.map(({ item }) => [item.partner.slug, item.partner])).values()];
}

const app = fastify();
const scalars = ['DateTime', 'LocalDate', 'TimeZone', 'CountryCode', 'Locale', 'URL'];
await app.register(mercurius, {
  schema: readFileSync(new URL('../../docs/delivery.graphql', import.meta.url), 'utf8'),
  resolvers: { Query: { activeCampaign }, ...Object.fromEntries(scalars.map((name) => [name, GraphQLJSON])) },
  jit: 1,
  compilerOptions: { disableLeafSerialization: true, disablingCapturingStackErrors: true },
});
await app.listen({ port, host: '127.0.0.1' });
process.send('ready');
