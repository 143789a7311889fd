import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  blocks,
  checkWriting,
  packsOfChoice,
  POLICY_PACKS,
  valeStyle,
  type CheckedBy,
  type PolicyPack,
  type TextMatch,
} from '#domain';
import { loadPrivatePacks, StartRefusal } from '#persistence';

export const LINT_USAGE = `marquee lint [options] FILES      read texts as a review does
marquee lint --vale FOLDER        write the packs as styles of the Vale prose linter

  --locale es           of files whose name has none (story.es.md has); else en
  --packs ID,ID         the packs that read the partner's texts, as policyPacks has them; else all
  --names NAME;NAME     names that no rule reads: of partners, helplines, campaigns
  --domains HOST,HOST   verified domains of the partner; else only what is wrong with any address is said
  --private FOLDER      private packs; else those of POLICY_PACKS_PATH

Exit code 0: nothing found; 1: something to see to; 2: a file or an option cannot be read.`;

/** What a run of the command printed and ended with. */
export interface LintResult {
  readonly lines: readonly string[];
  readonly exitCode: 0 | 1 | 2;
}

/** How files are read. */
interface Reading {
  readonly locale: string;
  readonly packs: readonly PolicyPack[];
  readonly by: CheckedBy;
}

/**
 * Checks files, or exports packs. It repeats no text: what stands in a line is to be looked up there.
 *
 * @param privateFolder private packs unless an option says otherwise; null: none
 */
export function lint(args: readonly string[], privateFolder: string | null = null): LintResult {
  const options = readOptions(args);
  if (options === null) return { lines: [LINT_USAGE], exitCode: 2 };
  if (options.vale !== undefined) return exportVale(options.vale);
  const reading = readingOf(options, privateFolder);
  if ('exitCode' in reading) return reading;
  const results = options.files.map((file) => lintFile(file, reading));
  return {
    lines: results.flatMap(({ lines }) => lines),
    exitCode: results.reduce<0 | 1 | 2>((worst, { exitCode }) => (exitCode > worst ? exitCode : worst), 0),
  };
}

function readOptions(args: readonly string[]) {
  try {
    const { values, positionals: files } = parseArgs({
      args: [...args],
      options: {
        locale: { type: 'string', default: 'en' },
        vale: { type: 'string' },
        packs: { type: 'string' },
        names: { type: 'string', default: '' },
        domains: { type: 'string' },
        private: { type: 'string' },
      },
      allowPositionals: true,
    });
    return (files.length === 0) === (values.vale === undefined) ? null : { ...values, files };
  } catch {
    return null;
  }
}

/** The packs and names to read with, or what is wrong with the options. */
function readingOf(
  options: NonNullable<ReturnType<typeof readOptions>>,
  privateFolder: string | null,
): Reading | LintResult {
  const parts = (text: string, mark: string) =>
    text
      .split(mark)
      .map((part) => part.trim())
      .filter((part) => part !== '');
  let all: readonly PolicyPack[];
  try {
    all = [...POLICY_PACKS, ...loadPrivatePacks(options.private ?? privateFolder)];
  } catch (error) {
    if (error instanceof StartRefusal) return { lines: [error.message, error.cure], exitCode: 2 };
    throw error;
  }
  const chosen = options.packs === undefined ? null : parts(options.packs, ',');
  const known = all.map(({ id }) => id);
  const unknown = (chosen ?? []).filter((id) => !known.includes(id));
  if (unknown.length > 0)
    return { lines: [`--packs: no pack is called ${unknown.join(', ')}; there are ${known.join(', ')}`], exitCode: 2 };
  const domains = options.domains === undefined ? null : parts(options.domains.toLowerCase(), ',');
  const safeNames = parts(options.names, ';');
  return { locale: options.locale, packs: packsOfChoice(all, chosen), by: { safeNames, domains } };
}

function lintFile(file: string, { locale: otherwise, packs, by }: Reading): LintResult {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { lines: [`${file}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`], exitCode: 2 };
  }
  const locale = /\.([a-z]{2,3}(?:-[A-Za-z0-9]+)*)\.[a-z]+$/.exec(basename(file))?.[1] ?? otherwise;
  const found = checkWriting(text, locale, packs, by);
  return {
    lines: found.map((match) =>
      match.rule === 'locale.unchecked' ? `${file}: UNCHECKED: no pack reads ${locale}` : lineOf(file, text, match),
    ),
    exitCode: found.length === 0 ? 0 : 1,
  };
}

function lineOf(file: string, text: string, match: TextMatch): string {
  const before = text.slice(0, match.start).split('\n');
  const severity = match.isDowngraded ? `${match.severity} (as an example)` : match.severity;
  const stops = blocks(match) ? ' A safety reviewer would have to let it pass.' : '';
  return `${file}:${before.length}:${before.at(-1)!.length + 1} ${severity} ${match.rule} (${match.pack} ${match.packVersion}): ${match.message} ${match.advice}${stops}`;
}

function exportVale(folder: string): LintResult {
  const lines = POLICY_PACKS.flatMap((pack) =>
    valeStyle(pack).map(({ name, text }) => {
      const style = join(folder, `marquee-${pack.id}`);
      mkdirSync(style, { recursive: true });
      writeFileSync(join(style, name), text);
      return join(style, name);
    }),
  );
  return { lines, exitCode: 0 };
}
