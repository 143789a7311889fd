import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseSettings, SettingsError, START_SETTINGS } from '#operations';
import {
  AuditPublicKeys,
  HeadsFile,
  HeadsFiles,
  runningEmbeddedUrl,
  startEmbeddedPostgres,
  StartRefusal,
  verifyAudit,
  type SignedHeads,
} from '#persistence';
import { openDataFolder } from '../data-folder.js';
import { findingWords, summaryLines } from './audit-words.js';

export const AUDIT_VERIFY_USAGE = `npm run audit:verify [-- --database URL --heads FILE --public-key FILE]
recomputes the audit log and holds it against the signed heads; writes nothing. --heads several times: files that follow each
other, the oldest first. --no-heads: holds it against nothing.
Exit code 0: whole; 1: something was done to it; 2: not understood, or it could not be read.`;

/** What is written, and the exit code. */
export interface AuditVerdict {
  readonly lines: readonly string[];
  readonly exitCode: 0 | 1 | 2;
}

interface Options {
  readonly database: string | null;
  /** The oldest first; empty: where they are kept. */
  readonly heads: readonly string[];
  readonly publicKey: string | null;
  readonly isHeld: boolean;
}

/** @param root relative data folders are taken from it */
export async function auditVerify(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  root: string,
): Promise<AuditVerdict> {
  const options = readOptions(args);
  if (options === null) return { lines: [AUDIT_VERIFY_USAGE], exitCode: 2 };
  const stops: (() => Promise<void>)[] = [];
  try {
    const settings = parseSettings(START_SETTINGS, environment);
    const folder = openDataFolder(settings.MARQUEE_DATA, root);
    const keyPath = options.publicKey ?? `${settings.AUDIT_KEY_PATH ?? folder.auditKeyFile}.pub`;
    const kept = [settings.AUDIT_HEADS_PATH ?? folder.auditHeadsFile];
    const heads = (options.heads.length > 0 ? options.heads : kept).map((path) => new HeadsFile(path));
    const signed = options.isHeld ? { file: new HeadsFiles(heads), keys: readKeys(keyPath) } : null;
    const url = options.database ?? settings.DATABASE_URL ?? (await embeddedUrl(folder.path, stops));
    return await verdict(url, signed);
  } catch (error) {
    if (error instanceof StartRefusal) return { lines: [error.message, `  -> ${error.cure}`], exitCode: 2 };
    if (error instanceof SettingsError) return { lines: [error.message], exitCode: 2 };
    throw error;
  } finally {
    for (const stop of stops) await stop();
  }
}

async function verdict(url: string, signed: SignedHeads | null): Promise<AuditVerdict> {
  const report = await verifyAudit(url, signed);
  const summary = summaryLines(report, signed !== null);
  const { findings } = report;
  if (findings.length === 0) return { lines: ['The audit log is whole.', ...summary], exitCode: 0 };
  const lines = [...findings.map(findingWords), ...summary, 'What to do: docs/audit.md, "When something is found".'];
  return { lines, exitCode: 1 };
}

function readKeys(path: string): AuditPublicKeys {
  try {
    return AuditPublicKeys.of(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new StartRefusal(
      `The public key ${resolve(path)} cannot be used: ${(error as Error).message}.`,
      'Give the .pub file of the key that signs (--public-key FILE), or hold the log against no heads: --no-heads.',
      { cause: error },
    );
  }
}

/** That of a start which runs, or one that is started to be read and stopped again. */
async function embeddedUrl(dataFolder: string, stops: (() => Promise<void>)[]): Promise<string> {
  const running = runningEmbeddedUrl(dataFolder);
  if (running !== null) return running;
  const postgres = await startEmbeddedPostgres({ dataFolder, log: () => undefined });
  stops.push(() => postgres.stop());
  return postgres.url;
}

function readOptions(args: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        database: { type: 'string' },
        heads: { type: 'string', multiple: true, default: [] },
        'public-key': { type: 'string' },
        'no-heads': { type: 'boolean', default: false },
      },
    });
    const { database = null, heads } = values;
    return { database, heads, publicKey: values['public-key'] ?? null, isHeld: !values['no-heads'] };
  } catch {
    return null;
  }
}
