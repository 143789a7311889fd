/**
 * One command that runs what production runs: the database, the API and the scheduler, each a process of its own.
 *
 * They start in that order and stop in the reverse one, so that each finds what it needs for as long as it lives.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileSettingOf, type Settings, type START_SETTINGS } from '#operations';
import {
  APP_ROLE,
  applyMigrations,
  grantAppRole,
  StartRefusal,
  startEmbeddedPostgres,
  type AppRole,
} from '#persistence';
import { archiveTransitions } from './archive-transitions.js';
import { banner } from './banner.js';
import { lineWriter, openDataFolder, type DataFolder } from './data-folder.js';
import type { Ending, EndWatch } from './ending.js';
import { writeKeysFile, type FirstStartResult, type MakeFirstStart } from './first-start.js';
import { recoverAdministrator } from './recover-administrator.js';
import { signInSecret } from './sign-in-secret.js';
import { refuseTakenPort } from './port-check.js';
import { SupervisedProcess } from './supervised-process.js';

const PASSWORD_BYTES = 24;

export type StartSettings = Settings<typeof START_SETTINGS>;

export interface LaunchOptions {
  readonly settings: StartSettings;
  /** What the processes get besides what the launcher adds. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The checkout, absolute. */
  readonly root: string;
  readonly scripts: { readonly api: string; readonly scheduler: string };
  readonly makeFirstStart: MakeFirstStart;
  readonly say: (text: string) => void;
  readonly endWatch: EndWatch;
  /** Of `migrate --app-role`: the role that is granted what the service needs; null: none was named. */
  readonly appRole: string | null;
}

/** What the database needs before anything runs: `migrate` stops after the migrations. */
export type Preparation = 'migrate' | 'first-key' | 'first-admin' | 'recover-admin' | 'demo';

type Stop = () => Promise<void>;

/**
 * Starts everything, stays until the end, and stops everything, also when starting fails half-way.
 *
 * @returns how it ended
 * @throws StartRefusal, with everything stopped, when it cannot start
 */
export async function launch(options: LaunchOptions): Promise<Ending> {
  const { settings, say, endWatch } = options;
  return withStops(options, async (stops) => {
    await refusePorts(settings);
    const folder = openDataFolder(settings.MARQUEE_DATA, options.root);
    const database = await openDatabase(options, folder, stops);
    if (endWatch.signal.aborted) return;
    await migrate(options, database);
    const first = await runFirstStart(options, folder, database, settings.MARQUEE_DEMO === 'on' ? 'ALWAYS' : null);
    const port = await startProcess(options, 'api', folder, database.serviceUrl, stops);
    const schedulerPort = await startProcess(options, 'scheduler', folder, database.serviceUrl, stops);
    if (port === null || schedulerPort === null) return;
    const { kind } = database;
    const { path: dataFolder, keysFile } = folder;
    const signInUrl = `${settings.PUBLIC_URL === null ? `http://localhost:${port}` : publicUrl(settings)}/sign-in`;
    const where = { host: settings.HOST, port, schedulerPort, signInUrl };
    say(banner({ ...where, database: kind, dataFolder, keysFile, first }));
  });
}

/** Prepares the database and ends: for operators, and for the image before the processes start. */
export async function prepare(options: LaunchOptions, preparation: Preparation): Promise<Ending> {
  const { say } = options;
  return withDatabase(options, async (folder, database) => {
    if (preparation === 'migrate') return;
    if (preparation === 'recover-admin') {
      sayLink(options, (await recoverAdministrator(database.serviceUrl)).token);
      return;
    }
    const first = await runFirstStart(
      options,
      folder,
      database,
      preparation === 'demo' ? 'ALWAYS' : 'NEVER',
      preparation,
    );
    if (preparation === 'first-admin') {
      if (first.linkToken === null) say('There are members already; none was made. Nobody gets in? recover-admin.');
      else sayLink(options, first.linkToken);
      return;
    }
    for (const key of first.keys) say(`${key.role}  ${key.key}  ${key.name}`);
    if (first.keys.length > 0) say(`These keys are shown this once and kept in ${folder.keysFile}.`);
    else say('There are keys already; none were made.');
    if (first.loaded) say('The demo is loaded.');
  });
}

