import { DAY_MS, type Instant } from '../time/instant.js';
import {
  campaignKey,
  CROWDED_KEY,
  EVERY_ANSWER_KEY,
  guideKey,
  HELP_KEY,
  helpKey,
  itemKey,
  partnerKey,
  revisionKey,
  surfaceKey,
  type SurrogateKey,
} from './surrogate-key.js';

/** What happened, as the outbox tells it. */
export interface ToldEvent {
  /** `run.cancelled` */
  readonly type: string;
  /** `run` */
  readonly subjectType: string;
  /** A UUID; of helplines, guides and surfaces a slug. */
  readonly subjectId: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly occurredAt: Instant;
}

/** What caches must forget: a thing by its id or slug, the answers of regions, or everything. */
export type PurgeSubject =
  | { readonly kind: 'EVERYTHING' }
  /** ISO 3166-1 alpha-2; empty: everywhere. */
  | { readonly kind: 'REGIONS'; readonly regions: readonly string[] }
  | {
      readonly kind: 'RUN' | 'CAMPAIGN' | 'ITEM' | 'REVISION' | 'PARTNER' | 'HELPLINE' | 'GUIDE' | 'SURFACE';
      readonly id: string;
    };

/** What the rows say of subjects whose keys are not made of their ids. What is not in it was not found. */
export interface PurgeNames {
  readonly runs: ReadonlyMap<string, { readonly campaignId: string; readonly surface: string }>;
  /** Id to slug. */
  readonly partners: ReadonlyMap<string, string>;
  /** Slug to the regions of every version there was; an empty list: everywhere. */
  readonly helplines: ReadonlyMap<string, readonly string[]>;
}

/** No answer is good for longer, so nothing that happened before is in any cache. */
export const PURGE_AGE_MAX_MS = DAY_MS;

/** Subjects by the name that events give them. */
const BY_SUBJECT: Readonly<Record<string, Exclude<PurgeSubject['kind'], 'EVERYTHING' | 'REGIONS'>>> = {
  run: 'RUN',
  campaign: 'CAMPAIGN',
  'content-item': 'ITEM',
  revision: 'REVISION',
  partner: 'PARTNER',
  helpline: 'HELPLINE',
  guide: 'GUIDE',
  surface: 'SURFACE',
};

type Rule = (event: ToldEvent) => readonly PurgeSubject[];

const everything: Rule = () => [{ kind: 'EVERYTHING' }];
const itself: Rule = ({ subjectType, subjectId }) => {
  const kind = BY_SUBJECT[subjectType];
  return kind === undefined ? [{ kind: 'EVERYTHING' }] : [{ kind, id: subjectId }];
};
const itsRegions: Rule = ({ payload: { regions } }) =>
  Array.isArray(regions) && regions.every((region) => typeof region === 'string')
    ? [{ kind: 'REGIONS', regions }]
    : [{ kind: 'EVERYTHING' }];

/**
 * What each event takes off the air, or puts in front of what is on. What only comes back or goes on air at a boundary needs no
 * purge: answers end there by themselves. An event that nobody has thought about is taken for one that changes every answer: a purge
 * too many costs a moment, one too few shows what was taken down.
 */
const RULES: Readonly<Record<string, Rule>> = {
  // Removals, and the same out of the ledger.
  'content.taken_down': itself,
  'campaign.taken_down': itself,
  'partner.taken_down': itself,
  'helpline.taken_down': itself,
  'guide.taken_down': itself,
  'content-item.withdrawn': itself,
  'revision.withdrawn': itself,
  'consent.withdrawn': itself,
  'partner.suspended': itself,
  'removal.reapplied': itself,
  'help-only.begun': itsRegions,
  'help-only.reapplied': itsRegions,
  'programme.paused': itsRegions,
  // A consent that takes the place of another may be narrower.
  'consent.recorded': itself,
  // A run that takes another's place does so at once, and a crisis is not to wait.
  'run.scheduled': itself,
  'run.approved': itself,
  'run.cancelled': itself,
  'run.rescheduled': itself,
  'run.shortened': itself,
  'run.playlist-replaced': itself,
  'run.zone-data-changed': itself,
  'run.zone-hold-released': itself,
  'campaign.updated': (event) => {
    const { surface } = event.payload;
    return [...itself(event), ...(typeof surface === 'string' ? [{ kind: 'SURFACE' as const, id: surface }] : [])];
  },
  'surface.declared': itself,
  // A decision may change what of a pinned revision is approved.
  'revision.approved': itself,
  'revision.rejected': itself,
  'revision.changes-requested': itself,
  'revision.edit-accepted': itself,
  'revision.edit-declined': itself,
  'partner.updated': itself,
  'guide.approved': itself,
  'guide.rejected': itself,
  'guide.changes-requested': itself,
  'guide.retired': itself,
  'guide.superseded': itself,
  'guide.revision-withdrawn': itself,
  'helpline.saved': itself,
  'emergency-advice.saved': ({ subjectId }) => [{ kind: 'REGIONS', regions: [subjectId] }],
  'care-policy.chosen': everything,
  'help.overridden': itsRegions,
  'help.override-lifted': itsRegions,
};

