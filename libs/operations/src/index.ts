export {
  foreignAddress,
  isPublicAddress,
  systemAddresses,
  type AddressesOf,
  type ForeignAddress,
} from './foreign-address.js';
export { askAt, foreignFetch, type ForeignFetch, type ForeignFetchOptions } from './foreign-request.js';
export {
  CHECK_MAX_MS,
  liveAnswer,
  metricsAnswer,
  readyAnswer,
  type OperationsAnswer,
  type Readiness,
  type ReadinessCheck,
} from './health.js';
export { collectSooner } from './heap-growth.js';
export {
  exitOnUncaught,
  handleLifetime,
  STOP_MAX_MS,
  stopWithParent,
  tellReady,
  type Lifetime,
  type ReadyNotice,
} from './lifetime.js';
export { createLogger, NestLogger, type Logger, type LoggerOptions } from './logger.js';
export { API_SETTINGS, MARQUEE_SETTINGS, SCHEDULER_SETTINGS, START_SETTINGS } from './marquee-settings.js';
export { Metrics, type MetricOptions } from './metrics.js';
export { startOperationsServer, type OperationsServer, type OperationsServerOptions } from './operations-server.js';
export {
  fileSettingOf,
  parseSettings,
  SettingsError,
  settingsMarkdown,
  type Setting,
  type Settings,
  type SettingsTable,
} from './settings.js';
