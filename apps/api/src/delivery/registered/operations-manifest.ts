import { readFileSync } from 'node:fs';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { DELIVERY_LIMITS, faultsOf, parseWithin } from '../../graphql/limits/operation-limits.js';

const FORMAT = 'apollo-persisted-query-manifest';
const ID_LENGTH_MAX = 200;

/** Every fault of a manifest at once, each with its place. */
export class ManifestError extends Error {
  constructor(faults: readonly string[]) {
    super(`The operations manifest cannot be used:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
  }
}

/**
 * Reads a manifest as Apollo's tools and `npm run build:client` write them: `{ format, version: 1, operations: [{ id, name, type, body }] }`.
 *
 * @param schema against which each operation must be valid, within the limits of the endpoint
 * @returns the texts by their ids
 * @throws ManifestError
 */
export function readOperationsManifest(path: string, schema: GraphQLSchema): ReadonlyMap<string, string> {
  return operationsOf(contentOf(path), schema);
}

/** @throws ManifestError */
export function operationsOf(manifest: unknown, schema: GraphQLSchema): ReadonlyMap<string, string> {
  const { format, version, operations } = (manifest ?? {}) as Record<string, unknown>;
  if (format !== FORMAT || version !== 1 || !Array.isArray(operations))
    throw new ManifestError([
      `it must be { "format": "${FORMAT}", "version": 1, "operations": [...] }; npm run build:client writes one.`,
    ]);
  const texts = new Map<string, string>();
  const faults = (operations as unknown[]).flatMap((operation, index) => {
    const { id, body } = (operation ?? {}) as Record<string, unknown>;
    const place = `operations[${index}]`;
    if (typeof id !== 'string' || id === '' || id.length > ID_LENGTH_MAX)
      return [`${place}.id: a text of 1 to ${ID_LENGTH_MAX} characters is needed.`];
    if (typeof body !== 'string') return [`${place}.body: the text of the operation is needed.`];
    if ((texts.get(id) ?? body) !== body) return [`${place}.id: "${id}" stands for another operation further up.`];
    texts.set(id, body);
    return wordsOf(body, schema).map((fault) => `${place} ("${id}"): ${fault}`);
  });
  if (faults.length > 0) throw new ManifestError(faults);
  return texts;
}

function contentOf(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new ManifestError([`"${path}" cannot be read (${code}). Set OPERATIONS_MANIFEST_PATH to a file that can.`]);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ManifestError([`"${path}" is no JSON.`]);
  }
}

function wordsOf(body: string, schema: GraphQLSchema): string[] {
  try {
    return faultsOf(schema, parseWithin(body, DELIVERY_LIMITS), DELIVERY_LIMITS).map(({ message }) => message);
  } catch (error) {
    return [error instanceof GraphQLError ? error.message : 'it cannot be parsed.'];
  }
}
