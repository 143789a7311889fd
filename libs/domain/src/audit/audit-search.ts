import { formatInstant, type Instant } from '../time/instant.js';

/** Which entries of the audit log are looked for: those to which everything applies that is not null. */
export interface AuditSearch {
  /** A member's id. */
  readonly actorId: string | null;
  readonly keyId: string | null;
  readonly sessionId: string | null;
  /** `run.scheduled`, the whole of it. */
  readonly action: string | null;
  /** `run` */
  readonly subjectType: string | null;
  /** A UUID; of helplines, guides and surfaces a slug. */
  readonly subjectId: string | null;
  /** A slug: entries about that partner's things. */
  readonly partner: string | null;
  /** Included, UTC epoch milliseconds. */
  readonly from: Instant | null;
  /** Excluded. */
  readonly until: Instant | null;
  /** Words that the reason has, all of them, in any order; case does not matter. */
  readonly reasonWords: string | null;
}

export const EVERY_ENTRY: AuditSearch = {
  actorId: null,
  keyId: null,
  sessionId: null,
  action: null,
  subjectType: null,
  subjectId: null,
  partner: null,
  from: null,
  until: null,
  reasonWords: null,
};

const NAMES = Object.keys(EVERY_ENTRY) as (keyof AuditSearch)[];

/** A search as an audit entry tells it: what is looked for by name, instants as RFC 3339. */
export type ToldSearch = Readonly<Partial<Record<keyof AuditSearch, string>>>;

export function tellSearch(search: AuditSearch): ToldSearch {
  const told = NAMES.flatMap((name) => {
    const value = search[name];
    return value === null ? [] : [[name, typeof value === 'number' ? formatInstant(value) : value] as const];
  });
  return Object.fromEntries(told);
}

/** The inverse of `tellSearch`. */
export function readToldSearch({ from, until, ...texts }: ToldSearch): AuditSearch {
  const instant = (text: string | undefined) => (text === undefined ? null : Date.parse(text));
  return { ...EVERY_ENTRY, ...texts, from: instant(from), until: instant(until) };
}
