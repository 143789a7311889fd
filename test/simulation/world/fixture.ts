import pg from 'pg';
import { SYSTEM_ACTOR, type Actor, type Audience, type Tier } from '#domain';
import { Database, UnitOfWork } from '#persistence';
import { Airings, helpline, instantWindow } from '../../support/airing.js';

/** A campaign that stands in every world; runs come and go. */
export interface StandingCampaign {
  readonly slug: string;
  readonly surface: 'discover' | 'search';
  readonly tier: Tier;
  readonly regions: Audience['regions'];
}

/** `discover` is exclusive, `search` is shared. */
export const STANDING: readonly StandingCampaign[] = [
  { slug: 'a', surface: 'discover', tier: 'PROGRAMME', regions: [] },
  { slug: 'b', surface: 'discover', tier: 'PROGRAMME', regions: [] },
  { slug: 'c', surface: 'discover', tier: 'PROGRAMME', regions: ['GB'] },
  { slug: 'd', surface: 'discover', tier: 'TAKEOVER', regions: ['GB', 'US'] },
  { slug: 'e', surface: 'search', tier: 'PROGRAMME', regions: [] },
  { slug: 'f', surface: 'search', tier: 'PROGRAMME', regions: ['JP'] },
  { slug: 'g', surface: 'search', tier: 'EVERGREEN', regions: [] },
  { slug: 'h', surface: 'search', tier: 'CRISIS', regions: ['US'] },
];
export const SURFACES = ['discover', 'search'] as const;

/** Who decides at a desk; the number makes commands of one another's kind tell apart. */
export function scheduler(command: number): Actor & { readonly memberId: string } {
  const memberId = `00000000-0000-7000-8000-${String(command).padStart(12, '0')}`;
  return {
    kind: 'MEMBER',
    memberId,
    keyId: null,
    sessionId: null,
    displayName: 'Scheduler',
    role: 'SCHEDULER',
    partnerId: null,
  };
}

/** Writes what stands in every world into a fresh database, through the real stores. @returns ids of campaigns by slug */
export async function furnish(url: string, side: pg.Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await side.query<{ id: string; slug: string }>('SELECT id, slug FROM campaign');
  if (rows.length > 0) return new Map(rows.map((row) => [row.slug, row.id]));
  const database = new Database({ url, poolMax: 1, applicationName: 'furnish' });
  const unitOfWork = new UnitOfWork(database);
  const airings = await Airings.begin(unitOfWork);
  // Nothing is scheduled where nobody can be reached: help stands in every world, verified for as long as any lasts.
  const evidence = { ...helpline('x', []).evidence, verifiedOn: '2027-01-01' };
  await airings.keepHelp(['GB', 'JP', 'US'].map((region) => helpline(`line-${region}`, [region], { evidence })));
  const ids = new Map<string, string>();
  for (const { slug, surface, tier, regions } of STANDING) {
    const made = await airings.air({ slug, surface, tier, audience: { regions }, window: instantWindow(0, 1) });
    ids.set(slug, made.campaignId);
  }
  await unitOfWork.record(SYSTEM_ACTOR, async () => undefined);
  await database.close();
  await side.query(
    `UPDATE surface SET exclusive = (slug <> 'search'), capacity = CASE slug WHEN 'search' THEN 20 ELSE 1 END`,
  );
  await side.query('UPDATE campaign SET playlist_id = (SELECT id FROM playlist WHERE campaign_id = campaign.id)');
  return ids;
}

/** Makes the database as it was before the first run. Triggers rest, since history is append-only. */
export async function clear(side: pg.Client): Promise<void> {
  await side.query(`BEGIN; SET LOCAL session_replication_role = replica;
    DELETE FROM slot; DELETE FROM transition; DELETE FROM run; DELETE FROM outbox_event; DELETE FROM outbox_cursor;
    DELETE FROM audit_entry; DELETE FROM idempotency_key;
    UPDATE audit_head SET seq = 0, hash = repeat('0', 64); DELETE FROM programme_change; DELETE FROM surface_stamp;
    UPDATE programme_version SET version = 0, common_version = 0, mark = NULL; COMMIT`);
}
