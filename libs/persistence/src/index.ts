export {
  CampaignReadModel,
  type CampaignView,
  type PlaylistEntryView,
  type RunApprovalView,
  type RunTransitionView,
  type RunView,
  type ScheduledRunView,
  type SurfaceView,
} from './campaign/campaign-read-model.js';
export { CampaignStore, type CampaignFacts, type NewSurface } from './campaign/campaign-store.js';
export { RunStore, type LockedRun, type NewRun } from './campaign/run-store.js';
export { CareReadModel } from './care/care-read-model.js';
export { CareStore } from './care/care-store.js';
export {
  ContentReadModel,
  type DecisionView,
  type ItemView,
  type PartnerName,
  type RevisionView,
  type TenantScope,
} from './content/content-read-model.js';
export { ContentStore, type LockedItem, type LockedRevision, type NewDecision } from './content/content-store.js';
export {
  Database,
  isDatabaseFault,
  isUnstorableText,
  violationOf,
  type DatabaseOptions,
  type Violation,
} from './database.js';
export { DatabaseClock } from './database-clock.js';
export { EVENTS_CHANNEL, OutboxReader, type OutboxEvent, type OutboxReading } from './events/outbox-reader.js';
export { TraceReadModel, type AuditEntryView } from './events/trace-read-model.js';
export { MemberReadModel, type KeyView, type MemberView, type PartnerView } from './identity/member-read-model.js';
export { MemberStore, type NewKey, type NewMember, type NewPartner } from './identity/member-store.js';
export { PAGE_MAX, pageOf, type Page, type PageCursor, type PageRequest } from './page.js';
export { PersistenceModule } from './persistence.module.js';
export { ProgrammeListener } from './programme/programme-listener.js';
export { ProgrammeReadModel } from './programme/programme-read-model.js';
export { PROGRAMME_CHANNEL } from './programme-version.js';
export { RecurrenceReadModel } from './recurrence/recurrence-read-model.js';
export { RecurrenceStore, type RecurringCampaign } from './recurrence/recurrence-store.js';
export { RunApprovalStore, type NewRunApproval, type RunApprovals } from './recurrence/run-approval-store.js';
export { DueReadModel } from './scheduling/due-read-model.js';
export { TransitionStore, type DueScope, type RecordedBatch } from './scheduling/transition-store.js';
export type { AuditRecord, EventRecord, Transaction } from './transaction.js';
export { UnitOfWork, type Command } from './unit-of-work.js';
export { isUuid, uuidV7 } from './uuid.js';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  type PostgresExit,
} from './embedded/embedded-postgres.js';
export { applyMigrations, type MigrateOptions } from './migrate/apply-migrations.js';
export { StartRefusal } from './start-refusal.js';
