import { Catch, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';

/**
 * Hands what a resolver throws to whoever executes the operation, as if it had been returned: the formatter of errors logs bugs and faults
 * under an id, once.
 *
 * Otherwise Nest writes each caller's mistake into the log as an error with its stack: anybody could fill a disk by asking for `hours: 1000`.
 */
@Catch()
export class ResolverErrorFilter extends BaseExceptionFilter {
  override catch(thrown: unknown, host: ArgumentsHost): unknown {
    if (host.getType<string>() !== 'graphql') return super.catch(thrown, host);
    if (thrown instanceof Error) return thrown;
    throw thrown;
  }
}
