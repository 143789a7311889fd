import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { StartRefusal } from '../start-refusal.js';
import { isAlive } from './running-server.js';
import type { ServerBinaries } from './server-binaries.js';
import type { ServerUser } from './server-user.js';
import { fileTrouble, LastWords, troubleIn } from './start-trouble.js';

/** The superuser of the cluster, the only user in it. */
export const CLUSTER_USER = 'marquee';
const PASSWORD_BYTES = 24;
const UNFINISHED = 'postgres.new-';

export interface Cluster {
  /** `<dataFolder>/postgres` */
  readonly folder: string;
  readonly password: string;
}

/**
 * The cluster in the data folder, made when there is none.
 *
 * It is made under another name and renamed when finished, so that a crash or a full disk half-way leaves nothing that
 * looks like a cluster. Of two first starts at the same moment one wins the rename, and the other uses its cluster.
 *
 * @throws StartRefusal when it was made by another major version, the disk is full, or the folder may not be used
 */
export async function prepareCluster(dataFolder: string, binaries: ServerBinaries, user: ServerUser): Promise<Cluster> {
  const folder = join(dataFolder, 'postgres');
  try {
    const isNew = !existsSync(join(folder, 'PG_VERSION'));
    if (isNew) refuseOtherContent(folder);
    const password = isNew ? firstPassword(dataFolder) : knownPassword(dataFolder);
    if (isNew) await makeCluster(dataFolder, folder, password, binaries, user);
    refuseOtherVersion(folder, binaries.majorVersion);
    return { folder, password };
  } catch (error) {
    throw fileTrouble(error, dataFolder);
  }
}

/** Made readable by its owner only; as root PostgreSQL's user must pass through it to the cluster. */
export function makeDataFolder(dataFolder: string, user: ServerUser): void {
  try {
    if (existsSync(dataFolder)) return;
    mkdirSync(dataFolder, { recursive: true });
    chmodSync(dataFolder, user.ids === undefined ? 0o700 : 0o711);
  } catch (error) {
    throw fileTrouble(error, dataFolder);
  }
}

function passwordPath(dataFolder: string): string {
  return join(dataFolder, 'postgres-password');
}

/** The password is on the disk before the cluster that needs it; `link` lets one of two first starts decide it. */
function firstPassword(dataFolder: string): string {
  const path = passwordPath(dataFolder);
  if (!existsSync(path)) {
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, randomBytes(PASSWORD_BYTES).toString('base64url'), { mode: 0o600, flush: true });
    try {
      linkSync(draft, path);
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
  return readFileSync(path, 'utf8').trim();
}

/** @throws StartRefusal when its file is gone */
export function knownPassword(dataFolder: string): string {
  const path = passwordPath(dataFolder);
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  throw new StartRefusal(
    `The password of the embedded PostgreSQL is missing: there is no file ${path}.`,
    'Put it back from a backup, or set MARQUEE_DATA to an empty folder to begin anew.',
  );
}

async function makeCluster(
  dataFolder: string,
  folder: string,
  password: string,
  binaries: ServerBinaries,
  user: ServerUser,
): Promise<void> {
  removeUnfinished(dataFolder);
  const draft = join(dataFolder, `${UNFINISHED}${process.pid}`);
  const passwordFile = `${draft}.password`;
  try {
    mkdirSync(draft, { mode: 0o700 });
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (user.ids !== undefined) {
      for (const path of [draft, passwordFile]) chownSync(path, user.ids.uid, user.ids.gid);
    }
    await runInitdb(draft, passwordFile, binaries, user);
    renameSync(draft, folder);
    syncFolder(dataFolder);
  } catch (error) {
    // Another first start has finished meanwhile: its cluster stands there.
    if ((error as { code?: string }).code !== 'ENOTEMPTY') throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
    rmSync(passwordFile, { force: true });
  }
}

async function runInitdb(
  draft: string,
  passwordFile: string,
  binaries: ServerBinaries,
  user: ServerUser,
): Promise<void> {
  const options = ['-D', draft, '-U', CLUSTER_USER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'];
  // Code-point order and Unicode case on every system alike, whatever locales it has installed.
  const text = ['--encoding', 'UTF8', '--no-locale', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'];
  const child = spawn(binaries.initdb, [...options, ...text], {
    ...user.ids,
    cwd: draft,
    env: {},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const words = new LastWords(() => undefined);
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => words.add(String(chunk)));
  const failed = await once(child, 'close').then(
    ([code]) => code !== 0,
    (error: Error) => {
      words.add(`${error.message}\n`);
      return true;
    },
  );
  if (failed) throw troubleIn(words.text(), draft);
}

/** What a first start left that was killed half-way. */
function removeUnfinished(dataFolder: string): void {
  for (const name of readdirSync(dataFolder).filter((entry) => entry.startsWith(UNFINISHED))) {
    const maker = Number.parseInt(name.slice(UNFINISHED.length), 10);
    if (maker === process.pid || !isAlive(maker)) rmSync(join(dataFolder, name), { recursive: true, force: true });
  }
}

function syncFolder(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** A folder of that name that is no cluster is somebody's, or the rest of one: it is never written over. */
function refuseOtherContent(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  throw new StartRefusal(
    `The folder ${folder} is not empty and holds no PostgreSQL cluster (it has no file PG_VERSION).`,
    'Restore it from a backup or move it away, or set MARQUEE_DATA to another folder.',
  );
}

function refuseOtherVersion(folder: string, majorVersion: number): void {
  const found = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  if (found === String(majorVersion)) return;
  throw new StartRefusal(
    `The database in ${folder} was made by PostgreSQL ${found}; this checkout brings PostgreSQL ${majorVersion}.`,
    `Start the version of Marquee that made it and copy the data over (pg_dump, pg_restore), or set MARQUEE_DATA to another folder.`,
  );
}
