import type { ConnectedAs, Database } from '../database.js';

/**
 * Whether a process is connected with the role of the service, or with one that no grant binds. Asked once and then known; while the
 * database does not answer it is asked again by the next who wants to know, and nobody waits for it.
 */
export class ServiceRole {
  private known: ConnectedAs | null = null;
  private asking = false;

  /** @param warn called once, when it is not the role of the service */
  constructor(
    private readonly database: Database,
    private readonly warn: (message: string) => void,
  ) {}

  learn(): void {
    if (this.known !== null || this.asking) return;
    this.asking = true;
    this.database
      .connectedAs()
      .then(
        (known) => {
          this.known = known;
          if (known !== 'SERVICE') this.warn(wordsFor(known));
        },
        () => undefined,
      )
      .finally(() => (this.asking = false));
  }

  /** For readiness. @throws when it is known to be another role */
  async check(): Promise<void> {
    this.learn();
    if (this.known !== null && this.known !== 'SERVICE') throw new Error(wordsFor(this.known));
  }
}

function wordsFor(known: 'OWNER' | 'SUPERUSER'): string {
  const who = known === 'OWNER' ? 'the owner of the tables' : 'a superuser';
  return `connected to the database as ${who}, who may change the schema and the log: give DATABASE_URL a role of its own (migrate --app-role, docs/operations.md)`;
}
