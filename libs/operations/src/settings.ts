import { readFileSync } from 'node:fs';

/**
 * Settings come from environment variables, are parsed once when a process starts, and never change afterwards.
 *
 * A table says of each its kind, bounds, default and meaning. The same table parses the environment, prints the
 * documentation, and words the faults: all of them at once.
 */

interface Described {
  /** One sentence for people who run Marquee. */
  readonly description: string;
  /** Shown in the documentation instead of the default, where the default is computed. */
  readonly defaultNote?: string;
  /** True: its value never appears in a message, and may stand in a file that `NAME_FILE` names. */
  readonly secret?: boolean;
}

export interface IntegerSetting extends Described {
  readonly kind: 'integer';
  readonly min: number;
  readonly max: number;
  readonly default: number;
}
/** A TCP port; 0 lets the system choose. */
export interface PortSetting extends Described {
  readonly kind: 'port';
  readonly default: number | null;
}
/** `true`/`false`, `on`/`off`, `1`/`0`, `yes`/`no`. */
export interface BooleanSetting extends Described {
  readonly kind: 'boolean';
  readonly default: boolean;
}
export interface TextSetting extends Described {
  readonly kind: 'text';
  readonly maxLength: number;
  readonly default: string | null;
}
export interface EnumSetting<Value extends string = string> extends Described {
  readonly kind: 'enum';
  readonly values: readonly Value[];
  readonly default: Value;
}
export interface UrlSetting extends Described {
  readonly kind: 'url';
  /** Without the colon: `postgresql`. */
  readonly protocols: readonly string[];
  readonly default: string | null;
}

export type Setting = IntegerSetting | PortSetting | BooleanSetting | TextSetting | EnumSetting | UrlSetting;
/** By the name of the environment variable. */
export type SettingsTable = Readonly<Record<string, Setting>>;

type ValueOf<S extends Setting> =
  S extends EnumSetting<infer Value>
    ? Value
    : S extends BooleanSetting
      ? boolean
      : S extends IntegerSetting
        ? number
        : S['default'] extends infer Default
          ? Default extends null
            ? (S extends PortSetting ? number : string) | null
            : S extends PortSetting
              ? number
              : string
          : never;

export type Settings<Table extends SettingsTable> = { readonly [Name in keyof Table]: ValueOf<Table[Name]> };

/** All faults of an environment; `message` has a line for each. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly faults: readonly string[]) {
    const count = faults.length === 1 ? 'One setting is' : `${faults.length} settings are`;
    super(`${count} wrong:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

/** The setting that names the file in which a secret stands. */
export function fileSettingOf(name: string): string {
  return `${name}_FILE`;
}

/**
 * @param environment `process.env`; unset and empty are the same, spaces around a value are dropped. Files that it names are read
 * @returns frozen, a value for every name of the table
 * @throws SettingsError with every fault, not the first only
 */
export function parseSettings<Table extends SettingsTable>(
  table: Table,
  environment: Readonly<Record<string, string | undefined>>,
): Settings<Table> {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(table)) {
    const text = textOf(name, setting, environment);
    if (typeof text !== 'string') {
      faults.push(text.fault);
      continue;
    }
    if (text === '') {
      values[name] = setting.default;
      continue;
    }
    const value = parseOne(setting, text);
    if (value === INVALID) faults.push(`${name} is ${shown(setting, text)}: ${allowedOf(setting)}.`);
    else values[name] = value;
  }
  if (faults.length > 0) throw new SettingsError(faults);
  return Object.freeze(values) as Settings<Table>;
}

const INVALID = Symbol('invalid');
const SHOWN_MAX = 60;
const PORT_MAX = 65_535;
const TRUE = ['true', 'on', '1', 'yes'];
const FALSE = ['false', 'off', '0', 'no'];

/** Of the value itself or of the file that holds it. */
function textOf(
  name: string,
  { secret = false }: Setting,
  environment: Readonly<Record<string, string | undefined>>,
): string | { readonly fault: string } {
  const text = environment[name]?.trim() ?? '';
  const fileName = fileSettingOf(name);
  const path = secret ? (environment[fileName]?.trim() ?? '') : '';
  if (path === '') return text;
  if (text !== '') return { fault: `${name} and ${fileName} are both set: one of them is allowed.` };
  try {
    const content = readFileSync(path, 'utf8').trim();
    if (content !== '') return content;
    return { fault: `${fileName} names an empty file: one that holds the value is allowed.` };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { fault: `${fileName} names a file that cannot be read (${code}): one that this user may read is allowed.` };
  }
}

function parseOne(setting: Setting, text: string): string | number | boolean | typeof INVALID {
  switch (setting.kind) {
    case 'integer':
      return integerIn(text, setting.min, setting.max);
    case 'port':
      return integerIn(text, 0, PORT_MAX);
    case 'boolean': {
      const word = text.toLowerCase();
      if (TRUE.includes(word)) return true;
      return FALSE.includes(word) ? false : INVALID;
    }
    case 'text':
      return text.length <= setting.maxLength ? text : INVALID;
    case 'enum':
      return setting.values.includes(text) ? text : INVALID;
    case 'url':
      return isUrl(text, setting.protocols) ? text : INVALID;
  }
}

function integerIn(text: string, min: number, max: number): number | typeof INVALID {
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : INVALID;
}

function isUrl(text: string, protocols: readonly string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol.replace(':', ''));
}

/** A URL may carry a password, so it is never shown. */
function shown(setting: Setting, text: string): string {
  if (setting.secret === true || setting.kind === 'url') return 'set to a value that is not shown here';
  return JSON.stringify(text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text);
}

function allowedOf(setting: Setting): string {
  switch (setting.kind) {
    case 'integer':
      return `a whole number from ${setting.min} to ${setting.max} is allowed`;
    case 'port':
      return `a port from 0 to ${PORT_MAX} is allowed`;
    case 'boolean':
      return 'true or false is allowed';
    case 'text':
      return `a text of at most ${setting.maxLength} characters is allowed`;
    case 'enum':
      return `one of ${setting.values.join(', ')} is allowed`;
    case 'url':
      return `a URL beginning with ${setting.protocols.map((protocol) => `${protocol}://`).join(' or ')} is allowed`;
  }
}

/** The table as Markdown, for docs/operations.md. */
export function settingsMarkdown(table: SettingsTable): string {
  const rows = Object.entries(table).map(([name, setting]) => {
    const fallback = setting.defaultNote ?? (setting.default === null ? 'unset' : `\`${String(setting.default)}\``);
    return `| \`${name}\` | ${fallback} | ${allowedOf(setting).replace(/ is allowed$/, '')} | ${setting.description} |`;
  });
  return ['| setting | default | allowed | meaning |', '|---|---|---|---|', ...rows].join('\n');
}
