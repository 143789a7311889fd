import { hoursBetween, wallTime, type Audience, type CampaignText, type Window, type WindowIntent } from '#domain';
import type { CampaignView, PlaylistEntryView, RunView, ScheduledRunView } from '#persistence';
import type * as Api from '../../generated/management.js';
import { WEEKDAYS } from './campaign-input.js';

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
  const { id, campaignId, state, scheduleVersion, tzdataVersion, regions, scheduledAt } = run;
  const object: Omit<Api.Run, 'rehearsals'> = {
    id,
    campaignId,
    state,
    scheduleVersion,
    tzdataVersion,
    regions: [...regions],
    scheduledAt: scheduledAt === null ? null : new Date(scheduledAt),
    campaign,
    window: windowObject(run.intent, run.window),
    playlist: playlistObject(run.playlist),
    transitions: run.transitions.map(
      ({ kind, scheduleVersion: version, meantAt, happenedAt, answerableAt, missed }) => ({
        kind,
        missed,
        answerableAt: answerableAt === null ? null : new Date(answerableAt),
        scheduleVersion: version,
        meantAt: new Date(meantAt),
        meantWall: wallTime(meantAt, run.intent.zone ?? 'UTC'),
        happenedAt: new Date(happenedAt),
        lateMs: happenedAt - meantAt,
      }),
    ),
    observanceYear: run.observanceYear,
    approvals: run.approvals.map((approval) => ({ ...approval, approvedAt: new Date(approval.approvedAt) })),
  };
  // Rehearsals are read where they are asked for, by the resolver of that field: they are large.
  return object as Api.Run;
}

/** A time as people meant it, as instants, and in hours on Earth. */
export function windowObject(intent: WindowIntent, window: Window): Api.Window {
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
  return entries.map(({ position, revisionId, times: { days, weekdays, hours } }) => ({
    position,
    revisionId,
    days: [...days],
    weekdays: weekdays.map((weekday) => WEEKDAYS[weekday - 1]!),
    hours: hours && { ...hours },
  }));
}
