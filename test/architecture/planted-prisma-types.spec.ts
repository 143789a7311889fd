import { check } from './check.js';

const INDEX = 'libs/persistence/src/index.ts';
const STORE = 'libs/persistence/src/run-store.ts';
const INSTEAD = 'Map it to a domain type or a type of persistence; Prisma stays inside libs/persistence.';
const PRISMA = `import { Prisma, type Run } from './generated/client.js';\n`;

/** What persistence would export, and how Prisma would get out with it. */
const LEAKS: readonly (readonly [rule: string, files: Readonly<Record<string, string>>, found: string])[] = [
  [
    'all of the client',
    { [INDEX]: `export * from '@prisma/client';` },
    `${INDEX}:1  #persistence exports all of @prisma/client. ${INSTEAD}`,
  ],
  [
    'a type of the generated client',
    { [INDEX]: `export type { Run } from './generated/models/run.js';` },
    `${INDEX}:1  #persistence exports Run, which is Prisma's. ${INSTEAD}`,
  ],
  [
    'a type passed on by a file between',
    { [INDEX]: `export * from './run-store.js';`, [STORE]: `export type { Run } from './generated/client.js';` },
    `${INDEX}:1  #persistence exports Run, which is Prisma's. ${INSTEAD}`,
  ],
  [
    'a parameter',
    {
      [INDEX]: `export { find } from './run-store.js';`,
      [STORE]: `${PRISMA}export function find(where: Prisma.RunWhereInput): string { return ''; }`,
    },
    `${STORE}:2  #persistence exports find, whose signature leads to Prisma through Prisma. ${INSTEAD}`,
  ],
  [
    'a result through an alias that is not exported',
    {
      [INDEX]: `export * from './run-store.js';`,
      [STORE]: `${PRISMA}type Row = readonly Run[];\nexport const find = (): Row => [];`,
    },
    `${STORE}:3  #persistence exports find, whose signature leads to Prisma through Row -> Run. ${INSTEAD}`,
  ],
  [
    'a member of a class',
    {
      [INDEX]: `export { Store as RunStore } from './run-store.js';`,
      [STORE]: `${PRISMA}export class Store {\n  last: Run | null = null;\n}`,
    },
    `${STORE}:2  #persistence exports RunStore, whose signature leads to Prisma through Run. ${INSTEAD}`,
  ],
  [
    'the class it extends, in another file',
    {
      [INDEX]: `export * from './run-store.js';`,
      [STORE]: `import { Base } from './base.js';\nexport class Store extends Base {}`,
      'libs/persistence/src/base.ts': `import { PrismaClient } from './generated/client.js';\nexport class Base extends PrismaClient {}`,
    },
    `${STORE}:2  #persistence exports Store, whose signature leads to Prisma through Base -> PrismaClient. ${INSTEAD}`,
  ],
  [
    'an inferred result',
    {
      [INDEX]: `export * from './run-store.js';`,
      [STORE]: `${PRISMA}export class Store {\n  find() { return this.client.run.findMany(); }\n}`,
    },
    `${STORE}:3  #persistence exports Store, whose result is inferred here. State it, so that no Prisma type slips out.`,
  ],
];

describe('persistence exports no Prisma type', () => {
  it.each(LEAKS)('catches %s', (_rule, files, found) => {
    expect(check(new Map(Object.entries(files)))).toEqual([found]);
  });

  it('lets a store use Prisma inside', () => {
    const store = `${PRISMA}
      interface Found { readonly id: string }
      function toFound(row: Run): Found { return row; }
      export class RunStore {
        #last: Run | null = null;
        private readonly where: Prisma.RunWhereInput = {};
        constructor(private readonly client: Prisma.TransactionClient) {}
        find(id: string): Promise<Found[]> { return this.rows(id); }
        private rows(id: string) { return this.client.run.findMany({ where: { id } }); }
      }`;

    expect(
      check(
        new Map([
          [INDEX, `export { RunStore } from './run-store.js';`],
          [STORE, store],
        ]),
      ),
    ).toEqual([]);
  });

  it('lets a file that the index does not pass on export what it likes', () => {
    expect(
      check(
        new Map([
          [INDEX, 'export {};'],
          [STORE, `${PRISMA}export type Row = Run;`],
        ]),
      ),
    ).toEqual([]);
  });
});
