import { Inject, Injectable } from '@nestjs/common';
import type { RemovalSubject } from '#domain';
import { Database, prismaOf } from './database.js';

/** Which database this is, and what of a list given past it still has to be decided in it. */
@Injectable()
export class InstallationReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** A UUID that a backup keeps. */
  async id(): Promise<string> {
    const { id } = await prismaOf(this.database).installation.findUniqueOrThrow({ where: { only: 1 } });
    return id;
  }

  /**
   * Of things named as public answers name them, those over which no removal stands, in the order given.
   *
   * @param subjects a campaign by its id or slug, a partner by its slug, the others by what a removal names them by
   */
  async notRemoved<Subject extends { readonly kind: RemovalSubject; readonly id: string }>(
    subjects: readonly Subject[],
  ): Promise<Subject[]> {
    if (subjects.length === 0) return [];
    const rows = await prismaOf(this.database).$queryRaw<{ place: number }[]>`
      SELECT named.place::int AS place
      FROM unnest(${subjects.map(({ kind }) => kind)}::text[], ${subjects.map(({ id }) => id)}::text[])
        WITH ORDINALITY AS named(kind, id, place)
      WHERE NOT EXISTS (
        SELECT 1 FROM removal r
        LEFT JOIN campaign c ON r.subject_type = 'CAMPAIGN' AND c.id::text = r.subject_id
        LEFT JOIN partner p ON r.subject_type = 'PARTNER' AND p.id::text = r.subject_id
        WHERE r.lifted_at IS NULL AND r.subject_type::text = named.kind
          AND named.id IN (r.subject_id, c.slug, p.slug))
      ORDER BY named.place`;
    return rows.map(({ place }) => subjects[place - 1]!);
  }
}
