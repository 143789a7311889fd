import {
  compile,
  deriveWindow,
  resolveViewer,
  viewerClass,
  zoneNames,
  type Instant,
  type Programme,
  type Viewer,
  type ViewerClues,
} from '#domain';
import { FirstStaff } from '#identity';
import { Database, MemberStore, ProgrammeReadModel, UnitOfWork } from '#persistence';
import { loadDemo } from '#seed';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

const NOW = Date.UTC(2026, 8, 9, 12);
const IN_2021 = Date.UTC(2021, 8, 10, 12);
const REGIONS = regionCodes(250);
const LOCALES = (
  'en en-GB en-US en-AU en-IN es es-MX es-419 pt pt-BR fr fr-CA de it nl pl ' +
  'ru uk tr ar he hi bn ta th vi ja ko zh zh-Hant'
).split(' ');
const ZONES = zoneNames().slice(0, 400);
/** One of ten: the test would take a minute with all of them. */
const SOME_ZONES = ZONES.filter((_, index) => index % 10 === 0);

/** Codes that the host has a name for. */
function regionCodes(count: number): string[] {
  const names = new Intl.DisplayNames('en', { type: 'region' });
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
  const codes = letters.flatMap((a) => letters.map((b) => `${a}${b}`));
  return codes.filter((code) => names.of(code) !== code).slice(0, count);
}

function viewerOf(programme: Programme, surface: string | null, clues: ViewerClues, at: Instant): Viewer {
  return viewerClass(programme, surface, resolveViewer(clues, at), at);
}

/** How many viewers stand for all of these. */
function classesOf(programme: Programme, surface: string | null, zones: readonly string[], at: Instant): number {
  const classes = new Set<string>();
  for (const region of REGIONS)
    for (const locale of LOCALES)
      for (const timeZone of zones) {
        const one = viewerOf(programme, surface, { region, locale, timeZone }, at);
        classes.add(`${one.region} ${one.locale} ${one.zone}`);
      }
  return classes.size;
}

describe('the classes of 400 zones, 250 regions and 30 locales, three million kinds of viewers', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  const programme = async () => compile(await new ProgrammeReadModel(database).read());
  beforeAll(async () => {
    testDatabase = await cloneTestDatabase();
    database = new Database({ url: testDatabase.url, poolMax: 5, applicationName: 'test' });
    await new FirstStaff(new UnitOfWork(database), new MemberStore()).claim(() => undefined);
    await loadDemo(database, NOW, () => undefined);
  });
  afterAll(async () => {
    await database.close();
    await testDatabase.drop();
  });

  it('are 22 over the demo, help and guides included: none of it is by the clock of the viewer', async () => {
    expect([REGIONS.length, LOCALES.length, ZONES.length]).toEqual([250, 30, 400]);
    const demo = await programme();
    for (const surface of ['discover', null]) expect(classesOf(demo, surface, SOME_ZONES, NOW)).toBe(22);
  });

  it('are those times the zones that differ, in the week of 2021 that begins with the day of each viewer', async () => {
    // As the rows were then: no command takes a run that is over back on the air.
    await testDatabase.query(
      `SET session_replication_role = 'replica'; UPDATE run SET state = 'ACTIVE' WHERE state = 'RETIRED'`,
    );
    const then = await programme();
    const week = then.surfaces.get('discover')!.find(({ intent }) => intent.mode === 'VIEWER_LOCAL')!;
    const windows = new Set(ZONES.map((zone) => JSON.stringify(deriveWindow(week.intent, zone))));
    const zones = new Set(ZONES.map((timeZone) => viewerOf(then, 'discover', { timeZone }, IN_2021).zone));
    expect(zones.size).toBe(windows.size);
    expect(classesOf(then, 'discover', [...zones], IN_2021)).toBe(22 * windows.size);
    expect(windows.size).toBeLessThan(40);
  });
});
