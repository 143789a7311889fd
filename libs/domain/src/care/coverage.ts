import { AUDIENCE_PARTS_MAX } from '../campaign/audience.js';
import { declaredSubjects } from '../content/sensitivity.js';
import { refuse, type Refusal } from '../refusal.js';
import { languageOf, type Locale } from '../text/locale.js';
import { DAY_MS, formatInstant, type Instant, type Window } from '../time/instant.js';
import type { HelpRegistry } from './help.js';
import type { CoverageRule, HelpWaiver } from './help-waiver.js';
import type { Helpline } from './helpline.js';
import { policyOf, serviceEdges, servicesIn } from './standing.js';

/** What help has to stand: for whom, about what, and for how long. */
export interface CoverageQuestion {
  readonly help: HelpRegistry;
  /** Of the audience, ISO 3166-1 alpha-2; empty: everywhere. */
  readonly regions: readonly string[];
  /** Of the audience; empty: every language. */
  readonly locales: readonly Locale[];
  /** In which something is shown; where the audience is of every language they are asked for as well, as a WARN. */
  readonly shownLocales: readonly Locale[];
  readonly topics: readonly string[];
  /** On Earth; without an end, the policy's days of it are asked for. */
  readonly window: Window;
  readonly waivers: readonly HelpWaiver[];
}

/** A stretch of the window in which one rule is not met in one cell. */
export interface CoverageGap {
  readonly rule: CoverageRule;
  /** `HARD`: nothing is scheduled so. `WARN`: somebody should know. */
  readonly severity: 'HARD' | 'WARN';
  readonly from: Instant;
  readonly until: Instant;
  /** Of the waiver under which it is let pass; null: none. */
  readonly waiverId: string | null;
}

/** Help of one region in one language. */
export interface CoverageCell {
  /** ISO 3166-1 alpha-2. */
  readonly region: string;
  /** ISO 639; null: in any language. */
  readonly language: string | null;
  /** Slugs of the fresh helplines that stand through the whole window, those of the language. */
  readonly helplines: readonly string[];
  /** By rule, then by instant; empty: covered. */
  readonly gaps: readonly CoverageGap[];
}

/** A row of the matrix at one instant. */
interface Moment {
  readonly from: Instant;
  readonly until: Instant;
  readonly shown: readonly Helpline[];
  readonly fresh: readonly Helpline[];
}

/**
 * The matrix of region and language, each cell with its gaps. For every region that the audience names help must be there, fresh,
 * in each language that it names, from the first to the last instant on Earth of the window; the chain of `resolveHelp` answers
 * with the same records.
 *
 * An audience that is everywhere is asked for in the regions of which something is on file: where help stands when the
 * window begins it must stand until its end; where none does the directory is what was promised, and that is a WARN.
 */
export function coverageOf(question: CoverageQuestion): CoverageCell[] {
  const { help, window } = question;
  const end = window.end ?? window.start + policyOf(help).openWindowDays * DAY_MS;
  const isNamed = question.regions.length > 0;
  const regions = isNamed ? question.regions : help.helplines.flatMap((one) => one.regions);
  return [...new Set(regions)].sort().flatMap((region) => {
    const moments = momentsOf(help, region, { start: window.start, end });
    return columnsOf(question).map(({ language, isPromised }) => {
      const gaps = gapsOf(question, region, language, isPromised, moments);
      const lasting = moments[0]!.fresh.filter((one) => moments.every(({ fresh }) => fresh.includes(one)));
      return {
        region,
        language,
        helplines: lasting.filter((one) => speaks(one, language)).map(({ slug }) => slug),
        gaps: gaps
          .map((gap) =>
            isNamed || !isDirectoryFromTheStart(gap, window) ? gap : { ...gap, severity: 'WARN' as const },
          )
          .flatMap((gap) => underWaivers(gap, question.waivers, region, language)),
      };
    });
  });
}

/** Languages that are asked for: those that the audience names; else any, and those that are shown, without a promise. */
function columnsOf({ locales, shownLocales }: CoverageQuestion) {
  const distinct = (some: readonly Locale[]) => [...new Set(some.map(languageOf))].sort();
  if (locales.length > 0) return distinct(locales).map((language) => ({ language, isPromised: true }));
  return [
    { language: null, isPromised: true },
    ...distinct(shownLocales).map((language) => ({ language, isPromised: false })),
  ];
}

/** The window of a region in stretches in which the same helplines stand. Subdivisions have help of their own on top, never instead. */
function momentsOf(help: HelpRegistry, region: string, { start, end }: { start: Instant; end: Instant }): Moment[] {
  const place = { region, subdivision: null };
  const inside = serviceEdges(help, place).filter((edge) => edge > start && edge < end);
  const edges = [...new Set([start, ...inside])].sort((a, b) => a - b);
  return edges.map((from, index) => {
    const { shown, stale } = servicesIn(help, place, from);
    return { from, until: edges[index + 1] ?? end, shown, fresh: shown.filter((one) => !stale.has(one)) };
  });
}

