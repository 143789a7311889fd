/** A PostgreSQL for one script or test run, reachable through a Unix socket, gone with the process. */
export interface TemporaryPostgres {
  readonly config: { readonly host: string; readonly user: string; readonly database: string };
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
  /** Kills its first process as kill -9 does. */
  crash(): Promise<void>;
  /** Begins it again on the same data, whatever its end was. */
  restart(): Promise<void>;
}

/** @param options durable: commits are forced to the disk, as in production; default: they are not */
export function startTemporaryPostgres(options?: { readonly durable?: boolean }): Promise<TemporaryPostgres>;
