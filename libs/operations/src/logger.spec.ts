import { createLogger, NestLogger } from './logger.js';

function recorded(level = 'info') {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) };
  return { lines, logger: createLogger({ name: 'test', level, destination }) };
}

describe('the log', () => {
  it('is a line of JSON with level, instant, process and message', () => {
    const { lines, logger } = recorded();
    logger.info({ runId: 'r' }, 'activated');
    expect(lines).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        process: 'test',
        pid: process.pid,
        runId: 'r',
        msg: 'activated',
      },
    ]);
  });

  it('never holds a secret, at the top or below', () => {
    const { lines, logger } = recorded();
    logger.info({ authorization: 'Bearer abc', headers: { authorization: 'Bearer abc', 'x-api-key': 'abc' } });
    logger.info({ req: { headers: { authorization: 'Bearer abc', cookie: 'abc' } }, DATABASE_URL: 'abc' });
    expect(JSON.stringify(lines)).not.toContain('abc');
  });

  it('leaves out what is below its level', () => {
    const { lines, logger } = recorded('warn');
    logger.info('quiet');
    expect(lines).toEqual([]);
  });

  it('takes what Nest logs, with its context and an error with its stack', () => {
    const { lines, logger } = recorded();
    const nest = new NestLogger(logger);
    nest.log('started', 'NestFactory');
    nest.error('broken', 'Error: x\n    at somewhere', 'Resolver');
    nest.error(new Error('boom'));
    expect(lines).toMatchObject([
      { level: 'info', msg: 'started', context: 'NestFactory' },
      { level: 'error', msg: 'broken', context: 'Resolver', stack: expect.stringContaining('at somewhere') },
      { level: 'error', msg: 'boom', err: { message: 'boom', stack: expect.any(String) } },
    ]);
  });
});
