import { Pool, type PoolClient, type PoolConfig } from 'pg';
import type { ProgrammeHint } from './programme/programme-listener.js';
import { PROGRAMME_CHANNEL } from './programme-version.js';

/**
 * A pool of one connection, kept for good, on which changes of the programme are heard besides what is asked.
 *
 * A hint, never the truth, as of `ProgrammeListener`: whoever listens polls, and the poll is also what finds a connection that was cut, or given
 * up as `DatabaseOptions.unheardMaxMs` says, and makes the next one. Before anything else is asked of a new connection it listens.
 */
export class SingleConnection {
  readonly pool: Pool;
  private onHint: (hint: ProgrammeHint) => void = () => undefined;
  private hasListened = false;

  /** @param config of one connection */
  constructor(config: PoolConfig) {
    this.pool = new Pool({
      ...config,
      max: 1,
      idleTimeoutMillis: 0,
      verify: (client, done) => this.listen(client, done),
    });
  }

  /** Who is told from now on; one at a time. */
  hear(onHint: (hint: ProgrammeHint) => void): void {
    this.onHint = onHint;
  }

  private listen(client: PoolClient, done: (error?: Error) => void): void {
    client.on('notification', () => this.onHint('CHANGED'));
    client.query(`LISTEN ${PROGRAMME_CHANNEL}`, (error: Error | null) => {
      done(error ?? undefined);
      if (error !== null && error !== undefined) return;
      this.onHint(this.hasListened ? 'RECONNECTED' : 'CHANGED');
      this.hasListened = true;
    });
  }
}
