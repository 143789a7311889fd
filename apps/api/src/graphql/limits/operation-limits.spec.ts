import { buildSchema, getIntrospectionQuery, GraphQLError, specifiedRules, validate } from 'graphql';
import { schemaText } from '../schema-text.js';
import type { Limit, LimitName } from './limit-error.js';
import {
  DELIVERY_LIMITS,
  limitRules,
  MANAGEMENT_LIMITS,
  parseWithin,
  type OperationLimits,
} from './operation-limits.js';
import { variablesFault } from './variable-limits.js';

const SCHEMA = buildSchema(`
  type Query { a: Query b: Query leaf: Int list: [Query!]! page(first: Int = 20, after: String): Page! }
  type Page { edges: [Edge!]! total: Int }
  type Edge { node: Query cursor: String }`);
const LIMITS: OperationLimits = {
  lengthMax: 2_000,
  tokensMax: 300,
  depthMax: 6,
  aliasesMax: 3,
  repeatsMax: 2,
  directivesMax: 2,
  costMax: 500,
  variableDepthMax: 2,
  variableValuesMax: 5,
};
const times = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');

/** Names of the limits that a text is over. */
function over(text: string, limits = LIMITS, schema = SCHEMA): (LimitName | 'tokens')[] {
  try {
    const errors = validate(schema, parseWithin(text, limits), limitRules(limits));
    return errors.map(({ extensions }) => (extensions.limit as Limit).name);
  } catch (error) {
    if (error instanceof GraphQLError && error.message.includes('tokens')) return ['tokens'];
    throw error;
  }
}

describe('the limits of an operation', () => {
  it.each<[string, string, LimitName[]]>([
    ['as long as may be', `{ leaf } #${'x'.repeat(1_990)}`, []],
    ['a character longer', `{ leaf } #${'x'.repeat(1_991)}`, ['length']],
    ['as many tokens as may be', `{ a { ${times(295, () => ',leaf')} } }`, ['repeats']],
    ['one more', `{ a { ${times(297, () => 'leaf')} } }`, ['tokens']],
    ['as deep as may be', '{ a { a { a { a { a { leaf } } } } } }', []],
    ['a field deeper', '{ a { a { a { a { a { a { leaf } } } } } } }', ['depth']],
    ['three aliases', '{ x: leaf y: leaf a { z: leaf } }', []],
    ['four', '{ x: leaf y: leaf a { z: leaf w: leaf } }', ['aliases']],
    [
      'aliases in a fragment that is spread twice',
      '{ a { ...F } b { ...F } } fragment F on Query { x: leaf y: leaf }',
      ['aliases'],
    ],
    ['two repeats', '{ leaf leaf leaf }', []],
    ['three', '{ leaf leaf leaf leaf }', ['repeats']],
    ['a fragment spread again and again', '{ ...F ...F ...F ...F } fragment F on Query { leaf }', ['repeats']],
    ['the same field elsewhere', '{ leaf a { leaf } b { leaf a { leaf b { leaf } } } }', []],
    ['two directives', '{ leaf @skip(if: false) @include(if: true) }', []],
    ['three', '{ leaf @skip(if: false) @include(if: true) a @skip(if: false) { leaf } }', ['directives']],
    ['a page of a hundred', '{ page(first: 100) { edges { cursor node { leaf } } } }', []],
    [
      'a page of a hundred with more of each',
      '{ page(first: 100) { edges { cursor node { leaf a { leaf b { leaf } } } } } }',
      ['cost'],
    ],
    [
      'a page of as many as a variable says',
      'query ($n: Int) { page(first: $n) { edges { cursor node { leaf a { leaf b { leaf } } } } } }',
      ['cost'],
    ],
    [
      'the same of twenty, which is the default',
      '{ page { edges { cursor node { leaf a { leaf b { leaf } } } } } }',
      [],
    ],
    ['a list in a list', '{ list { list { leaf } } }', []],
    ['a list in a list in a list', '{ list { list { list { leaf } } } }', ['cost']],
    [
      'pages behind a fragment',
      '{ page(first: 100) { ...P } } fragment P on Page { edges { node { leaf a { leaf b { leaf } } } } }',
      ['cost'],
    ],
  ])('%s', (_, text, limits) => {
    expect(over(text)).toEqual(limits);
  });

  it('tells a program which limit, and a person what to do', () => {
    const [error] = validate(SCHEMA, parseWithin('{ x: leaf y: leaf z: leaf w: leaf }', LIMITS), limitRules(LIMITS));
    expect(error!.extensions).toMatchObject({ limit: { name: 'aliases', max: 3 }, http: { status: 400 } });
    expect(error!.message).toBe(
      'The operation has 4 aliases, fragments written out; 3 are allowed. Ask in several operations.',
    );
  });

  it('ends where forty fragments spread each other twice', () => {
    const fragments = times(40, (i) => `fragment F${i} on Query { x: a { ...F${i + 1} } y: list { ...F${i + 1} } }`);
    const wide = { ...LIMITS, tokensMax: 5_000, lengthMax: 50_000 };
    expect(over(`{ ...F0 } ${fragments} fragment F40 on Query { leaf }`, wide)).toEqual(['depth', 'aliases', 'cost']);
  });

  it('ends at fragments inside themselves, which another rule refuses', () => {
    expect(over('{ ...F } fragment F on Query { a { ...G } } fragment G on Query { b { ...F } }')).toEqual([]);
  });

  it.each([
    ['delivery', DELIVERY_LIMITS],
    ['management', MANAGEMENT_LIMITS],
  ] as const)(
    'the introspection query of tools is within the limits of %s, and one in a circle is not',
    (name, limits) => {
      const schema = buildSchema(schemaText(name));
      expect(over(getIntrospectionQuery(), limits, schema)).toEqual([]);
      const circle =
        '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }';
      expect(validate(schema, parseWithin(circle, limits), specifiedRules)).not.toEqual([]);
    },
  );

  it.each<[string, unknown, boolean]>([
    ['nothing', {}, true],
    ['as many values as may be', { a: 1, b: 2, c: [3] }, true],
    ['one more', { a: 1, b: 2, c: [3, 4] }, false],
    ['a value too deep', { a: [[1]] }, false],
    [
      'values as deep as a body is long',
      { a: JSON.parse('['.repeat(400_000) + ']'.repeat(400_000)) as unknown },
      false,
    ],
  ])('variables that hold %s', (_, variables, isWithin) => {
    expect(variablesFault(variables, LIMITS) === null).toBe(isWithin);
  });
});