/** For who stands at the machine: the link is shown this once. */
function sayLink(options: LaunchOptions, token: string): void {
  options.say('An administrator was made. Within a day, this sets up what they sign in by, once:');
  options.say(`  ${publicUrl(options.settings)}/sign-in#${token}`);
}

function publicUrl({ PUBLIC_URL, PORT }: StartSettings): string {
  return PUBLIC_URL === null ? `http://localhost:${PORT}` : new URL(PUBLIC_URL).origin;
}

/** Moves transitions of long ago into their archive, and ends. @param olderThanDays at least ARCHIVE_AGE_DAYS_MIN */
export async function archive(options: LaunchOptions, olderThanDays: number): Promise<Ending> {
  return withDatabase(options, async (_, { url }) => archiveTransitions(url, olderThanDays, options.say));
}

/** Opens and migrates the database, does one thing with it, and ends. */
async function withDatabase(
  options: LaunchOptions,
  work: (folder: DataFolder, database: OpenDatabase) => Promise<void>,
): Promise<Ending> {
  const { endWatch, say } = options;
  return withStops(options, async (stops) => {
    const folder = openDataFolder(options.settings.MARQUEE_DATA, options.root);
    const database = await openDatabase(options, folder, stops);
    const applied = await migrate(options, database);
    if (applied.length === 0) say('The database is up to date.');
    await work(folder, database);
    endWatch.end({ reason: 'Done', exitCode: 0 });
  });
}

/** Runs a start, waits for the end, and stops in reverse order what the start has pushed, whether or not it failed. */
async function withStops(options: LaunchOptions, start: (stops: Stop[]) => Promise<void>): Promise<Ending> {
  const { endWatch, say } = options;
  const stops: Stop[] = [];
  try {
    await start(stops);
    const ending = await endWatch.wait();
    if (ending.reason !== 'Done') say(`${ending.reason}: stopping.`);
    return ending;
  } finally {
    endWatch.end({ reason: 'Start failed', exitCode: 1 });
    for (const stop of stops.toReversed()) await stop();
  }
}

async function refusePorts(settings: StartSettings): Promise<void> {
  const { HOST, PORT, SCHEDULER_PORT } = settings;
  if (PORT === SCHEDULER_PORT && PORT !== 0) {
    throw new StartRefusal(
      `The API and the scheduler were both given port ${PORT} (PORT and SCHEDULER_PORT).`,
      `Give the scheduler another one: SCHEDULER_PORT=${PORT + 1} npm start`,
    );
  }
  await refuseTakenPort('PORT', HOST, PORT);
  await refuseTakenPort('SCHEDULER_PORT', HOST, SCHEDULER_PORT);
}

interface OpenDatabase {
  /** As the owner, who migrates and archives. */
  readonly url: string;
  /** As the role of the service; the same as `url` where the operator gave none. */
  readonly serviceUrl: string;
  /** Null: grants are the operator's. */
  readonly role: AppRole | null;
  readonly kind: 'embedded' | 'own';
}

async function openDatabase(options: LaunchOptions, folder: DataFolder, stops: Stop[]): Promise<OpenDatabase> {
  const { settings, endWatch } = options;
  if (settings.DATABASE_URL !== null) return ownDatabase(settings.DATABASE_URL, options);
  const postgres = await startEmbeddedPostgres({
    dataFolder: folder.path,
    log: lineWriter(folder.logFile('postgres')),
    ...(settings.MARQUEE_PG_PORT === null ? {} : { port: settings.MARQUEE_PG_PORT }),
  });
  stops.push(() => postgres.stop());
  void postgres.exited.then((exit) => endWatch.end({ reason: exit.message.replace(/\.$/, ''), exitCode: 1 }));
  // A new one with each start: it is in the memory of these processes, and on no disk.
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  const service = new URL(postgres.url);
  service.username = APP_ROLE;
  service.password = password;
  const role = { name: APP_ROLE, password, existing: 'SET' } as const;
  return { url: postgres.url, serviceUrl: service.href, role, kind: 'embedded' };
}

