import 'reflect-metadata';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  API_SETTINGS,
  collectSooner,
  createLogger,
  exitOnUncaught,
  handleLifetime,
  parseSettings,
  SettingsError,
  tellReady,
  type Settings,
} from '#operations';
import { DatabaseClock, loadPrivatePacks, newestMigration, type DatabaseOptions } from '#persistence';
import { frontSchema } from './delivery/front/front-schema.js';
import { readOperationsManifest } from './delivery/registered/operations-manifest.js';
import { NONE_REGISTERED, RegisteredOperations } from './delivery/registered/registered-operations.js';
import { createApi } from './http/create-api.js';
import { readSignIn } from './sign-in/read-sign-in.js';
import { Standby } from './peer/standby.js';

const CLOCK_MS = 5_000;
/** A process that has no programme within this, from anywhere, serves what it can: static help, and nothing on air. */
const FIRST_READ_MS = 5_000;
/** Whoever asks without pause over a connection that stays has asked again by then. */
const DRAIN_MS = 1_000;
/** dist/apps/api/src -> the checkout */
const ROOT = resolve(import.meta.dirname, '..', '..', '..', '..');

async function main(): Promise<void> {
  collectSooner();
  const settings = parseSettings(API_SETTINGS, process.env);
  const logger = createLogger({ name: 'api', level: settings.LOG_LEVEL });
  exitOnUncaught((message, error) => logger.fatal({ err: error }, message));
  const database = databaseOf(settings);
  const privatePacks = loadPrivatePacks(settings.POLICY_PACKS_PATH);
  const { LEDGER_PATH: ledgerPath } = settings;
  const standby = {
    snapshotPath: settings.SNAPSHOT_PATH,
    schema: newestMigration(join(ROOT, 'prisma', 'migrations')),
    ageLimitMs: settings.PROGRAMME_AGE_LIMIT_MS,
    feedToken: settings.FEED_TOKEN,
    peerUrls: (settings.PEER_URLS ?? '').split(',').flatMap((url) => (url.trim() === '' ? [] : [url.trim()])),
    isReadyWithoutDatabase: settings.READY_WITHOUT_DATABASE,
    breakGlassKey: settings.BREAK_GLASS_PUBLIC_KEY,
  };
  const front = {
    entriesMax: settings.FRONT_ENTRIES_MAX,
    bytesMax: settings.FRONT_BYTES_MAX,
    surrogateKeys: settings.SURROGATE_KEYS === 'on',
  };
  const registered = registeredOperations(settings.OPERATIONS_MANIFEST_PATH, settings.DELIVERY_OPERATIONS);
  const signIn = readSignIn(settings, (what, fault) => logger.warn({ what, ...fault }, 'signing in'));
  const mode = settings.MARQUEE_MODE === 'reader' ? ('READER' as const) : ('FULL' as const);
  const shape = {
    mode,
    privatePacks,
    ledgerPath,
    standby,
    front,
    registered,
    signIn,
    trustedProxies: settings.TRUSTED_PROXIES,
    connections: {
      connectionsMax: settings.CONNECTIONS_MAX,
      headMs: settings.HEAD_TIMEOUT_MS,
      requestMs: settings.REQUEST_TIMEOUT_MS,
    },
    hstsMaxAgeS: settings.HSTS_MAX_AGE_S,
    drainMs: DRAIN_MS,
  };
  const app = await createApi({ database, clock: null, logger, ...shape });
  const measure = async () => (database === null ? undefined : app.get(DatabaseClock, { strict: false }).measure());
  const measuring = setInterval(() => void measure().catch(() => undefined), CLOCK_MS);
  handleLifetime({
    supervised: settings.MARQUEE_SUPERVISED,
    report: (message, error) => logger.info({ err: error }, message),
    stop: async () => {
      clearInterval(measuring);
      await app.close();
    },
  });
  await app.init();
  const first = Promise.allSettled([measure(), app.get(Standby, { strict: false }).hasBegun()]);
  await Promise.race([first, setTimeout(FIRST_READ_MS, null, { ref: false })]);
  await app.listen(settings.PORT, settings.HOST);
  logger.info({ port: settings.PORT }, 'listening');
  tellReady(settings.PORT);
}

/** @returns null: a reader that follows other processes */
function databaseOf({
  DATABASE_URL: url,
  DATABASE_POOL_MAX: poolMax,
  MARQUEE_MODE: mode,
  PEER_URLS: peerUrls,
  FEED_TOKEN: feedToken,
}: Settings<typeof API_SETTINGS>): DatabaseOptions | null {
  if (url !== null) return { url, poolMax, applicationName: `marquee-${mode}` };
  if (mode === 'api')
    throw new SettingsError([
      'DATABASE_URL is not set: the API needs a PostgreSQL. Give its URL, or start everything with npm start.',
    ]);
  if (peerUrls === null || feedToken === null)
    throw new SettingsError([
      'DATABASE_URL is not set: a reader without it follows other processes. Give PEER_URLS and their FEED_TOKEN, or DATABASE_URL.',
    ]);
  return null;
}

function registeredOperations(path: string | null, allowed: 'any' | 'registered'): RegisteredOperations {
  if (path !== null)
    return new RegisteredOperations(readOperationsManifest(path, frontSchema()), allowed === 'registered');
  if (allowed === 'any') return NONE_REGISTERED;
  throw new SettingsError([
    'DELIVERY_OPERATIONS is "registered", and OPERATIONS_MANIFEST_PATH is not set: give the file that holds them, docs/operations-manifest.json for @marquee/client alone, or set "any".',
  ]);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