function gapsOf(
  { help, topics }: CoverageQuestion,
  region: string,
  language: string | null,
  isPromised: boolean,
  moments: readonly Moment[],
): CoverageGap[] {
  const isOnSuicide = declaredSubjects(topics).includes('SUICIDE');
  const twoOpen = isOnSuicide ? policyOf(help).twoAlwaysOpen : 'WARN';
  const gap = (rule: CoverageRule, severity: 'HARD' | 'WARN', isMissing: (moment: Moment) => boolean) =>
    stretches(moments, isMissing).map((stretch) => ({ rule, severity, ...stretch, waiverId: null }));
  const inLanguage = gap('help.language', isPromised ? 'HARD' : 'WARN', ({ fresh }) => {
    return language !== null && fresh.length > 0 && !fresh.some((one) => speaks(one, language));
  });
  if (!isPromised) return inLanguage;
  const hasAdvice = help.emergency.some((advice) => advice.region === region);
  return [
    ...gap('help.present', 'HARD', ({ shown }) => shown.length === 0),
    ...gap('help.fresh', 'HARD', ({ shown, fresh }) => shown.length > 0 && fresh.length === 0),
    ...inLanguage,
    ...gap('help.two-always-open', twoOpen, ({ fresh }) => !hasTwoAlwaysOpen(fresh)),
    ...gap('help.emergency', 'WARN', () => !hasAdvice),
  ];
}

function speaks({ languages }: Helpline, language: string | null): boolean {
  return language === null || languages.some((one) => languageOf(one) === language);
}

/** Two services at all hours, at least one of them without voice. */
function hasTwoAlwaysOpen(helplines: readonly Helpline[]): boolean {
  const open = helplines.filter(({ channels }) => channels.some(({ hours }) => hours.always));
  const silent = open.some(({ channels }) => channels.some(({ kind, hours }) => hours.always && kind !== 'PHONE'));
  return open.length >= 2 && silent;
}

/** Neighbouring moments of which the same is true, as one stretch. */
function stretches(
  moments: readonly Moment[],
  holds: (moment: Moment) => boolean,
): { from: Instant; until: Instant }[] {
  const found: { from: Instant; until: Instant }[] = [];
  for (const moment of moments) {
    if (!holds(moment)) continue;
    const last = found.at(-1);
    if (last?.until === moment.from) last.until = moment.until;
    else found.push({ from: moment.from, until: moment.until });
  }
  return found;
}

/** Where an audience is everywhere nothing was promised to a region that has nothing; to one whose help lapses on air it was. */
function isDirectoryFromTheStart({ rule, from }: CoverageGap, window: Window): boolean {
  return rule === 'help.present' && from === window.start;
}

/** What a waiver covers is let pass until it expires; what is left of the gap stays one. */
function underWaivers(
  gap: CoverageGap,
  waivers: readonly HelpWaiver[],
  region: string,
  language: string | null,
): CoverageGap[] {
  const fitting = waivers
    .filter((one) => one.region === region && one.language === language && one.rules.includes(gap.rule))
    .sort((a, b) => b.expiresAt - a.expiresAt || (a.id < b.id ? -1 : 1));
  const waiver = fitting[0];
  if (waiver === undefined || waiver.expiresAt <= gap.from) return [gap];
  if (waiver.expiresAt >= gap.until) return [{ ...gap, waiverId: waiver.id }];
  return [
    { ...gap, until: waiver.expiresAt, waiverId: waiver.id },
    { ...gap, from: waiver.expiresAt },
  ];
}

/** A gap that nobody waived and with which nothing is scheduled. */
export function isOpen({ severity, waiverId }: CoverageGap): boolean {
  return severity === 'HARD' && waiverId === null;
}

/** What is missing, and the next step, in words for staff. */
const MISSING: Readonly<Record<CoverageRule, string>> = {
  'help.present': 'no helpline is on file that may be shown. Put a verified one on file',
  'help.fresh': 'every helpline was last verified too long ago. Verify one anew',
  'help.language': 'no freshly verified helpline answers in that language. Put one on file, or narrow the audience',
  'help.two-always-open': 'there are no two services at all hours of which one is without voice. Put them on file',
  'help.emergency': 'no emergency words are on file. Save some that were reviewed for the region',
};

export function gapMessage(region: string, languages: readonly (string | null)[], gap: CoverageGap): string {
  const spoken = languages.filter((one) => one !== null);
  const where = spoken.length === 0 ? region : `${region} (${spoken.join(', ')})`;
  return `${gap.rule}: in ${where}, from ${formatInstant(gap.from)} to ${formatInstant(gap.until)}, ${MISSING[gap.rule]}.`;
}

export interface CoverageLine {
  readonly region: string;
  readonly languages: readonly (string | null)[];
  readonly gap: CoverageGap;
}

/** The gaps of a matrix, those alike in one region once with all their languages. */
export function coverageLines(cells: readonly CoverageCell[], pick: (gap: CoverageGap) => boolean): CoverageLine[] {
  const lines = new Map<string, { region: string; languages: (string | null)[]; gap: CoverageGap }>();
  for (const { region, language, gaps } of cells)
    for (const gap of gaps.filter(pick)) {
      const key = `${region} ${gap.rule} ${gap.severity} ${gap.from} ${gap.until}`;
      const line = lines.get(key) ?? { region, languages: [], gap };
      lines.set(key, line);
      line.languages.push(language);
    }
  return [...lines.values()];
}

/** The gate: a refusal for each gap that is open. The waiver that may let it pass is for a run, so a campaign is planned first. */
export function coverageRefusals(question: CoverageQuestion, path: readonly string[]): Refusal[] {
  return coverageLines(coverageOf(question), isOpen)
    .slice(0, AUDIENCE_PARTS_MAX)
    .map(({ region, languages, gap }) =>
      refuse('HELP_NOT_COVERED', path, {
        message: `${gapMessage(region, languages, gap)} Or plan the run as a draft and have a waiver for it signed by ADMIN or SAFETY_REVIEWER.`,
        region,
        languages: languages.filter((one) => one !== null),
        rule: gap.rule,
        startsAt: gap.from,
        endsAt: gap.until,
      }),
    );
}
