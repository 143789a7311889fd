import { coverageOf, gapMessage, type CoverageCell, type CoverageGap } from '../care/coverage.js';
import { helpQuestion } from '../care/run-help.js';
import type { HelpWaiver } from '../care/help-waiver.js';
import type { Helpline } from '../care/helpline.js';
import { DAY_MS, type Instant, type Window } from '../time/instant.js';
import type { Candidate, Programme } from './programme.js';
import { named, runFinding, type RehearsalFinding } from './rehearsal-finding.js';

/**
 * Whether help stands through the end of the window, by the very matrix that the gate asks; and the helplines that lapse on air.
 * What a waiver lets pass is passed over.
 *
 * @param window what is left of the run's
 */
export function helpFindings(
  programme: Programme,
  candidate: Candidate,
  window: Window,
  waivers: readonly HelpWaiver[],
): RehearsalFinding[] {
  const question = helpQuestion({ ...candidate, window }, programme.help, waivers, window.start);
  if (question === null) return [];
  const cells = coverageOf(question);
  const regions = [...new Set(cells.map(({ region }) => region))];
  return [...gapFindings(programme, cells), ...regions.flatMap((region) => lapseFindings(programme, region, window))];
}

interface Alike {
  readonly gap: CoverageGap;
  readonly regions: Set<string>;
  readonly languages: Set<string | null>;
}

/** One finding for all regions and languages of which the same is missing for as long. */
function gapFindings({ help }: Programme, cells: readonly CoverageCell[]): RehearsalFinding[] {
  const alike = new Map<string, Alike>();
  for (const { region, language, gaps } of cells)
    for (const gap of gaps.filter(({ waiverId }) => waiverId === null)) {
      const hasWords = help.emergency.some((advice) => advice.region === region);
      const isBare = gap.rule === 'help.present' && !hasWords;
      const key = JSON.stringify([gap.rule, gap.severity, gap.from, gap.until, isBare]);
      const group = alike.get(key) ?? { gap, regions: new Set<string>(), languages: new Set<string | null>() };
      alike.set(key, group);
      group.regions.add(region);
      group.languages.add(language);
    }
  return [...alike].map(([key, { gap, regions, languages }]) => {
    const isBare = key.endsWith('true]');
    return runFinding(isBare ? 'HELP_STATIC' : 'HELP_NOT_COVERED', {
      severity: gap.severity === 'HARD' ? 'RED' : 'YELLOW',
      message: gapMessage(named([...regions]), [...languages], gap),
      window: { start: gap.from, end: gap.until },
      who: { regions: [...regions], locales: [...languages].filter((one) => one !== null) },
    });
  });
}

/** Helplines that lapse on air, each of them. */
function lapseFindings(programme: Programme, region: string, window: Window): RehearsalFinding[] {
  return programme.help.helplines
    .filter((helpline) => helpline.regions.includes(region))
    .flatMap((helpline) => {
      const lapsesAt = endOf(helpline);
      if (lapsesAt === null || !isInside(window, lapsesAt)) return [];
      return [
        runFinding('HELPLINE_ENDS', {
          message: `The helpline ${helpline.slug} in ${region} is valid through ${helpline.validTo} only, and the run goes on. Verify it anew, or put its successor on file.`,
          window: { start: lapsesAt, end: window.end },
          who: { regions: [region] },
        }),
      ];
    });
}

/** The first instant at which it is not valid any more; null: open. */
function endOf({ validTo }: Helpline): Instant | null {
  return validTo === null ? null : Date.parse(validTo) + DAY_MS;
}

/** Strictly after the start: what holds at the start is asked for there. */
function isInside(window: Window, at: Instant): boolean {
  return at > window.start && (window.end === null || at < window.end);
}