function ownDatabase(url: string, { settings, appRole }: LaunchOptions): OpenDatabase {
  const { DATABASE_APP_URL: appUrl } = settings;
  if (appUrl === null) {
    const role = appRole === null ? null : ({ name: appRole, password: null, existing: 'KEEP' } as const);
    return { url, serviceUrl: url, role, kind: 'own' };
  }
  const { username, password } = new URL(appUrl);
  if (username === '' || (appRole !== null && appRole !== decodeURIComponent(username)))
    throw new StartRefusal(
      'DATABASE_APP_URL names no user, or another than --app-role.',
      'Give it the role of the service: DATABASE_APP_URL=postgresql://marquee_app:password@host:port/database',
    );
  const secret = password === '' ? null : decodeURIComponent(password);
  const role = { name: decodeURIComponent(username), password: secret, existing: 'KEEP' } as const;
  return { url, serviceUrl: appUrl, role, kind: 'own' };
}

async function migrate(options: LaunchOptions, { url, role }: OpenDatabase): Promise<readonly string[]> {
  const { applied } = await applyMigrations(url, join(options.root, 'prisma', 'migrations'));
  if (applied.length > 0) options.say(`Migrations applied: ${applied.join(', ')}.`);
  if (role !== null) await grantAppRole(url, join(options.root, 'prisma', 'grants.sql'), role);
  return applied;
}

/**
 * Who starts without the demo gets one administrator, by a link; who asks for keys, or for the demo, gets keys.
 *
 * @param demo null: as MARQUEE_DEMO=auto and off say
 */
async function runFirstStart(
  options: LaunchOptions,
  folder: DataFolder,
  database: OpenDatabase,
  demo: 'ALWAYS' | 'NEVER' | null,
  preparation: Preparation | null = null,
): Promise<FirstStartResult> {
  const isAuto = options.settings.MARQUEE_DEMO === 'auto' && database.kind === 'embedded';
  const wanted = demo ?? (isAuto ? 'WHEN_EMPTY' : 'NEVER');
  const firstStart = options.makeFirstStart({
    databaseUrl: database.serviceUrl,
    demo: wanted,
    by: wanted === 'NEVER' && preparation !== 'first-key' ? 'LINK' : 'KEYS',
    keepKeys: (keys) => writeKeysFile(folder.keysFile, keys),
  });
  return firstStart.run();
}

async function startProcess(
  options: LaunchOptions,
  name: 'api' | 'scheduler',
  folder: DataFolder,
  databaseUrl: string,
  stops: Stop[],
): Promise<number | null> {
  const { settings, environment, scripts, say, endWatch } = options;
  if (endWatch.signal.aborted) return null;
  const supervised = new SupervisedProcess({
    name: name === 'api' ? 'API' : name,
    script: scripts[name],
    logFile: folder.logFile(name),
    say,
    environment: withValues(environment, {
      DATABASE_URL: databaseUrl,
      HOST: settings.HOST,
      PORT: String(settings.PORT),
      SCHEDULER_PORT: String(settings.SCHEDULER_PORT),
      LEDGER_PATH: settings.LEDGER_PATH ?? folder.ledgerFile,
      AUDIT_HEADS_PATH: settings.AUDIT_HEADS_PATH ?? folder.auditHeadsFile,
      AUDIT_KEY_PATH: settings.AUDIT_KEY_PATH ?? folder.auditKeyFile,
      SNAPSHOT_PATH: settings.SNAPSHOT_PATH ?? folder.snapshotFile,
      SIGN_IN_SECRET: settings.SIGN_IN_SECRET ?? signInSecret(folder.signInSecretFile),
      MAIL_PATH: settings.MAIL_PATH ?? folder.mailFolder,
    }),
  });
  stops.push(() => supervised.stop());
  // A signal while it boots must not wait for its `ready`.
  const stopEarly = () => void supervised.stop();
  endWatch.signal.addEventListener('abort', stopEarly, { once: true });
  const port = await supervised.start();
  endWatch.signal.removeEventListener('abort', stopEarly);
  return port;
}

/** A value that is given in so many words is not looked for in a file, too. */
function withValues(
  environment: LaunchOptions['environment'],
  values: Readonly<Record<string, string>>,
): LaunchOptions['environment'] {
  const files = Object.keys(values).map(fileSettingOf);
  const rest = Object.entries(environment).filter(([name]) => !files.includes(name));
  return { ...Object.fromEntries(rest), ...values };
}
