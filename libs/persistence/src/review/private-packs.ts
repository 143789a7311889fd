import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packIdFaults, POLICY_PACKS, readPolicyPack, type PolicyPack } from '#domain';
import { StartRefusal } from '../start-refusal.js';

const FILES_MAX = 100;
const FILE_BYTES_MAX = 5 * 1024 * 1024;
const FAULTS_SHOWN_MAX = 20;

/**
 * The packs of a folder that belongs to this deployment alone: every `*.json` in it, by name. Words of methods and places stand there
 * and nowhere else; nothing of a file but its name is ever repeated.
 *
 * @param folder null: none
 * @throws StartRefusal with every fault of every file
 */
export function loadPrivatePacks(folder: string | null): readonly PolicyPack[] {
  if (folder === null) return [];
  const names = namesIn(folder);
  const readings = names.map((name) => ({ name, ...readPack(join(folder, name)) }));
  const packs = readings.flatMap(({ pack }) => (pack === null ? [] : [pack]));
  const faults = [
    ...readings.flatMap(({ name, faults: own }) => own.map((fault) => `${name}: ${fault}`)),
    ...packIdFaults([...POLICY_PACKS, ...packs]),
  ];
  if (faults.length === 0) return packs;
  const shown = faults.slice(0, FAULTS_SHOWN_MAX).map((fault) => `  ${fault}`);
  const more = faults.length > shown.length ? [`  and ${faults.length - shown.length} more`] : [];
  throw refusal(folder, ['cannot be read as policy packs:', ...shown, ...more].join('\n'));
}

function namesIn(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch (error) {
    throw refusal(folder, `cannot be read (${codeOf(error)}).`);
  }
  if (names.length > FILES_MAX) throw refusal(folder, `holds ${names.length} packs; at most ${FILES_MAX} are allowed.`);
  return names.sort();
}

function readPack(path: string): { pack: PolicyPack | null; faults: readonly string[] } {
  try {
    if (statSync(path).size > FILE_BYTES_MAX) return { pack: null, faults: [`larger than ${FILE_BYTES_MAX} bytes`] };
    return readPolicyPack(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    // The message of a parser repeats what it stumbled over.
    return { pack: null, faults: [error instanceof SyntaxError ? 'is no JSON' : `cannot be read (${codeOf(error)})`] };
  }
}

function refusal(folder: string, message: string): StartRefusal {
  return new StartRefusal(
    `The folder of POLICY_PACKS_PATH, ${folder}, ${message}`,
    'docs/policy-packs.md has the format; unset POLICY_PACKS_PATH to start with the packs that come with Marquee.',
  );
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}
