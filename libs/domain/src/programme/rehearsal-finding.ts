import type { Locale } from '../text/locale.js';
import type { Instant, Window } from '../time/instant.js';
import type { Platform } from '../time/viewer.js';
import type { ZoneName } from '../time/zone.js';

/** RED: the run would not air as it was promised. YELLOW: it would, and somebody should know this of it. */
export const REHEARSAL_SEVERITIES = ['RED', 'YELLOW'] as const;
export type RehearsalSeverity = (typeof REHEARSAL_SEVERITIES)[number];

/** Everything that a rehearsal can find, with how grave it is unless the finding itself says otherwise. */
export const REHEARSAL_FINDING_CODES = {
  /** A class of the audience never sees the run: something else is on throughout. */
  RUN_NEVER_SHOWN: 'RED',
  /** Something else is on for a while; YELLOW where that is what its higher tier is for. */
  RUN_DISPLACED: 'RED',
  /** A text is not the one that was approved. */
  REVISION_CHANGED: 'RED',
  /** An entry pins a revision that is not approved. */
  REVISION_NOT_APPROVED: 'RED',
  /** An entry pins a revision that was withdrawn. */
  REVISION_WITHDRAWN: 'RED',
  /** No entry is shown at some instant to some class; by the times of the entries, which is what they are for. */
  PLAYLIST_EMPTY: 'YELLOW',
  /** A pause that nobody has resumed would keep it off air. */
  RUN_PAUSED: 'YELLOW',
  /** The campaign, an entry, or what it belongs to is off the air. */
  TAKEN_DOWN: 'RED',
  /** A story is to be shown where or for longer than the person agreed to. */
  CONSENT_ENDS: 'RED',
  /** An entry may not be shown through the end of the window, or not in all regions. */
  RIGHTS_END: 'RED',
  /** A locale is promised in which no entry was approved. */
  LOCALE_MISSING: 'RED',
  /** In a region only the words compiled into the program would be left. */
  HELP_STATIC: 'RED',
  /** Help of a region or a language does not stand through the window; YELLOW for what is no ground to keep a run off air. */
  HELP_NOT_COVERED: 'RED',
  /** A helpline lapses while the run is on air; other help is left. */
  HELPLINE_ENDS: 'YELLOW',
  /** A file of an entry does not answer. */
  MEDIA_UNREACHABLE: 'RED',
  /** In a zone the window is empty: its clock skips all of it. */
  ZONE_EMPTY: 'RED',
  /** There are more classes and zones than a rehearsal looks at; what was not looked at is not called green. */
  NOT_ALL_REHEARSED: 'RED',
} as const satisfies Record<string, RehearsalSeverity>;
export type RehearsalFindingCode = keyof typeof REHEARSAL_FINDING_CODES;

/** In a list of `RehearsalFindingAudience`: everyone whom no audience of the surface names. */
export const EVERYONE_ELSE = '*';

/** Of whom a finding speaks, within the audience of the run; an empty list: all of them alike. */
export interface RehearsalFindingAudience {
  /** ISO 3166-1 alpha-2, or EVERYONE_ELSE; likewise the other lists in their own terms. */
  readonly regions: readonly string[];
  readonly locales: readonly Locale[];
  readonly platforms: readonly (Platform | typeof EVERYONE_ELSE)[];
  /** Each: this version and those above it, up to the next that some audience names. */
  readonly appVersions: readonly string[];
  readonly zones: readonly ZoneName[];
}

export const WHOLE_AUDIENCE: RehearsalFindingAudience = {
  regions: [],
  locales: [],
  platforms: [],
  appVersions: [],
  zones: [],
};

/** One thing that a rehearsal found. */
export interface RehearsalFinding {
  readonly severity: RehearsalSeverity;
  readonly code: RehearsalFindingCode;
  /** What is so and what to do next, in people's words. */
  readonly message: string;
  readonly who: RehearsalFindingAudience;
  /** From the first instant on Earth at which it holds, inclusive, to the last, exclusive; null: without an end. */
  readonly from: Instant;
  readonly until: Instant | null;
  /** Place in the playlist, from 1; null: not about an entry. */
  readonly position: number | null;
  /** The run that is shown instead; null: not about another run. */
  readonly otherRunId: string | null;
}

/** What came of it. */
export interface RehearsalResult {
  /** True when nothing is red; what is yellow is told, and stands in nobody's way. */
  readonly isGreen: boolean;
  /** The red ones first, then by instant; at most REHEARSAL_FINDINGS_MAX. */
  readonly findings: readonly RehearsalFinding[];
  /** How many more there were. */
  readonly findingsLeftOut: number;
}

/** Findings that are kept; of the rest only the number. */
export const REHEARSAL_FINDINGS_MAX = 100;
/** Values of one kind that a finding names; a message says so when there are more. */
export const FINDING_NAMES_MAX = 20;

export interface FindingDraft {
  readonly message: string;
  readonly window: Window;
  readonly severity?: RehearsalSeverity;
  readonly who?: Partial<RehearsalFindingAudience>;
  readonly position?: number;
  readonly otherRunId?: string;
}

/** A finding with what its code says of it. */
export function runFinding(code: RehearsalFindingCode, draft: FindingDraft): RehearsalFinding {
  return {
    severity: draft.severity ?? REHEARSAL_FINDING_CODES[code],
    code,
    message: draft.message,
    who: firstNames({ ...WHOLE_AUDIENCE, ...draft.who }),
    from: draft.window.start,
    until: draft.window.end,
    position: draft.position ?? null,
    otherRunId: draft.otherRunId ?? null,
  };
}

/** The findings as they are kept: the gravest and the earliest first, in an order that every process finds alike. */
export function capped(findings: readonly RehearsalFinding[]): RehearsalResult {
  const rank = ({ severity }: RehearsalFinding) => REHEARSAL_SEVERITIES.indexOf(severity);
  const ordered = [...findings].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      a.from - b.from ||
      (a.position ?? 0) - (b.position ?? 0) ||
      (a.code === b.code ? (a.message < b.message ? -1 : 1) : a.code < b.code ? -1 : 1),
  );
  return {
    isGreen: !findings.some(({ severity }) => severity === 'RED'),
    findings: ordered.slice(0, REHEARSAL_FINDINGS_MAX),
    findingsLeftOut: Math.max(0, ordered.length - REHEARSAL_FINDINGS_MAX),
  };
}

function firstNames(who: RehearsalFindingAudience): RehearsalFindingAudience {
  const { regions, locales, platforms, appVersions, zones } = who;
  return {
    regions: regions.slice(0, FINDING_NAMES_MAX),
    locales: locales.slice(0, FINDING_NAMES_MAX),
    platforms: platforms.slice(0, FINDING_NAMES_MAX),
    appVersions: appVersions.slice(0, FINDING_NAMES_MAX),
    zones: zones.slice(0, FINDING_NAMES_MAX),
  };
}

/** `GB, IE and 7 more`: names as a message says them. */
export function named(names: readonly string[]): string {
  const shown = names.slice(0, FINDING_NAMES_MAX).join(', ');
  return names.length > FINDING_NAMES_MAX ? `${shown} and ${names.length - FINDING_NAMES_MAX} more` : shown;
}
