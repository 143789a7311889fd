import { Injectable } from '@nestjs/common';
import {
  isShowable,
  offAirRevision,
  RECEIPT_PLACES_MAX,
  receiptHash,
  standingRemovals,
  type Helpline,
  type Instant,
  type Locale,
  type Removal,
  type RemovalCause,
  type RemovalReceipt,
  type RemovalSubject,
  type RemovedFrom,
  type RunState,
  type TakedownKind,
} from '#domain';
import { REVISION_PARTS, revisionFacts } from '../content/revision-document.js';
import { Prisma } from '../generated/client.js';
import { clientOf, type Transaction } from '../transaction.js';
import { isUuid } from '../uuid.js';
import { readConsents, readStanding } from './removal-rows.js';

/** A thing that can be removed, locked by the transaction that reads it. */
export interface LockedSubject {
  readonly subjectType: RemovalSubject;
  readonly subjectId: string;
  /** Of a revision, an item or a partner; null for the rest. */
  readonly partnerId: string | null;
}

/** A removal locked by the transaction that reads it. */
export interface LockedRemoval extends Removal {
  readonly kind: TakedownKind | null;
  readonly isLifted: boolean;
}

export interface NewRemoval {
  readonly cause: RemovalCause;
  readonly kind: TakedownKind | null;
  readonly subjectType: RemovalSubject;
  readonly subjectId: string;
  /** Whose it is, of a revision, an item or a partner; else null. */
  readonly partnerId: string | null;
  /** Null exactly when consent was withdrawn. */
  readonly reason: string | null;
  readonly notice: Readonly<Record<Locale, string>> | null;
  readonly replacedBy: string | null;
  readonly removedBy: string | null;
}

/** Runs that may still go on air, or are. */
const STANDING_STATES: RunState[] = ['DRAFT', 'SCHEDULED', 'ACTIVE'];
const HASHES_MAX = 1_000;
const CARE_SUBJECTS: readonly RemovalSubject[] = ['HELPLINE', 'GUIDE'];

/** Writes removals: what is off the air, and the receipt of it. */
@Injectable()
export class RemovalStore {
  /**
   * The thing, locked until the transaction ends, so that of two who remove it one finds it done, and nobody schedules it meanwhile;
   * null when there is none.
   *
   * @param partnerId the tenant whose it must be; null: anybody's (staff)
   */
  async lockSubject(
    tx: Transaction,
    subjectType: RemovalSubject,
    subjectId: string,
    partnerId: string | null,
  ): Promise<LockedSubject | null> {
    if (!CARE_SUBJECTS.includes(subjectType) && !isUuid(subjectId)) return null;
    const [row] = await clientOf(tx).$queryRaw<{ partnerId: string | null }[]>(lockQuery(subjectType, subjectId));
    if (row === undefined || (partnerId !== null && row.partnerId !== partnerId)) return null;
    // In the order of their ids, as a scheduling decision locks them too: neither waits for the other in a circle.
    if (subjectType === 'ITEM')
      await clientOf(tx).$queryRaw`SELECT id FROM revision WHERE item_id = ${subjectId}::uuid ORDER BY id FOR UPDATE`;
    return { subjectType, subjectId, partnerId: row.partnerId };
  }

  /** The removal of this cause that stands over exactly this thing; null: none does. */
  async standingOn(tx: Transaction, subject: LockedSubject, cause: RemovalCause): Promise<Removal | null> {
    const { subjectType, subjectId } = subject;
    const row = await clientOf(tx).removal.findFirst({ where: { subjectType, subjectId, cause, liftedAt: null } });
    return row === null ? null : { id: row.id, cause, subjectType, subjectId };
  }

  /** True when something of the subject's own kind has this id or slug. */
  async exists(tx: Transaction, subjectType: RemovalSubject, id: string): Promise<boolean> {
    if (!CARE_SUBJECTS.includes(subjectType) && !isUuid(id)) return false;
    const rows = await clientOf(tx).$queryRaw<unknown[]>(findQuery(subjectType, id));
    return rows.length === 1;
  }

