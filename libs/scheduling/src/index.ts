export {
  DraftRecurringRuns,
  DRAFTS_PER_PASS_MAX,
  type CampaignYear,
  type DraftingOutcome,
} from './draft-recurring-runs.js';
export { ExpireShowings } from './expire-showings.js';
export { FlagGuides, type GuideFlags } from './flag-guides.js';
export {
  BATCHES_PER_TICK_MAX,
  RecordDueTransitions,
  RUNS_PER_BATCH_MAX,
  SET_ASIDE_MS,
  type TickOutcome,
} from './record-due-transitions.js';
export { MediaProbe, NoMediaProbe } from './media-probe.js';
export { RehearsalModule } from './rehearsal.module.js';
export { RehearsalReports } from './rehearsal-reports.js';
export { RehearseRuns, RUNS_PER_LOOK_MAX, URLS_PER_RUN_MAX } from './rehearse-runs.js';
export { RederiveWindows, ZONE_DERIVATION, type RederiveOutcome } from './rederive-windows.js';
export { SchedulingModule } from './scheduling.module.js';
export { SchedulingReports } from './scheduling-reports.js';
export { RESYNC_GAP_MS, TICK_MAX_MS, Ticker, type TickerOptions, type TickReports } from './ticker.js';
export { RaiseHelplineAlarms, type HelplineAlarms } from './raise-helpline-alarms.js';
