import { readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { StartRefusal } from '../start-refusal.js';

/** Who runs PostgreSQL. */
export interface ServerUser {
  readonly name: string;
  /** What `spawn` takes; undefined: oneself. Its groups are dropped down to `gid`. */
  readonly ids: { readonly uid: number; readonly gid: number } | undefined;
}

/** PostgreSQL refuses to run as root; these exist, the second one everywhere. */
const SUBSTITUTES = ['postgres', 'nobody'];

/**
 * Oneself, or as root the owner of the cluster that is already there, else `postgres`, else `nobody`. The owner comes
 * first so that one start with sudo does not take the folder away from the ordinary user who made it.
 *
 * @param cluster the folder of the cluster; need not exist
 * @throws StartRefusal as root on a system without either user, or when the cluster belongs to somebody else
 */
export function chooseServerUser(cluster: string): ServerUser {
  const own = process.getuid?.() ?? 0;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (own !== 0) {
    if (owner !== undefined && owner.uid !== own) throw belongsToAnother(cluster, owner.uid, own);
    return { name: userInfo().username, ids: undefined };
  }
  const users = passwordFile();
  if (owner !== undefined && owner.uid !== 0) {
    const name = users.find((user) => user.uid === owner.uid)?.name ?? `uid ${owner.uid}`;
    return { name, ids: { uid: owner.uid, gid: owner.gid } };
  }
  const substitute = SUBSTITUTES.map((name) => users.find((user) => user.name === name)).find((user) => user);
  if (substitute === undefined) {
    throw new StartRefusal(
      'PostgreSQL does not run as root, and there is no user "postgres" or "nobody" on this system.',
      'Start as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
  return { name: substitute.name, ids: { uid: substitute.uid, gid: substitute.gid } };
}

function belongsToAnother(cluster: string, owner: number, own: number): StartRefusal {
  return new StartRefusal(
    `The database folder ${cluster} belongs to the user with id ${owner}, and you are ${own}.`,
    'Start as that user or as root, or set MARQUEE_DATA to a folder of your own.',
  );
}

function passwordFile(): { name: string; uid: number; gid: number }[] {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  return lines.map((line) => {
    const [name = '', , uid, gid] = line.split(':');
    return { name, uid: Number(uid), gid: Number(gid) };
  });
}

/**
 * The first folder on the way to a path that a user may not enter, or the path itself when it may not be read; null when
 * the mode bits let that user through. Only for messages: whether it works is found out by trying.
 */
export function firstClosedTo(path: string, user: ServerUser): string | null {
  const { ids } = user;
  const way = [path];
  while (dirname(way[0]!) !== way[0]) way.unshift(dirname(way[0]!));
  for (const step of way) {
    const stat = statSync(step, { throwIfNoEntry: false });
    if (stat === undefined) return null;
    const uid = ids?.uid ?? process.getuid?.() ?? 0;
    const gid = ids?.gid ?? process.getgid?.() ?? 0;
    const shift = stat.uid === uid ? 6 : stat.gid === gid ? 3 : 0;
    const needed = stat.isDirectory() ? 0o1 : 0o4;
    if (((stat.mode >> shift) & needed) === 0) return step;
  }
  return null;
}
