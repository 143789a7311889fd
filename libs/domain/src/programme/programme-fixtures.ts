import { EVERYBODY, type Audience } from '../campaign/audience.js';
import { ALWAYS } from '../campaign/entry-times.js';
import type { Tier } from '../campaign/tier.js';
import { contentHash } from '../content/content-hash.js';
import type { ContentDocument } from '../content/document.js';
import type { Viewer } from '../time/viewer.js';
import type { WindowIntent } from '../time/window-intent.js';
import type { Removal } from '../takedown/removal.js';
import type { EntryRow, ProgrammeRows, RunRow } from './programme-rows.js';

/** Rows and viewers for the specs of this folder: a run is on air unless the test says otherwise. */
export const DOCUMENT: ContentDocument = {
  kind: 'ARTICLE',
  topics: ['help_seeking'],
  ageMin: null,
  rights: { from: null, to: null, regions: [] },
  defaultLocale: 'en',
  localizations: {
    en: { title: 'You are not alone', summary: null, body: 'Talk to somebody.', contentNote: null, media: [] },
    es: { title: 'No estás solo', summary: null, body: 'Habla con alguien.', contentNote: null, media: [] },
  },
};

export function entryRow(position: number, overrides: Partial<EntryRow> = {}): EntryRow {
  const document = overrides.document ?? DOCUMENT;
  return {
    position,
    itemId: `item-${position}`,
    revisionId: `revision-${position}`,
    times: ALWAYS,
    state: 'APPROVED',
    document,
    decisions: Object.keys(document.localizations).map((locale) => ({
      locale,
      contentHash: contentHash(document, locale),
      decision: 'APPROVED',
    })),
    partner: { slug: 'samaritans', name: 'Samaritans', website: null },
    ...overrides,
  };
}

export interface RunPlan {
  readonly id: string;
  readonly intent: WindowIntent;
  readonly surface?: string;
  readonly tier?: Tier;
  readonly audience?: Partial<Audience>;
  readonly embargoed?: boolean;
  readonly entries?: readonly EntryRow[];
  readonly state?: RunRow['state'];
  readonly removal?: Removal;
}

export function runRow(plan: RunPlan): RunRow {
  return {
    runId: plan.id,
    state: plan.state ?? 'SCHEDULED',
    scheduleVersion: 1,
    campaignId: `campaign-${plan.id}`,
    slug: `campaign-${plan.id}`,
    surface: plan.surface ?? 'discover',
    tier: plan.tier ?? 'PROGRAMME',
    audience: { ...EVERYBODY, ...plan.audience },
    embargoed: plan.embargoed ?? false,
    defaultLocale: 'en',
    texts: { en: { title: plan.id, summary: null } },
    intent: plan.intent,
    cutAt: null,
    held: {},
    ...(plan.removal && { removal: plan.removal }),
    entries: plan.entries ?? [entryRow(1)],
  };
}

export function programmeRows(runs: readonly RunRow[]): ProgrammeRows {
  return {
    version: 1,
    surfaces: [],
    runs,
    pauses: [],
    help: { helplines: [], emergency: [] },
    guides: [],
    partners: [],
  };
}

/** A takedown that stands over an item, unless the test says otherwise. */
export function removal(overrides: Partial<Removal> = {}): Removal {
  return { id: 'removal', cause: 'TAKEDOWN', subjectType: 'ITEM', subjectId: 'item-1', ...overrides };
}

/** An entry that tells somebody's story. @param until the end of the consent to it; null: there is none */
export function storyRow(
  position: number,
  until: number | null,
  scope: { regions?: string[]; surfaces?: string[] } = {},
): EntryRow {
  const consent = until === null ? null : { regions: [], surfaces: [], until, ...scope };
  return entryRow(position, { document: { ...DOCUMENT, topics: ['lived_experience'] }, consent });
}

/** A window of instants `[start, end)` given in UTC epoch milliseconds; `end` null: open. */
export function instants(start: number, end: number | null): WindowIntent {
  return {
    mode: 'INSTANT',
    zone: null,
    start: new Date(start).toISOString(),
    end: end === null ? null : new Date(end).toISOString(),
  };
}

/** Wall dates on each viewer's own clock, the last day included. */
export function localDays(start: string, end: string): WindowIntent {
  return { mode: 'VIEWER_LOCAL', zone: null, start, end };
}

export function viewerIn(zone: string, overrides: Partial<Viewer> = {}): Viewer {
  return { region: null, locale: null, zone, zoneIsKnown: true, platform: null, appVersion: null, ...overrides };
}
