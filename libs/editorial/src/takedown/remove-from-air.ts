import { SUBJECT_NAMES, type RemovalReceipt } from '#domain';
import { removalTouches, type NewRemoval, type RemovalStore, type Transaction } from '#persistence';

/** What a removal did, as the trace and those who listen are told. */
export interface RemovalTold {
  /** Of the audit entry and of the event. */
  readonly name: string;
  /** In the event, besides what every removal says. */
  readonly payload?: Readonly<Record<string, unknown>>;
  /** In the audit entry, besides what every removal says. */
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

export interface Removed {
  readonly id: string;
  readonly receipt: RemovalReceipt;
}

/** An event is small: whoever needs more reads the receipt. */
const NAMED_MAX = 200;

/**
 * Takes a thing off the air: its removal with the receipt, the audit entry, the event, and the readers woken at commit. The caller has
 * locked the subject and asked the rules.
 */
export async function removeFromAir(
  tx: Transaction,
  store: RemovalStore,
  removal: NewRemoval,
  { name, payload = {}, before, after }: RemovalTold,
): Promise<Removed> {
  const { cause, kind, subjectType, subjectId, reason, replacedBy } = removal;
  const receipt = await store.receipt(tx, removal);
  const id = await store.insert(tx, removal, receipt);
  const { removedFrom, leftOut } = receipt;
  const named = (pick: (place: (typeof removedFrom)[number]) => string) =>
    [...new Set(removedFrom.map(pick))].slice(0, NAMED_MAX);
  const subject = { subjectType: SUBJECT_NAMES[subjectType], subjectId };
  const said = { removalId: id, cause, kind, replacedBy };
  tx.audit({
    action: name,
    ...subject,
    before,
    after: { ...said, ...after, places: removedFrom.length + leftOut },
    reason,
  });
  tx.emit({
    type: name,
    ...subject,
    payload: {
      ...said,
      ...payload,
      partnerId: removal.partnerId,
      surfaces: named(({ surface }) => surface),
      campaignIds: named(({ campaignId }) => campaignId),
      runIds: named(({ runId }) => runId),
      places: removedFrom.length + leftOut,
    },
  });
  tx.programmeChanged(...removalTouches(removal));
  return { id, receipt };
}
