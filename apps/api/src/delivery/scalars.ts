import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTime, GraphQLLocalDate, GraphQLURL } from 'graphql-scalars';

const LENGTH_MAX = 100;

/** A text that is taken as it comes: what we do not know falls back, and is never an error for a phone in the field. */
function lenient(name: string, description: string): GraphQLScalarType<string, string> {
  const read = (value: unknown): string => {
    if (typeof value !== 'string') throw new GraphQLError(`${name} is a text, such as the ones in its description.`);
    return value.slice(0, LENGTH_MAX);
  };
  return new GraphQLScalarType({
    name,
    description,
    parseValue: read,
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : null),
    serialize: (value) => read(value),
  });
}

const YEARS = { min: 1, max: 9999 };

/** A scalar that takes the years which the database can keep and a text of four digits can tell, and refuses others. */
function withinYears<Value>(
  scalar: GraphQLScalarType<Value>,
  yearOf: (value: Value) => number,
): GraphQLScalarType<Value> {
  const within = (value: Value): Value => {
    if (yearOf(value) >= YEARS.min && yearOf(value) <= YEARS.max) return value;
    throw new GraphQLError(`${scalar.name} is in the years ${YEARS.min} to ${YEARS.max}, in UTC.`);
  };
  return new GraphQLScalarType({
    ...scalar.toConfig(),
    parseValue: (value) => within(scalar.parseValue(value)),
    parseLiteral: (node, variables) => within(scalar.parseLiteral(node, variables)),
  });
}

export const DELIVERY_SCALARS = {
  DateTime: withinYears(GraphQLDateTime, (instant) => instant.getUTCFullYear()),
  LocalDate: withinYears(GraphQLLocalDate as GraphQLScalarType<string>, (date) => Number(date.slice(0, 4))),
  URL: GraphQLURL,
  TimeZone: lenient(
    'TimeZone',
    'An IANA zone name such as Europe/London, or an offset such as +05:30. An unknown one falls back and is never an error.',
  ),
  CountryCode: lenient('CountryCode', 'ISO 3166-1 alpha-2, such as GB. An unknown one means: region not known.'),
  Locale: lenient('Locale', 'A BCP 47 language tag such as es-MX. An unknown one means: language not known.'),
} as const;
