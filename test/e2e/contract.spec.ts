import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildClientSchema,
  buildSchema,
  findBreakingChanges,
  getIntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const CONTRACT_FILE = join(import.meta.dirname, 'contract/contract.graphql');
const ORIGINAL_FILE = join(import.meta.dirname, '../../../shared/contract.graphql');
const CONTRACT = buildSchema(readFileSync(CONTRACT_FILE, 'utf8'));

const inputLines = (place: string, inputs: readonly (GraphQLArgument | GraphQLInputField)[]) =>
  inputs.map(({ name, type, defaultValue }) => `${place}(${name}): ${String(type)} = ${JSON.stringify(defaultValue)}`);

/** A line for every kind, field, argument, input field and enum value of a type, with its nullability and default. */
function linesOf(type: GraphQLNamedType): string[] {
  const kind = `${type.name} is ${type.constructor.name}`;
  if (isEnumType(type))
    return [
      kind,
      `${type.name}: ${type
        .getValues()
        .map(({ name }) => name)
        .sort()
        .join(' ')}`,
    ];
  if (isInputObjectType(type)) return [kind, ...inputLines(type.name, Object.values(type.getFields()))];
  if (!isObjectType(type)) return [kind];
  const fields = Object.values(type.getFields());
  return [
    kind,
    ...fields.map((field) => `${type.name}.${field.name}: ${String(field.type)}`),
    ...fields.flatMap((field) => inputLines(`${type.name}.${field.name}`, field.args)),
  ];
}

const contractTypes = Object.values(CONTRACT.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

describe('the contract of the delivery API', () => {
  let database: TestDatabase;
  let api: TestApi;
  let served: GraphQLSchema;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    api = await startTestApi(database);
    const { body } = await api.deliver<IntrospectionQuery>(getIntrospectionQuery({ inputValueDeprecation: true }));
    served = buildClientSchema(body.data);
  });
  afterAll(async () => {
    await api.close();
    await database.drop();
  });

  it('is served without a breaking change', () => {
    expect(findBreakingChanges(CONTRACT, served)).toEqual([]);
  });

  it.each(contractTypes.map((type) => [type.name, type] as const))(
    'has %s as it is, every field, argument, default and nullability',
    (name, type) => {
      const lines = linesOf(served.getType(name)!);
      expect(linesOf(type).filter((line) => !lines.includes(line))).toEqual([]);
    },
  );

  it('is read-only', () => {
    expect([served.getMutationType(), served.getSubscriptionType()]).toEqual([null, null]);
  });

  it('is kept here as it stands beside the checkout, where it does', () => {
    if (!existsSync(ORIGINAL_FILE)) return;
    expect(readFileSync(CONTRACT_FILE, 'utf8')).toBe(readFileSync(ORIGINAL_FILE, 'utf8'));
  });
});
