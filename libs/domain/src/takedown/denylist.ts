import { reasonRefusals } from '../campaign/campaign.js';
import { canonicalText } from '../content/content-hash.js';
import { invalidValue, type Refusal } from '../refusal.js';
import type { Candidate, Programme, ProgrammeEntry } from '../programme/programme.js';
import { isAlways } from '../campaign/entry-times.js';
import { DAY_MS, type Instant } from '../time/instant.js';
import { REMOVAL_SUBJECTS, type RemovalSubject } from './removal.js';

/**
 * One thing that is to leave every answer although the database cannot say so. It is named by what public answers show, since that is all
 * that is at hand while the database is down: a campaign by its id or slug, an item or a revision by its id, the others by their slug.
 */
export interface Denial {
  readonly kind: RemovalSubject;
  readonly id: string;
}

/** What the on-call person signs while the database is down for everybody. A later one replaces an earlier one whole. */
export interface Denylist {
  /** Of the database it is for; a list of another one is refused. */
  readonly installation: string;
  /** Grows by each list that is signed: a process takes no list that is not above the one it has. */
  readonly serial: number;
  readonly issuedAt: Instant;
  /** From then on it holds no more; at most DENYLIST_DAYS_MAX after `issuedAt`. */
  readonly expiresAt: Instant;
  readonly reason: string;
  /** At most DENIALS_MAX; empty: what was denied comes back. */
  readonly subjects: readonly Denial[];
}

/** Longer than any outage; until then it has to be in the rows, where it is found. */
export const DENYLIST_DAYS_MAX = 30;
export const DENIALS_MAX = 1_000;
const ID_LENGTH_MAX = 200;

/** What a signature stands over: the same for every order of keys. */
export function denylistText(list: Denylist): string {
  const { installation, serial, issuedAt, expiresAt, reason, subjects } = list;
  const named = subjects.map(({ kind, id }) => ({ kind, id }));
  return canonicalText({ installation, serial, issuedAt, expiresAt, reason, subjects: named });
}

/** @returns the list, with nothing else in it, or everything that is wrong with it */
export function readDenylist(value: unknown): Denylist | readonly Refusal[] {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Record<keyof Denylist, unknown>;
  const { installation, serial, issuedAt, expiresAt, reason, subjects } = given;
  const refusals: Refusal[] = [];
  const check = (isRight: boolean, path: string, allowed: string) => {
    if (!isRight) refusals.push(invalidValue([path], short(given[path as keyof Denylist]), allowed));
  };
  check(typeof installation === 'string' && installation.length <= ID_LENGTH_MAX, 'installation', 'an id');
  check(isWhole(serial) && serial > 0, 'serial', 'a whole number from 1');
  check(isWhole(issuedAt), 'issuedAt', 'epoch milliseconds');
  const longest = DENYLIST_DAYS_MAX * DAY_MS;
  check(
    isWhole(expiresAt) && isWhole(issuedAt) && expiresAt > issuedAt && expiresAt <= issuedAt + longest,
    'expiresAt',
    `epoch milliseconds after issuedAt, at most ${DENYLIST_DAYS_MAX} days`,
  );
  refusals.push(...reasonRefusals(typeof reason === 'string' ? reason : '', ['reason']));
  const isList = Array.isArray(subjects) && subjects.length <= DENIALS_MAX && subjects.every(isDenial);
  check(
    isList,
    'subjects',
    `at most ${DENIALS_MAX} of {kind, id}; kind one of ${REMOVAL_SUBJECTS.join(', ')}, id 1 to ${ID_LENGTH_MAX} characters`,
  );
  if (refusals.length > 0) return refusals;
  return { ...(given as Denylist), subjects: (subjects as Denial[]).map(({ kind, id }) => ({ kind, id })) };
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isDenial(value: unknown): value is Denial {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, id } = value as Record<keyof Denial, unknown>;
  const isKnown = REMOVAL_SUBJECTS.some((one) => one === kind);
  return isKnown && typeof id === 'string' && id !== '' && id.length <= ID_LENGTH_MAX;
}

function short(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value).slice(0, 60);
}

/**
 * A programme without what is denied, by the rule of removals: the entries behind move up, a run without any entry gives way to the next
 * candidate, a guide keeps its slug and answers with a notice. Surfaces on which nothing is denied are the same objects as before.
 */
export function withoutDenied(programme: Programme, subjects: readonly Denial[]): Programme {
  if (subjects.length === 0) return programme;
  const keys = new Set(subjects.map(({ kind, id }) => `${kind} ${id}`));
  const denies = (kind: RemovalSubject, id: string) => keys.has(`${kind} ${id}`);
  const surfaces = [...programme.surfaces].flatMap(([surface, candidates]) => {
    const left = candidates.flatMap((one) => leftOf(one, denies) ?? []);
    if (left.length === 0) return [];
    const isSame = left.length === candidates.length && left.every((one, index) => one === candidates[index]);
    return [[surface, isSame ? candidates : left] as const];
  });
  return {
    ...programme,
    surfaces: new Map(surfaces),
    help: {
      ...programme.help,
      helplines: programme.help.helplines.filter(({ slug }) => !denies('HELPLINE', slug)),
    },
    guides: programme.guides.map((guide) =>
      denies('GUIDE', guide.slug)
        ? { ...guide, away: { cause: 'TAKEN_DOWN', notices: {}, successor: null, pointer: null } }
        : guide,
    ),
  };
}

type Denies = (kind: RemovalSubject, id: string) => boolean;

/** Null: nothing of it is left. */
function leftOf(candidate: Candidate, denies: Denies): Candidate | null {
  if (denies('CAMPAIGN', candidate.campaignId) || denies('CAMPAIGN', candidate.slug)) return null;
  const entries = candidate.entries.filter((entry) => !isDenied(entry, denies));
  if (entries.length === candidate.entries.length) return candidate;
  if (entries.length === 0) return null;
  return {
    ...candidate,
    entries,
    isTimed: entries.some(({ times }) => !isAlways(times)),
    consentEnds: entries.flatMap(({ consentUntil }) => consentUntil ?? []),
  };
}

function isDenied({ itemId, revisionId, partner }: ProgrammeEntry, denies: Denies): boolean {
  return denies('ITEM', itemId) || denies('REVISION', revisionId) || denies('PARTNER', partner.slug);
}
