export { DraftRecurringRuns, type CampaignYear, type DraftingOutcome } from './draft-recurring-runs.js';
export {
  BATCHES_PER_TICK_MAX,
  RecordDueTransitions,
  RUNS_PER_BATCH_MAX,
  SET_ASIDE_MS,
  type TickOutcome,
} from './record-due-transitions.js';
export { SchedulingModule } from './scheduling.module.js';
export { SchedulingReports } from './scheduling-reports.js';
export { RESYNC_GAP_MS, TICK_MAX_MS, Ticker, type TickerOptions, type TickReports } from './ticker.js';
