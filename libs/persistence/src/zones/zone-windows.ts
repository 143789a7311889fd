import type { ZoneWindow } from '#domain';
import type { Prisma } from '../generated/client.js';
import { clientOf, type Transaction } from '../transaction.js';

/** Keeps the windows of a viewer-local run in all zones beside it, with the version of the zone data that derived them. */
export async function keepZoneWindows(
  tx: Transaction,
  run: { readonly id: string; readonly scheduleVersion: number },
  windows: readonly ZoneWindow[],
  version: string,
): Promise<void> {
  const data = {
    scheduleVersion: run.scheduleVersion,
    tzdataVersion: version,
    windows: windows as unknown as Prisma.InputJsonArray,
  };
  await clientOf(tx).runZoneWindow.upsert({
    where: { runId: run.id },
    create: { runId: run.id, ...data },
    update: data,
  });
}
