import { CONNECTION_SETTINGS } from './connection-settings.js';
import type { SettingsTable } from './settings.js';

/** The settings of all processes; each parses the part it uses. */
export const DATABASE_SETTINGS = {
  DATABASE_URL: {
    kind: 'url',
    protocols: ['postgresql', 'postgres'],
    default: null,
    defaultNote: 'unset: the embedded PostgreSQL',
    secret: true,
    description: 'A PostgreSQL of your own, 15 or newer; `npm start` begins an embedded one when it is unset.',
  },
  DATABASE_POOL_MAX: {
    kind: 'integer',
    min: 1,
    max: 100,
    default: 10,
    description: 'Connections to the database that one process opens at most.',
  },
} as const satisfies SettingsTable;

const APP_DATABASE_SETTINGS = {
  DATABASE_APP_URL: {
    kind: 'url',
    protocols: ['postgresql', 'postgres'],
    default: null,
    defaultNote: 'unset: as DATABASE_URL; embedded: a role of its own',
    secret: true,
    description:
      'For `npm start` and `migrate`: the same database with the role of the service, which is made when missing, granted what it needs, and given to API and scheduler. DATABASE_URL is then the owner, who migrates.',
  },
} as const satisfies SettingsTable;

export const LOG_SETTINGS = {
  LOG_LEVEL: {
    kind: 'enum',
    values: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    default: 'info',
    description: 'The least severe log lines that are written.',
  },
} as const satisfies SettingsTable;

export const LISTEN_SETTINGS = {
  HOST: {
    kind: 'text',
    maxLength: 255,
    default: '127.0.0.1',
    description: 'The address that is listened on; `0.0.0.0` opens it to other machines. The image sets `0.0.0.0`.',
  },
} as const satisfies SettingsTable;

/** Set by the launcher for the processes it starts; nobody else sets it. */
export const SUPERVISION_SETTINGS = {
  MARQUEE_SUPERVISED: {
    kind: 'boolean',
    default: false,
    description: 'Set by `npm start` for the processes it starts: they stop when it dies. Do not set it yourself.',
  },
} as const satisfies SettingsTable;

const PORT_SETTING = {
  PORT: {
    kind: 'port',
    default: 3000,
    description: 'The port of the API: both GraphQL endpoints, health and metrics.',
  },
} as const satisfies SettingsTable;

const MODE_SETTING = {
  MARQUEE_MODE: {
    kind: 'enum',
    values: ['api', 'reader'],
    default: 'api',
    description:
      'What an API process is: `api` answers both endpoints; `reader` the public one alone, over one connection to the database, or without DATABASE_URL over none, following PEER_URLS; docs/scale.md.',
  },
} as const satisfies SettingsTable;

const SCHEDULER_PORT_SETTING = {
  SCHEDULER_PORT: { kind: 'port', default: 3001, description: "The port of the scheduler's health and metrics." },
} as const satisfies SettingsTable;

const POLICY_SETTINGS = {
  POLICY_PACKS_PATH: {
    kind: 'text',
    maxLength: 4_096,
    default: null,
    description:
      'A folder with private policy packs, `*.json`, absolute or relative to the working directory; docs/policy-packs.md has the format.',
  },
} as const satisfies SettingsTable;

const LEDGER_SETTINGS = {
  LEDGER_PATH: {
    kind: 'text',
    maxLength: 4_096,
    default: null,
    defaultNote: '`npm start`: `ledger.jsonl` in the data folder; else unset: no ledger',
    description:
      'The file in which removals are kept apart from the database, so that an older backup brings nothing back; docs/takedown.md. Keep it on another disk than the backups.',
  },
} as const satisfies SettingsTable;

const AUDIT_SETTINGS = {
  AUDIT_HEADS_PATH: {
    kind: 'text',
    maxLength: 4_096,
    default: null,
    defaultNote: '`npm start`: `audit-heads.jsonl` in the data folder; else unset: nothing is signed',
    description:
      'The file to which the scheduler appends the signed end of the audit log each minute; docs/audit.md. Ship it to where the database does not reach.',
  },
  AUDIT_KEY_PATH: {
    kind: 'text',
    maxLength: 4_096,
    default: null,
    defaultNote: '`npm start`: `audit-key.pem` in the data folder; else unset',
    description:
      'The Ed25519 private key that signs it, PEM, mode 0600, made when missing; the public key is written beside it (`.pub`). Needed with AUDIT_HEADS_PATH.',
  },
} as const satisfies SettingsTable;

