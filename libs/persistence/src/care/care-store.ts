import { Injectable } from '@nestjs/common';
import type { EmergencyAdvice, Helpline } from '#domain';
import type { Prisma } from '../generated/client.js';
import { clientOf, type Transaction } from '../transaction.js';

/** Writes what help rests on: helplines and emergency words. Each is one record, replaced whole. */
@Injectable()
export class CareStore {
  /** @returns the record that stood before, or null when it is new */
  async saveHelpline(tx: Transaction, helpline: Helpline, savedBy: string | null): Promise<Helpline | null> {
    // Two who save one record at once write one version after the other.
    await clientOf(tx)
      .$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`helpline ${helpline.slug}`}, 0))::text`;
    const before = await clientOf(tx).helpline.findUnique({ where: { slug: helpline.slug } });
    const data = { record: jsonOf(helpline), updatedAt: new Date(tx.now) };
    await clientOf(tx).helpline.upsert({
      where: { slug: helpline.slug },
      create: { slug: helpline.slug, ...data },
      update: data,
    });
    const { slug } = helpline;
    const last = await clientOf(tx).helplineVersion.aggregate({ where: { slug }, _max: { version: true } });
    const version = (last._max.version ?? 0) + 1;
    await clientOf(tx).helplineVersion.create({
      data: { slug, version, record: data.record, savedAt: data.updatedAt, savedById: savedBy },
    });
    return (before?.record as Helpline | undefined) ?? null;
  }

  /** @returns the record that stood before, or null when it is new */
  async saveEmergencyAdvice(tx: Transaction, advice: EmergencyAdvice): Promise<EmergencyAdvice | null> {
    const before = await clientOf(tx).emergencyAdvice.findUnique({ where: { region: advice.region } });
    const data = { record: jsonOf(advice), updatedAt: new Date(tx.now) };
    await clientOf(tx).emergencyAdvice.upsert({
      where: { region: advice.region },
      create: { region: advice.region, ...data },
      update: data,
    });
    return (before?.record as EmergencyAdvice | undefined) ?? null;
  }
}

/** Domain records are JSON by their types; Prisma's input type does not see it. */
function jsonOf(record: Helpline | EmergencyAdvice): Prisma.InputJsonObject {
  return record as unknown as Prisma.InputJsonObject;
}
