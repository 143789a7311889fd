import { Prisma } from './generated/client.js';
import type { Touched, TransactionClient } from './transaction.js';
import { isUuid } from './uuid.js';

/** Readers of the programme listen here; the payload is the new version. A hint only: whoever misses it polls. */
export const PROGRAMME_CHANNEL = 'marquee_programme';

/** What `programme_change` calls what was touched. */
export type TouchedKind =
  | 'RUN'
  | 'CAMPAIGN'
  | 'REVISION'
  | 'ITEM'
  | 'PARTNER'
  | 'SURFACE'
  | 'HELP'
  | 'PAUSES'
  | 'HELP_ONLY'
  | 'GUIDES'
  | 'PARTNERS'
  | 'EVERYTHING';

/** Of these only the surfaces on which they stand change; of all others every answer may. */
const OF_SURFACES: readonly TouchedKind[] = ['RUN', 'CAMPAIGN', 'REVISION', 'ITEM', 'SURFACE'];

/**
 * Counts a change of the programme, writes down what it touched, and stamps the surfaces on which that stands.
 *
 * The row of the version is locked first, by a statement of its own, until commit: versions are committed in their order and
 * without a gap, and the statement after it sees all that lower versions committed, also which runs pin what is touched here.
 *
 * @param touched at least one; `EVERYTHING`: nobody knows what
 * @param mark a UUID that no other version has, also of another history of this database
 */
export async function announceProgrammeChange(
  client: TransactionClient,
  touched: readonly (Touched | 'EVERYTHING')[],
  mark: string,
): Promise<void> {
  const named = touched.map(nameOf);
  const isCommon = named.some(({ kind }) => !OF_SURFACES.includes(kind));
  const rows = await client.$queryRaw<{ version: bigint }[]>`
    UPDATE programme_version SET version = version + 1, mark = ${mark}::uuid,
      common_version = CASE WHEN ${isCommon} THEN version + 1 ELSE common_version END
    WHERE id = 1 RETURNING version`;
  const { version } = rows[0]!;
  const [kinds, subjects] = [named.map(({ kind }) => kind), named.map(({ subject }) => subject)];
  await client.$queryRaw`
    WITH logged AS (
      INSERT INTO programme_change (version, kind, subject, mark, changed_at)
      SELECT DISTINCT ${version}::bigint, kind, subject, ${mark}::uuid, clock_timestamp()
      FROM unnest(${kinds}::text[], ${subjects}::text[]) AS touched(kind, subject)
    ), stamped AS (
      INSERT INTO surface_stamp (surface_slug, version)
      SELECT slug, ${version}::bigint FROM (${standingOn(named)}) AS standing(slug)
      ON CONFLICT (surface_slug) DO UPDATE SET version = EXCLUDED.version
    )
    SELECT pg_notify(${PROGRAMME_CHANNEL}, version::text)::text FROM programme_version WHERE id = 1`;
}

interface Named {
  readonly kind: TouchedKind;
  readonly subject: string;
}

function nameOf(touched: Touched | 'EVERYTHING'): Named {
  if (typeof touched === 'string') return { kind: touched, subject: '' };
  if ('run' in touched) return { kind: 'RUN', subject: touched.run };
  if ('campaign' in touched) return { kind: 'CAMPAIGN', subject: touched.campaign };
  if ('revision' in touched) return { kind: 'REVISION', subject: touched.revision };
  if ('item' in touched) return { kind: 'ITEM', subject: touched.item };
  if ('partner' in touched) return { kind: 'PARTNER', subject: touched.partner };
  return { kind: 'SURFACE', subject: touched.surface };
}

/** The surfaces on which what was touched stands. A partner is common already. */
function standingOn(named: readonly Named[]): Prisma.Sql {
  // Of a removal out of the ledger anything may stand in the file.
  const of = (kind: TouchedKind) =>
    named.flatMap((one) => (one.kind === kind && (kind === 'SURFACE' || isUuid(one.subject)) ? [one.subject] : []));
  const [runs, campaigns, revisions, items] = [of('RUN'), of('CAMPAIGN'), of('REVISION'), of('ITEM')];
  const airing = Prisma.sql`
    FROM revision v JOIN playlist_entry e ON e.revision_id = v.id JOIN run r ON r.playlist_id = e.playlist_id
    JOIN campaign c ON c.id = r.campaign_id WHERE r.state IN ('SCHEDULED', 'ACTIVE')`;
  const selects = [
    Prisma.sql`SELECT slug FROM unnest(${of('SURFACE')}::text[]) AS slug`,
    ...(runs.length === 0
      ? []
      : [
          Prisma.sql`SELECT c.surface_slug FROM run r JOIN campaign c ON c.id = r.campaign_id WHERE r.id = ANY(${runs}::uuid[])`,
        ]),
    ...(campaigns.length === 0
      ? []
      : [Prisma.sql`SELECT surface_slug FROM campaign WHERE id = ANY(${campaigns}::uuid[])`]),
    ...(revisions.length === 0
      ? []
      : [Prisma.sql`SELECT c.surface_slug ${airing} AND v.id = ANY(${revisions}::uuid[])`]),
    ...(items.length === 0 ? [] : [Prisma.sql`SELECT c.surface_slug ${airing} AND v.item_id = ANY(${items}::uuid[])`]),
  ];
  return Prisma.join(selects, ' UNION ');
}
