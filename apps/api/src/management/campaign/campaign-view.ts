import { hoursBetween, type Audience, type CampaignText } from '#domain';
import type { CampaignView, PlaylistEntryView, RunView, ScheduledRunView } from '#persistence';
import type * as Api from '../../generated/management.js';

export function campaignObject(campaign: CampaignView): Api.Campaign {
  const { id, slug, surface, tier, embargoed, defaultLocale, texts } = campaign;
  const named = { id, slug, surface, tier, title: texts[defaultLocale]?.title ?? slug };
  return {
    id,
    slug,
    surface,
    tier,
    embargoed,
    defaultLocale,
    audience: audienceObject(campaign.audience),
    texts: Object.entries(texts).map(([locale, text]: [string, CampaignText]) => ({ locale, ...text })),
    createdAt: new Date(campaign.createdAt),
    playlist: playlistObject(campaign.playlist),
    runs: campaign.runs.map((run) => runObject(run, named)),
  };
}

export function scheduledRunObject(run: ScheduledRunView): Api.Run {
  return runObject(run, { id: run.campaignId, ...run.campaign });
}

function runObject(run: RunView, campaign: Api.RunCampaign): Api.Run {
  const { id, campaignId, state, scheduleVersion, tzdataVersion } = run;
  return {
    id,
    campaignId,
    state,
    scheduleVersion,
    tzdataVersion,
    campaign,
    window: windowObject(run),
    playlist: playlistObject(run.playlist),
    transitions: run.transitions.map(({ kind, scheduleVersion: version, meantAt, happenedAt }) => ({
      kind,
      scheduleVersion: version,
      meantAt: new Date(meantAt),
      happenedAt: new Date(happenedAt),
      lateMs: happenedAt - meantAt,
    })),
    observanceYear: run.observanceYear,
    approvals: run.approvals.map((approval) => ({ ...approval, approvedAt: new Date(approval.approvedAt) })),
  };
}

function windowObject({ intent, window }: RunView): Api.Window {
  return {
    ...intent,
    startsAt: new Date(window.start),
    endsAt: window.end === null ? null : new Date(window.end),
    hoursOnEarth: window.end === null ? null : hoursBetween(window.start, window.end),
  };
}

function audienceObject(audience: Audience): Api.Audience {
  const { regions, locales, platforms, appVersionMin } = audience;
  return { regions: [...regions], locales: [...locales], platforms: [...platforms], appVersionMin };
}

function playlistObject(entries: readonly PlaylistEntryView[]): Api.PlaylistEntry[] {
  return entries.map(({ position, revisionId }) => ({ position, revisionId }));
}
