import {
  EVERY_ENTRY,
  formatInstant,
  MINUTE_MS,
  SYSTEM_ACTOR,
  type Instant,
  type PartnerRole,
  type WindowIntent,
} from '#domain';
import { RecordDueTransitions, SchedulingReports } from '#scheduling';
import { DueReadModel, TraceReadModel, TransitionStore, UnitOfWork, type Database } from '#persistence';
import { A_MINUTE_OF_CALM, EVERYDAY_WELLBEING, septemberWeek, WORLD_SUICIDE_PREVENTION_DAY } from './demo/campaigns.js';
import { EDITION_2021 } from './demo/edition-2021.js';
import { EVERGREEN } from './demo/evergreen.js';
import { demoGuides } from './demo/guides.js';
import { EMERGENCY_ADVICE, HELPLINES } from './demo/helplines.js';
import type { DemoItem } from './demo/item.js';
import { NEXT_EDITION } from './demo/next-edition.js';
import { OBSERVANCES } from './demo/observances.js';
import { PARTNERS } from './demo/partners.js';
import { DemoClock, DemoCrew } from './demo-crew.js';

/** A key of a partner's member, shown once. */
export interface DemoKey {
  readonly role: PartnerRole;
  readonly name: string;
  readonly key: string;
}

/** The partner whose members the keys are for. */
const KEYS_OF_PARTNER = 'samaritans';
const PREPARED_AT = Date.UTC(2021, 7, 2, 9);
const REVIEWED_AT = Date.UTC(2021, 7, 16, 9);
/** First and last instant of the week on Earth: Kiritimati's first midnight, and the last one west of everything. */
const FIRST_ON_EARTH = Date.UTC(2021, 8, 9, 10);
const LAST_ON_EARTH = Date.UTC(2021, 8, 17, 12);
const SUBJECT = 'demo';

/** What the trace says of the demo: never begun, interrupted, or whole. */
export async function demoState(
  database: Database,
): Promise<{ state: 'NONE' | 'BEGUN' | 'LOADED'; begunAt: Instant | null }> {
  const entries = await new TraceReadModel(database).auditEntries(2, null, { ...EVERY_ENTRY, subjectId: SUBJECT });
  const begun = entries.find((entry) => entry.action === 'demo.begun');
  if (begun === undefined) return { state: 'NONE', begunAt: null };
  return {
    state: entries.some((entry) => entry.action === 'demo.loaded') ? 'LOADED' : 'BEGUN',
    begunAt: Date.parse(begun.at),
  };
}

/**
 * Loads the demo by the real commands: the edition of September 2021 as history, decided and aired under a clock of then;
 * the next September's, handed in and planned, still to be approved; an evergreen programme on air now; and a short one
 * that goes on air a minute from now for two minutes. An interrupted demo is taken up where it stopped.
 *
 * @param now by the database's clock, UTC epoch milliseconds
 * @param keepKeys called with the partner's keys before the demo counts as loaded
 */
export async function loadDemo(
  database: Database,
  now: Instant,
  keepKeys: (keys: readonly DemoKey[]) => void,
): Promise<void> {
  const clock = new DemoClock(now);
  const crew = new DemoCrew(database, clock);
  const { state, begunAt } = await demoState(database);
  if (state === 'LOADED') return;
  const begun = begunAt ?? now;
  if (state === 'NONE') await mark(crew.unitOfWork, 'demo.begun');
  clock.set(PREPARED_AT);
  const partnerIds = await loadPartners(crew);
  await loadCare(crew);
  const campaignId = await load2021(crew, clock, partnerIds);
  await air2021(database, clock, crew);
  clock.set(now);
  await loadGuides(crew, begun);
  await loadObservances(crew);
  await loadToday(crew, partnerIds, begun);
  await loadNextSeptember(crew, partnerIds, campaignId, begun);
  keepKeys(await makeKeys(crew, partnerIds));
  await mark(crew.unitOfWork, 'demo.loaded');
}

async function mark(unitOfWork: UnitOfWork, action: string): Promise<void> {
  await unitOfWork.record(SYSTEM_ACTOR, async (tx) => tx.audit({ action, subjectType: 'demo', subjectId: SUBJECT }));
}

async function loadPartners(crew: DemoCrew): Promise<ReadonlyMap<string, string>> {
  const admin = await crew.actor('ADMIN', null);
  const ids = new Map<string, string>();
  for (const { members, ...partner } of PARTNERS) {
    ids.set(partner.slug, await crew.partner(admin, partner));
    for (const member of members) await crew.member(admin, partner.slug, member.role, member.displayName);
  }
  return ids;
}

async function loadCare(crew: DemoCrew): Promise<void> {
  const admin = await crew.actor('ADMIN', null);
  for (const helpline of HELPLINES) await crew.helpline(admin, helpline);
  for (const advice of EMERGENCY_ADVICE) await crew.advice(admin, advice);
}

/** Written and reviewed by people of the demo like any other, on the day it begins. */
async function loadGuides(crew: DemoCrew, begun: Instant): Promise<void> {
  const admin = await crew.actor('ADMIN', null);
  const reviewers = [await crew.actor('REVIEWER', null), await crew.actor('SAFETY_REVIEWER', null)];
  for (const [slug, document] of Object.entries(demoGuides(begun))) await crew.guide(admin, reviewers, slug, document);
}

