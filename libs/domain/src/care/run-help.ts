import type { Audience } from '../campaign/audience.js';
import type { ContentDocument } from '../content/document.js';
import type { Locale } from '../text/locale.js';
import type { Instant, Window } from '../time/instant.js';
import { coverageLines, coverageOf, isOpen, type CoverageLine, type CoverageQuestion } from './coverage.js';
import type { HelpRegistry } from './help.js';
import type { HelpWaiver } from './help-waiver.js';

/** A run, or what is to become one, as far as its help depends on it. */
export interface HelpedRun {
  /** Null: it has none yet, and so no waiver. */
  readonly runId: string | null;
  /** Of the run itself. */
  readonly audience: Audience;
  /** By locale. */
  readonly texts: Readonly<Record<Locale, unknown>>;
  readonly entries: readonly { readonly document: Pick<ContentDocument, 'topics'> }[];
  /** From the first to the last instant on Earth. */
  readonly window: Window;
}

/** What help a run needs from now on; null: its window is over, and it needs none. */
export function helpQuestion(
  run: HelpedRun,
  help: HelpRegistry,
  waivers: readonly HelpWaiver[],
  now: Instant,
): CoverageQuestion | null {
  const { audience, window } = run;
  if (window.end !== null && window.end <= Math.max(now, window.start)) return null;
  return {
    help,
    regions: audience.regions,
    locales: audience.locales,
    shownLocales: Object.keys(run.texts),
    topics: run.entries.flatMap(({ document }) => document.topics),
    window: { ...window, start: Math.max(window.start, now) },
    waivers: waivers.filter(({ runId }) => runId === run.runId),
  };
}

/** What keeps a run from being scheduled, by the same matrix that staff look at. */
export function openHelp(question: CoverageQuestion | null): CoverageLine[] {
  return question === null ? [] : coverageLines(coverageOf(question), isOpen);
}

/** Gaps that one change makes: those that were not there before, or have become longer. */
export function newGaps(before: readonly CoverageLine[], after: readonly CoverageLine[]): CoverageLine[] {
  const said = ({ region, languages, gap: { rule, from, until } }: CoverageLine) =>
    JSON.stringify([region, languages, rule, from, until]);
  const known = new Set(before.map(said));
  return after.filter((line) => !known.has(said(line)));
}
