import { lines, plant } from './planted.js';

const domain = 'libs/domain/src/a.ts';
const clock = 'Take the instant as an argument: the caller asks the clock.';
const random = 'Take the value as an argument: the caller draws it.';
const waiting = 'The domain is synchronous: take what has been fetched as an argument.';
const timer = 'Return the next instant and let scheduling wait for it.';
const effect = 'Return the value and let the caller act on it.';

/** What the domain may not do, and what looks like it. */
const IMPURE: readonly (readonly [bad: string, message: string, good: string])[] = [
  ['export const now = () => Date.now();', `Date.now. ${clock}`, 'export const at = (ms: number) => new Date(ms);'],
  [
    'export const now = () => new Date();',
    `new Date() without an argument. ${clock}`,
    'export const at = new Date(0);',
  ],
  ['export const now = Temporal.Now.instant;', `Temporal.Now. ${clock}`, 'export const at = Temporal.Instant.from;'],
  ['export const now = performance.now;', `performance. ${clock}`, 'export interface Show { performance: string }'],
  ['export const dice = () => Math.random();', `Math.random. ${random}`, 'export const up = Math.ceil;'],
  [
    'export const id = crypto.randomUUID;',
    `crypto. For a hash use @noble/hashes. ${random}`,
    'export const a = { crypto: 1 };',
  ],
  [
    'export const zone = process.versions;',
    'process. Take the setting as an argument: the app parses the environment.',
    'export const zone = (process: { versions: string }) => process.versions;',
  ],
  ['setTimeout(() => {}, 5);', `setTimeout. ${timer}`, 'export const setTimeoutMs = 5;'],
  ['setInterval(() => {}, 5);', `setInterval. ${timer}`, 'export const a = { setInterval: 5 };'],
  ['setImmediate(() => {});', `setImmediate. ${timer}`, 'export type A = { setImmediate(): void };'],
  ['export async function a() {}', `async. ${waiting}`, 'export const async = 1;'],
  ['export const a = await b;', `await. ${waiting}`, '/** await the review */ export const a = 1;'],
  ['export type A = Promise<string>;', `Promise. ${waiting}`, 'export interface A { Promise: string }'],
  ['export const a = globalThis;', `globalThis. ${effect}`, `export const a = 'globalThis';`],
  ['console.log(1);', `console. ${effect}`, 'export const a = { console: 1 };'],
  [`export const a = fetch('/');`, `fetch. ${waiting}`, 'function fetch() {} fetch();'],
];

plant(
  IMPURE.map(([bad, message, good]) => {
    return { rule: `the domain is pure: ${bad}`, path: domain, bad, message: `1  The domain uses ${message}`, good };
  }),
);

plant([
  {
    rule: 'only the domain is pure, and not its specs',
    path: domain,
    bad: '\nexport const now = Date.now;',
    message: `2  The domain uses Date.now. ${clock}`,
    good: 'export const now = Date.now;',
    goodPath: 'libs/domain/src/a.spec.ts',
  },
]);

const api = 'apps/api/src/a.ts';
const question = 'or record a decision in docs/decisions and raise the bound in test/architecture/units.ts.';
const long = (body: number, head = 'export function long() {') => `${head}\n${lines(body, () => '  void 0;')}\n}`;
const dependencies = (count: number) => `class A { constructor(${lines(count, (i) => `a${i}: string,`)}) {} }`;

plant([
  {
    rule: 'a file has 400 lines',
    path: api,
    bad: lines(401),
    message: `1  The file has 401 lines, the bound is 400. Does it hold two things? Give each its file, ${question}`,
    good: `${lines(400)}\n`,
  },
  {
    rule: 'a file of the demo is data, and as long as it is',
    path: 'prisma/seed/src/a.ts',
    bad: lines(401),
    message: `1  The file has 401 lines, the bound is 400. Does it hold two things? Give each its file, ${question}`,
    good: lines(401),
    goodPath: 'prisma/seed/src/data/a.ts',
  },
  {
    rule: 'a function has 70 lines',
    path: api,
    bad: long(69),
    message: `1  The function long has 71 lines, the bound is 70. Name its steps and make them functions, ${question}`,
    good: `/**\n * Not counted.\n */\n${long(68)}`,
  },
  {
    rule: 'a method has 70 lines, and a block of tests any',
    path: 'libs/events/src/a.spec.ts',
    bad: `class A {\n${long(69, '  run() {')}\n}`,
    message: `2  The function run has 71 lines, the bound is 70. Name its steps and make them functions, ${question}`,
    good: `describe.each([1])('a', () => {\n${long(98, "it('b', async () => {")})\n});`,
  },
  {
    rule: 'a function in a spec that is no block of tests has 70 lines',
    path: 'libs/events/src/a.spec.ts',
    bad: long(69, 'const prepare = () => {'),
    message: `1  The function prepare has 71 lines, the bound is 70. Name its steps and make them functions, ${question}`,
    good: long(68, 'const prepare = () => {'),
  },
  {
    rule: 'a constructor has 5 dependencies',
    path: api,
    bad: dependencies(6),
    message:
      '1  The constructor takes 6 dependencies, the bound is 5. Does the class do two things? ' +
      `Split it by use case, ${question}`,
    good: dependencies(5),
  },
]);

