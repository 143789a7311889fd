import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';

/** How an operation is filled in. */
export interface Writing {
  /** A value of a scalar, by the names of its type and of the field or argument that it is for. */
  scalar(type: string, name: string): unknown;
  oneOf(values: readonly string[]): string;
  /** Whether something that may be left out is there. */
  hasOptional(name: string): boolean;
  itemsOf(name: string): number;
  /** Whether a field of an answer is asked for, so many fields inside others. */
  asksFor(name: string, depth: number): boolean;
}

export interface WrittenOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const INPUT_DEPTH_MAX = 8;
const SELECTION_DEPTH_MAX = 5;

/**
 * One root field with variables for all of its arguments, and what it returns as far as the writing asks for it.
 *
 * @param depthMax fields inside one another that hold fields again
 */
export function writeOperation(
  root: GraphQLObjectType,
  fieldName: string,
  writing: Writing,
  depthMax = SELECTION_DEPTH_MAX,
): WrittenOperation {
  const field = root.getFields()[fieldName]!;
  const given = field.args.filter(({ name, type }) => isNonNullType(type) || writing.hasOptional(name));
  const variables = Object.fromEntries(given.map(({ name, type }) => [name, inputValue(type, name, writing, 0)]));
  const declared = given.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
  const kind = root.name === 'Mutation' ? 'mutation' : 'query';
  const call = `${fieldName}${passed && `(${passed})`}`;
  return {
    query: `${kind}${declared && `(${declared})`} { ${call}${selectionOf(field.type, writing, 1, depthMax)} }`,
    variables,
  };
}

function inputValue(type: GraphQLInputType, name: string, writing: Writing, depth: number): unknown {
  if (isNonNullType(type)) return inputValue(type.ofType, name, writing, depth);
  if (isListType(type))
    return Array.from({ length: writing.itemsOf(name) }, () => inputValue(type.ofType, name, writing, depth));
  if (isEnumType(type)) return writing.oneOf(type.getValues().map((one) => one.name));
  if (!isInputObjectType(type)) return writing.scalar(type.name, name);
  const fields = Object.values(type.getFields()).filter(
    (one) => isNonNullType(one.type) || (depth < INPUT_DEPTH_MAX && writing.hasOptional(one.name)),
  );
  return Object.fromEntries(fields.map((one) => [one.name, inputValue(one.type, one.name, writing, depth + 1)]));
}

/** Fields of what an output is, in braces; empty where it has none. @param depth of it inside of the operation, from 1 */
export function selectionOf(
  output: GraphQLOutputType,
  writing: Pick<Writing, 'asksFor'>,
  depth: number,
  depthMax: number,
): string {
  const type = getNamedType(output);
  if (!isCompositeType(type)) return '';
  const parts = ['__typename'];
  if (isInterfaceType(type) && type.name === 'Refusal') parts.push('code message path ... on NotAllowed { action }');
  else if (isObjectType(type) || isInterfaceType(type))
    for (const field of Object.values(type.getFields()) as GraphQLField<unknown, unknown>[]) {
      const isWhole = field.args.every(
        (argument) => !isNonNullType(argument.type) || argument.defaultValue !== undefined,
      );
      const isDeep = depth >= depthMax && isCompositeType(getNamedType(field.type));
      if (isWhole && !isDeep && writing.asksFor(field.name, depth))
        parts.push(`${field.name}${selectionOf(field.type, writing, depth + 1, depthMax)}`);
    }
  return ` { ${parts.join(' ')} }`;
}
