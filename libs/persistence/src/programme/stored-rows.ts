import type { LocaleDecision, ContentText, RevisionState, RunState, Tier, WindowIntent, ZoneWindow } from '#domain';
import { Prisma } from '../generated/client.js';

/**
 * The rows that runs on air are made of, and how they are selected: by a list of ids, an array of SQL, so that a page of ids is read by a statement,
 * or all that a change touched by one. Instants are numbers, epoch milliseconds: a hundred thousand objects of dates less, and JSON says them, too.
 */

export interface StoredRun {
  readonly id: string;
  readonly campaignId: string;
  readonly playlistId: string;
  readonly state: RunState;
  readonly scheduleVersion: number;
  readonly regions: string[];
  readonly mode: WindowIntent['mode'];
  readonly zone: string | null;
  readonly start: string;
  readonly end: string | null;
  readonly cutAt: number | null;
  readonly startsAt: number;
  readonly endsAt: number | null;
}

export function selectRuns(where: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT id, campaign_id AS "campaignId", playlist_id AS "playlistId", state::text AS state, schedule_version AS "scheduleVersion",
      regions, time_mode::text AS mode, zone, intent_start AS start, intent_end AS "end",
      (extract(epoch FROM cut_at) * 1000)::float8 AS "cutAt", (extract(epoch FROM starts_at) * 1000)::float8 AS "startsAt",
      (extract(epoch FROM ends_at) * 1000)::float8 AS "endsAt"
    FROM run WHERE ${where}`;
}

export interface StoredCampaign {
  readonly id: string;
  readonly slug: string;
  readonly surface: string;
  readonly tier: Tier;
  readonly regions: string[];
  readonly locales: string[];
  readonly platforms: string[];
  readonly appVersionMin: string | null;
  readonly embargoed: boolean;
  readonly defaultLocale: string;
  readonly texts: unknown;
}

export function selectCampaigns(ids: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT id, slug, surface_slug AS surface, tier::text AS tier, regions, locales, platforms, app_version_min AS "appVersionMin",
      embargoed, default_locale AS "defaultLocale", texts FROM campaign WHERE id = ANY(${ids})`;
}

export interface StoredEntry {
  readonly playlistId: string;
  readonly position: number;
  readonly revisionId: string;
  readonly days: number[];
  readonly weekdays: number[];
  readonly hoursFrom: string | null;
  readonly hoursTo: string | null;
}

/** Of each playlist in its order. */
export function selectEntries(playlistIds: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT playlist_id AS "playlistId", position, revision_id AS "revisionId", days, weekdays, hours_from AS "hoursFrom",
      hours_to AS "hoursTo" FROM playlist_entry WHERE playlist_id = ANY(${playlistIds}) ORDER BY playlist_id, position`;
}

/** Of a viewer-local run, the zones that are held, and the windows of all. */
export interface StoredHeldWindows {
  readonly id: string;
  readonly zones: string[];
  readonly windows: ZoneWindow[];
}

/** @param runIds null: of all runs */
export function selectHeldWindows(runIds: Prisma.Sql | null): Prisma.Sql {
  return Prisma.sql`
    SELECT w.run_id AS id, w.windows, array_agg(c.zone ORDER BY c.zone) AS zones FROM run_zone_window w
    JOIN zone_change c ON c.run_id = w.run_id AND c.schedule_version = w.schedule_version
    WHERE c.outcome = 'HELD' AND c.released_at IS NULL
      ${runIds === null ? Prisma.empty : Prisma.sql`AND w.run_id = ANY(${runIds})`} GROUP BY w.run_id`;
}

export interface StoredRevision {
  readonly id: string;
  readonly itemId: string;
  readonly partnerId: string;
  readonly state: RevisionState;
  readonly facts: Prisma.JsonValue;
  readonly awaitsPartner: boolean;
}

export function selectRevisions(ids: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT v.id, v.item_id AS "itemId", v.partner_id AS "partnerId", v.state::text AS state, v.facts,
      v.edited_from_id IS NOT NULL AND a.is_accepted IS DISTINCT FROM true AS "awaitsPartner"
    FROM revision v LEFT JOIN edit_response a ON a.revision_id = v.id WHERE v.id = ANY(${ids})`;
}

export interface StoredText {
  readonly revisionId: string;
  readonly locale: string;
  readonly contentHash: string;
  readonly text: Prisma.JsonValue & ContentText;
}

export function selectTexts(revisionIds: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT revision_id AS "revisionId", locale, content_hash AS "contentHash", text FROM localization
    WHERE revision_id = ANY(${revisionIds}) ORDER BY revision_id, locale`;
}

export interface StoredDecision extends LocaleDecision {
  readonly revisionId: string;
}

/** Of each revision the oldest first. */
export function selectDecisions(revisionIds: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT revision_id AS "revisionId", locale, content_hash AS "contentHash", decision::text AS decision FROM decision
    WHERE revision_id = ANY(${revisionIds}) ORDER BY revision_id, decided_at, locale`;
}

export interface StoredPartner {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly website: string | null;
}

export function selectPartners(ids: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`SELECT id, slug, name, website FROM partner WHERE id = ANY(${ids})`;
}