/** Types after which no answer is wrong: work that no answer shows, what time does, and what only comes back. */
const HARMLESS = new Set([
  'campaign.created',
  'campaign.recurrence-cleared',
  'campaign.recurrence-set',
  'campaign.takedown_lifted',
  'content-item.created',
  'content.takedown_lifted',
  'guide.begun',
  'guide.lapsed',
  'guide.review-overdue',
  'guide.signed-off',
  'guide.submitted',
  'guide.takedown_lifted',
  'help-only.end-asked',
  'help-only.end-declined',
  'help-only.ended',
  'help.waived',
  'helpline.due',
  'helpline.takedown_lifted',
  'import.closed',
  'observance.saved',
  'partner.created',
  'partner.reinstated',
  'partner.takedown_lifted',
  'partner.verified',
  'playlist.set',
  'programme.resumed',
  'review.assigned',
  'revision.appeal-granted',
  'revision.appeal-upheld',
  'revision.appealed',
  'revision.edited',
  'revision.signed-off',
  'revision.submitted',
  'run.activated',
  'run.drafted',
  'run.planned',
  'run.rehearsal_failed',
  'run.rehearsed',
  'run.retired',
]);
/** What begins so is about who works here. */
const HARMLESS_PARTS = new Set([
  'member',
  'key',
  'invitation',
  'account',
  'administrator',
  'sessions',
  'sign-in-link',
  'partner-application',
  'partner-domain',
  'partner-issuer',
]);

/** True when somebody has thought about what an event of this type does to what caches hold. */
export function isToldToCaches(type: string): boolean {
  return Object.hasOwn(RULES, type) || isHarmless(type);
}

function isHarmless(type: string): boolean {
  return HARMLESS.has(type) || HARMLESS_PARTS.has(type.split('.', 1)[0]!);
}

/** What caches must forget after an event; empty: nothing. */
export function purgedBy(event: ToldEvent): readonly PurgeSubject[] {
  if (isHarmless(event.type)) return [];
  const rule = Object.hasOwn(RULES, event.type) ? RULES[event.type]! : everything;
  return rule(event);
}

/**
 * The keys of subjects, each once, in the order of the subjects. One that cannot be told narrowly is told by EVERY_ANSWER_KEY, which then stands for
 * all of them.
 */
export function purgeKeys(subjects: readonly PurgeSubject[], names: PurgeNames): SurrogateKey[] {
  const keys = [...new Set(subjects.flatMap((subject) => keysOf(subject, names)))];
  return keys.includes(EVERY_ANSWER_KEY) ? [EVERY_ANSWER_KEY] : keys;
}

function keysOf(subject: PurgeSubject, names: PurgeNames): readonly SurrogateKey[] {
  switch (subject.kind) {
    case 'EVERYTHING':
      return [EVERY_ANSWER_KEY];
    case 'REGIONS':
      return ofRegions(subject.regions);
    case 'SURFACE':
      return [surfaceKey(subject.id)];
    case 'CAMPAIGN':
      return [campaignKey(subject.id), CROWDED_KEY];
    case 'ITEM':
      return [itemKey(subject.id), CROWDED_KEY];
    case 'REVISION':
      return [revisionKey(subject.id), CROWDED_KEY];
    case 'GUIDE':
      return [guideKey(subject.id), CROWDED_KEY];
    case 'RUN': {
      const run = names.runs.get(subject.id);
      return run === undefined
        ? [EVERY_ANSWER_KEY]
        : [campaignKey(run.campaignId), CROWDED_KEY, surfaceKey(run.surface)];
    }
    case 'PARTNER': {
      const slug = names.partners.get(subject.id);
      return slug === undefined ? [EVERY_ANSWER_KEY] : [partnerKey(slug), CROWDED_KEY];
    }
    case 'HELPLINE': {
      const regions = names.helplines.get(subject.id);
      return regions === undefined ? [EVERY_ANSWER_KEY] : ofRegions(regions);
    }
  }
}

/** Whose region is not known may be there, and answers without help of a region are for any of them. */
function ofRegions(regions: readonly string[]): readonly SurrogateKey[] {
  return regions.length === 0 ? [HELP_KEY] : [...regions.map(helpKey), helpKey(null)];
}

/** True when an event is so old that no cache can hold an answer from before it. @param now by the database's clock */
export function isPastPurging(event: ToldEvent, now: Instant): boolean {
  return event.occurredAt + PURGE_AGE_MAX_MS <= now;
}
