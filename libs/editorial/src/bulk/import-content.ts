import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  canonicalHash,
  IMPORT_BATCHES_MAX,
  IMPORT_ROWS_MAX,
  importOutcome,
  invalidValue,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  rowRefusals,
  type Actor,
  type ImportRow,
  type Outcome,
  type Refusal,
} from '#domain';
import {
  ImportStore,
  UnitOfWork,
  type LockedImport,
  type ReferencedItem,
  type RowOutcome,
  type Transaction,
} from '#persistence';

export interface ImportRowsInput {
  readonly importId: string;
  /** From 1; one that comes again, since its answer was lost, changes nothing. */
  readonly batch: number;
  readonly rows: readonly SentRow[];
}

/** A row as it was sent, and what is wrong with it already so. */
export interface SentRow extends ImportRow {
  readonly malformed: readonly Refusal[];
}

/**
 * Many items at once, batch by batch: each a transaction in which good rows are written and bad ones are told, every reason of each. A
 * row is found again by the partner's own reference: the same content again changes nothing, so a file may be given as often as one likes,
 * and an import that broke off is simply begun again.
 */
@Injectable()
export class ImportContent {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ImportStore) private readonly store: ImportStore,
  ) {}

  /** @param isDry nothing is written but the counts. @returns the id of the import */
  async open(actor: Actor, isDry: boolean, idempotencyKey: string | null): Promise<Outcome<string>> {
    return this.unitOfWork.decide(actor, { name: 'openImport', input: { isDry }, idempotencyKey }, async (tx) => {
      const denied = permissionRefusals(actor, 'content.write');
      const { partnerId, memberId } = actor;
      if (denied.length > 0 || partnerId === null || memberId === null) return refused(denied);
      const id = await this.store.open(tx, { partnerId, isDry, openedBy: memberId });
      tx.audit({ action: 'import.opened', subjectType: 'import', subjectId: id, after: { isDry } });
      return accepted(id);
    });
  }

  /** @returns the id of the import */
  async rows(actor: Actor, input: ImportRowsInput): Promise<Outcome<string>> {
    const { importId, batch, rows } = input;
    // Its number is the key: the batch is locked with its import.
    const command = { name: 'importRows', input, idempotencyKey: null };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'content.write');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const open = await this.store.lock(tx, importId, actor.partnerId);
      if (open === null) return refused([notFound('import', importId, ['input', 'importId'])]);
      if (batch <= open.lastBatch && batch >= 1) return accepted(open.id);
      const refusals = [...batchRefusals(open, batch), ...sizeRefusals(rows)];
      if (refusals.length > 0) return refused(refusals);
      const known = await this.store.lockReferenced(
        tx,
        open.partnerId,
        rows.map(({ reference }) => reference),
      );
      const outcomes = rows.map((row): RowOutcome => {
        const reasons = [
          ...row.malformed,
          ...rowRefusals(row, known.get(row.reference) ?? null),
          ...twiceRefusals(rows, row),
        ];
        const outcome = reasons.length > 0 ? 'REFUSED' : importOutcome(row, known.get(row.reference) ?? null);
        return { row, outcome, refusals: reasons };
      });
      if (!open.isDry) await this.write(tx, open, actor.memberId, known, outcomes);
      await this.store.count(tx, open, batch, outcomes);
      return accepted(open.id);
    });
  }

  /** @returns the id of the import */
  async close(actor: Actor, importId: string): Promise<Outcome<string>> {
    const command = { name: 'closeImport', input: { importId }, idempotencyKey: null };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'content.write');
      if (denied.length > 0) return refused(denied);
      const open = await this.store.lock(tx, importId, actor.partnerId);
      if (open === null) return refused([notFound('import', importId, ['input', 'importId'])]);
      if (open.isClosed) return accepted(open.id);
      await this.store.close(tx, open.id);
      tx.audit({
        action: 'import.closed',
        subjectType: 'import',
        subjectId: open.id,
        after: { batches: open.lastBatch },
      });
      tx.emit({
        type: 'import.closed',
        subjectType: 'import',
        subjectId: open.id,
        payload: { partnerId: open.partnerId },
      });
      return accepted(open.id);
    });
  }

  private async write(
    tx: Transaction,
    { id: importId, partnerId }: LockedImport,
    memberId: string,
    known: ReadonlyMap<string, ReferencedItem>,
    outcomes: readonly RowOutcome[],
  ): Promise<void> {
    const rowsOf = (wanted: RowOutcome['outcome']) =>
      outcomes.filter(({ outcome }) => outcome === wanted).map(({ row }) => row);
    const made = rowsOf('MADE');
    const ids = await this.store.insertItems(tx, partnerId, memberId, made);
    made.forEach(({ document, reference }, i) => {
      const subject = { subjectType: 'content-item', subjectId: ids[i]! };
      const after = { version: 1, draftHash: canonicalHash(document), importId, reference };
      tx.audit({ action: 'content-item.created', ...subject, after });
      tx.emit({ type: 'content-item.created', ...subject, payload: { partnerId } });
    });
    const changed = rowsOf('CHANGED').map(({ reference, document }) => ({ item: known.get(reference)!, document }));
    await this.store.saveDrafts(
      tx,
      changed.map(({ item: { id }, document }) => ({ id, document })),
    );
    for (const { item, document } of changed)
      tx.audit({
        action: 'draft.saved',
        subjectType: 'content-item',
        subjectId: item.id,
        before: { version: item.draftVersion, draftHash: canonicalHash(item.draft) },
        after: { version: item.draftVersion + 1, draftHash: canonicalHash(document), importId },
      });
  }
}

function batchRefusals({ isClosed, lastBatch }: LockedImport, batch: number): Refusal[] {
  if (isClosed) {
    const message = 'The import is closed. Open another one; rows that are there already change nothing.';
    return [refuse('WRONG_STATE', ['input', 'importId'], { message, state: 'CLOSED', allowedStates: ['OPEN'] })];
  }
  if (batch === lastBatch + 1 && batch <= IMPORT_BATCHES_MAX) return [];
  const allowed = `${lastBatch + 1}: batches come in order, at most ${IMPORT_BATCHES_MAX} of them`;
  return [invalidValue(['input', 'batch'], String(batch), allowed)];
}

function sizeRefusals(rows: readonly ImportRow[]): Refusal[] {
  if (rows.length >= 1 && rows.length <= IMPORT_ROWS_MAX) return [];
  return [invalidValue(['input', 'rows'], `${rows.length} rows`, `1 to ${IMPORT_ROWS_MAX} at once`)];
}

/** Of two rows with one reference nobody knows which is meant; the first stands. */
function twiceRefusals(rows: readonly ImportRow[], row: ImportRow): Refusal[] {
  const first = rows.find(({ reference }) => reference === row.reference)!;
  if (first === row) return [];
  return [
    invalidValue(['reference'], row.reference.slice(0, 100), `each reference once; row ${first.row} has it, too`),
  ];
}
