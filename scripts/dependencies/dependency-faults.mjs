/**
 * What is wrong with the packages that are installed, as far as the lock file and a list of rules tell: no network is asked.
 *
 * `rules.json` beside this file holds what somebody has looked at: licences, packages that run a program when they are installed, ones that
 * are given up, and advisories, with the day on which they were looked up. An entry there that fits nothing any more is a fault, too.
 */

const EXACT = /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/;

/** Versions by number; a release follows what was tried before it. Build marks do not count. */
export function compareVersions(a, b) {
  const [left, right] = [a, b].map((text) => {
    const [numbers, before = ''] = text.split('+')[0].split(/-(.*)/);
    return { numbers: numbers.split('.').map(Number), before };
  });
  for (let i = 0; i < 3; i += 1) {
    const difference = (left.numbers[i] ?? 0) - (right.numbers[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  if (left.before === right.before) return 0;
  if (left.before === '' || right.before === '') return left.before === '' ? 1 : -1;
  return left.before < right.before ? -1 : 1;
}

/** @param affected stretches parted by `||`, each of bounds parted by spaces: `<5.8.5`, `>=16.3.0 <16.8.1` */
export function isAffected(version, affected) {
  return affected.split('||').some((stretch) =>
    stretch
      .trim()
      .split(/\s+/)
      .every((bound) => {
        const [, sign, limit] = /^(>=|<)(\d+\.\d+\.\d+)$/.exec(bound) ?? [];
        if (sign === undefined) throw new Error(`${affected} is not a range: write it as ">=16.3.0 <16.8.1".`);
        const order = compareVersions(version, limit);
        return sign === '<' ? order < 0 : order >= 0;
      }),
  );
}

/** Whether one of the licences that a package may be taken under, or all that come together, are allowed. */
export function isLicenceAllowed(licence, allowed) {
  const text = licence.replace(/^\((.*)\)$/, '$1');
  if (/ OR /i.test(text)) return text.split(/ OR /i).some((one) => isLicenceAllowed(one.trim(), allowed));
  return text.split(/ AND /i).every((one) => allowed.includes(one.trim()));
}

/**
 * @param parts.manifest package.json, parsed
 * @param parts.lock package-lock.json, parsed
 * @param parts.rules rules.json, parsed
 * @param parts.licenceOf of a package whose lock entry names none, by its place such as `node_modules/x`; null: it tells none either
 * @param parts.node the version of Node that runs, without a `v`
 * @returns one line for each fault, with what to do
 */
export function dependencyFaults({ manifest, lock, rules, licenceOf = () => null, node = process.versions.node }) {
  const packages = Object.entries(lock.packages)
    .filter(([place]) => place !== '')
    .map(([place, entry]) => ({ ...entry, place, name: entry.name ?? place.split('node_modules/').at(-1) }));
  return [
    ...pinFaults(manifest, lock),
    ...packages.flatMap(originFaults),
    ...ruleFaults(packages, rules, licenceOf),
    ...advisoryFaults(packages, rules.advisories, node),
  ];
}

function pinFaults({ dependencies = {}, devDependencies = {}, overrides = {} }, { packages, lockfileVersion }) {
  const faults =
    lockfileVersion === 3 ? [] : [`package-lock.json is of version ${lockfileVersion}: write it with npm 9 or newer.`];
  const pin = (name, version, where) =>
    EXACT.test(version)
      ? []
      : [`${name} is ${JSON.stringify(version)} in ${where}: give one exact version, such as 1.2.3.`];
  for (const [where, asked] of Object.entries({ dependencies, devDependencies })) {
    for (const [name, version] of Object.entries(asked)) {
      faults.push(...pin(name, version, where));
      const locked = packages[`node_modules/${name}`]?.version;
      if (EXACT.test(version) && locked !== version)
        faults.push(
          `${name} is ${version} in package.json and ${locked ?? 'missing'} in package-lock.json: run npm install.`,
        );
    }
  }
  const walk = (tree, where) => {
    for (const [name, value] of Object.entries(tree)) {
      if (typeof value === 'string') faults.push(...pin(name, value, where));
      else walk(value, `${where}.${name}`);
    }
  };
  walk(overrides, 'overrides');
  return faults;
}

/** From a registry, with a checksum that says to the bit what it is. */
function originFaults({ place, version = '', integrity = '', link, inBundle }) {
  if (link) return [`${place} is a link to a folder: install it by version.`];
  const faults = EXACT.test(version.split('+')[0])
    ? []
    : [`${place} has ${JSON.stringify(version)} as its version: install it from the registry.`];
  if (!inBundle && !/^sha512-[\w+/]{86}==$/.test(integrity))
    faults.push(`${place} has no sha512 checksum in package-lock.json: remove the entry and run npm install.`);
  return faults;
}

const ADVICE = {
  installScripts: 'runs a program: look at it, then add it with the reason to installScripts in',
  deprecated: 'was given up by its authors: replace it, or add it with the reason to deprecated in',
  otherLicences: 'has a licence that nobody looked at: replace it, or add it with the reason to otherLicences in',
};
const RULES = 'scripts/dependencies/rules.json';

function ruleFaults(packages, rules, licenceOf) {
  const met = { installScripts: new Map(), deprecated: new Map(), otherLicences: new Map() };
  for (const { name, place, version, hasInstallScript, deprecated, license } of packages) {
    const licence = license ?? licenceOf(place) ?? 'none';
    // Of this very version: what a new one runs is looked at again.
    if (hasInstallScript) met.installScripts.set(`${name}@${version}`, 'when it is installed');
    if (deprecated) met.deprecated.set(name, `${version}, ${deprecated}`);
    if (!isLicenceAllowed(licence, rules.licences)) met.otherLicences.set(name, `${version}, ${licence}`);
  }
  return Object.entries(met).flatMap(([rule, found]) => [
    ...[...found]
      .filter(([name]) => !(name in rules[rule]))
      .map(([name, detail]) => `${name} (${detail}) ${ADVICE[rule]} ${RULES}.`),
    ...Object.keys(rules[rule])
      .filter((name) => !found.has(name))
      .map((name) => `${name} stands in ${rule} of ${RULES} and needs to no more: take it out.`),
  ]);
}

function advisoryFaults(packages, { list }, node) {
  const running = { name: 'node', place: 'Node', version: node };
  return list.flatMap(({ id, package: name, affected, what }) =>
    [...packages, running]
      .filter((one) => one.name === name && isAffected(one.version, affected))
      .map(
        ({ place, version }) => `${place} ${version} is affected by ${id} (${what}; ${affected}): take a newer one.`,
      ),
  );
}
