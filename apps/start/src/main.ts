import { join, resolve } from 'node:path';
import { parseSettings, SettingsError, START_SETTINGS } from '#operations';
import { ARCHIVE_AGE_DAYS_MIN, loadPrivatePacks, StartRefusal } from '#persistence';
import { replay2021 } from '#seed';
import { EndWatch } from './ending.js';
import { makeFirstStart } from './first-start.js';
import { lint } from './lint.js';
import { auditVerify } from './audit/audit-verify.js';
import { breakGlass } from './break-glass/break-glass.js';
import { bulk } from './bulk/bulk.js';
import { archive, launch, prepare, type LaunchOptions, type Preparation } from './launch.js';

const USAGE = `npm start                 start everything; Ctrl-C stops it
npm start -- migrate      bring the database to this version, and end; --app-role NAME: and grant that role what the service needs
npm start -- first-key    the same, and make the first keys when there are none
npm start -- first-admin  the same, and make the first administrator, who signs in by a link, when there is nobody
npm start -- recover-admin  the same, and make one more administrator: for when nobody gets in any more
npm start -- demo         the same, and load the demo
npm start -- archive      the same, and move transitions of over 400 days into their archive; --older-than-days 800: fewer
npx marquee lint FILES    read texts as a review does, before they are handed in
npx marquee import FILE   give many items at once; so do export and restore, docs/bulk.md
npx marquee break-glass   take things off the air while the database is down, docs/outage.md
npm run audit:verify      look whether anybody was at the audit log, docs/audit.md
npm run replay            print the edition of September 2021 as the world saw it`;

/** dist/apps/start/src -> the checkout */
const ROOT = resolve(import.meta.dirname, '..', '..', '..', '..');
const PREPARATIONS: readonly string[] = [
  'migrate',
  'first-key',
  'first-admin',
  'recover-admin',
  'demo',
] satisfies Preparation[];

async function main(args: readonly string[]): Promise<number> {
  const [command = 'start', ...rest] = args;
  if (command === 'replay' && rest.length === 0) {
    process.stdout.write(`${replay2021().join('\n')}\n`);
    return 0;
  }
  if (command === 'lint') {
    const { lines, exitCode } = lint(rest, packsFolder(process.env.POLICY_PACKS_PATH));
    process.stdout.write(lines.map((line) => `${line}\n`).join(''));
    return exitCode;
  }
  if (command === 'import' || command === 'export' || command === 'restore')
    return bulk(command, rest, process.env.MARQUEE_KEY, {
      write: (text) => void process.stdout.write(text),
      say: (line) => void process.stderr.write(`${line}\n`),
    });
  if (command === 'break-glass') {
    const { lines, exitCode } = await breakGlass(rest, Date.now());
    process.stdout.write(lines.map((line) => `${line}\n`).join(''));
    return exitCode;
  }
  if (command === 'audit:verify') {
    const { lines, exitCode } = await auditVerify(rest, process.env, ROOT);
    process.stdout.write(lines.map((line) => `${line}\n`).join(''));
    return exitCode;
  }
  const archiveDays = command === 'archive' ? archiveDaysOf(rest) : null;
  const appRole = command === 'migrate' ? appRoleOf(rest) : null;
  const isKnown = command === 'archive' ? archiveDays !== null : rest.length === 0 || appRole !== null;
  if (!isKnown || !['start', 'archive', ...PREPARATIONS].includes(command)) {
    process.stderr.write(`Unknown: ${args.join(' ')}\n\n${USAGE}\n`);
    return 2;
  }
  try {
    const options: LaunchOptions = {
      settings: parseSettings(START_SETTINGS, process.env),
      environment: process.env,
      root: ROOT,
      scripts: {
        api: join(ROOT, 'dist', 'apps', 'api', 'src', 'main.js'),
        scheduler: join(ROOT, 'dist', 'apps', 'scheduler', 'src', 'main.js'),
      },
      makeFirstStart,
      say: (text) => process.stdout.write(`${text}\n`),
      endWatch: new EndWatch(process.env.npm_lifecycle_event !== undefined),
      appRole,
    };
    // Read here too, so that a pack that is wrong is refused once and in words, not by each start of the API.
    loadPrivatePacks(options.settings.POLICY_PACKS_PATH);
    if (archiveDays !== null) return (await archive(options, archiveDays)).exitCode;
    const ending = command === 'start' ? await launch(options) : await prepare(options, command as Preparation);
    return ending.exitCode;
  } catch (error) {
    process.stderr.write(`${inWords(error)}\n`);
    return 1;
  }
}

/** Writers lint without any other setting in order, so that this one is read by itself. */
function packsFolder(text: string | undefined): string | null {
  const folder = text?.trim() ?? '';
  return folder === '' ? null : folder;
}

/** Null: none was named, or it was not understood. */
function appRoleOf(args: readonly string[]): string | null {
  const [option, name = '', ...rest] = args;
  return option === '--app-role' && name !== '' && rest.length === 0 ? name : null;
}

/** Null: not understood. */
function archiveDaysOf(args: readonly string[]): number | null {
  if (args.length === 0) return ARCHIVE_AGE_DAYS_MIN;
  const [option, text = '', ...rest] = args;
  const isDays = option === '--older-than-days' && rest.length === 0 && /^\d{1,5}$/.test(text);
  return isDays && Number(text) >= ARCHIVE_AGE_DAYS_MIN ? Number(text) : null;
}

function inWords(error: unknown): string {
  if (error instanceof StartRefusal) return `\n${error.message}\n\n  -> ${error.cure}\n`;
  if (error instanceof SettingsError) return `\n${error.message}\n\n  -> docs/operations.md lists every setting.\n`;
  // Ours: with its stack, for whoever reports it.
  return `\nMarquee could not start, and that is a fault of Marquee.\n${error instanceof Error ? error.stack : String(error)}\n`;
}

// A screen that has gone (a closed terminal, a pipe to head) takes nothing else with it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
process.exit(await main(process.argv.slice(2)));
