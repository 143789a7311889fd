export { PHASES, type Phase } from './air.js';
export type { AirState } from './air-state.js';
export type * from './answer.js';
export { CADENCE, type Cadence } from './cadence.js';
export { DIRECTORY_URL } from './compiled-help.js';
export { createMarqueeClient, type Listener, type MarqueeClient, type MarqueeClientOptions } from './marquee-client.js';
export { OPERATION, OPERATION_NAME, OPERATION_SHA256 } from './operation.js';
export type { DeviceClock, DeviceStorage, Fetch, FetchInit, FetchResponse, Timers } from './ports.js';
