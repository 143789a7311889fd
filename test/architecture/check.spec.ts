import { check, RULE_NAMES, type RuleName } from './check.js';

/** One file that breaks each rule: a rule without a file here does not compile. */
const BROKEN: Readonly<Record<RuleName, readonly [path: string, text: string]>> = {
  importsFollowTheTable: ['libs/events/src/a.ts', `import '#delivery';`],
  deliveryTakesReadModels: ['libs/delivery/src/a.ts', `import { UnitOfWork } from '#persistence';`],
  everyFileHasAUnit: ['libs/clock/src/a.ts', 'export {};'],
  persistenceHidesPrisma: ['libs/persistence/src/index.ts', `export * from './generated/client.js';`],
  domainIsPure: ['libs/domain/src/a.ts', 'export const now = Date.now;'],
  filesAreShort: ['apps/api/src/a.ts', '//\n'.repeat(401)],
  functionsAreShort: ['apps/api/src/a.ts', `function a() {${'\n'.repeat(70)}}`],
  constructorsAreNarrow: ['apps/api/src/a.ts', 'class A { constructor(a, b, c, d, e, f) {} }'],
  environmentIsReadOnce: ['apps/api/src/a.ts', 'process.env.PORT;'],
  sqlIsParameterised: ['bench/a.ts', 'client.$queryRawUnsafe(sql);'],
  testsAllRun: ['test/e2e/a.spec.ts', `it.only('a', () => {});`],
  checkersAreNotSilenced: ['scripts/a.mjs', '// @ts-nocheck'],
  namesSaySomething: ['libs/shared/src/a.ts', 'export {};'],
};

describe('each rule', () => {
  it.each(RULE_NAMES)('%s bites by itself', (name) => {
    expect(check(new Map([BROKEN[name]]), [name])).toHaveLength(1);
  });

  it.each(RULE_NAMES)('%s is all that sees what it sees', (name) => {
    const others = RULE_NAMES.filter((other) => other !== name && other !== 'everyFileHasAUnit');

    expect(check(new Map([BROKEN[name]]), others)).toEqual([]);
  });

  it('says where, what is wrong and what to do instead', () => {
    expect(check(new Map([BROKEN.domainIsPure]))).toEqual([
      'libs/domain/src/a.ts:1  The domain uses Date.now. Take the instant as an argument: the caller asks the clock.',
    ]);
  });
});
