import { keysOfAnswer, type AnswerSubjects, type Instant, type SurrogateKey, type Viewer } from '#domain';

/** What the answers of one request have told of how long they hold, and of what they are made. */
export interface DeliveryContext {
  /** The earliest end of any answer in this response; null: nothing was answered yet. */
  validUntil: Instant | null;
  /** Of whom an answer was empty that has no place for help of its own, a guide that is not there: help goes beside it. */
  emptyFor: Viewer | null;
  /** By what caches are told to forget it; null: nobody asks. */
  readonly keys: Set<SurrogateKey> | null;
}

export function newDeliveryContext(withKeys = false): DeliveryContext {
  return { validUntil: null, emptyFor: null, keys: withKeys ? new Set() : null };
}

/** Lets the response's cache lifetime end with this answer, if none ends before. */
export function holdsUntil(context: DeliveryContext, instant: Instant): void {
  context.validUntil = context.validUntil === null ? instant : Math.min(context.validUntil, instant);
}

export function madeOf(context: DeliveryContext, subjects: AnswerSubjects): void {
  if (context.keys === null) return;
  for (const key of keysOfAnswer(subjects)) context.keys.add(key);
}
