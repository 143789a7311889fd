import type { ReviewView } from '#persistence';
import type * as Api from '../../generated/management.js';

export function reviewObject(review: ReviewView): Api.Review {
  const { revisionId, itemId, partner, number, state, topics, ageMin, assignee, skips } = review;
  return {
    id: revisionId,
    itemId,
    partner,
    number,
    state,
    submittedAt: new Date(review.submittedAt),
    ageSeconds: Math.max(0, Math.floor((review.readAt - review.submittedAt) / 1_000)),
    dueAt: new Date(review.dueAt),
    dueSet: review.isDueSet,
    overdue: review.dueAt < review.readAt,
    sensitive: review.isSensitive,
    topics: [...topics],
    ageMin,
    editedByStaff: review.isEditByStaff,
    locales: review.locales.map((one) => ({ ...one })),
    assignee: assignee && { ...assignee },
    skips,
    appealed: review.isAppealed,
  };
}
