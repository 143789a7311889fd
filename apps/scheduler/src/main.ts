import 'reflect-metadata';
import {
  createLogger,
  exitOnUncaught,
  handleLifetime,
  parseSettings,
  SCHEDULER_SETTINGS,
  SettingsError,
  tellReady,
} from '#operations';
import { startScheduler } from './scheduler.js';

async function main(): Promise<void> {
  const settings = parseSettings(SCHEDULER_SETTINGS, process.env);
  const logger = createLogger({ name: 'scheduler', level: settings.LOG_LEVEL });
  exitOnUncaught((message, error) => logger.fatal({ err: error }, message));
  const { DATABASE_URL: url, DATABASE_POOL_MAX: poolMax, HOST: host, SCHEDULER_PORT: port, TICK_MS: tickMs } = settings;
  if (url === null)
    throw new SettingsError([
      'DATABASE_URL is not set: the scheduler needs a PostgreSQL. Give its URL, or start everything with npm start.',
    ]);
  const database = { url, poolMax, applicationName: 'marquee-scheduler' };
  const onStuck = () => {
    logger.fatal('a loop hangs: exiting, so that a new process takes over');
    process.exit(1);
  };
  const scheduler = await startScheduler({ database, host, port, tickMs, logger, onStuck });
  handleLifetime({
    supervised: settings.MARQUEE_SUPERVISED,
    report: (message, error) => logger.info({ err: error }, message),
    stop: () => scheduler.stop(),
  });
  logger.info({ port: scheduler.port }, 'listening');
  tellReady(scheduler.port);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
