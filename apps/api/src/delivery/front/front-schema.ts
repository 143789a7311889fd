import { buildSchema, GraphQLScalarType, type GraphQLSchema } from 'graphql';
import { SLOT_TEXTS } from '#delivery';
import type * as Api from '../../generated/delivery.js';
import { schemaText } from '../../graphql/schema-text.js';
import { ANSWER_FIELDS, type AnswerField, type AnswerGround } from '../answer-fields.js';
import { DELIVERY_SCALARS } from '../scalars.js';

const SLOTS: ReadonlySet<unknown> = new Set(Object.values(SLOT_TEXTS));

/**
 * The public schema as the front executes it: the very text, scalars and fields of the endpoint, but that a slot stands where the time
 * of sending belongs.
 */
export function frontSchema(): GraphQLSchema {
  const schema = buildSchema(schemaText('delivery'));
  for (const [name, scalar] of Object.entries(DELIVERY_SCALARS)) {
    const own = schema.getType(name);
    if (!(own instanceof GraphQLScalarType)) throw new Error(`The public schema has no scalar ${name}.`);
    const serialize = (value: unknown) => scalar.serialize(value);
    own.serialize = name === 'DateTime' ? (value) => (SLOTS.has(value) ? value : serialize(value)) : serialize;
    own.parseValue = scalar.parseValue;
    own.parseLiteral = scalar.parseLiteral;
  }
  for (const [name, field] of Object.entries(schema.getQueryType()!.getFields())) {
    if (!(name in ANSWER_FIELDS)) throw new Error(`The field ${name} of the public schema is answered nowhere.`);
    const answer = ANSWER_FIELDS[name as AnswerField] as (ground: AnswerGround, args: never) => unknown;
    field.resolve = (_, args, ground: AnswerGround) => withSlots(name, answer(ground, args as never));
  }
  return schema;
}

/** `programme` begins at its `servedAt`, so its times are those of the computation. */
function withSlots(field: string, answer: unknown): unknown {
  if (field !== 'activeCampaign') return answer;
  const { programmeCheckedAt } = answer as Api.ActiveCampaign;
  const checked = (programmeCheckedAt ?? null) === null ? null : SLOT_TEXTS.programmeCheckedAt;
  return { ...(answer as Api.ActiveCampaign), servedAt: SLOT_TEXTS.servedAt, programmeCheckedAt: checked };
}
