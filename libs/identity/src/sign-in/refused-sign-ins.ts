import { HOUR_MS, type SessionMethod } from '#domain';

/** Entries of one account within an hour; further refusals are counted, and told together. */
export const TOLD_AN_HOUR = 5;

/** What is written of refusals: one by one, or how many more there were since the hour of the account began. */
export type ToldRefusal = { readonly by: SessionMethod } | { readonly more: number };

interface Hour {
  readonly beganMs: number;
  count: number;
}

/**
 * Refusals to let somebody into an account that there is, for the audit log: the first ones of an hour one by one, the others as a number once
 * the hour is over, so that who fails often fills no log.
 *
 * Kept in memory by each process, by the account; there are no more than accounts.
 */
export class RefusedSignIns {
  private readonly hours = new Map<string, Hour>();

  /** @param now milliseconds of a clock that does not go back */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @returns what is to be written now; null: it was counted */
  tell(userId: string, by: SessionMethod): ToldRefusal | null {
    const hour = this.hours.get(userId) ?? { beganMs: this.now(), count: 0 };
    this.hours.set(userId, hour);
    hour.count += 1;
    return hour.count <= TOLD_AN_HOUR ? { by } : null;
  }

  /** @param isLast all hours end now @returns those whose hour is over with refusals that were counted only */
  over(isLast = false): readonly (readonly [userId: string, told: ToldRefusal])[] {
    const now = this.now();
    const over = [...this.hours].filter(([, { beganMs }]) => isLast || now - beganMs >= HOUR_MS);
    for (const [userId] of over) this.hours.delete(userId);
    return over.flatMap(([userId, { count }]) =>
      count > TOLD_AN_HOUR ? [[userId, { more: count - TOLD_AN_HOUR }] as const] : [],
    );
  }
}
