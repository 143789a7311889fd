import { join } from 'node:path';
import type { NetConnectOpts } from 'node:net';

/** Where the PostgreSQL of a test listens: its socket. @param url of one of its databases */
export function targetOf(url: string): NetConnectOpts {
  const { searchParams, port } = new URL(url);
  return { path: join(searchParams.get('host')!, `.s.PGSQL.${port === '' ? 5_432 : port}`) };
}

/** The same database, reached through a port of this machine, as a `FaultProxy` has one. */
export function throughPort(url: string, port: number): string {
  const through = new URL(url);
  through.search = '';
  through.host = `127.0.0.1:${port}`;
  return through.href;
}
