import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { Clock } from '#domain';
import { CampaignReadModel } from './campaign/campaign-read-model.js';
import { CampaignStore } from './campaign/campaign-store.js';
import { PauseReadModel } from './campaign/pause-read-model.js';
import { PauseStore } from './campaign/pause-store.js';
import { RunStore } from './campaign/run-store.js';
import { BulkReadModel } from './bulk/bulk-read-model.js';
import { ImportStore } from './bulk/import-store.js';
import { RestoreStore } from './bulk/restore-store.js';
import { CareReadModel } from './care/care-read-model.js';
import { CareStore } from './care/care-store.js';
import { HelpReadModel } from './care/help-read-model.js';
import { HelpStore } from './care/help-store.js';
import { ContentReadModel } from './content/content-read-model.js';
import { ContentStore } from './content/content-store.js';
import { HistoryReadModel } from './content/history-read-model.js';
import { DatabaseClock } from './database-clock.js';
import { Database, type DatabaseOptions } from './database.js';
import { PurgeReadModel } from './edge/purge-read-model.js';
import { OutboxReader } from './events/outbox-reader.js';
import { GuideAlertStore } from './guide/guide-alert-store.js';
import { GuideReadModel } from './guide/guide-read-model.js';
import { GuideStore } from './guide/guide-store.js';
import { InstallationReadModel } from './installation-read-model.js';
import { InvitationStore } from './identity/invitation-store.js';
import { MemberReadModel } from './identity/member-read-model.js';
import { MemberStore } from './identity/member-store.js';
import { PartnerReadModel } from './identity/partner-read-model.js';
import { PartnerStore } from './identity/partner-store.js';
import { IssuerReadModel } from './identity/issuer-read-model.js';
import { IssuerStore } from './identity/issuer-store.js';
import { SignInReadModel } from './identity/sign-in-read-model.js';
import { SignInStore } from './identity/sign-in-store.js';
import { ProgrammeLog } from './programme/programme-log.js';
import { ProgrammeReadModel } from './programme/programme-read-model.js';
import { RehearsalReadModel } from './rehearsal/rehearsal-read-model.js';
import { RehearsalStore } from './rehearsal/rehearsal-store.js';
import { RecurrenceReadModel } from './recurrence/recurrence-read-model.js';
import { RecurrenceStore } from './recurrence/recurrence-store.js';
import { PolicyReadModel } from './review/policy-read-model.js';
import { PolicyStore } from './review/policy-store.js';
import { ReviewReadModel } from './review/review-read-model.js';
import { ReviewStore } from './review/review-store.js';
import { ReviewerStore } from './review/reviewer-store.js';
import { RunApprovalStore } from './recurrence/run-approval-store.js';
import { ShowingReadModel } from './showing/showing-read-model.js';
import { ShowingStore } from './showing/showing-store.js';
import { DueReadModel } from './scheduling/due-read-model.js';
import { TransitionStore } from './scheduling/transition-store.js';
import { ConsentStore } from './takedown/consent-store.js';
import { HelpOnlyStore } from './takedown/help-only-store.js';
import { LedgerStore } from './takedown/ledger-store.js';
import { RemovalReadModel } from './takedown/removal-read-model.js';
import { RemovalStore } from './takedown/removal-store.js';
import { AuditStore } from './trace/audit-store.js';
import { TraceReadModel } from './trace/trace-read-model.js';
import { ZoneReadModel } from './zones/zone-read-model.js';
import { ZoneStore } from './zones/zone-store.js';
import { UnitOfWork } from './unit-of-work.js';

/** What writes rows, through a transaction of `UnitOfWork`. */
const STORES = [
  AuditStore,
  CampaignStore,
  CareStore,
  ImportStore,
  RestoreStore,
  HelpStore,
  ConsentStore,
  ContentStore,
  GuideAlertStore,
  GuideStore,
  HelpOnlyStore,
  InvitationStore,
  MemberStore,
  PartnerStore,
  PauseStore,
  PolicyStore,
  RecurrenceStore,
  RehearsalStore,
  RemovalStore,
  ReviewStore,
  ReviewerStore,
  RunApprovalStore,
  RunStore,
  ShowingStore,
  IssuerStore,
  SignInStore,
  TransitionStore,
  ZoneStore,
] as const;

/** What reads rows, each with the `Database` as its only dependency. */
const READERS = [
  CampaignReadModel,
  BulkReadModel,
  CareReadModel,
  HelpReadModel,
  ContentReadModel,
  DueReadModel,
  GuideReadModel,
  HistoryReadModel,
  InstallationReadModel,
  MemberReadModel,
  OutboxReader,
  PurgeReadModel,
  PartnerReadModel,
  PauseReadModel,
  PolicyReadModel,
  ProgrammeLog,
  ProgrammeReadModel,
  LedgerStore,
  RehearsalReadModel,
  RemovalReadModel,
  RecurrenceReadModel,
  ReviewReadModel,
  ShowingReadModel,
  IssuerReadModel,
  SignInReadModel,
  TraceReadModel,
  ZoneReadModel,
] as const;

/** Ends the pool after every other part of the application has closed. */
@Module({})
export class PersistenceModule implements OnApplicationShutdown {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * @param timeSource what decisions take as now: the database's clock unless a test or the demo's past gives another
   */
  static forRoot(options: DatabaseOptions, timeSource: Clock | 'DATABASE' = 'DATABASE'): DynamicModule {
    return {
      module: PersistenceModule,
      global: true,
      providers: [
        { provide: Database, useFactory: () => new Database(options) },
        {
          provide: UnitOfWork,
          useFactory: (database: Database) => new UnitOfWork(database, timeSource),
          inject: [Database],
        },
        { provide: DatabaseClock, useFactory: (database: Database) => new DatabaseClock(database), inject: [Database] },
        ...STORES,
        ...READERS,
      ],
      exports: [Database, UnitOfWork, DatabaseClock, ...STORES, ...READERS],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