const PURGE_SETTINGS = {
  PURGE_URL: {
    kind: 'url',
    protocols: ['https', 'http'],
    default: null,
    defaultNote: 'unset: no cache is told anything',
    secret: true,
    description:
      'Where a cache in front of the API is told, by the scheduler, which surrogate keys to forget when something leaves the air; docs/edge.md.',
  },
  PURGE_TOKEN: {
    kind: 'text',
    maxLength: 1_024,
    default: null,
    secret: true,
    description: 'Sent to PURGE_URL: as `authorization: Bearer`, or as `fastly-key`.',
  },
  PURGE_STYLE: {
    kind: 'enum',
    values: ['json', 'fastly'],
    default: 'json',
    description: 'How PURGE_URL is told: `json` posts `{"keys": [...]}`, `fastly` is the batch purge of its API.',
  },
} as const satisfies SettingsTable;

const OUTAGE_SETTINGS = {
  SNAPSHOT_PATH: {
    kind: 'text',
    maxLength: 4_096,
    default: null,
    defaultNote: '`npm start`: `programme.snapshot` in the data folder; else unset: none',
    description:
      'The file in which an API process keeps its programme, to start from it without the database; docs/outage.md. Each process has its own.',
  },
  PROGRAMME_AGE_LIMIT_MS: {
    kind: 'integer',
    min: 60_000,
    max: 2_592_000_000,
    default: 21_600_000,
    description:
      'How long a programme is served whole that nobody could hold against the database, milliseconds; afterwards help, guides and the evergreen tier are served, docs/outage.md.',
  },
  FEED_TOKEN: {
    kind: 'text',
    maxLength: 1_024,
    default: null,
    defaultNote: 'unset: no process tells another its programme',
    secret: true,
    description:
      'What API processes show each other to be told the programme, embargoed things included; the same for all, at least 32 random characters; docs/outage.md.',
  },
  PEER_URLS: {
    kind: 'text',
    maxLength: 4_096,
    default: null,
    defaultNote: 'unset: nobody is asked',
    description:
      'The other API processes, URLs parted by commas: who does not reach the database asks them whether it is cut off alone, and follows one that is not; docs/outage.md.',
  },
  READY_WITHOUT_DATABASE: {
    kind: 'boolean',
    default: true,
    description:
      'Whether an API process is ready that does not reach the database, has a programme, and can ask nobody whether it is cut off alone.',
  },
  BREAK_GLASS_PUBLIC_KEY: {
    kind: 'text',
    maxLength: 200,
    default: null,
    defaultNote: 'unset: no list is taken',
    description:
      'Checks lists that take things off the air without the database; `npx marquee break-glass keygen` makes it; docs/outage.md.',
  },
} as const satisfies SettingsTable;

const SIGN_IN_SETTINGS = {
  PUBLIC_URL: {
    kind: 'url',
    protocols: ['https', 'http'],
    default: null,
    defaultNote: '`http://localhost:PORT`',
    description:
      'Where people reach management: cookies are for it alone, and over TLS only when it is https; docs/sign-in.md.',
  },
  SIGN_IN_SECRET: {
    kind: 'text',
    maxLength: 1_024,
    default: null,
    defaultNote: '`npm start`: made once, in the data folder; else unset: nobody signs in, all come by keys',
    secret: true,
    description:
      'Signs sessions and encrypts second factors: at least 32 random characters, the same for all API processes. Another one ends all sessions and loses all second factors.',
  },
  SECOND_FACTOR: {
    kind: 'enum',
    values: ['staff', 'everybody', 'nobody'],
    default: 'staff',
    description: 'Who gets in with a password only together with a second factor.',
  },
  STAFF_ISSUERS: {
    kind: 'text',
    maxLength: 16_384,
    default: null,
    defaultNote: 'unset: staff do not come in by OpenID Connect',
    secret: true,
    description:
      'Providers of OpenID Connect by which staff come in, as JSON; docs/sign-in.md. Those of partners are kept in the database.',
  },
  TRUSTED_PROXIES: {
    kind: 'text',
    maxLength: 4_096,
    default: null,
    defaultNote: 'unset: nobody is believed',
    description:
      'Addresses and networks of the proxies in front, parted by commas: what they say in `x-forwarded-for` is believed, to slow down whoever guesses passwords; docs/sign-in.md.',
  },
  SMTP_URL: {
    kind: 'url',
    protocols: ['smtps', 'smtp'],
    default: null,
    defaultNote: 'unset: mail is put into MAIL_PATH',
    secret: true,
    description: 'Where mail is handed in: `smtps://user:password@mail.example.org`.',
  },
  MAIL_FROM: {
    kind: 'text',
    maxLength: 320,
    default: 'Marquee <marquee@localhost>',
    description: 'The sender of mail.',
  },
  MAIL_PATH: {
    kind: 'text',
    maxLength: 4_096,
    default: null,
    defaultNote: '`npm start`: `mail` in the data folder; else unset: without SMTP_URL no mail leaves',
    description: 'A folder that takes mail, a file each, while SMTP_URL is unset: for the demo and for tests.',
  },
} as const satisfies SettingsTable;

