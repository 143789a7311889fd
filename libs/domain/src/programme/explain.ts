import { audienceMismatch, type AudienceMismatch } from '../campaign/audience.js';
import { tierRank, type Tier } from '../campaign/tier.js';
import { helpOnlyFor } from '../takedown/help-only.js';
import { contains, type Instant, type Window } from '../time/instant.js';
import type { Viewer } from '../time/viewer.js';
import { compile } from './compile.js';
import { capacityOf, windowFor, type Candidate } from './programme.js';
import type { ProgrammeRows, RunRow } from './programme-rows.js';
import { allOnAirAt, entriesAt, placedFor, type Placed, type Shown } from './resolve.js';

/**
 * Why a run is shown to a viewer at an instant, or why it is not: the first reason that holds, in this order after `ON_AIR`.
 * The last three are lost comparisons with what is on air.
 */
export const VERDICTS = [
  'ON_AIR',
  'TAKEN_DOWN',
  'NOT_APPROVED',
  'ZONE_UNKNOWN',
  'OTHER_REGION',
  'OTHER_LOCALE',
  'OTHER_PLATFORM',
  'APP_TOO_OLD',
  'DAYS_SKIPPED',
  'NOT_YET',
  'OVER',
  'HELP_ONLY',
  'PAUSED',
  'NO_ENTRY_NOW',
  'LOWER_TIER',
  'STARTED_EARLIER',
  'LARGER_ID',
] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Explanation {
  readonly runId: string;
  readonly campaignId: string;
  readonly slug: string;
  readonly title: string;
  readonly tier: Tier;
  readonly verdict: Verdict;
  /** The window as it falls for the viewer; null when their zone cannot place it, or nothing of the run may be shown. */
  readonly window: Window | null;
  /** The run that is shown in its place, of a lost comparison. */
  readonly displacedBy: string | null;
}

const MISMATCHES: Readonly<Record<AudienceMismatch, Verdict>> = {
  REGION: 'OTHER_REGION',
  LOCALE: 'OTHER_LOCALE',
  PLATFORM: 'OTHER_PLATFORM',
  APP_VERSION: 'APP_TOO_OLD',
};

/**
 * Who is on air on a surface for a viewer at an instant, and why each other run of the rows is not: by the same compiler and
 * resolver that answer. What is on air comes first, then by tier and id.
 */
export function explain(rows: ProgrammeRows, surface: string, viewer: Viewer, at: Instant): Explanation[] {
  const programme = compile(rows);
  const candidates = new Map((programme.surfaces.get(surface) ?? []).map((one) => [one.runId, one]));
  const placed = new Map(placedFor(programme, surface, viewer).map((one) => [one.candidate.runId, one]));
  const shown = allOnAirAt([...placed.values()], at, capacityOf(programme, surface));
  const helpOnly = helpOnlyFor(programme.helpOnly, viewer.region);
  return rows.runs
    .filter((row) => row.surface === surface)
    .map((row): Explanation => {
      const candidate = candidates.get(row.runId);
      const place = placed.get(row.runId);
      const { verdict, displacedBy } =
        candidate === undefined
          ? { verdict: absence(row, programme.unplaceable), displacedBy: null }
          : verdictOf(candidate, place, viewer, at, shown, helpOnly);
      const { runId, campaignId, slug, tier } = row;
      const window = candidate === undefined ? null : windowFor(candidate, viewer.zone);
      return { runId, campaignId, slug, tier, title: titleOf(row), verdict: verdict as Verdict, window, displacedBy };
    })
    .sort(
      (a, b) =>
        Number(b.verdict === 'ON_AIR') - Number(a.verdict === 'ON_AIR') ||
        tierRank(a.tier) - tierRank(b.tier) ||
        (a.runId < b.runId ? -1 : 1),
    );
}

/** Why a run of the rows is not in the programme at all. */
function absence(row: RunRow, unplaceable: readonly string[]): Verdict {
  if (unplaceable.includes(row.runId)) return 'ZONE_UNKNOWN';
  const isRemoved = ({ removal }: Pick<RunRow, 'removal'>) => (removal ?? null) !== null;
  return isRemoved(row) || (row.entries.length > 0 && row.entries.every(isRemoved)) ? 'TAKEN_DOWN' : 'NOT_APPROVED';
}

function verdictOf(
  candidate: Candidate,
  place: Placed | undefined,
  viewer: Viewer,
  at: Instant,
  shown: readonly Shown[],
  helpOnly: readonly Window[],
): { verdict: Verdict; displacedBy: string | null } {
  const alone = (verdict: Verdict) => ({ verdict, displacedBy: null });
  if (shown.some((one) => one.candidate === candidate)) return alone('ON_AIR');
  const mismatch = audienceMismatch(candidate.audience, viewer);
  if (mismatch !== null) return alone(MISMATCHES[mismatch]);
  if (place === undefined) return alone('DAYS_SKIPPED');
  const { window, pauses } = place;
  if (!contains(window, at)) return alone(at < window.start ? 'NOT_YET' : 'OVER');
  if (helpOnly.some((one) => contains(one, at))) return alone('HELP_ONLY');
  if (pauses.some((pause) => contains(pause, at))) return alone('PAUSED');
  // Not among those on air although it has something to show: the surface is full of others that precede it.
  const last = shown.at(-1);
  if (entriesAt(place, at).length === 0 || last === undefined) return alone('NO_ENTRY_NOW');
  const displacedBy = last.candidate.runId;
  if (last.candidate.tier !== candidate.tier) return { verdict: 'LOWER_TIER', displacedBy };
  return { verdict: last.window.start === window.start ? 'LARGER_ID' : 'STARTED_EARLIER', displacedBy };
}

/** How a run is called, in its campaign's default locale. */
export function titleOf(row: Pick<RunRow, 'texts' | 'defaultLocale' | 'slug'>): string {
  return row.texts[row.defaultLocale]?.title ?? row.slug;
}
