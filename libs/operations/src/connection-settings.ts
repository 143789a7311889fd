import type { SettingsTable } from './settings.js';

/** Of clients, and of what stands between them and an API process. */
export const CONNECTION_SETTINGS = {
  CONNECTIONS_MAX: {
    kind: 'integer',
    min: 10,
    max: 1_000_000,
    default: 10_000,
    description:
      'Connections of clients to one API process at most. One too many takes the place of one that has sent nothing, then of those that rest; docs/security.md.',
  },
  HEAD_TIMEOUT_MS: {
    kind: 'integer',
    min: 100,
    max: 300_000,
    default: 10_000,
    description: 'Within what the head of a request has to be there, milliseconds; else its connection ends.',
  },
  REQUEST_TIMEOUT_MS: {
    kind: 'integer',
    min: 100,
    max: 300_000,
    default: 30_000,
    description: 'Within what the whole of a request has to be there, milliseconds.',
  },
  HSTS_MAX_AGE_S: {
    kind: 'integer',
    min: 0,
    max: 63_072_000,
    default: 0,
    description:
      'Seconds for which browsers are to come over TLS only, in `strict-transport-security` of every response; 0: none. Set it where every name of the service answers over TLS; begin with 300.',
  },
} as const satisfies SettingsTable;
