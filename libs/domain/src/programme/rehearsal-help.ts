import { resolveHelp } from '../care/help.js';
import type { Helpline } from '../care/helpline.js';
import { DAY_MS, type Instant, type Window } from '../time/instant.js';
import type { Candidate, Programme } from './programme.js';
import { runFinding, type RehearsalFinding } from './rehearsal-finding.js';

/**
 * Whether help stands in every region of the audience through the end of the window. Of an audience that is everywhere the
 * regions with help on file are asked for; in the others the compiled-in words are what is promised.
 */
export function helpFindings(programme: Programme, candidate: Candidate, window: Window): RehearsalFinding[] {
  const { regions } = candidate.audience;
  const { helplines, emergency } = programme.help;
  const onFile = [...new Set([...helplines.flatMap((one) => one.regions), ...emergency.map((one) => one.region)])];
  return [...(regions.length > 0 ? regions : onFile)]
    .sort()
    .flatMap((region) => [
      ...staticFindings(programme, region, window, regions.length > 0),
      ...lapseFindings(programme, region, window),
    ]);
}

/** Stretches in which a region has neither a helpline nor words of its own. @param isNamed whether the audience names it */
function staticFindings(programme: Programme, region: string, window: Window, isNamed: boolean): RehearsalFinding[] {
  const { helplines, emergency } = programme.help;
  if (emergency.some((advice) => advice.region === region)) return [];
  const here = helplines.filter((helpline) => helpline.regions.includes(region));
  const edges = [window.start, ...validityEdges(here).filter((at) => isInside(window, at))];
  const bare = edges.map((at) => resolveHelp(programme.help, region, null, at).help.services.length === 0);
  // A region that merely has an old record has promised nothing; one whose help lapses on air has.
  if (!isNamed && !bare.includes(false)) return [];
  return edges.flatMap((from, i) => {
    if (!bare[i] || bare[i - 1]) return [];
    const next = bare.indexOf(false, i);
    return [
      runFinding('HELP_STATIC', {
        message: `${region} has no helpline and no emergency words on file then: only the words compiled into the program would be left. Put a helpline that was verified, or emergency words, on file for ${region}.`,
        window: { start: from, end: next === -1 ? window.end : edges[next]! },
        who: { regions: [region] },
      }),
    ];
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

/** Ascending, each once: midnights in UTC at which a helpline begins or lapses. */
function validityEdges(helplines: readonly Helpline[]): Instant[] {
  const edges = helplines.flatMap((helpline) => [
    ...(helpline.validFrom === null ? [] : [Date.parse(helpline.validFrom)]),
    ...(endOf(helpline) === null ? [] : [endOf(helpline)!]),
  ]);
  return [...new Set(edges)].sort((a, b) => a - b);
}

/** The first instant at which it is not valid any more; null: open. */
function endOf({ validTo }: Helpline): Instant | null {
  return validTo === null ? null : Date.parse(validTo) + DAY_MS;
}

/** Strictly after the start: what holds at the start is asked for there. */
function isInside(window: Window, at: Instant): boolean {
  return at > window.start && (window.end === null || at < window.end);
}