  /** What will be removed and from where, read before it is: hashes of texts, and each run with its places. */
  async receipt(tx: Transaction, removal: Omit<Removal, 'id'>): Promise<RemovalReceipt> {
    const { subjectType, subjectId } = removal;
    if (CARE_SUBJECTS.includes(subjectType)) return { hashes: [], removedFrom: [], leftOut: 0 };
    const where = runsOf(subjectType, subjectId);
    const count = await clientOf(tx).run.count({ where });
    const runs = await clientOf(tx).run.findMany({
      where,
      orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
      take: RECEIPT_PLACES_MAX,
      include: PLACES,
    });
    const itemIds = runs.flatMap((run) => run.playlist.entries.map(({ revision }) => revision.itemId));
    const [standing, consents] = [
      await readStanding(clientOf(tx)),
      await readConsents(clientOf(tx), [...new Set(itemIds)]),
    ];
    const own = { ...removal, id: '' };
    const [alone, all] = [standingRemovals([own]), standingRemovals([...standing, own])];
    const removedFrom = runs.map((run): RemovedFrom => {
      const entries = run.playlist.entries.map(({ position, revision }) => ({ position, revision }));
      const left = entries.filter(({ revision }) =>
        isShowable({
          ...revisionFacts(revision),
          removal: offAirRevision(all, { ...revision, revisionId: revision.id }),
          consent: consents.get(revision.itemId) ?? null,
        }),
      );
      const gone = entries.filter(
        ({ revision }) => offAirRevision(alone, { ...revision, revisionId: revision.id }) !== null,
      );
      return {
        runId: run.id,
        campaignId: run.campaignId,
        surface: run.campaign.surfaceSlug,
        state: run.state,
        positions: gone.map(({ position }) => position),
        isLeftWithNothing: subjectType === 'CAMPAIGN' || left.length === 0,
      };
    });
    return { hashes: await this.hashes(tx, removal), removedFrom, leftOut: count - runs.length };
  }

  /** @returns the id of the new removal */
  async insert(tx: Transaction, removal: NewRemoval, receipt: RemovalReceipt): Promise<string> {
    const id = tx.newId();
    const { notice, removedBy, ...columns } = removal;
    await clientOf(tx).removal.create({
      data: {
        ...columns,
        id,
        notice: notice === null ? Prisma.DbNull : notice,
        removedAt: new Date(tx.now),
        removedById: removedBy,
        receipt: receipt as unknown as Prisma.InputJsonObject,
        receiptHash: receiptHash({ id, ...columns }, tx.now, receipt),
      },
    });
    return id;
  }

  /** The removal, locked until the transaction ends; null when there is none. */
  async lock(tx: Transaction, id: string): Promise<LockedRemoval | null> {
    if (!isUuid(id)) return null;
    const locked = await clientOf(tx).$queryRaw<
      { id: string }[]
    >`SELECT id FROM removal WHERE id = ${id}::uuid FOR UPDATE`;
    if (locked.length === 0) return null;
    const row = await clientOf(tx).removal.findUniqueOrThrow({ where: { id } });
    const { cause, kind, subjectType, subjectId, liftedAt } = row;
    return { id, cause, kind, subjectType, subjectId, isLifted: liftedAt !== null };
  }

  async lift(tx: Transaction, id: string, liftedBy: string | null, why: string): Promise<void> {
    await clientOf(tx).removal.update({
      where: { id },
      data: { liftedAt: new Date(tx.now), liftedById: liftedBy, liftedWhy: why },
    });
  }

  /** Helplines that are on file and not off the air. */
  async helplinesOnAir(tx: Transaction): Promise<Helpline[]> {
    const rows = await clientOf(tx).$queryRaw<{ record: Helpline }[]>`
      SELECT record FROM helpline h WHERE NOT EXISTS (
        SELECT 1 FROM removal WHERE subject_type = 'HELPLINE' AND subject_id = h.slug AND lifted_at IS NULL)
      ORDER BY slug`;
    return rows.map(({ record }) => record);
  }

