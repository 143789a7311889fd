import { Injectable } from '@nestjs/common';
import type { CarePolicy, Helpline, HelplineAlarm, HelpOverride, HelpRegistry, HelpWaiver, Instant } from '#domain';
import { Prisma } from '../generated/client.js';
import { clientOf, type Transaction } from '../transaction.js';
import { isUuid } from '../uuid.js';
import { overrideOf, readCarePolicy, readHelp, waiverOf, writeCarePolicy } from './help-rows.js';

/** An override whose row is locked. */
export interface LockedOverride extends HelpOverride {
  readonly liftedAt: Instant | null;
}

/** Reads and writes, in decisions, what help is resolved from and what a run needs of it. */
@Injectable()
export class HelpStore {
  registry(tx: Transaction): Promise<HelpRegistry> {
    return readHelp(clientOf(tx));
  }

  async helpline(tx: Transaction, slug: string): Promise<Helpline | null> {
    const row = await clientOf(tx).helpline.findUnique({ where: { slug } });
    return (row?.record as unknown as Helpline | undefined) ?? null;
  }

  /** The slugs, of those given, of which nothing is on file. */
  async unknownHelplines(tx: Transaction, slugs: readonly string[]): Promise<string[]> {
    if (slugs.length === 0) return [];
    const rows = await clientOf(tx).helpline.findMany({ where: { slug: { in: [...slugs] } }, select: { slug: true } });
    return slugs.filter((slug) => !rows.some((row) => row.slug === slug));
  }

  /** @returns its id */
  async insertOverride(
    tx: Transaction,
    override: Omit<HelpOverride, 'id'> & { readonly reason: string; readonly begunBy: string },
  ): Promise<string> {
    const { regions, replacement, message, window, begunBy, ...columns } = override;
    const id = tx.newId();
    await clientOf(tx).helpOverride.create({
      data: {
        ...columns,
        id,
        regions: [...regions],
        replacement: replacement === null ? Prisma.DbNull : (replacement as unknown as Prisma.InputJsonObject),
        message: { ...message },
        startsAt: new Date(window.start),
        endsAt: new Date(window.end!),
        begunById: begunBy,
      },
    });
    return id;
  }

  async lockOverride(tx: Transaction, id: string): Promise<LockedOverride | null> {
    if (!isUuid(id)) return null;
    await clientOf(tx).$queryRaw`SELECT id FROM help_override WHERE id = ${id}::uuid FOR UPDATE`;
    const row = await clientOf(tx).helpOverride.findUnique({ where: { id } });
    return row === null ? null : { ...overrideOf(row), liftedAt: row.liftedAt?.getTime() ?? null };
  }

  async liftOverride(tx: Transaction, id: string, liftedBy: string): Promise<void> {
    await clientOf(tx).helpOverride.update({
      where: { id },
      data: { liftedAt: new Date(tx.now), liftedById: liftedBy },
    });
  }

  async waivers(tx: Transaction, runId: string): Promise<HelpWaiver[]> {
    return (await clientOf(tx).helpWaiver.findMany({ where: { runId } })).map(waiverOf);
  }

  /** @returns its id */
  async insertWaiver(
    tx: Transaction,
    waiver: Omit<HelpWaiver, 'id'> & { readonly reason: string; readonly signedBy: string },
  ): Promise<string> {
    const { rules, expiresAt, signedBy, ...columns } = waiver;
    const id = tx.newId();
    const signed = { signedAt: new Date(tx.now), signedById: signedBy };
    await clientOf(tx).helpWaiver.create({
      data: { ...columns, ...signed, id, rules: [...rules], expiresAt: new Date(expiresAt) },
    });
    return id;
  }

  /** @returns what was chosen before; null: nothing */
  async savePolicy(tx: Transaction, policy: CarePolicy): Promise<CarePolicy | null> {
    const before = await readCarePolicy(clientOf(tx));
    await writeCarePolicy(clientOf(tx), policy);
    return before;
  }

  /** Writes down that alarms are raised. @returns those that nobody had raised: of several schedulers one finds each */
  async raise(tx: Transaction, alarms: readonly HelplineAlarm[]): Promise<HelplineAlarm[]> {
    if (alarms.length === 0) return [];
    const rows = await clientOf(tx).helplineAlarm.createManyAndReturn({
      data: alarms.map(({ dueOn, ...alarm }) => ({ ...alarm, dueOn: new Date(dueOn), raisedAt: new Date(tx.now) })),
      skipDuplicates: true,
    });
    const keyOf = (helpline: string, cause: string, dueOn: string, leadDays: number) =>
      JSON.stringify([helpline, cause, dueOn, leadDays]);
    const raised = new Set(
      rows.map((row) => keyOf(row.helpline, row.cause, row.dueOn.toISOString().slice(0, 10), row.leadDays)),
    );
    return alarms.filter(({ helpline, cause, dueOn, leadDays }) => raised.has(keyOf(helpline, cause, dueOn, leadDays)));
  }
}
