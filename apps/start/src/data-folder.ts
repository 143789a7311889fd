import {
  chmodSync,
  closeSync,
  createWriteStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StartRefusal } from '#persistence';

/** What a start keeps, and where: nothing of Marquee is written anywhere else. */
export interface DataFolder {
  readonly path: string;
  readonly keysFile: string;
  /** Removals, kept apart from the database. */
  readonly ledgerFile: string;
  /** Signed ends of the audit log, and the key that signs them. */
  readonly auditHeadsFile: string;
  readonly auditKeyFile: string;
  /** The programme of the API, for a start without the database. */
  readonly snapshotFile: string;
  /** Signs sessions; made by the first start. */
  readonly signInSecretFile: string;
  /** Takes mail while there is no SMTP server. */
  readonly mailFolder: string;
  logFile(name: string): string;
}

/** A log that has grown past this is moved aside, once, at the next start. */
const LOG_BYTES_MAX = 10_000_000;

/**
 * The data folder, made when missing: open to its owner only; as root other users may pass through it, but not look, as
 * PostgreSQL runs as another user and lives below.
 *
 * @param given absolute, or relative to the checkout
 * @throws StartRefusal when it cannot be made or written
 */
export function openDataFolder(given: string, root: string): DataFolder {
  const path = resolve(root, given);
  try {
    if (!existsSync(path)) {
      mkdirSync(path, { recursive: true });
      chmodSync(path, process.getuid?.() === 0 ? 0o711 : 0o700);
    }
    mkdirSync(join(path, 'logs'), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw refusalFor(error, path);
  }
  return {
    path,
    keysFile: join(path, 'keys.json'),
    ledgerFile: join(path, 'ledger.jsonl'),
    auditHeadsFile: join(path, 'audit-heads.jsonl'),
    auditKeyFile: join(path, 'audit-key.pem'),
    snapshotFile: join(path, 'programme.snapshot'),
    signInSecretFile: join(path, 'sign-in-secret'),
    mailFolder: join(path, 'mail'),
    logFile: (name) => openLog(join(path, 'logs', `${name}.log`), path),
  };
}

function openLog(file: string, folder: string): string {
  try {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MAX) renameSync(file, `${file}.1`);
    closeSync(openSync(file, 'a', 0o600));
    return file;
  } catch (error) {
    throw refusalFor(error, folder);
  }
}

function refusalFor(error: unknown, path: string): unknown {
  const { code, message } = error as { code?: string; message: string };
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StartRefusal(
      `The disk that holds ${path} is full.`,
      'Free at least 200 MB on it, or set MARQUEE_DATA to a folder on another disk.',
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST') {
    return new StartRefusal(
      `The data folder ${path} cannot be used: ${message}.`,
      'Give it to the user who starts Marquee (chown -R), or set MARQUEE_DATA to a folder of your own.',
      { cause: error },
    );
  }
  return error;
}

/** Appends lines; a full disk loses them and stops nothing. */
export function lineWriter(file: string): (line: string) => void {
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
  stream.on('error', () => undefined);
  return (line) => stream.write(`${line}\n`);
}

/** Readable by its owner only; whoever reads it, also after a crash, finds the old content or the new, whole. */
export function writeFileWhole(path: string, content: string): void {
  const draft = `${path}.${process.pid}`;
  const descriptor = openSync(draft, 'w', 0o600);
  try {
    writeSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, path);
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}