const settings = 'Parse it in libs/operations into the frozen settings, and take the value as an argument.';
const sql = 'Use $queryRaw`...` or Prisma.sql`...`, or name the file and the reason in UNSAFE_SQL_IN of units.ts.';
const run = 'Run it, or delete it with the reason in the commit.';
const cure = 'Cure the cause; a wrong type that is meant (in a test) is @ts-expect-error with its reason.';

plant([
  ...[
    'process.env.PORT;',
    `process['env'].PORT;`,
    'const { env } = process;',
    `import { env } from 'node:process';`,
    `process?.env`,
  ].map((bad) => ({
    rule: `the environment is read once: ${bad}`,
    path: 'libs/events/src/a.ts',
    bad,
    message: `1  process.env is read here. ${settings}`,
    good: bad,
    goodPath: 'libs/operations/src/settings.ts',
  })),
  {
    rule: 'the entry point of an app may read the environment, its other files not',
    path: api,
    bad: 'export const port = process.env.PORT;',
    message: `1  process.env is read here. ${settings}`,
    good: 'export const port = process.env.PORT;',
    goodPath: 'apps/api/src/main.ts',
  },
  ...['$queryRawUnsafe', '$executeRawUnsafe'].map((name) => ({
    rule: `SQL is parameterised: ${name}`,
    path: 'libs/persistence/src/a.ts',
    bad: `\nclient.${name}(text);`,
    message: `2  ${name} puts text into SQL. ${sql}`,
    good: `client.${name.replace('Unsafe', '')}\`SELECT \${1}\`; // not ${name}`,
  })),
  {
    rule: 'SQL is parameterised: Prisma.raw',
    path: 'libs/persistence/src/a.ts',
    bad: 'Prisma.sql`SELECT ${Prisma.raw(text)}`;',
    message: `1  Prisma.raw puts text into SQL. ${sql}`,
    good: 'Prisma.sql`SELECT ${text}`; card.raw(text);',
  },
  ...['describe.only', 'it.only', 'it.skip', 'test.skip', 'describe.only.each', 'test.concurrent.only'].map((name) => ({
    rule: `tests all run: ${name}`,
    path: 'libs/events/src/a.spec.ts',
    bad: `${name}('a', () => {});`,
    message: `1  ${name.replace('.each', '')} leaves tests out. ${run}`,
    good: `it('a', () => {}); page.skip(3); options.only;`,
  })),
  ...['xit', 'fit', 'xdescribe', 'fdescribe'].map((name) => ({
    rule: `tests all run: ${name}`,
    path: 'test/e2e/a.spec.ts',
    bad: `${name}('a', () => {});`,
    message: `1  ${name} leaves tests out. ${run}`,
    good: `describe('${name}', () => {});`,
  })),
  ...['@ts-ignore', '@ts-nocheck', 'eslint-disable', 'oxlint-disable'].map((word) => ({
    rule: `checkers are not silenced: ${word}`,
    path: api,
    bad: `const a = '${word}';\n// ${word}\nvoid a;`,
    message: `2  ${word} silences a checker. ${cure}`,
    good: `// @ts-expect-error a number is refused\nf(1, '${word}', \`\${1} ${word}\`);`,
  })),
  ...['common', 'shared', 'utils', 'helpers', 'core', 'dto', 'misc'].map((name) => ({
    rule: `names say something: ${name}`,
    path: `apps/api/src/${name}/a.ts`,
    bad: 'export {};',
    message: `1  "${name}" says nothing about its content. Name it after what is inside, or put each thing beside what uses it.`,
    good: 'export {};',
    goodPath: `apps/api/src/${name}-room/a.ts`,
  })),
]);
