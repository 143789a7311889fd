import { randomUUID } from 'node:crypto';
import { HeaderMap } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from '#operations';
import { isDatabaseFault, isUnstorableText } from '#persistence';
import type { Limit } from './limits/limit-error.js';

/** The caller's mistake, outside of what refusals are for: a forged cursor, a list that is too long. */
export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** A read that the role does not have. */
export function forbidden(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'FORBIDDEN' } });
}

const UNAVAILABLE = 'The service cannot reach its database now. Try again in a few seconds.';

/**
 * Runs what must be known before an operation is, who asks above all. A fault of the database there is answered as one,
 * since no plugin gets to set the status of a request without a context.
 */
export async function contextOrFault<Context>(logger: Logger, make: () => Promise<Context>): Promise<Context> {
  try {
    return await make();
  } catch (error) {
    if (!isDatabaseFault(error)) throw error;
    logger.error({ err: loggable(error) }, 'fault');
    throw new GraphQLError(UNAVAILABLE, {
      extensions: {
        code: 'SERVICE_UNAVAILABLE',
        http: { status: 503, headers: new HeaderMap([['retry-after', '2']]) },
      },
    });
  }
}

/**
 * What a caller sees of an error: their own mistakes as they are; a fault of the world as SERVICE_UNAVAILABLE; a bug of ours
 * masked, with an id under which the log has it whole. Never a stack, a statement or a path.
 */
export function errorFormatter(
  logger: Logger,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const original = originalOf(error);
    if (original instanceof GraphQLError) return callersMistake(formatted, original);
    const { path, locations } = formatted;
    const where = { ...(locations && { locations }), ...(path && { path }) };
    if (isUnstorableText(original)) {
      const message =
        'A text of the request holds the character U+0000 or half of a surrogate pair, which no text here can. Leave it out.';
      return { message, ...where, extensions: { code: 'BAD_USER_INPUT' } };
    }
    const id = randomUUID();
    const isFault = isDatabaseFault(original);
    logger.error(
      {
        errorId: id,
        err: loggable(original),
      },
      isFault ? 'fault' : 'bug',
    );
    const message = isFault ? UNAVAILABLE : `Something went wrong on our side. Tell us the id ${id}.`;
    return {
      message,
      ...where,
      extensions: { code: isFault ? 'SERVICE_UNAVAILABLE' : 'INTERNAL_SERVER_ERROR', id },
    };
  };
}

function callersMistake(formatted: GraphQLFormattedError, original: GraphQLError): GraphQLFormattedError {
  const code = isCodeless(original) ? 'BAD_USER_INPUT' : (formatted.extensions?.code ?? 'BAD_USER_INPUT');
  const tokens = tokenLimit(original.message);
  if (tokens !== null) {
    const message = `The operation has more than ${tokens.max} tokens (names, signs, values). Ask in several operations, with values in variables.`;
    return { ...formatted, message, extensions: { code, limit: tokens } };
  }
  const limit = formatted.extensions?.limit;
  return { ...formatted, extensions: limit === undefined ? { code } : { code, limit } };
}

/** Apollo's word for what has no code is INTERNAL_SERVER_ERROR, also of what it refuses itself: a hash that is not of the text. */
function isCodeless({ extensions }: GraphQLError): boolean {
  return extensions.code === undefined && (extensions.http as { status?: number } | undefined)?.status === 400;
}

/** The parser stops at the first token too many, with an error in its own words. */
function tokenLimit(message: string): Limit | null {
  const [, max] = message.match(/^Syntax Error: Document contains more that (\d+) tokens\./) ?? [];
  return max === undefined ? null : { name: 'tokens', max: Number(max) };
}

/** What was thrown: by a resolver, or, which Apollo wraps in its own words and ours, by what makes the context. */
function originalOf(error: unknown): unknown {
  const thrown = unwrapResolverError(error);
  if (!(thrown instanceof GraphQLError) || thrown.extensions.code !== 'INTERNAL_SERVER_ERROR') return thrown;
  return thrown.originalError ?? thrown;
}

function loggable(error: unknown): unknown {
  return error instanceof Error ? { type: error.name, message: error.message, stack: error.stack } : error;
}
