import { buildSchema, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { MADE_UP } from '../../support/content-stage.js';
import { writeOperation, type Writing, type WrittenOperation } from '../operation-writer.js';
import { readFileSync } from 'node:fs';

/** The ids that a question is about: of things that exist in one partner's house; what is not named is made up. */
export type Ids = Readonly<Record<string, string>>;

export const managementSchema: GraphQLSchema = buildSchema(
  readFileSync(new URL('../../../docs/management.graphql', import.meta.url), 'utf8'),
);
const roots = [managementSchema.getQueryType()!, managementSchema.getMutationType()!];
export const ROOT_FIELDS = roots.flatMap((root) =>
  Object.keys(root.getFields()).map((field) => [root.name, field] as const),
);

const TEXTS: Readonly<Record<string, string>> = {
  recurrence: 'RRULE:FREQ=YEARLY;BYMONTH=9;BYDAY=2TH',
  locale: 'en',
  zone: 'UTC',
  start: '2027-09-10',
  end: '2027-09-17',
};

/** The least valid operation of a root field, about the ids. @param partner slug for arguments that name a partner */
export function cell(root: string, field: string, ids: Ids, partner: string): WrittenOperation {
  const writing: Writing = {
    ...writingOf(ids, partner),
    asksFor: (name, depth) =>
      name === 'refusals' || (root === 'Query' && depth <= 2) || (depth === 1 && name === 'key'),
  };
  return writeOperation(managementSchema.getType(root) as GraphQLObjectType, field, writing);
}

/** Fills in what has to be there, about the ids. */
export function writingOf(ids: Ids, partner: string): Omit<Writing, 'asksFor'> {
  return {
    scalar: (type, name) => scalarValue(type, name, ids, partner),
    oneOf: (values) => values[0]!,
    hasOptional: (name) => ['partner', 'document', 'revisionIds'].includes(name),
    itemsOf: () => 1,
  };
}

function scalarValue(type: string, name: string, ids: Ids, partner: string): unknown {
  if (type === 'ID') return ids[name] ?? MADE_UP;
  if (type === 'Int' || type === 'Float') return 1;
  if (type === 'Boolean') return false;
  if (type === 'DateTime') return '2027-09-10T00:00:00.000Z';
  if (type === 'LocalDate') return '2027-09-10';
  if (type === 'URL') return 'https://example.org/';
  if (name === 'partner' || name === 'slug') return partner;
  return TEXTS[name] ?? 'matrix';
}

/** What came of a cell: nobody was let in, the role was refused, or the question was looked at. */
export type Verdict = 'UNAUTHENTICATED' | `NOT_ALLOWED ${string}` | 'LOOKED_AT';

interface Answer {
  readonly data?: Readonly<
    Record<string, { readonly refusals?: readonly { code: string; action?: string }[] } | null>
  > | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

export function verdictOf({ data, errors = [] }: Answer, field: string): Verdict {
  const codes = errors.map(({ extensions }) => extensions?.code);
  if (codes.includes('UNAUTHENTICATED')) return 'UNAUTHENTICATED';
  const forbidden = errors.find(({ extensions }) => extensions?.code === 'FORBIDDEN');
  if (forbidden) return `NOT_ALLOWED ${/\(([\w-]+\.[\w-]+)\)/.exec(forbidden.message)?.[1] ?? '?'}`;
  if (codes.some((code) => code !== 'BAD_USER_INPUT'))
    throw new Error(`${field}: ${JSON.stringify(errors).slice(0, 500)}`);
  const refused = data?.[field]?.refusals?.find(({ code }) => code === 'NOT_ALLOWED');
  return refused ? `NOT_ALLOWED ${refused.action ?? '?'}` : 'LOOKED_AT';
}