/** Of the answers that an API process keeps as bytes. */
export const FRONT_SETTINGS = {
  FRONT_ENTRIES_MAX: {
    kind: 'integer',
    min: 100,
    max: 1_000_000,
    default: 20_000,
    description: 'Public answers that an API process keeps as bytes at most; docs/caching.md.',
  },
  FRONT_BYTES_MAX: {
    kind: 'integer',
    min: 1_048_576,
    max: 17_179_869_184,
    default: 67_108_864,
    description: 'Bytes of memory that they take at most, roughly.',
  },
  SURROGATE_KEYS: {
    kind: 'enum',
    values: ['on', 'off'],
    default: 'off',
    description:
      'Whether public answers carry `surrogate-key`, by which a CDN forgets them; docs/edge.md. A CDN takes it off.',
  },
  OPERATIONS_MANIFEST_PATH: {
    kind: 'text',
    maxLength: 1_000,
    default: null,
    defaultNote: 'unset: none is registered',
    description:
      'A file of operations that clients may ask for by their `documentId`, read at the start; docs/caching.md.',
  },
  DELIVERY_OPERATIONS: {
    kind: 'enum',
    values: ['any', 'registered'],
    default: 'any',
    description: 'Whether the public endpoint answers any operation, or only those of OPERATIONS_MANIFEST_PATH.',
  },
} as const satisfies SettingsTable;

export const API_SETTINGS = {
  ...MODE_SETTING,
  ...PORT_SETTING,
  ...LISTEN_SETTINGS,
  ...DATABASE_SETTINGS,
  ...POLICY_SETTINGS,
  ...LEDGER_SETTINGS,
  ...OUTAGE_SETTINGS,
  ...FRONT_SETTINGS,
  ...CONNECTION_SETTINGS,
  ...SIGN_IN_SETTINGS,
  ...LOG_SETTINGS,
  ...SUPERVISION_SETTINGS,
} as const satisfies SettingsTable;

export const SCHEDULER_SETTINGS = {
  ...SCHEDULER_PORT_SETTING,
  ...LISTEN_SETTINGS,
  ...DATABASE_SETTINGS,
  TICK_MS: {
    kind: 'integer',
    min: 100,
    max: 1_000,
    default: 1_000,
    description: 'How often the scheduler looks for what is due, milliseconds.',
  },
  MEDIA_PROBE_HOSTS: {
    kind: 'text',
    maxLength: 4_096,
    default: '',
    defaultNote: 'empty: nobody is asked',
    description:
      'Hosts whose media a rehearsal asks for over HTTPS, names parted by commas: `media.example.org,cdn.example.org`.',
  },
  ...LEDGER_SETTINGS,
  ...AUDIT_SETTINGS,
  ...PURGE_SETTINGS,
  ...LOG_SETTINGS,
  ...SUPERVISION_SETTINGS,
} as const satisfies SettingsTable;

export const START_SETTINGS = {
  ...PORT_SETTING,
  ...LISTEN_SETTINGS,
  ...SCHEDULER_PORT_SETTING,
  ...DATABASE_SETTINGS,
  ...APP_DATABASE_SETTINGS,
  MARQUEE_DATA: {
    kind: 'text',
    maxLength: 4_096,
    default: '.data',
    description: 'The data folder of `npm start`, absolute or relative to the checkout.',
  },
  MARQUEE_DEMO: {
    kind: 'enum',
    values: ['auto', 'on', 'off'],
    default: 'auto',
    description: 'Whether `npm start` loads the demo; `auto`: into an embedded database that is empty.',
  },
  MARQUEE_PG_PORT: {
    kind: 'port',
    default: null,
    defaultNote: 'any free port',
    description: 'The port of the embedded PostgreSQL, on 127.0.0.1.',
  },
  ...POLICY_SETTINGS,
  ...LEDGER_SETTINGS,
  ...AUDIT_SETTINGS,
  ...OUTAGE_SETTINGS,
  ...SIGN_IN_SETTINGS,
  ...LOG_SETTINGS,
} as const satisfies SettingsTable;

/** Every setting once, in the order of the documentation. */
export const MARQUEE_SETTINGS = {
  ...START_SETTINGS,
  ...SCHEDULER_SETTINGS,
  ...API_SETTINGS,
} as const satisfies SettingsTable;
