import { DAY_MS, deriveWindow, HOUR_MS, type ZoneDerivation } from '#domain';
import { Database, RecurrenceStore, UnitOfWork, ZoneStore } from '#persistence';
import { DraftRecurringRuns, RederiveWindows } from '#scheduling';
import type { ContentStage } from '../../support/content-stage.js';
import { made } from '../../support/desk.js';
import type { TraceWalk } from './trace-walk.js';

const CAMPAIGN = 'campaign { id }';
const RUN = 'run { id }';
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
const window = (from: number, to: number) => ({ mode: 'INSTANT', start: inDays(from), end: inDays(to) });
const OBSERVANCE = { name: 'A day', durationDays: 1, source: 'https://example.org/day' };

/** Surfaces, campaigns, runs, pauses, what returns each year, and what zone data moved. */
export async function walkProgramme(walk: TraceWalk, stage: ContentStage): Promise<void> {
  const database = new Database({ url: stage.database.url, poolMax: 2, applicationName: 'walk' });
  try {
    await walkCampaigns(walk, stage);
    await walkYears(walk, stage, database);
    await walkZones(walk, stage, database);
  } finally {
    await database.close();
  }
}

async function walkCampaigns(walk: TraceWalk, { cast, desk }: ContentStage): Promise<void> {
  const { SCHEDULER } = cast.staff;
  await walk.do('declareSurface', SCHEDULER, { slug: 'walked', name: 'Walked' }, 'surface { slug }');
  const revisionIds = [await desk.approved(), await desk.approved()];
  const texts = [{ locale: 'en', title: 'Walked' }];
  const plan = { surface: 'walked', tier: 'PROGRAMME', defaultLocale: 'en', texts };
  const campaignId = (await walk.do('createCampaign', SCHEDULER, { slug: 'walked', ...plan }, CAMPAIGN)).campaign!.id;
  const other = { ...plan, campaignId, embargoed: true, audience: { regions: [], locales: ['en'] } };
  await walk.do('updateCampaign', SCHEDULER, other, CAMPAIGN);
  await walk.do('setPlaylist', SCHEDULER, { campaignId, revisionIds }, CAMPAIGN);
  const runId = (await walk.do('planRun', SCHEDULER, { campaignId, window: window(10, 12) }, RUN)).run!.id;
  await walk.do('scheduleRun', SCHEDULER, { runId }, RUN);
  await walk.do('rescheduleRun', SCHEDULER, { runId, window: window(11, 13) }, RUN);
  await walk.do('replaceRunPlaylist', SCHEDULER, { runId, revisionIds: revisionIds.slice(0, 1) }, RUN);
  await walk.do('rehearseRun', SCHEDULER, { runId }, RUN);
  await walk.do('cancelRun', SCHEDULER, { runId, reason: 'Rain' }, RUN);
  await walk.do('scheduleCampaign', SCHEDULER, { campaignId, window: window(20, 22) }, RUN);
  const pauseId = (await walk.do('pauseProgramme', SCHEDULER, { reason: 'An incident' }, 'pause { id }')).pause!.id;
  await walk.do('resumeProgramme', SCHEDULER, { pauseId }, 'pause { id }');
}

async function walkYears(walk: TraceWalk, { cast, desk, database: rows }: ContentStage, database: Database) {
  const { SCHEDULER, REVIEWER } = cast.staff;
  const day = new Date(Date.now() + 60 * DAY_MS);
  const rule = { kind: 'FIXED', month: day.getUTCMonth() + 1, day: Math.min(28, day.getUTCDate()) };
  const observance = { slug: 'walked-day', ...OBSERVANCE, rule, overrides: [] };
  await walk.do('saveObservance', SCHEDULER, { observance }, 'observance { slug }');
  const recurrence = 'RRULE:FREQ=YEARLY;BYMONTH=9;BYDAY=2TH';
  await walk.do('importObservance', SCHEDULER, { slug: 'other-day', ...OBSERVANCE, recurrence }, 'observance { slug }');
  const revisionIds = [await desk.approved()];
  const campaignId = await desk.campaign(revisionIds, { surface: 'walked' });
  const rhythm = { observance: 'walked-day', mode: 'VIEWER_LOCAL', leadDays: 180, sinceYear: 2020 };
  await walk.do('setCampaignRecurrence', SCHEDULER, { campaignId, ...rhythm }, 'recurrence { campaignId }');
  await new DraftRecurringRuns(new UnitOfWork(database), new RecurrenceStore()).execute();
  const [run] = await rows.query<{ id: string }>('SELECT id FROM run WHERE campaign_id = $1', [campaignId]);
  await walk.do('approveRun', REVIEWER, { runId: run!.id, revisionIds, reason: 'Still true' }, RUN);
  await walk.do('clearCampaignRecurrence', SCHEDULER, { campaignId }, 'campaignId');
}

async function walkZones(walk: TraceWalk, { cast, desk, database: rows }: ContentStage, database: Database) {
  const campaignId = await desk.campaign([await desk.approved()], { surface: 'walked' });
  const beirut = { mode: 'ZONED', zone: 'Asia/Beirut', start: '2099-06-10', end: '2099-06-12' } as const;
  made(await desk.schedule(campaignId, beirut));
  // A day before, by data in which summer does not come.
  const now = Date.parse('2099-06-09T21:00:00Z') - DAY_MS / 2;
  const doctored: ZoneDerivation = {
    version: 'doctored',
    zones: () => [],
    derive: (intent, zone) => {
      const { start, end } = deriveWindow(intent, zone);
      return { start: start + HOUR_MS, end: end! + HOUR_MS };
    },
  };
  await new RederiveWindows(new UnitOfWork(database, { now: () => now }), new ZoneStore(), doctored).execute('STALE');
  const [change] = await rows.query<{ id: string }>("SELECT id FROM zone_change WHERE outcome = 'HELD'");
  await walk.do('releaseZoneHold', cast.staff.SCHEDULER, { changeId: change!.id }, 'change { id }');
}
