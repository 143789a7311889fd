import type { RemovedFrom } from '#domain';
import type { ConsentView, HelpOnlyView, RemovalView } from '#persistence';
import type * as Api from '../../generated/management.js';

export function removalObject(removal: RemovalView): Api.Removal {
  const { id, cause, kind, subjectType, subjectId, reason, replacedBy, liftedAt, liftedWhy, receipt } = removal;
  return {
    id,
    cause,
    kind,
    subjectType,
    subjectId,
    reason,
    replacedBy,
    notice: Object.entries(removal.notice).map(([locale, text]) => ({ locale, text })),
    removedAt: new Date(removal.removedAt),
    removedBy: removal.removedBy,
    receipt: {
      hash: removal.receiptHash,
      hashes: receipt.hashes.map((one) => ({ ...one })),
      removedFrom: receipt.removedFrom.map(removedFromObject),
      leftOut: receipt.leftOut,
    },
    liftedAt: liftedAt === null ? null : new Date(liftedAt),
    liftedBy: removal.liftedBy,
    liftedWhy,
  };
}

export function removedFromObject({ runId, campaignId, surface, state, positions, isLeftWithNothing }: RemovedFrom) {
  return { runId, campaignId, surface, state, positions: [...positions], leftWithNothing: isLeftWithNothing };
}

export function helpOnlyObject(one: HelpOnlyView): Api.HelpOnly {
  const { id, reason, begunBy, endAskedAt, endAskedBy, endAskedWhy, endedAt, endedBy } = one;
  return {
    id,
    reason,
    begunBy,
    endAskedBy,
    endAskedWhy,
    endedBy,
    regions: [...one.regions],
    begunAt: new Date(one.begunAt),
    endAskedAt: endAskedAt === null ? null : new Date(endAskedAt),
    endedAt: endedAt === null ? null : new Date(endedAt),
  };
}

export function consentObject({ regions, surfaces, until, recordedAt, ...consent }: ConsentView): Api.Consent {
  return {
    ...consent,
    regions: [...regions],
    surfaces: [...surfaces],
    until: new Date(until),
    recordedAt: new Date(recordedAt),
  };
}
