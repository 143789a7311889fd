import { Inject, Injectable } from '@nestjs/common';
import type { Helpline, PurgeNames, PurgeSubject } from '#domain';
import { Database, prismaOf } from '../database.js';
import { isUuid } from '../uuid.js';

/** What caches know things by, that are off the air perhaps: looked up by id, whatever became of them. */
@Injectable()
export class PurgeReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** @param subjects of one batch of events; kinds whose keys are made of their ids are not looked up */
  async names(subjects: readonly PurgeSubject[]): Promise<PurgeNames> {
    const idsOf = (kind: 'RUN' | 'PARTNER' | 'HELPLINE') => [
      ...new Set(subjects.flatMap((subject) => (subject.kind === kind ? [subject.id] : []))),
    ];
    const [runIds, partnerIds, slugs] = [
      idsOf('RUN').filter(isUuid),
      idsOf('PARTNER').filter(isUuid),
      idsOf('HELPLINE'),
    ];
    const client = prismaOf(this.database);
    const runs = await someOf(runIds, () =>
      client.run.findMany({
        where: { id: { in: runIds } },
        select: { id: true, campaignId: true, campaign: { select: { surfaceSlug: true } } },
      }),
    );
    const partners = await someOf(partnerIds, () =>
      client.partner.findMany({ where: { id: { in: partnerIds } }, select: { id: true, slug: true } }),
    );
    const versions = await someOf(slugs, () =>
      client.helplineVersion.findMany({ where: { slug: { in: slugs } }, select: { slug: true, record: true } }),
    );
    return {
      runs: new Map(runs.map(({ id, campaignId, campaign }) => [id, { campaignId, surface: campaign.surfaceSlug }])),
      partners: new Map(partners.map(({ id, slug }) => [id, slug])),
      helplines: regionsBySlug(versions.map(({ slug, record }) => ({ slug, record: record as unknown as Helpline }))),
    };
  }
}

async function someOf<Row>(ids: readonly string[], read: () => Promise<Row[]>): Promise<Row[]> {
  return ids.length === 0 ? [] : read();
}

/** Also the regions that an earlier version had: answers there lose it. One that was for everywhere once is for everywhere. */
function regionsBySlug(
  versions: readonly { slug: string; record: Helpline }[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { slug, record } of versions) {
    const known = found.get(slug);
    const isEverywhere = record.regions.length === 0 || known?.length === 0;
    found.set(slug, isEverywhere ? [] : [...new Set([...(known ?? []), ...record.regions])]);
  }
  return found;
}
