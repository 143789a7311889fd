import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { blocks, checkText, languageOf, POLICY_PACKS, valeStyle, type TextMatch } from '#domain';

export const LINT_USAGE = `marquee lint [--locale en] FILES      read texts as a review does; the locale is the file's (story.es.md), else --locale, else en
marquee lint --vale FOLDER            write the packs as styles of the Vale prose linter

Exit code 0: nothing found; 1: something to see to; 2: a file or an option cannot be read.`;

/** What a run of the command printed and ended with. */
export interface LintResult {
  readonly lines: readonly string[];
  readonly exitCode: 0 | 1 | 2;
}

/** Checks files, or exports packs. It repeats no text: what stands in a line is to be looked up there. */
export function lint(args: readonly string[]): LintResult {
  const options = readOptions(args);
  if (options === null) return { lines: [LINT_USAGE], exitCode: 2 };
  if (options.vale !== undefined) return exportVale(options.vale);
  const results = options.files.map((file) => lintFile(file, options.locale));
  return {
    lines: results.flatMap(({ lines }) => lines),
    exitCode: results.reduce<0 | 1 | 2>((worst, { exitCode }) => (exitCode > worst ? exitCode : worst), 0),
  };
}

function readOptions(args: readonly string[]) {
  try {
    const { values, positionals: files } = parseArgs({
      args: [...args],
      options: { locale: { type: 'string', default: 'en' }, vale: { type: 'string' } },
      allowPositionals: true,
    });
    return (files.length === 0) === (values.vale === undefined) ? null : { ...values, files };
  } catch {
    return null;
  }
}

function lintFile(file: string, otherwise: string): LintResult {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { lines: [`${file}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`], exitCode: 2 };
  }
  const locale = /\.([a-z]{2,3}(?:-[A-Za-z0-9]+)*)\.[a-z]+$/.exec(basename(file))?.[1] ?? otherwise;
  const own = POLICY_PACKS.filter((pack) => languageOf(pack.locale) === languageOf(locale));
  const neutral = POLICY_PACKS.filter((pack) => pack.locale === 'und');
  const found = checkText(text, 'BODY', [...own, ...neutral]);
  const notes = own.length === 0 ? [`${file}: UNCHECKED: no pack reads ${locale}`] : [];
  const isClean = found.length === 0 && own.length > 0;
  return { lines: [...notes, ...found.map((match) => lineOf(file, text, match))], exitCode: isClean ? 0 : 1 };
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
