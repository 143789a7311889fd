import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { foldersIn, readJson, readTree, ROOT } from './tree.js';
import { BOUNDS, RAISED_BOUNDS, UNIT_NAMES, type UnitName, UNITS, UNSAFE_SQL_IN } from './units.js';

interface Manifest {
  readonly imports: Readonly<Record<string, { readonly source: string; readonly default: string }>>;
}
interface NestCli {
  readonly projects: Readonly<Record<string, { readonly root: string }>>;
}

const exists = (path: string) => existsSync(join(ROOT, path));

/** A unit that is still to be written has neither folder nor alias; one that is there has both: git keeps no empty folder. */
const PRESENT = UNITS.filter((unit) => exists(unit.folder));
const BUILT = PRESENT.filter((unit) => unit.kind !== 'outside');

const placesOf = (folder: string) => {
  return { source: `./${folder}/src/index.ts`, default: `./dist/${folder}/src/index.js` };
};

describe('the table against the checkout', () => {
  it('has a row for every folder of apps and libs', () => {
    const folders = [...foldersIn('apps'), ...foldersIn('libs')];

    expect(folders.filter((folder) => !UNITS.some((unit) => unit.folder === folder))).toEqual([]);
  });

  it('has a row for every alias of package.json, at the same place', () => {
    const { imports } = readJson('package.json') as Manifest;
    const rows = UNITS.flatMap(({ alias, folder }) => (alias ? [[alias, placesOf(folder)] as const] : []));
    const fixtures = UNITS.flatMap(({ fixtures: alias, folder }) =>
      // For specs alone: what is built has none.
      alias ? [[alias, { source: `./${folder}/src/fixtures.ts` }] as const] : [],
    );

    expect(imports).toEqual(Object.fromEntries([...rows, ...fixtures].filter(([alias]) => alias in imports)));
  });

  it('has an alias in package.json for every unit that is there', () => {
    const { imports } = readJson('package.json') as Manifest;

    expect(BUILT.filter(({ alias }) => alias && !(alias in imports)).map(({ name }) => name)).toEqual([]);
  });

  it('has its units built: nest build leaves out a lib that nest-cli.json does not name', () => {
    const { projects } = readJson('nest-cli.json') as NestCli;

    expect(BUILT.filter(({ name, folder }) => projects[name]?.root !== folder).map(({ name }) => name)).toEqual([]);
  });

  it('has each unit once', () => {
    expect(UNITS.map((unit) => unit.name).toSorted()).toEqual([...UNIT_NAMES].toSorted());
    expect(new Set(UNITS.map((unit) => unit.folder)).size).toBe(UNITS.length);
  });
});

describe('the table in itself', () => {
  it('has no circle', () => {
    const remaining = new Set<UnitName>(UNIT_NAMES);
    const free = () =>
      UNITS.filter(({ name, mayImport }) => remaining.has(name) && !mayImport.some((to) => remaining.has(to)));
    for (let next = free(); next.length > 0; next = free()) next.forEach((unit) => remaining.delete(unit.name));

    expect([...remaining]).toEqual([]);
  });

  it('lets no feature import a feature', () => {
    const features = UNITS.filter((unit) => unit.kind === 'feature');
    const names = new Set(features.map((unit) => unit.name));

    expect(names).toEqual(new Set(['editorial', 'scheduling', 'delivery', 'identity', 'events']));
    expect(features.flatMap((unit) => unit.mayImport.filter((to) => names.has(to)))).toEqual([]);
  });
});

describe('an exception', () => {
  it('is above the bound it raises, for a file that is there, by a recorded decision', () => {
    for (const raised of RAISED_BOUNDS) {
      expect(raised.to).toBeGreaterThan(BOUNDS[raised.bound]);
      expect([raised.file, raised.decision].filter((path) => !exists(path))).toEqual([]);
    }
  });

  it('for unsafe SQL is used: a file that no longer needs it leaves the list', () => {
    const files = readTree();
    const unused = UNSAFE_SQL_IN.filter((path) => !/RawUnsafe|Prisma\.raw/.test(files.get(path) ?? ''));

    expect(unused).toEqual([]);
  });
});
