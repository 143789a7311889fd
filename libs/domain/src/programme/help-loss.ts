import type { CoverageLine } from '../care/coverage.js';
import { helpQuestion, newGaps, openHelp } from '../care/run-help.js';
import type { Instant } from '../time/instant.js';
import { compile } from './compile.js';
import type { ProgrammeRows } from './programme-rows.js';

/** A run on air or to come that a change of what is on file leaves with less help than it needs. */
export interface HelpLoss {
  readonly runId: string;
  readonly campaignId: string;
  readonly slug: string;
  readonly gaps: readonly CoverageLine[];
}

/** Runs that lose help between two states of the rows, by the matrix that scheduling asks; by slug, then by id. */
export function helpLosses(before: ProgrammeRows, after: ProgrammeRows, now: Instant): HelpLoss[] {
  return [...compile(after).surfaces.values()]
    .flat()
    .flatMap((candidate) => {
      const run = { ...candidate, window: candidate.earth };
      const gapsIn = ({ help, waivers = [] }: ProgrammeRows) => openHelp(helpQuestion(run, help, waivers, now));
      const gaps = newGaps(gapsIn(before), gapsIn(after));
      const { runId, campaignId, slug } = candidate;
      return gaps.length === 0 ? [] : [{ runId, campaignId, slug, gaps }];
    })
    .sort((a, b) => (a.slug < b.slug ? -1 : a.slug > b.slug ? 1 : a.runId < b.runId ? -1 : 1));
}
