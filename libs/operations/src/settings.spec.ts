import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MARQUEE_SETTINGS } from './marquee-settings.js';
import { parseSettings, SettingsError, settingsMarkdown, type SettingsTable } from './settings.js';

const TABLE = {
  COUNT: { kind: 'integer', min: 1, max: 9, default: 5, description: 'How many.' },
  PORT: { kind: 'port', default: 3000, description: 'Where.' },
  OTHER_PORT: { kind: 'port', default: null, description: 'Where else.' },
  LOUD: { kind: 'boolean', default: false, description: 'How.' },
  NAME: { kind: 'text', maxLength: 5, default: null, description: 'Who.' },
  MODE: { kind: 'enum', values: ['auto', 'off'], default: 'auto', description: 'Which.' },
  DATABASE: { kind: 'url', protocols: ['postgresql'], default: null, secret: true, description: 'What.' },
} as const satisfies SettingsTable;

const faultsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    parseSettings(TABLE, environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
};

describe('settings', () => {
  it('have their defaults when nothing is set, and empty is not set', () => {
    const defaults = {
      COUNT: 5,
      PORT: 3000,
      OTHER_PORT: null,
      LOUD: false,
      NAME: null,
      MODE: 'auto',
      DATABASE: null,
    };
    expect(parseSettings(TABLE, {})).toEqual(defaults);
    expect(parseSettings(TABLE, { COUNT: '', NAME: '  ' })).toEqual(defaults);
  });

  it.each([
    ['COUNT', '1', 1],
    ['COUNT', ' 9 ', 9],
    ['PORT', '0', 0],
    ['PORT', '65535', 65_535],
    ['LOUD', 'ON', true],
    ['LOUD', '0', false],
    ['NAME', 'abcde', 'abcde'],
    ['MODE', 'off', 'off'],
    ['DATABASE', 'postgresql://u:password@h/d', 'postgresql://u:password@h/d'],
  ])('take %s=%j as %j', (name, text, value) => {
    expect(parseSettings(TABLE, { [name]: text })).toMatchObject({ [name]: value });
  });

  it.each([
    ['COUNT', '0'],
    ['COUNT', '10'],
    ['COUNT', '1.5'],
    ['COUNT', '1e1'],
    ['COUNT', '0x1'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['LOUD', 'maybe'],
    ['NAME', 'abcdef'],
    ['MODE', 'AUTO'],
    ['DATABASE', 'mysql://u:password@h/d'],
    ['DATABASE', 'h/d'],
  ])('refuse %s=%j, naming the setting and what is allowed', (name, text) => {
    expect(faultsOf({ [name]: text })).toEqual([expect.stringMatching(new RegExp(`^${name} is .* allowed\\.$`))]);
  });

  it('report all faults at once', () => {
    expect(faultsOf({ COUNT: 'x', PORT: 'y', MODE: 'z' })).toEqual([
      'COUNT is "x": a whole number from 1 to 9 is allowed.',
      'PORT is "y": a port from 0 to 65535 is allowed.',
      'MODE is "z": one of auto, off is allowed.',
    ]);
  });

  it('never show the value of a secret or a URL', () => {
    expect(faultsOf({ DATABASE: 'mysql://u:password@h/d' }).join()).not.toContain('password');
  });

  describe('that are secret', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'marquee-settings-'));
      await writeFile(join(folder, 'url'), 'postgresql://u:password@h/d\n');
      await writeFile(join(folder, 'wrong'), 'mysql://u:password@h/d');
      await writeFile(join(folder, 'empty'), '\n');
    });
    afterAll(() => rm(folder, { recursive: true }));

    it('may stand in a file', () => {
      expect(parseSettings(TABLE, { DATABASE_FILE: join(folder, 'url') })).toMatchObject({
        DATABASE: 'postgresql://u:password@h/d',
      });
      expect(parseSettings(TABLE, { DATABASE_FILE: '', NAME_FILE: join(folder, 'none') })).toMatchObject({
        DATABASE: null,
        NAME: null,
      });
    });

    it.each([
      ['wrong', 'DATABASE is set to a value that is not shown here: a URL beginning with postgresql:// is allowed.'],
      ['empty', 'DATABASE_FILE names an empty file: one that holds the value is allowed.'],
      ['none', 'DATABASE_FILE names a file that cannot be read (ENOENT): one that this user may read is allowed.'],
    ])('are refused when the file is %s, as is everything else that is wrong', (file, fault) => {
      expect(faultsOf({ DATABASE_FILE: join(folder, file), COUNT: '0' })).toEqual([
        'COUNT is "0": a whole number from 1 to 9 is allowed.',
        fault,
      ]);
    });

    it('are not given twice', () => {
      expect(faultsOf({ DATABASE: 'postgresql://h/d', DATABASE_FILE: join(folder, 'url') })).toEqual([
        'DATABASE and DATABASE_FILE are both set: one of them is allowed.',
      ]);
    });
  });

  it('cannot be changed after parsing', () => {
    expect(Object.isFrozen(parseSettings(TABLE, {}))).toBe(true);
  });

  it('print as a table with a row for each', () => {
    expect(settingsMarkdown(TABLE).split('\n')).toContain('| `COUNT` | `5` | a whole number from 1 to 9 | How many. |');
    expect(settingsMarkdown(MARQUEE_SETTINGS)).not.toContain('undefined');
  });

  it('of Marquee all have defaults that they would accept', () => {
    const given = Object.entries(MARQUEE_SETTINGS).flatMap(([name, setting]) =>
      setting.default === null ? [] : [[name, String(setting.default)] as const],
    );
    expect(() => parseSettings(MARQUEE_SETTINGS, Object.fromEntries(given))).not.toThrow();
  });
});
