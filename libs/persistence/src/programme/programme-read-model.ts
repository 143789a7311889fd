import { Inject, Injectable } from '@nestjs/common';
import {
  AIRING_STATES,
  type EmergencyAdvice,
  type EntryRow,
  type Guide,
  type Helpline,
  type PartnerFacts,
  type ProgrammeRows,
  type RunRow,
} from '#domain';
import { campaignColumns } from '../campaign/campaign-store.js';
import { intentOf } from '../campaign/run-store.js';
import { REVISION_PARTS, revisionFacts } from '../content/revision-document.js';
import { Database, prismaOf } from '../database.js';
import type { Prisma } from '../generated/client.js';

const READ_MS_MAX = 30_000;
const PARTNER = { select: { slug: true, name: true, website: true } } as const;
const RUN = {
  campaign: true,
  playlist: { include: { entries: { include: { revision: { include: { ...REVISION_PARTS, partner: PARTNER } } } } } },
} as const satisfies Prisma.RunInclude;
type AiringRow = Prisma.RunGetPayload<{ include: typeof RUN }>;
type AiringEntry = AiringRow['playlist']['entries'][number];

/** Everything that public answers are made of, as one consistent state of the rows. */
@Injectable()
export class ProgrammeReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The version that stands; a larger one than that in memory means: read again. */
  async version(): Promise<number> {
    const row = await prismaOf(this.database).programmeVersion.findUniqueOrThrow({ where: { id: 1 } });
    return Number(row.version);
  }

  /**
   * One snapshot, in a fixed number of statements however much there is. Runs that wait or are on air, by their state; their windows decide.
   *
   * @param alsoRunId a run that is read whatever its state, for its rehearsal; `compile` leaves it out unless it airs
   */
  async read(alsoRunId: string | null = null): Promise<ProgrammeRows> {
    return prismaOf(this.database).$transaction(
      async (client) => {
        const { version } = await client.programmeVersion.findUniqueOrThrow({ where: { id: 1 } });
        const runs = await client.run.findMany({
          where: {
            OR: [{ state: { in: [...AIRING_STATES] } }, ...(alsoRunId === null ? [] : [{ id: alsoRunId }])],
          },
          include: RUN,
        });
        const helplines = await client.helpline.findMany();
        const emergency = await client.emergencyAdvice.findMany();
        const guides = await client.guide.findMany();
        const partners = await client.partner.findMany({ select: PARTNER.select });
        return {
          version: Number(version),
          runs: runs.map(runRow),
          help: {
            helplines: helplines.map((row) => row.record as unknown as Helpline),
            emergency: emergency.map((row) => row.record as unknown as EmergencyAdvice),
          },
          guides: guides.map((row) => row.record as unknown as Guide),
          partners: partners satisfies PartnerFacts[],
        };
      },
      { isolationLevel: 'RepeatableRead', timeout: READ_MS_MAX, maxWait: 3_000 },
    );
  }
}

function runRow(row: AiringRow): RunRow {
  return {
    runId: row.id,
    state: row.state,
    scheduleVersion: row.scheduleVersion,
    campaignId: row.campaignId,
    slug: row.campaign.slug,
    surface: row.campaign.surfaceSlug,
    ...campaignColumns(row.campaign),
    intent: intentOf(row),
    entries: row.playlist.entries.map(entryRow),
  };
}

function entryRow(entry: AiringEntry): EntryRow {
  return { position: entry.position, ...revisionFacts(entry.revision), partner: entry.revision.partner };
}
