import {
  compareVersions,
  dependencyFaults,
  isAffected,
  isLicenceAllowed,
  type DependencyRules,
} from '../../scripts/dependencies/dependency-faults.mjs';

const CHECKSUM = `sha512-${'A'.repeat(86)}==`;
const RULES: DependencyRules = {
  licences: ['MIT', 'ISC'],
  otherLicences: {},
  installScripts: { 'builder@3.0.0': 'compiles itself' },
  deprecated: {},
  advisories: {
    lookedUpOn: '2026-11-23',
    list: [{ id: 'CVE-1', package: 'inner', affected: '>=1.0.0 <1.2.0 || >=2.0.0 <2.0.1', what: 'a hole' }],
  },
};
const MANIFEST = { dependencies: { outer: '1.0.0' }, devDependencies: { builder: '3.0.0' } };
const PACKAGES = {
  '': {},
  'node_modules/outer': { version: '1.0.0', integrity: CHECKSUM, license: 'MIT' },
  'node_modules/builder': { version: '3.0.0', integrity: CHECKSUM, license: 'ISC', hasInstallScript: true },
  'node_modules/outer/node_modules/inner': { version: '1.2.0', integrity: CHECKSUM, license: '(MIT OR GPL-3.0)' },
};
const INNER = 'node_modules/outer/node_modules/inner';

interface Planted {
  readonly manifest?: object;
  readonly place?: string;
  readonly entry?: object;
  readonly rules?: Partial<DependencyRules>;
  readonly node?: string;
}

const faultsWith = ({ manifest, place = INNER, entry = {}, rules, node = '20.20.2' }: Planted) => {
  const packages = { ...PACKAGES, [place]: { ...PACKAGES[place as keyof typeof PACKAGES], ...entry } };
  const lock = { lockfileVersion: 3, packages };
  return dependencyFaults({ manifest: { ...MANIFEST, ...manifest }, lock, rules: { ...RULES, ...rules }, node });
};
const advisory = { id: 'Node 1', package: 'node', affected: '<20.20.0', what: 'x' };

describe('what is wrong with dependencies', () => {
  it('is nothing where nothing is', () => {
    expect(faultsWith({})).toEqual([]);
  });

  it.each<[string, Planted, RegExp]>([
    [
      'a range instead of a version',
      { manifest: { dependencies: { outer: '^1.0.0' } } },
      /^outer is "\^1\.0\.0" in dependencies/,
    ],
    [
      'a range deep in overrides',
      { manifest: { overrides: { a: { b: '~1.0.0' } } } },
      /^b is "~1\.0\.0" in overrides\.a/,
    ],
    [
      'another version than the one locked',
      { manifest: { dependencies: { outer: '1.0.1' } } },
      /1\.0\.1 in package\.json and 1\.0\.0/,
    ],
    ['a package that is not locked', { manifest: { dependencies: { other: '1.0.0' } } }, /and missing in package-lock/],
    ['no checksum', { entry: { integrity: undefined } }, /inner has no sha512 checksum/],
    ['a weak checksum', { entry: { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' } }, /inner has no sha512 checksum/],
    ['a repository instead of a registry', { entry: { version: 'git+ssh://git@example.org/x' } }, /"git\+ssh/],
    ['a folder', { entry: { link: true } }, /inner is a link/],
    [
      'an install script that nobody looked at',
      { entry: { hasInstallScript: true } },
      /^inner@1\.2\.0 \(when it is installed\) runs a program/,
    ],
    [
      'a package that was given up',
      { entry: { deprecated: 'use outer' } },
      /^inner \(1\.2\.0, use outer\) was given up/,
    ],
    [
      'a licence that is not allowed',
      { entry: { license: 'MIT AND GPL-3.0' } },
      /^inner \(1\.2\.0, MIT AND GPL-3\.0\)/,
    ],
    ['no licence at all', { entry: { license: undefined } }, /^inner \(1\.2\.0, none\)/],
    ['a version with a known hole', { entry: { version: '1.1.9' } }, /inner 1\.1\.9 is affected by CVE-1 \(a hole/],
    [
      'a Node with a known hole',
      { node: '20.19.9', rules: { advisories: { lookedUpOn: 'x', list: [advisory] } } },
      /^Node 20\.19\.9/,
    ],
    ['an exception that nothing needs', { rules: { deprecated: { gone: 'x' } } }, /^gone stands in deprecated/],
  ])('%s', (_, planted, words) => {
    expect(faultsWith(planted)).toEqual([expect.stringMatching(words)]);
  });

  it.each([
    ['1.2.3', '1.2.3', 0],
    ['1.2.3', '1.10.0', -1],
    ['2.0.0', '1.99.99', 1],
    ['1.0.0-beta.2', '1.0.0', -1],
    ['1.0.0', '1.0.0-rc.1', 1],
    ['1.0.0+build', '1.0.0', 0],
  ])('orders %s and %s', (a, b, order) => {
    expect(compareVersions(a, b)).toBe(order);
  });

  it('excludes the version that brings the cure, and knows no other ranges', () => {
    expect(
      ['0.9.0', '1.0.0', '1.2.0', '2.0.0', '2.0.1'].map((one) => isAffected(one, RULES.advisories.list[0]!.affected)),
    ).toEqual([false, true, false, true, false]);
    expect(() => isAffected('1.0.0', '^1.0.0')).toThrow('is not a range');
  });

  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0)', true],
    ['MIT and ISC', true],
    ['MIT AND GPL-3.0', false],
    ['SEE LICENSE IN x', false],
  ])('the licence %s is allowed: %s', (licence, isAllowed) => {
    expect(isLicenceAllowed(licence, RULES.licences)).toBe(isAllowed);
  });
});