async function loadObservances(crew: DemoCrew): Promise<void> {
  const scheduler = await crew.actor('SCHEDULER', null);
  for (const observance of OBSERVANCES) await crew.observance(scheduler, observance);
}

/** @returns the id of the campaign, to which the next edition belongs too */
async function load2021(crew: DemoCrew, clock: DemoClock, partnerIds: ReadonlyMap<string, string>): Promise<string> {
  const scheduler = await crew.actor('SCHEDULER', null);
  const submitted = await submitAll(crew, partnerIds, EDITION_2021);
  clock.set(REVIEWED_AT);
  await approveAll(crew, submitted);
  const campaignId = await crew.campaign(scheduler, WORLD_SUICIDE_PREVENTION_DAY);
  await crew.playlist(scheduler, campaignId, '2021', submitted);
  await crew.schedule(scheduler, campaignId, '2021', septemberWeek(2021));
  return campaignId;
}

/** A transition of the demo that cannot be recorded is a fault of the demo. */
class DemoReports extends SchedulingReports {
  recorded(): void {}

  batchFailed(error: unknown): void {
    throw error;
  }

  runSetAside(_runId: string, error: unknown): void {
    throw error;
  }
}

/** The scheduler of 2021 was on time: it recorded both boundaries at their instants. */
async function air2021(database: Database, clock: DemoClock, crew: DemoCrew): Promise<void> {
  const recording = new RecordDueTransitions(
    crew.unitOfWork,
    new TransitionStore(),
    new DueReadModel(database),
    database,
    new DemoReports(),
  );
  for (const boundary of [FIRST_ON_EARTH, LAST_ON_EARTH]) {
    clock.set(boundary);
    await recording.execute();
  }
}

async function loadToday(crew: DemoCrew, partnerIds: ReadonlyMap<string, string>, begun: Instant): Promise<void> {
  const scheduler = await crew.actor('SCHEDULER', null);
  const revisions = await submitAll(crew, partnerIds, EVERGREEN);
  await approveAll(crew, revisions);
  const evergreen = await crew.campaign(scheduler, EVERYDAY_WELLBEING);
  await crew.playlist(scheduler, evergreen, 'evergreen', revisions);
  await crew.schedule(scheduler, evergreen, 'evergreen', instants(begun, null));
  const calm = await crew.campaign(scheduler, A_MINUTE_OF_CALM);
  await crew.playlist(scheduler, calm, 'calm', [
    revisions[EVERGREEN.findIndex((item) => item.slug === 'one-minute-of-calm')]!,
  ]);
  // Refused when the demo was interrupted and its two minutes have passed: then there is nothing to watch.
  await crew.schedule(scheduler, calm, 'calm', instants(begun + MINUTE_MS, begun + 3 * MINUTE_MS));
}

async function loadNextSeptember(
  crew: DemoCrew,
  partnerIds: ReadonlyMap<string, string>,
  campaignId: string,
  begun: Instant,
): Promise<void> {
  const scheduler = await crew.actor('SCHEDULER', null);
  const submitted = await submitAll(crew, partnerIds, NEXT_EDITION);
  const year = new Date(begun).getUTCFullYear();
  const next = begun < Date.UTC(year, 8, 9) ? year : year + 1;
  await crew.playlist(scheduler, campaignId, 'next', submitted);
  await crew.plan(scheduler, campaignId, 'next', septemberWeek(next));
}

async function submitAll(
  crew: DemoCrew,
  partnerIds: ReadonlyMap<string, string>,
  items: readonly DemoItem[],
): Promise<string[]> {
  const revisions: string[] = [];
  for (const { slug, partner, document } of items) {
    const contributor = await crew.actor('CONTRIBUTOR', partnerIds.get(partner)!);
    revisions.push(await crew.submit(contributor, slug, document));
  }
  return revisions;
}

async function approveAll(crew: DemoCrew, revisions: readonly string[]): Promise<void> {
  const [reviewer, safetyReviewer] = [await crew.actor('REVIEWER', null), await crew.actor('SAFETY_REVIEWER', null)];
  for (const revision of revisions)
    if (!(await crew.approve(reviewer, revision))) await crew.approve(safetyReviewer, revision);
}

async function makeKeys(crew: DemoCrew, partnerIds: ReadonlyMap<string, string>): Promise<DemoKey[]> {
  const admin = await crew.actor('ADMIN', null);
  const keys: DemoKey[] = [];
  for (const role of ['OWNER', 'CONTRIBUTOR', 'VIEWER'] as const) {
    const member = await crew.actor(role, partnerIds.get(KEYS_OF_PARTNER)!);
    keys.push({ role, name: member.displayName, key: await crew.key(admin, member.memberId!) });
  }
  return keys;
}

function instants(start: Instant, end: Instant | null): WindowIntent {
  return { mode: 'INSTANT', zone: null, start: formatInstant(start), end: end === null ? null : formatInstant(end) };
}
