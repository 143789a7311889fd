export { CareReadModel } from './care/care-read-model.js';
export { CareStore } from './care/care-store.js';
export { Database, violationOf, type DatabaseOptions, type Violation } from './database.js';
export { DatabaseClock } from './database-clock.js';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  type PostgresExit,
} from './embedded/embedded-postgres.js';
export { applyMigrations, type MigrateOptions } from './migrate/apply-migrations.js';
export { PAGE_MAX, pageOf, type Page, type PageCursor, type PageRequest } from './page.js';
export { PersistenceModule } from './persistence.module.js';
export { PROGRAMME_CHANNEL } from './programme-version.js';
export { StartRefusal } from './start-refusal.js';
export type { AuditRecord, EventRecord, Transaction } from './transaction.js';
export { UnitOfWork, type Command } from './unit-of-work.js';
export { isUuid, uuidV7 } from './uuid.js';
