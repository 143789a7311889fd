/** One request of GraphQL over HTTP, as its fields came; what is missing is null. */
export interface GraphqlRequest {
  readonly query: string | null;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Of an operation that was handed in, now or before. */
  readonly persistedHash: string | null;
  /** Of an operation that was registered. */
  readonly documentId: string | null;
}

/** What must be looked at by the parser that refuses it: names that a careless reader would take for more than names. */
const HOSTILE_NAMES = /__proto__|constructor/;

/** @returns null: not as the front reads it; Apollo answers it, or says what is wrong */
export function requestOfBody(text: string): GraphqlRequest | null {
  if (HOSTILE_NAMES.test(text)) return null;
  return requestOf(jsonObject(text));
}

/** @param search of the address, from the `?` on; empty: there is none */
export function requestOfSearch(search: string): GraphqlRequest | null {
  const parameters = new URLSearchParams(search);
  const fields: Record<string, unknown> = {};
  for (const name of ['query', 'operationName', 'documentId', 'variables', 'extensions']) {
    const values = parameters.getAll(name);
    if (values.length > 1) return null;
    if (values.length === 0) continue;
    const value = name === 'variables' || name === 'extensions' ? jsonObject(values[0]!) : values[0]!;
    if (value === null) return null;
    fields[name] = value;
  }
  return requestOf(fields);
}

/** @param fields of a body that was read, or of a search @returns null: there are none, or one of them is not what it must be */
export function requestOf(fields: unknown): GraphqlRequest | null {
  if (!isObject(fields)) return null;
  const { query, operationName, variables, extensions, documentId } = fields;
  if (!isTextOrNothing(query) || !isTextOrNothing(operationName) || !isTextOrNothing(documentId)) return null;
  if (!isObjectOrNothing(variables) || !isObjectOrNothing(extensions) || operationName === '') return null;
  const persistedHash = hashOf(extensions?.persistedQuery);
  if (persistedHash === undefined) return null;
  return {
    query: query ?? null,
    operationName: operationName ?? null,
    variables: variables ?? {},
    persistedHash,
    documentId: documentId ?? null,
  };
}

/** @returns undefined: not as it must be */
function hashOf(persisted: unknown): string | null | undefined {
  if (persisted === undefined || persisted === null) return null;
  if (!isObject(persisted) || persisted.version !== 1) return undefined;
  const { sha256Hash } = persisted;
  return typeof sha256Hash === 'string' && /^[0-9a-f]{64}$/.test(sha256Hash) ? sha256Hash : undefined;
}

function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isObjectOrNothing(value: unknown): value is Record<string, unknown> | null | undefined {
  return value === undefined || value === null || isObject(value);
}

function isTextOrNothing(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === 'string';
}