  /** Helplines that a partner operates and guides made with it, which no removal of the partner takes off the air. */
  async careOf(tx: Transaction, partnerId: string): Promise<{ helplines: string[]; guides: string[] }> {
    const helplines = await clientOf(tx).$queryRaw<{ slug: string }[]>`
      SELECT h.slug FROM helpline h JOIN partner p ON p.slug = h.record ->> 'operator'
      WHERE p.id = ${partnerId}::uuid ORDER BY h.slug`;
    const guides = await clientOf(tx).$queryRaw<{ slug: string }[]>`
      SELECT g.slug FROM guide g JOIN partner p ON jsonb_exists(g.draft -> 'partners', p.slug)
        OR EXISTS (SELECT 1 FROM guide_revision r WHERE r.guide_slug = g.slug AND r.state = 'APPROVED' AND jsonb_exists(r.facts -> 'partners', p.slug))
      WHERE p.id = ${partnerId}::uuid ORDER BY g.slug`;
    return { helplines: helplines.map(({ slug }) => slug), guides: guides.map(({ slug }) => slug) };
  }

  private async hashes(
    tx: Transaction,
    { subjectType, subjectId }: Omit<Removal, 'id'>,
  ): Promise<RemovalReceipt['hashes']> {
    if (subjectType !== 'REVISION' && subjectType !== 'ITEM') return [];
    const where = subjectType === 'REVISION' ? { revisionId: subjectId } : { revision: { itemId: subjectId } };
    return clientOf(tx).localization.findMany({
      where,
      select: { revisionId: true, locale: true, contentHash: true },
      orderBy: [{ revisionId: 'asc' }, { locale: 'asc' }],
      take: HASHES_MAX,
    });
  }
}

const PLACES = {
  campaign: { select: { surfaceSlug: true } },
  playlist: {
    include: { entries: { orderBy: { position: 'asc' }, include: { revision: { include: REVISION_PARTS } } } },
  },
} as const satisfies Prisma.RunInclude;

function runsOf(subjectType: RemovalSubject, id: string): Prisma.RunWhereInput {
  const state = { in: STANDING_STATES };
  if (subjectType === 'CAMPAIGN') return { state, campaignId: id };
  const revision = { REVISION: { id }, ITEM: { itemId: id }, PARTNER: { partnerId: id } }[
    subjectType as 'REVISION' | 'ITEM' | 'PARTNER'
  ];
  return { state, playlist: { entries: { some: { revision } } } };
}

function lockQuery(subjectType: RemovalSubject, id: string): Prisma.Sql {
  return Prisma.sql`${findQuery(subjectType, id)} FOR UPDATE`;
}

function findQuery(subjectType: RemovalSubject, id: string): Prisma.Sql {
  switch (subjectType) {
    case 'REVISION':
      return Prisma.sql`SELECT partner_id AS "partnerId" FROM revision WHERE id = ${id}::uuid`;
    case 'ITEM':
      return Prisma.sql`SELECT partner_id AS "partnerId" FROM content_item WHERE id = ${id}::uuid`;
    case 'PARTNER':
      return Prisma.sql`SELECT id AS "partnerId" FROM partner WHERE id = ${id}::uuid`;
    case 'CAMPAIGN':
      return Prisma.sql`SELECT NULL::text AS "partnerId" FROM campaign WHERE id = ${id}::uuid`;
    case 'HELPLINE':
      return Prisma.sql`SELECT NULL::text AS "partnerId" FROM helpline WHERE slug = ${id}`;
    case 'GUIDE':
      return Prisma.sql`SELECT NULL::text AS "partnerId" FROM guide WHERE slug = ${id}`;
  }
}

/** For how long a partner has been suspended; null: it is not. */
export async function suspendedSince(tx: Transaction, partnerId: string): Promise<Instant | null> {
  const [row] = await clientOf(tx).$queryRaw<{ removedAt: Date }[]>`
    SELECT removed_at AS "removedAt" FROM removal
    WHERE subject_type = 'PARTNER' AND subject_id = ${partnerId} AND cause = 'SUSPENSION' AND lifted_at IS NULL`;
  return row?.removedAt.getTime() ?? null;
}
