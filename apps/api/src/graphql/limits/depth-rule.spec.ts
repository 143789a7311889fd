import { buildSchema, parse, validate } from 'graphql';
import { depthRule } from './depth-rule.js';

const SCHEMA = buildSchema('type Query { a: Query b: Query leaf: Int }');
const refusals = (query: string, depthMax = 3) => validate(SCHEMA, parse(query), [depthRule(depthMax)]);

describe('the depth of an operation', () => {
  it.each([
    ['{ a { b { leaf } } }', 0],
    ['{ a { b { a { leaf } } } }', 1],
    ['{ a { ... on Query { b { ... { leaf } } } } }', 0],
    ['{ a { ...F } } fragment F on Query { b { leaf } }', 0],
    ['{ a { ...F } } fragment F on Query { b { ...G } } fragment G on Query { b { leaf } }', 1],
    ['{ leaf ...F a { b { ...F } } } fragment F on Query { a { leaf } }', 1],
    ['query A { leaf } query B { a { b { a { leaf } } } }', 1],
  ])('%s is refused %i times at 3 fields', (query, count) => {
    expect(refusals(query)).toHaveLength(count);
  });

  it('ends at fragments inside themselves, which another rule refuses', () => {
    expect(refusals('{ ...F } fragment F on Query { a { ...G } } fragment G on Query { b { ...F } }')).toEqual([]);
  });

  it('ends where forty fragments spread each other twice', () => {
    const fragments = Array.from(
      { length: 40 },
      (_, i) => `fragment F${i} on Query { x: a { ...F${i + 1} } y: b { ...F${i + 1} } }`,
    );
    const query = `{ ...F0 } ${fragments.join(' ')} fragment F40 on Query { leaf }`;
    expect(refusals(query, 40)).toHaveLength(1);
    expect(refusals(query, 41)).toHaveLength(0);
  });
});
