import {
  ALWAYS,
  entryOf,
  EVERY_ZONE,
  offAir,
  runAudience,
  standingRemovals,
  type Audience,
  type CampaignText,
  type EntryRow,
  type HeldWindows,
  type Removal,
  type RevisionRow,
  type RunRow,
  type RunState,
  type WindowIntent,
} from '#domain';
import { entryTimes } from '../campaign/campaign-store.js';
import { Interned } from './interned.js';
import type { StoredCampaign, StoredEntry, StoredHeldWindows, StoredRun } from './stored-rows.js';

const NOTHING_HELD: HeldWindows = {};

/** What a run's own columns say. */
interface RunPart {
  readonly id: string;
  readonly campaignId: string;
  readonly playlistId: string;
  readonly state: RunState;
  readonly scheduleVersion: number;
  readonly regions: readonly string[];
  readonly intent: WindowIntent;
  readonly cutAt: number | null;
  /** On Earth, of a zoned run; null: it is another. */
  readonly zoned: { readonly start: number; readonly end: number | null } | null;
}

type CampaignPart = Pick<RunRow, 'slug' | 'surface' | 'tier' | 'audience' | 'embargoed' | 'defaultLocale' | 'texts'> & {
  readonly removal: Removal | null;
};

/** Makes runs of their rows, which it is given table by table, in pages or all at once; what runs share is one object. */
export class RunAssembly {
  private readonly interned = new Interned();
  private readonly runs: RunPart[] = [];
  private readonly campaigns = new Map<string, CampaignPart>();
  private readonly entries = new Map<string, StoredEntry[]>();

  takeRuns(rows: readonly StoredRun[]): void {
    const { interned } = this;
    for (const { id, state, scheduleVersion, mode, zone, start, end, cutAt, startsAt, endsAt, ...row } of rows)
      this.runs.push({
        id,
        campaignId: interned.text(row.campaignId),
        playlistId: interned.text(row.playlistId),
        state: interned.text(state),
        scheduleVersion,
        regions: interned.list(row.regions),
        intent: interned.value(`intent ${mode} ${zone} ${start} ${end}`, () => ({ mode, zone, start, end })),
        cutAt,
        zoned: mode === 'ZONED' ? { start: startsAt, end: endsAt } : null,
      });
  }

  /** @param standing whatever stands over any of them */
  takeCampaigns(rows: readonly StoredCampaign[], standing: readonly Removal[]): void {
    const { interned } = this;
    const removals = standingRemovals(standing);
    for (const { id, slug, surface, tier, appVersionMin, embargoed, defaultLocale, texts, ...row } of rows) {
      const [regions, locales, platforms] = [row.regions, row.locales, row.platforms].map((one) => interned.list(one));
      const key = `audience ${[regions, locales, platforms].join(' ')} ${appVersionMin}`;
      this.campaigns.set(id, {
        slug,
        surface: interned.text(surface),
        tier: interned.text(tier),
        audience: interned.value(key, () => ({ regions, locales, platforms, appVersionMin }) as Audience),
        embargoed,
        defaultLocale: interned.text(defaultLocale),
        texts: texts as Readonly<Record<string, CampaignText>>,
        removal: offAir(removals, ['CAMPAIGN', id]),
      });
    }
  }

  /** @param rows of each playlist in its order */
  takeEntries(rows: readonly StoredEntry[]): void {
    for (const row of rows) {
      const known = this.entries.get(row.playlistId);
      if (known === undefined) this.entries.set(row.playlistId, [row]);
      else known.push(row);
    }
  }

  campaignIds(): string[] {
    return [...new Set(this.runs.map(({ campaignId }) => campaignId))];
  }

  playlistIds(): string[] {
    return [...new Set(this.runs.map(({ playlistId }) => playlistId))];
  }

  /** Those that are pinned, each once. */
  revisionIds(): string[] {
    return [...new Set([...this.entries.values()].flatMap((rows) => rows.map(({ revisionId }) => revisionId)))];
  }

  /** In the order in which the runs were given. */
  made(revisions: ReadonlyMap<string, RevisionRow>, held: readonly StoredHeldWindows[]): RunRow[] {
    const playlists = new Map([...this.entries].map(([id, rows]) => [id, this.playlist(rows, revisions)]));
    const heldWindows = new Map(held.map((row) => [row.id, heldOf(row)]));
    return this.runs.map((run): RunRow => {
      const { id, campaignId, state, scheduleVersion, intent, cutAt, zoned } = run;
      const campaign = this.campaigns.get(campaignId)!;
      // Each by its name: V8 keeps in the object itself what a literal names, and what a spread brings beside it.
      return {
        runId: id,
        state,
        scheduleVersion,
        campaignId,
        slug: campaign.slug,
        surface: campaign.surface,
        tier: campaign.tier,
        embargoed: campaign.embargoed,
        defaultLocale: campaign.defaultLocale,
        texts: campaign.texts,
        audience: runAudience(campaign.audience, run.regions),
        intent,
        cutAt,
        held: zoned === null ? (heldWindows.get(id) ?? NOTHING_HELD) : { [EVERY_ZONE]: zoned },
        removal: campaign.removal,
        entries: playlists.get(run.playlistId) ?? [],
      };
    });
  }

  /** An entry at the same place with the same times is one object, in however many playlists it stands. */
  private playlist(rows: readonly StoredEntry[], revisions: ReadonlyMap<string, RevisionRow>): EntryRow[] {
    return rows.map((row) => {
      const { position, revisionId, days, weekdays, hoursFrom, hoursTo } = row;
      const when = `${days.join()} ${weekdays.join()} ${hoursFrom} ${hoursTo}`;
      return this.interned.value(`entry ${revisionId} ${position} ${when}`, () => {
        const isAlways = days.length + weekdays.length === 0 && hoursFrom === null;
        const times = this.interned.value(`times ${when}`, () => (isAlways ? ALWAYS : entryTimes(row)));
        return entryOf(revisions.get(revisionId)!, { position, times });
      });
    });
  }
}

function heldOf({ zones, windows }: StoredHeldWindows): HeldWindows {
  return Object.fromEntries(
    zones.flatMap((zone) => {
      const kept = windows.find((window) => window.zones.includes(zone));
      return kept === undefined ? [] : [[zone, { start: kept.start, end: kept.end }]];
    }),
  );
}
