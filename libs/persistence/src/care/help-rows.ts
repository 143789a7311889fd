import {
  offAir,
  standingRemovals,
  type CarePolicy,
  type CoverageRule,
  type EmergencyAdvice,
  type HelpOverride,
  type HelpRegistry,
  type HelpWaiver,
  type Helpline,
  type HelplineChannel,
  type Locale,
  type StandingRemovals,
} from '#domain';
import type { HelpOverride as OverrideRow, HelpWaiver as WaiverRow } from '../generated/client.js';
import { readStanding } from '../takedown/removal-rows.js';
import type { TransactionClient } from '../transaction.js';

const POLICY_ID = 1;

/** Everything from which help is resolved, as one reader sees it. What was taken down is not in it. @param removals null: they are read */
export async function readHelp(
  client: TransactionClient,
  removals: StandingRemovals | null = null,
): Promise<HelpRegistry> {
  const standing = removals ?? standingRemovals(await readStanding(client));
  const helplines = await client.helpline.findMany({ orderBy: { slug: 'asc' } });
  const emergency = await client.emergencyAdvice.findMany({ orderBy: { region: 'asc' } });
  // A day more than those that stand: clocks differ, and what is over is told by its own end.
  const overrides = await client.$queryRaw<{ id: string }[]>`
    SELECT id FROM help_override WHERE ends_at > now() - interval '1 day'`;
  const rows = await client.helpOverride.findMany({
    where: { id: { in: overrides.map(({ id }) => id) } },
    orderBy: { id: 'asc' },
  });
  const policy = await readCarePolicy(client);
  return {
    helplines: helplines
      .filter(({ slug }) => offAir(standing, ['HELPLINE', slug]) === null)
      .map((row) => row.record as unknown as Helpline),
    emergency: emergency.map((row) => row.record as unknown as EmergencyAdvice),
    overrides: rows.map(overrideOf),
    ...(policy === null ? {} : { policy }),
  };
}

/** Null: nobody chose, and the domain's defaults hold. */
export async function readCarePolicy(client: TransactionClient): Promise<CarePolicy | null> {
  const row = await client.carePolicy.findUnique({ where: { id: POLICY_ID } });
  if (row === null) return null;
  const { freshMonths, openWindowDays } = row;
  return { freshMonths, openWindowDays, twoAlwaysOpen: row.twoAlwaysOpen as CarePolicy['twoAlwaysOpen'] };
}

export async function writeCarePolicy(client: TransactionClient, policy: CarePolicy): Promise<void> {
  await client.carePolicy.upsert({
    where: { id: POLICY_ID },
    create: { id: POLICY_ID, ...policy },
    update: { ...policy },
  });
}

/** What was lifted ended then. */
export function overrideOf(row: OverrideRow): HelpOverride {
  const { id, regions, helpline, channel, replacement, message, startsAt, endsAt, liftedAt } = row;
  return {
    id,
    regions,
    helpline,
    channel,
    replacement: replacement as unknown as HelplineChannel | null,
    message: message as Readonly<Record<Locale, string>>,
    window: { start: startsAt.getTime(), end: Math.max(startsAt.getTime(), (liftedAt ?? endsAt).getTime()) },
  };
}

export function waiverOf({ id, runId, region, language, rules, expiresAt }: WaiverRow): HelpWaiver {
  return { id, runId, region, language, rules: rules as CoverageRule[], expiresAt: expiresAt.getTime() };
}
