import type { Audience } from '../campaign/audience.js';
import type { CampaignText } from '../campaign/campaign.js';
import type { Pause } from '../campaign/pause.js';
import type { RunState } from '../campaign/run.js';
import type { EntryFacts } from '../campaign/schedule-rules.js';
import type { Tier } from '../campaign/tier.js';
import type { GuideRow } from '../care/guide-air.js';
import type { HelpRegistry } from '../care/help.js';
import type { HelpWaiver } from '../care/help-waiver.js';
import type { HelpOnly } from '../takedown/help-only.js';
import type { Removal } from '../takedown/removal.js';
import type { Locale } from '../text/locale.js';
import type { Instant, Window } from '../time/instant.js';
import type { WindowIntent } from '../time/window-intent.js';
import type { ZoneName } from '../time/zone.js';

/** A partner as a public answer names it. */
export interface PartnerFacts {
  readonly slug: string;
  readonly name: string;
  readonly website: string | null;
}

/** What the rows say of one entry of a playlist. */
export interface EntryRow extends EntryFacts {
  readonly itemId: string;
  readonly partner: PartnerFacts;
}

/** What the rows say of a revision, the same wherever it is pinned. */
export type RevisionRow = Omit<EntryRow, 'position' | 'times'>;

/** A place in the client app. */
export interface SurfaceRow {
  readonly slug: string;
  /** How many runs are on air at once: 1 for an exclusive surface. */
  readonly capacity: number;
  /** The version of the last change of itself, of its runs, or of what they pin; left out: there was none. */
  readonly changedVersion?: number;
}

/** By zone. */
export type HeldWindows = Readonly<Record<ZoneName, Window>>;
/** In `HeldWindows`: the same for everybody. */
export const EVERY_ZONE = '*';

/** What the rows say of one run. */
export interface RunRow {
  readonly runId: string;
  readonly state: RunState;
  readonly scheduleVersion: number;
  readonly campaignId: string;
  readonly slug: string;
  readonly surface: string;
  readonly tier: Tier;
  /** The campaign's, narrowed to the regions of the run if it has some. */
  readonly audience: Audience;
  readonly embargoed: boolean;
  readonly defaultLocale: Locale;
  readonly texts: Readonly<Record<Locale, CampaignText>>;
  readonly intent: WindowIntent;
  /** An end for everybody at one instant, before the one that was meant; null: none. */
  readonly cutAt: Instant | null;
  /**
   * Windows that stand as they were derived, whatever the zone data of this process says: by zone where new data would have moved
   * one that is near; under EVERY_ZONE that of a zoned run, which only the scheduler derives anew.
   */
  readonly held: HeldWindows;
  /** What stands over its campaign; left out or null: nothing does. */
  readonly removal?: Removal | null;
  readonly entries: readonly EntryRow[];
}

/** What is not of one surface. */
export interface CommonRows {
  /** Those that are not over. */
  readonly pauses: readonly Pause[];
  /** Those that nobody has ended; left out: none. */
  readonly helpOnly?: readonly HelpOnly[];
  /** Without what is off the air. */
  readonly help: HelpRegistry;
  /** Of runs that are airing or will be, under which help may be missing, as of the last time help was read; left out: none. */
  readonly waivers?: readonly HelpWaiver[];
  readonly guides: readonly GuideRow[];
  readonly partners: readonly PartnerFacts[];
}

/** A state of the rows. Versions are the database's, so that all processes agree on them. */
export interface RowsVersion {
  /** Grows with every decision that could change a public answer. */
  readonly version: number;
  /** Of the last change of anything in CommonRows, or of nobody knows what; left out: of the last change. */
  readonly commonVersion?: number;
  /**
   * Drawn anew with each version, so that the same number of another history, such as that of a restored database, is told from
   * this one; null or left out: there is none, and no change can be told from here.
   */
  readonly mark?: string | null;
}

/** Everything approved and dated, as it stands in the rows at one version. A revision is the same in every entry that pins it. */
export interface ProgrammeRows extends RowsVersion, CommonRows {
  readonly surfaces: readonly SurfaceRow[];
  readonly runs: readonly RunRow[];
}

/** What was touched between two versions, as it stands at the later one; what is named here may also have stayed as it was. */
export interface ProgrammeChange extends RowsVersion {
  /** The version from which on it tells everything. */
  readonly since: number;
  readonly surfaces: readonly SurfaceRow[];
  /** With all their entries. */
  readonly runs: readonly RunRow[];
  /** Runs that do not air any more, or never did. */
  readonly goneRunIds: readonly string[];
  /** Wherever they are pinned, also by runs that are not among `runs`. */
  readonly revisions: readonly RevisionRow[];
  /** Only the parts that were touched, each whole. */
  readonly common: Partial<CommonRows>;
}
