import type { Instant, ViewerClues } from '#domain';

/** What the answers of one request have told of how long they hold. */
export interface DeliveryContext {
  /** The earliest end of any answer in this response; null: nothing was answered yet. */
  validUntil: Instant | null;
  /** Of whom an answer was empty that has no place for help of its own, a guide that is not there: help goes beside it. */
  emptyFor: ViewerClues | null;
}

export function newDeliveryContext(): DeliveryContext {
  return { validUntil: null, emptyFor: null };
}

/** Lets the response's cache lifetime end with this answer, if none ends before. */
export function holdsUntil(context: DeliveryContext, instant: Instant): void {
  context.validUntil = context.validUntil === null ? instant : Math.min(context.validUntil, instant);
}
