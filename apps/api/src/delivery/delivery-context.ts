import type { Instant } from '#domain';

/** What the answers of one request have told of how long they hold. */
export interface DeliveryContext {
  /** The earliest end of any answer in this response; null: nothing was answered yet. */
  validUntil: Instant | null;
}

/** Lets the response's cache lifetime end with this answer, if none ends before. */
export function holdsUntil(context: DeliveryContext, instant: Instant): void {
  context.validUntil = context.validUntil === null ? instant : Math.min(context.validUntil, instant);
}
