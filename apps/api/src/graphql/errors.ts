import { randomUUID } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from '#operations';
import { isDatabaseFault } from '#persistence';

/** The caller's mistake, outside of what refusals are for: a forged cursor, a list that is too long. */
export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** A read that the role does not have. */
export function forbidden(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'FORBIDDEN' } });
}

/**
 * What a caller sees of an error: their own mistakes as they are; a fault of the world as SERVICE_UNAVAILABLE; a bug of ours
 * masked, with an id under which the log has it whole. Never a stack, a statement or a path.
 */
export function errorFormatter(
  logger: Logger,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const original = unwrapResolverError(error);
    if (original instanceof GraphQLError)
      return { ...formatted, extensions: { code: formatted.extensions?.code ?? 'BAD_USER_INPUT' } };
    const id = randomUUID();
    const isFault = isDatabaseFault(original);
    logger.error(
      {
        errorId: id,
        err:
          original instanceof Error
            ? { type: original.name, message: original.message, stack: original.stack }
            : original,
      },
      isFault ? 'fault' : 'bug',
    );
    const message = isFault
      ? 'The service cannot reach its database now. Try again in a few seconds.'
      : `Something went wrong on our side. Tell us the id ${id}.`;
    const { path, locations } = formatted;
    return {
      message,
      ...(locations && { locations }),
      ...(path && { path }),
      extensions: { code: isFault ? 'SERVICE_UNAVAILABLE' : 'INTERNAL_SERVER_ERROR', id },
    };
  };
}
