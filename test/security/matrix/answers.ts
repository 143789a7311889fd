import { getNamedType, isObjectType, type GraphQLObjectType } from 'graphql';
import { managementSchema } from './sweep.js';

/** One object of an answer: what its scalars were, and how many objects its other fields held, by `Type.field`. */
export type Shown = ReadonlyMap<string, string>;

interface Node {
  readonly __typename?: string;
  readonly [field: string]: unknown;
}

/**
 * Everything that an answer holds, by what it is a field of: the nearest thing above it that has an id, a slug or a cursor, and the way from there. So the
 * same thing is found again in another answer, wherever it stands in it.
 */
export function shownIn(data: unknown): Shown {
  const shown = new Map<string, string>();
  const visit = (value: unknown, place: string): void => {
    if (Array.isArray(value)) return value.forEach((one, i) => visit(one, `${place}[${i}]`));
    if (typeof value !== 'object' || value === null) return;
    const node = value as Node;
    const type = managementSchema.getType(node.__typename ?? '');
    const identity = node.id ?? node.slug ?? node.cursor;
    const own = typeof identity === 'string' ? `${node.__typename}:${identity}` : place;
    for (const [field, inner] of Object.entries(node)) {
      if (field === '__typename') continue;
      if (isObjectType(type)) shown.set(`${own}|${type.name}.${field}`, summary(inner, type, field));
      visit(inner, `${own}.${field}`);
    }
  };
  visit(data, '');
  return shown;
}

function summary(value: unknown, type: GraphQLObjectType, field: string): string {
  const isInner = isObjectType(getNamedType(type.getFields()[field]!.type));
  if (!isInner) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `${value.length} of them`;
  return value === null ? 'null' : 'one';
}

/** `Type.field` of a key of `shownIn`. */
export function fieldOf(key: string): string {
  return key.slice(key.lastIndexOf('|') + 1);
}
