import { isBuiltin } from 'node:module';
import { type Import, importsOf, matches, packageOf, relativeTarget } from '../imports.js';
import { type Rule, type Source, unitOf, type Violation, violation } from '../source.js';
import { DELIVERY_READS, RESERVATIONS, SPEC_PACKAGES, type Unit, type UnitName, UNITS } from '../units.js';

const BY_ALIAS = new Map(UNITS.flatMap((unit) => (unit.alias ? [[unit.alias as string, unit] as const] : [])));
const ALIASES = [...BY_ALIAS.keys()].join(', ');

const unitNamed = (name: UnitName): Unit | undefined => UNITS.find((unit) => unit.name === name);

function refuseUnit(source: Source, one: Import, from: Unit, to: Unit): Violation {
  const allowed = from.mayImport.map((name) => unitNamed(name)?.alias ?? name).join(', ') || 'no unit';
  const areSiblings = from.kind === 'feature' && to.kind === 'feature';
  const why = areSiblings ? 'Features never import each other: they meet in domain types and in rows. ' : '';
  return violation(
    source,
    one.node,
    `${from.name} imports ${to.name}, but may import ${allowed}. ${why}${from.instead}`,
  );
}

function checkAlias(source: Source, one: Import, from: Unit, specifier: string): Violation[] {
  const alias = specifier.split('/')[0] ?? specifier;
  const to = BY_ALIAS.get(alias);
  if (!to) return [violation(source, one.node, `${alias} is no unit's alias. Use one of ${ALIASES}.`)];
  const isFixtures = specifier === to.fixtures && source.isSpec;
  if (alias !== specifier && !isFixtures) {
    const instead = `Import from ${alias}; if its index does not export it, export it there or do without.`;
    return [violation(source, one.node, `${specifier} reaches past the index of ${to.name}. ${instead}`)];
  }
  if (to === from) {
    if (source.isSpec) return [];
    return [violation(source, one.node, `${from.name} imports itself through ${alias}. Use the relative path.`)];
  }
  return from.mayImport.includes(to.name) ? [] : [refuseUnit(source, one, from, to)];
}

/** Tests and bench start apps, which have no alias, by a relative path; and test uses test/support so. */
function mayEnterByPath(from: Unit, to: Unit): boolean {
  return from.kind === 'outside' && to.alias === undefined && from.mayImport.includes(to.name);
}

function checkRelative(source: Source, one: Import, from: Unit, target: string): Violation[] {
  const to = unitOf(`${target}.ts`);
  if (to === from) return [];
  if (!to) {
    const instead = 'Code of a unit lives in its folder: move it there, or hand the value in.';
    return [violation(source, one.node, `${one.specifier} leaves the folder of ${from.name}. ${instead}`)];
  }
  if (mayEnterByPath(from, to)) return [];
  if (!from.mayImport.includes(to.name)) return [refuseUnit(source, one, from, to)];
  const instead = to.alias ? `Import from ${to.alias}.` : `${to.name} is an app: nobody imports it.`;
  return [violation(source, one.node, `${one.specifier} enters ${to.name} by its path. ${instead}`)];
}

function checkPackage(source: Source, one: Import, from: Unit, written: string): Violation[] {
  const name = isBuiltin(written) && !written.startsWith('node:') ? `node:${written}` : written;
  const reserved = RESERVATIONS.find((reservation) => matches(name, reservation.packages));
  if (reserved && !reserved.units.includes(from.name)) {
    return [violation(source, one.node, `${from.name} imports ${name}. ${reserved.instead}`)];
  }
  const allowed = source.isSpec ? [...from.packages, ...SPEC_PACKAGES] : from.packages;
  if (matches(name, allowed)) return [];
  const list = from.packages.join(', ');
  return [violation(source, one.node, `${from.name} imports ${name}, but may import ${list}. ${from.instead}`)];
}

function checkOne(source: Source, one: Import, from: Unit): Violation[] {
  const { specifier } = one;
  if (specifier === null) {
    if (from.kind === 'outside') return [];
    return [violation(source, one.node, 'The imported name is computed. Write it out, so that it can be checked.')];
  }
  if (specifier.startsWith('#')) return checkAlias(source, one, from, specifier);
  const name = packageOf(source, specifier);
  if (name !== null) return checkPackage(source, one, from, name);
  const target = relativeTarget(source, specifier);
  return target === null ? [] : checkRelative(source, one, from, target);
}

/** The table: which unit may import which unit and package, and that a unit is entered through its alias. */
export const importsFollowTheTable: Rule = (source) => {
  const from = source.unit;
  if (!from) return [];
  return importsOf(source).flatMap((one) => checkOne(source, one, from));
};

/** Delivery asks and never writes: it takes read models from persistence by name. */
export const deliveryTakesReadModels: Rule = (source) => {
  if (source.unit?.name !== 'delivery' || source.isSpec) return [];
  const fromPersistence = importsOf(source).filter((one) => one.specifier === '#persistence');
  return fromPersistence.flatMap((one) => {
    const names = one.names.length > 0 ? one.names : ['*'];
    const refused = names.filter((n) => !n.endsWith(DELIVERY_READS.suffix) && !DELIVERY_READS.names.includes(n));
    const allowed = `names that end in ${DELIVERY_READS.suffix}, and ${DELIVERY_READS.names.join(', ')}`;
    return refused.map((name) =>
      violation(
        source,
        one.node,
        `delivery takes ${name === '*' ? 'everything' : name} from #persistence, but may take ${allowed}. ` +
          'Ask a read model: delivery answers and never writes.',
      ),
    );
  });
};

/** The table holds units only, so every file must stand in one. */
export const everyFileHasAUnit: Rule = (source) => {
  if (source.unit) return [];
  const instead = 'Move it into a unit of test/architecture/units.ts, or add a row there with a recorded decision.';
  return [violation(source, 0, `${source.path} belongs to no unit. ${instead}`)];
};
