import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  damagedLineRefusal,
  invalidValue,
  notFound,
  permissionRefusals,
  readExportLine,
  refused,
  type Actor,
  type ExportedItem,
  type Outcome,
} from '#domain';
import { RestoreStore, UnitOfWork } from '#persistence';

export interface RestoreItemsInput {
  /** Slug. */
  readonly partner: string;
  /** Of an export, as they came. */
  readonly lines: readonly string[];
  /** Number of the first of them in their file, from 1. */
  readonly firstLine: number;
  readonly idempotencyKey: string | null;
}

/** What a restoration did with the lines of a batch. */
export interface Restoration {
  readonly outcome: Outcome<string>;
  readonly restored: number;
  /** Their id or reference is taken here: what is there is left alone. */
  readonly kept: number;
  /** Stories that were taken back: their words do not come back. */
  readonly leftOut: number;
}

export const RESTORE_LINES_MAX = 200;

/**
 * Brings items back out of an export, batch by batch, each a transaction. Nothing that is there is overwritten, nothing that was approved
 * is approved again by it, and a batch with one damaged line brings back nothing.
 */
@Injectable()
export class RestoreItems {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(RestoreStore) private readonly store: RestoreStore,
  ) {}

  async execute(actor: Actor, input: RestoreItemsInput): Promise<Restoration> {
    const { idempotencyKey, ...asked } = input;
    const { partner, lines, firstLine } = asked;
    const done = { restored: 0, kept: 0, leftOut: 0 };
    const command = { name: 'restoreItems', input: asked, idempotencyKey };
    const outcome = await this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'partner.write');
      if (denied.length > 0) return refused(denied);
      const partnerId = await this.store.partnerId(tx, partner);
      if (partnerId === null) return refused([notFound('partner', partner, ['input', 'partner'])]);
      const read = readLines(lines, firstLine);
      if (!Array.isArray(read)) return read;
      const taken = await this.store.taken(tx, partnerId, read);
      const isTaken = ({ id, reference }: ExportedItem) =>
        taken.has(id) || (reference !== null && taken.has(reference));
      const takenBack = await this.store.takenBack(tx, read);
      const lacking = read.filter((item) => !isTaken(item) && !takenBack.has(item.id));
      await this.store.insert(tx, partnerId, lacking);
      done.restored = lacking.length;
      done.kept = read.filter(isTaken).length;
      done.leftOut = read.length - done.restored - done.kept;
      for (const { id, reference, revisions } of lacking)
        tx.audit({
          action: 'content-item.restored',
          subjectType: 'content-item',
          subjectId: id,
          after: { reference, revisions: revisions.length },
        });
      return accepted(partnerId);
    });
    return { outcome, ...done };
  }
}

function readLines(lines: readonly string[], firstLine: number): ExportedItem[] | Outcome<never> {
  if (lines.length < 1 || lines.length > RESTORE_LINES_MAX)
    return refused([
      invalidValue(['input', 'lines'], `${lines.length} lines`, `1 to ${RESTORE_LINES_MAX} lines at once`),
    ]);
  const read = lines.map(readExportLine);
  const damaged = read.flatMap((item, i) =>
    typeof item === 'string' ? [damagedLineRefusal(firstLine + i, item, ['input', 'lines'])] : [],
  );
  return damaged.length > 0 ? refused(damaged) : (read as ExportedItem[]);
}
