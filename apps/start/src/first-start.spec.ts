import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { banner, type BannerFacts } from './banner.js';
import { openDataFolder } from './data-folder.js';
import { writeKeysFile } from './first-start.js';

const KEYS = [
  { role: 'ADMIN', name: 'Ada', key: 'mq_1' },
  { role: 'SAFETY_REVIEWER', name: 'Bo', key: 'mq_2' },
];
const FACTS: BannerFacts = {
  host: '127.0.0.1',
  port: 3000,
  schedulerPort: 3001,
  database: 'embedded',
  dataFolder: '/data',
  keysFile: '/data/keys.json',
  signInUrl: 'http://localhost:3000/sign-in',
  first: { keys: KEYS, linkToken: null, upcoming: [], loaded: true },
};

describe('the data folder', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'marquee-data-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  it('is taken relative to the checkout, or absolute', () => {
    expect(openDataFolder('.data', root).path).toBe(join(root, '.data'));
    expect(openDataFolder(join(root, 'x'), '/nowhere').path).toBe(join(root, 'x'));
  });

  it('keeps keys and logs for their owner only', () => {
    const folder = openDataFolder('.data', root);
    writeKeysFile(folder.keysFile, KEYS);
    for (const path of [folder.keysFile, folder.logFile('api'), join(folder.path, 'logs')]) {
      expect(statSync(path).mode & 0o077).toBe(0);
    }
    expect(JSON.parse(readFileSync(folder.keysFile, 'utf8'))).toMatchObject({ keys: KEYS });
    expect(readdirSync(folder.path).sort()).toEqual(['keys.json', 'logs']);
  });

  it('moves a log aside that has grown too large, and keeps the one before', () => {
    const folder = openDataFolder('.data', root);
    const log = folder.logFile('api');
    writeFileSync(log, 'x'.repeat(10_000_001));
    folder.logFile('api');
    expect([statSync(log).size, statSync(`${log}.1`).size]).toEqual([0, 10_000_001]);
  });

  it('that cannot be made is refused with the path', () => {
    writeFileSync(join(root, 'file'), '');
    expect(() => openDataFolder('file/data', root)).toThrow(
      `The data folder ${join(root, 'file/data')} cannot be used`,
    );
  });
});

describe('the banner', () => {
  it('shows keys on the start that makes them, with the file that keeps them', () => {
    expect(banner(FACTS)).toMatch(
      /kept in \/data\/keys\.json[^]*ADMIN {12}mq_1 {2}Ada\n {4}SAFETY_REVIEWER {2}mq_2 {2}Bo/,
    );
    expect(banner({ ...FACTS, first: { ...FACTS.first, keys: [] } })).not.toContain('keys.json');
  });

  it('shows the link of the first administrator on the start that makes it', () => {
    expect(banner(FACTS)).not.toContain('sign-in#');
    const first = { ...FACTS.first, keys: [], linkToken: 'mql_x' };
    expect(banner({ ...FACTS, first })).toContain('http://localhost:3000/sign-in#mql_x');
  });

  it('holds a query that a shell and JSON both take as it is', () => {
    const body = /-d '([^']*)'/.exec(banner(FACTS))?.[1] ?? '';
    const { query } = JSON.parse(body) as { query: string };
    expect(query).toContain('activeCampaign(surface: "discover")');
  });

  it('names localhost for addresses that stand for this machine', () => {
    expect(banner({ ...FACTS, host: '0.0.0.0' })).toContain('http://localhost:3000/graphql');
    expect(banner({ ...FACTS, host: '192.0.2.7' })).toContain('http://192.0.2.7:3000/graphql');
  });

  it('tells what comes next in local time and in UTC', () => {
    const at = new Date(Date.now() + 60_000);
    const text = banner({
      ...FACTS,
      first: { ...FACTS.first, upcoming: [{ at, what: 'goes on air on discover: Breathe' }] },
    });
    expect(text).toMatch(/\d\d:\d\d:\d\d \(\d\d:\d\d:\d\dZ\) {2}goes on air on discover: Breathe/);
    expect(text).toContain(`(${at.toISOString().slice(11, 19)}Z)`);
  });
});
