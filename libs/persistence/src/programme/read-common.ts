import { standingRemovals, type CommonRows, type PartnerFacts } from '#domain';
import { pauseOf } from '../campaign/pause-store.js';
import { readHelp, waiverOf } from '../care/help-rows.js';
import { readGuideRows } from '../guide/guide-rows.js';
import { readHelpOnly, readStanding } from '../takedown/removal-rows.js';
import type { TransactionClient } from '../transaction.js';

/** What is read when a kind of change touched it. */
export const COMMON_PARTS = ['HELP', 'PAUSES', 'HELP_ONLY', 'GUIDES', 'PARTNERS'] as const;
export type CommonPart = (typeof COMMON_PARTS)[number];

/** Everything that is not of one surface. */
export async function readCommon(client: TransactionClient): Promise<CommonRows> {
  const {
    pauses = [],
    help,
    guides = [],
    partners = [],
    ...rest
  } = await readCommonParts(client, new Set(COMMON_PARTS));
  return { pauses, help: help!, guides, partners, ...rest };
}

/** The named parts, each whole. */
export async function readCommonParts(
  client: TransactionClient,
  parts: ReadonlySet<CommonPart>,
): Promise<Partial<CommonRows>> {
  return {
    ...(parts.has('PAUSES') && { pauses: (await readPauses(client)).map(pauseOf) }),
    ...(parts.has('HELP_ONLY') && { helpOnly: await readHelpOnly(client) }),
    ...(parts.has('HELP') && {
      help: await readHelp(client, standingRemovals(await readStanding(client))),
      waivers: await readWaivers(client),
    }),
    ...(parts.has('GUIDES') && { guides: await readGuideRows(client) }),
    ...(parts.has('PARTNERS') && { partners: await readPartners(client) }),
  };
}

/** One that nobody has resumed; those long over by themselves are left out. */
interface OpenPause {
  readonly id: string;
  readonly regions: string[];
  readonly pausedAt: Date;
  readonly until: Date | null;
}

function readPauses(client: TransactionClient): Promise<OpenPause[]> {
  return client.$queryRaw<OpenPause[]>`
    SELECT id, regions, paused_at AS "pausedAt", until FROM pause
    WHERE resumed_at IS NULL AND (until IS NULL OR until > now() - interval '2 days') ORDER BY id`;
}

async function readWaivers(client: TransactionClient) {
  const rows = await client.helpWaiver.findMany({
    where: { run: { state: { in: ['SCHEDULED', 'ACTIVE', 'DRAFT'] } } },
    orderBy: { id: 'asc' },
  });
  return rows.map(waiverOf);
}

function readPartners(client: TransactionClient): Promise<PartnerFacts[]> {
  return client.partner.findMany({ select: { slug: true, name: true, website: true }, orderBy: { slug: 'asc' } });
}
