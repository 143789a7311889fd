import 'reflect-metadata';
import {
  createLogger,
  exitOnUncaught,
  handleLifetime,
  parseSettings,
  SCHEDULER_SETTINGS,
  SettingsError,
  tellReady,
  type Settings,
} from '#operations';
import type { HttpPurgeOptions } from '#events';
import { startScheduler, type SchedulerOptions } from './scheduler.js';

const HOST_NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i;

/** While a scheduler that was stopped by its system has the turn, the others wait: not longer than this. */
const SILENT_MS_MAX = 2_000;

async function main(): Promise<void> {
  const settings = parseSettings(SCHEDULER_SETTINGS, process.env);
  const logger = createLogger({ name: 'scheduler', level: settings.LOG_LEVEL });
  exitOnUncaught((message, error) => logger.fatal({ err: error }, message));
  const { DATABASE_URL: url, DATABASE_POOL_MAX: poolMax, HOST: host, SCHEDULER_PORT: port, TICK_MS: tickMs } = settings;
  if (url === null)
    throw new SettingsError([
      'DATABASE_URL is not set: the scheduler needs a PostgreSQL. Give its URL, or start everything with npm start.',
    ]);
  const database = { url, poolMax, applicationName: 'marquee-scheduler', silentMaxMs: SILENT_MS_MAX };
  const onStuck = () => {
    logger.fatal('a loop hangs: exiting, so that a new process takes over');
    process.exit(1);
  };
  const mediaProbeHosts = hostsOf(settings.MEDIA_PROBE_HOSTS);
  const { LEDGER_PATH: ledgerPath } = settings;
  if (ledgerPath === null)
    logger.warn(
      'LEDGER_PATH is not set: after the restoration of an older backup, what was taken down since is on air again',
    );
  const purge = purgeOf(settings);
  const auditHeads = auditHeadsOf(settings);
  if (auditHeads === null)
    logger.warn(
      'AUDIT_HEADS_PATH is not set: who writes the whole audit log anew, or cuts its end, is found by nothing',
    );
  const options = { database, host, port, tickMs, mediaProbeHosts, ledgerPath, auditHeads, purge, logger, onStuck };
  const scheduler = await startScheduler(options);
  handleLifetime({
    supervised: settings.MARQUEE_SUPERVISED,
    report: (message, error) => logger.info({ err: error }, message),
    stop: () => scheduler.stop(),
  });
  logger.info({ port: scheduler.port }, 'listening');
  tellReady(scheduler.port);
}

/** @throws SettingsError when one is given without the other */
function auditHeadsOf(
  settings: Settings<typeof SCHEDULER_SETTINGS>,
): NonNullable<SchedulerOptions['auditHeads']> | null {
  const { AUDIT_HEADS_PATH: headsPath, AUDIT_KEY_PATH: keyPath } = settings;
  if (headsPath === null && keyPath === null) return null;
  if (headsPath !== null && keyPath !== null) return { headsPath, keyPath };
  throw new SettingsError([
    `${headsPath === null ? 'AUDIT_HEADS_PATH' : 'AUDIT_KEY_PATH'} is not set: the file of signed heads and the key that signs them are given together, or neither.`,
  ]);
}

/** @throws SettingsError when the URL is not what the style needs */
function purgeOf(settings: Settings<typeof SCHEDULER_SETTINGS>): HttpPurgeOptions | null {
  const { PURGE_URL: url, PURGE_TOKEN: token, PURGE_STYLE: style } = settings;
  if (url === null) return null;
  if (style !== 'fastly' || (token !== null && /\/service\/[^/]+\/purge$/.test(new URL(url).pathname)))
    return { url, token, style };
  throw new SettingsError([
    'PURGE_STYLE is fastly: PURGE_URL has to end in /service/ID/purge, and PURGE_TOKEN has to be an API token that may purge.',
  ]);
}

/** @throws SettingsError naming what is no host name */
function hostsOf(text: string): string[] {
  const hosts = text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
  const wrong = hosts.filter((host) => !HOST_NAME.test(host));
  if (wrong.length === 0) return hosts;
  throw new SettingsError([
    `MEDIA_PROBE_HOSTS names ${wrong.join(', ')}: host names such as media.example.org, parted by commas, are allowed.`,
  ]);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
