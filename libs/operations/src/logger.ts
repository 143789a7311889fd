import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

export interface LoggerOptions {
  /** In every line, as `process`: `api`, `scheduler`. */
  readonly name: string;
  /** A level of pino; see LOG_LEVEL. */
  readonly level: string;
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

/** Names under which a secret may come by, at the top or one level below. A log keeps the name and drops the value. */
const SECRETS = [
  'authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'password',
  'token',
  'key',
  'secret',
  'DATABASE_URL',
];

/**
 * JSON lines: `level` as a word, `time` in ISO 8601 UTC, `process`, `msg`, and fields of the event.
 *
 * What a viewer sends never becomes a field: no request bodies, no addresses, no headers but those a caller picks.
 */
export function createLogger(options: LoggerOptions): Logger {
  const paths = SECRETS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);
  return pino(
    {
      level: options.level,
      base: { process: options.name, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths, censor: '[redacted]' },
    },
    options.destination ?? standardOutput(),
  );
}

/** Written at once: a line about the end of a process must not die with it. */
function standardOutput(): DestinationStream {
  const destination = pino.destination({ dest: 1, sync: true });
  // A full disk, or a reader that has gone, loses lines; it must not take what is on air with it.
  destination.on('error', () => undefined);
  return destination;
}

/** Lets what Nest logs go through the same lines; give it to `NestFactory.create(..., { logger })`. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest appends the context as the last text, and before it for errors a stack. */
  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    const texts = rest.filter((one): one is string => typeof one === 'string');
    const stack = texts.find((text) => /\n\s+at /.test(text));
    const context = texts.findLast((text) => text !== stack);
    const err = [message, ...rest].find((one) => one instanceof Error);
    const text =
      message instanceof Error ? message.message : typeof message === 'string' ? message : JSON.stringify(message);
    this.logger[level]({ context, stack, err }, text);
  }
}
