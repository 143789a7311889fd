import { Client } from 'pg';
import { PROGRAMME_CHANNEL } from '../programme-version.js';

const RECONNECT_MIN_MS = 200;
const RECONNECT_MAX_MS = 5_000;
const HEARTBEAT_MS = 5_000;

/** `CHANGED`: the programme has, or a first connection was made. `RECONNECTED`: nothing could be heard for a while. */
export type ProgrammeHint = 'CHANGED' | 'RECONNECTED';

/**
 * Hears of changes of the programme on a connection of its own.
 *
 * A hint, never the truth: PostgreSQL stores no notification for who was away, and a connection can die without a word.
 * So a heartbeat asks the connection each 5 seconds, and after every connect, the first too, `onHint` is called as if
 * something had changed. Whoever listens polls besides.
 *
 * Modes: *away* (waiting to connect, with growing jittered pauses) to *listening* (on connect) and back (on error, end
 * or a heartbeat without an answer); *stopped* from either, for good.
 */
export class ProgrammeListener {
  private client: Client | null = null;
  private connecting: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private attempts = 0;
  private hasListened = false;
  private isStopped = false;

  /** @param url of a direct connection; a pooler in transaction mode loses every notification */
  constructor(
    private readonly url: string,
    private readonly onHint: (hint: ProgrammeHint) => void,
  ) {}

  start(): void {
    this.connecting = this.connect();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    // A connection that is being made ends itself when it finds that nobody wants it any more.
    await this.connecting;
    const { client } = this;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      connectionTimeoutMillis: 3_000,
      query_timeout: 3_000,
      keepAlive: true,
      application_name: 'marquee-listener',
    });
    client.on('notification', () => this.onHint('CHANGED'));
    client.on('error', () => this.lost(client));
    client.on('end', () => this.lost(client));
    try {
      await client.connect();
      await client.query(`LISTEN ${PROGRAMME_CHANNEL}`);
    } catch {
      this.later(client);
      return;
    }
    if (this.isStopped) {
      await client.end().catch(() => undefined);
      return;
    }
    this.client = client;
    this.attempts = 0;
    this.onHint(this.hasListened ? 'RECONNECTED' : 'CHANGED');
    this.hasListened = true;
    this.beat(client);
  }

  private beat(client: Client): void {
    this.timer = setTimeout(() => {
      client.query('SELECT 1').then(
        () => (this.client === client ? this.beat(client) : undefined),
        () => this.lost(client),
      );
    }, HEARTBEAT_MS);
    this.timer.unref();
  }

  private lost(client: Client): void {
    if (this.client !== client) return;
    this.client = null;
    this.later(client);
  }

  private later(client: Client): void {
    client.removeAllListeners('end');
    void client.end().catch(() => undefined);
    if (this.isStopped) return;
    if (this.timer !== null) clearTimeout(this.timer);
    const pause = Math.min(RECONNECT_MAX_MS, RECONNECT_MIN_MS * 2 ** this.attempts);
    this.attempts += 1;
    this.timer = setTimeout(() => this.start(), pause / 2 + (Math.random() * pause) / 2);
    this.timer.unref();
  }
}
