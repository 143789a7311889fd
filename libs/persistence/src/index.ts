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
export { CampaignStore, type CampaignFacts, type NewEntry, type NewSurface } from './campaign/campaign-store.js';
export { PauseStore, type LockedPause } from './campaign/pause-store.js';
export { PauseReadModel, type PauseView } from './campaign/pause-read-model.js';
export { RunStore, type AiringRun, type LockedRun, type NewRun } from './campaign/run-store.js';
export { BulkReadModel, type ExportedRow, type ImportView, type RefusedRow } from './bulk/bulk-read-model.js';
export { ImportStore, type LockedImport, type ReferencedItem, type RowOutcome } from './bulk/import-store.js';
export { RestoreStore } from './bulk/restore-store.js';
export { CareReadModel } from './care/care-read-model.js';
export { CareStore } from './care/care-store.js';
export {
  HelpReadModel,
  type HelplineVersionView,
  type HelpOverrideView,
  type HelpWaiverView,
} from './care/help-read-model.js';
export { HelpStore, type LockedOverride } from './care/help-store.js';
export {
  ContentReadModel,
  type AppealView,
  type DecisionView,
  type ItemView,
  type PartnerName,
  type RevisionView,
  type SignOffView,
  type TenantScope,
} from './content/content-read-model.js';
export { HistoryReadModel, type ItemHistoryEntry } from './content/history-read-model.js';
export { ContentStore, type LockedItem, type LockedRevision, type NewDecision } from './content/content-store.js';
export {
  Database,
  isDatabaseFault,
  isUnstorableText,
  violationOf,
  type ConnectedAs,
  type DatabaseOptions,
  type Violation,
} from './database.js';
export { DatabaseClock } from './database-clock.js';
export { PurgeReadModel } from './edge/purge-read-model.js';
export {
  EVENTS_CHANNEL,
  OutboxReader,
  type OutboxEvent,
  type OutboxPeek,
  type OutboxPlace,
  type OutboxReading,
} from './events/outbox-reader.js';
export { InstallationReadModel } from './installation-read-model.js';
export { GuideAlertStore, type GuideAlert } from './guide/guide-alert-store.js';
export {
  ALL_GUIDES,
  GuideReadModel,
  type GuideFilter,
  type GuideRecordView,
  type GuideRevisionView,
} from './guide/guide-read-model.js';
export {
  GuideStore,
  type GuidePartner,
  type LockedGuide,
  type LockedGuideRevision,
  type NewGuideDecision,
} from './guide/guide-store.js';
export { MemberReadModel, type KeyView, type MemberView, type PartnerView } from './identity/member-read-model.js';
export { SignInReadModel, type SessionHolder, type SessionView } from './identity/sign-in-read-model.js';
export type { SignInTables } from './identity/sign-in-tables.js';
export { TracedTables, type SignInRequest } from './identity/traced-tables.js';
export {
  SignInStore,
  type AccountHolder,
  type FirstWay,
  type IssuerIdentity,
  type LockedLink,
  type NewAccount,
} from './identity/sign-in-store.js';
export { IssuerStore, type StandingIssuer } from './identity/issuer-store.js';
export { IssuerReadModel, type IssuerView } from './identity/issuer-read-model.js';
export { InvitationStore, type LockedInvitation, type NewInvitation } from './identity/invitation-store.js';
export {
  MemberStore,
  type LockedMember,
  type NewKey,
  type NewMember,
  type NewPartner,
} from './identity/member-store.js';
export {
  PartnerReadModel,
  type InvitationView,
  type PartnerApplicationView,
  type PartnerDomainView,
} from './identity/partner-read-model.js';
export {
  PartnerStore,
  type LockedApplication,
  type LockedDomain,
  type LockedPartner,
  type PartnerApplicationFacts,
} from './identity/partner-store.js';
export { PAGE_MAX, pageOf, type Page, type PageCursor, type PageRequest } from './page.js';
export { PersistenceModule } from './persistence.module.js';
export { ProgrammeListener, type ProgrammeHint } from './programme/programme-listener.js';
export { ProgrammeLog } from './programme/programme-log.js';
export { ProgrammeReadModel } from './programme/programme-read-model.js';
export { PROGRAMME_CHANNEL } from './programme-version.js';
export { REHEARSALS_SHOWN_MAX, RehearsalReadModel, type RehearsalView } from './rehearsal/rehearsal-read-model.js';
export { RehearsalStore, type DueRehearsal, type RehearsalRecord } from './rehearsal/rehearsal-store.js';
export { RecurrenceReadModel } from './recurrence/recurrence-read-model.js';
export { RecurrenceStore, type RecurringCampaign } from './recurrence/recurrence-store.js';
export { RunApprovalStore, type NewRunApproval, type RunApprovals } from './recurrence/run-approval-store.js';
export { PolicyReadModel, type ConflictView } from './review/policy-read-model.js';
export { loadPrivatePacks } from './review/private-packs.js';
export { PolicyStore, type PartnerChecking } from './review/policy-store.js';
export {
  EVERYTHING_THAT_WAITS,
  ReviewReadModel,
  type QueueFilter,
  type ReviewLocale,
  type ReviewView,
} from './review/review-read-model.js';
export { ReviewStore, type NewSignOff, type ReviewFacts, type StoredSignOff } from './review/review-store.js';
export { ReviewerStore, type CareFacts, type ReviewerFacts } from './review/reviewer-store.js';
export { DueReadModel } from './scheduling/due-read-model.js';
export { ARCHIVE_AGE_DAYS_MIN, TransitionArchive, type Archived } from './scheduling/transition-archive.js';
export { TransitionStore, type DueScope, type RecordedBatch } from './scheduling/transition-store.js';
export { ShowingReadModel, type ShowingFilter, type ShowingView } from './showing/showing-read-model.js';
export { ShowingStore, type AddedShowings, type HashedBatch } from './showing/showing-store.js';
export { ConsentStore } from './takedown/consent-store.js';
export { HelpOnlyStore, type LockedHelpOnly } from './takedown/help-only-store.js';
export { LedgerFile, type LedgerContent } from './takedown/ledger-file.js';
export { LedgerStore } from './takedown/ledger-store.js';
export { RemovalLedger, type LedgerCheck } from './takedown/removal-ledger.js';
export {
  RemovalReadModel,
  type ConsentView,
  type HelpOnlyView,
  type RemovalFilter,
  type RemovalView,
} from './takedown/removal-read-model.js';
export { RemovalStore, type LockedRemoval, type LockedSubject, type NewRemoval } from './takedown/removal-store.js';
export { removalTouches } from './takedown/removal-touches.js';
export { AuditKey, AuditPublicKeys } from './trace/audit-key.js';
export { HeadSigner } from './trace/head-signer.js';
export { HeadsFile, HeadsFiles } from './trace/heads-file.js';
export { AuditStore } from './trace/audit-store.js';
export {
  AUDIT_EXPORTED,
  TraceReadModel,
  type AuditExport,
  type OwnSearch,
  type ToldExport,
} from './trace/trace-read-model.js';
export { verifyAudit, type AuditFinding, type AuditReport, type SignedHeads } from './trace/verify-audit.js';
export type { AuditRecord, EventRecord, Touched, Transaction } from './transaction.js';
export { UnitOfWork, type Command, type PreviewUnitOfWork } from './unit-of-work.js';
export { ZoneReadModel, type ZoneChangeView, type ZoneOutcome } from './zones/zone-read-model.js';
export {
  ZoneStore,
  type DerivedRun,
  type HeldBoundary,
  type NewZoneChange,
  type StaleRun,
} from './zones/zone-store.js';
export { isUuid, uuidV7 } from './uuid.js';
export {
  runningEmbeddedUrl,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  type PostgresExit,
} from './embedded/embedded-postgres.js';
export { newestMigration } from './migrate/migration-folder.js';
export { applyMigrations, type MigrateOptions } from './migrate/apply-migrations.js';
export { StartRefusal } from './start-refusal.js';
export { APP_ROLE, grantAppRole, type AppRole } from './roles/app-role.js';
export { ServiceRole } from './roles/service-role.js';
