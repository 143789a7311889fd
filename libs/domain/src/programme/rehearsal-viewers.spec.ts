import { audienceMismatch, EVERYBODY, type Audience } from '../campaign/audience.js';
import type { Viewer } from '../time/viewer.js';
import { compile } from './compile.js';
import type { Candidate } from './programme.js';
import { instants, localDays, programmeRows, runRow, viewerIn } from './programme-fixtures.js';
import { AUDIENCE_CLASSES_MAX, audienceClasses, zoneGroups } from './rehearsal-viewers.js';

const candidate = (id: string, audience: Partial<Audience>, intent = instants(0, 1_000)): Candidate =>
  compile(programmeRows([runRow({ id, audience, intent })])).surfaces.get('discover')![0]!;
const REGIONS = ['GB', 'IE', 'SG', 'BR', null];
const LOCALES = ['en', 'en-GB', 'en-US', 'pt', 'pt-BR', 'de', null];
const PLATFORMS = ['IOS', 'ANDROID', 'WEB', null] as const;
const VERSIONS = ['1', '12.3', '12.4', '12.5', '13', null];
const EVERY_VIEWER: Viewer[] = REGIONS.flatMap((region) =>
  LOCALES.flatMap((locale) =>
    PLATFORMS.flatMap((platform) =>
      VERSIONS.map((appVersion) => viewerIn('UTC', { region, locale, platform, appVersion })),
    ),
  ),
);
const meant = (candidates: readonly Candidate[], viewer: Omit<Viewer, 'zone' | 'zoneIsKnown'>) =>
  candidates
    .filter(({ audience }) => audienceMismatch(audience, viewerIn('UTC', viewer)) === null)
    .map(({ runId }) => runId)
    .join(' ');

describe('audience classes', () => {
  it.each<[string, Partial<Audience>, Partial<Audience>[]]>([
    ['everybody', {}, []],
    ['one region of a rival', {}, [{ regions: ['GB'] }]],
    ['a language and its regional form', { locales: ['en'] }, [{ locales: ['en-GB'] }, { locales: ['pt'] }]],
    ['versions', { appVersionMin: '12' }, [{ appVersionMin: '12.4' }, { appVersionMin: '13' }]],
    [
      'all at once',
      { regions: ['GB', 'IE', 'SG'], platforms: ['IOS', 'ANDROID'] },
      [
        { regions: ['GB'], locales: ['en'], platforms: ['IOS'] },
        { regions: ['IE', 'SG'], locales: ['pt-BR'], appVersionMin: '12.4' },
        { locales: ['pt'], platforms: ['ANDROID'], appVersionMin: '13' },
      ],
    ],
  ])('stand for every viewer of the run, and for nobody else: %s', (_, audience, others) => {
    const run = candidate('run', audience);
    const rivals = others.map((one, i) => candidate(`rival-${i}`, one));
    const all = [run, ...rivals];
    const { classes, isComplete } = audienceClasses(run, rivals);
    const inClasses = new Set(classes.map(({ viewer }) => meant(all, viewer)));
    const inWorld = new Set(
      EVERY_VIEWER.filter((viewer) => audienceMismatch({ ...EVERYBODY, ...audience }, viewer) === null).map((viewer) =>
        meant(all, viewer),
      ),
    );
    expect(inClasses).toEqual(inWorld);
    expect(isComplete).toBe(true);
  });

  it('name each viewer once, in the class of those whom the same candidates mean', () => {
    const rivals = [{ regions: ['GB'], locales: ['en'] }, { regions: ['SG'], platforms: ['IOS'] as const }, {}];
    const all = [{}, ...rivals].map((audience, i) => candidate(`run-${i}`, audience));
    const { classes } = audienceClasses(all[0]!, all.slice(1));
    const isNamed = (names: readonly string[], value: string | null) =>
      names.length === 0 || names.includes(value ?? '*');
    for (const region of ['GB', 'SG', null])
      for (const locale of ['en', null])
        for (const platform of ['IOS', null] as const) {
          const viewer = { region, locale, platform, appVersion: null };
          const own = classes.filter(
            ({ who }) =>
              isNamed(who.regions, region) && isNamed(who.locales, locale) && isNamed(who.platforms, platform),
          );
          expect(own.map((one) => meant(all, one.viewer))).toEqual([meant(all, viewer)]);
        }
  });

  it('are one, which names nothing, where nobody tells viewers apart', () => {
    const run = candidate('run', { regions: ['GB', 'IE'] });
    const { classes } = audienceClasses(run, [candidate('rival', { regions: ['GB', 'IE', 'SG'] })]);
    expect(classes.map(({ who }) => who)).toEqual([{ regions: [], locales: [], platforms: [], appVersions: [] }]);
  });

  it('name those whom no audience names', () => {
    const { classes } = audienceClasses(candidate('run', {}), [candidate('rival', { regions: ['IE', 'GB'] })]);
    expect(classes.map(({ who }) => who.regions)).toEqual([['GB', 'IE'], ['*']]);
  });

  it('are cut off at a bound, and say so', () => {
    const rivals = Array.from({ length: 20 }, (_, i) => {
      const letter = String.fromCharCode(97 + i);
      const audience = { regions: [`A${letter.toUpperCase()}`], locales: [`a${letter}`], appVersionMin: `${i + 1}` };
      return candidate(`rival-${i}`, audience);
    });
    const { classes, isComplete } = audienceClasses(candidate('run', {}), rivals);
    expect(isComplete).toBe(false);
    expect(classes.length).toBeLessThanOrEqual(AUDIENCE_CLASSES_MAX);
  });
});

describe('zones', () => {
  const zones = ['Europe/London', 'Europe/Lisbon', 'Asia/Singapore', 'Asia/Shanghai'];
  it('are one where every window is of instants', () => {
    expect(zoneGroups(zones, [candidate('run', {})])).toEqual([{ zone: 'Europe/London', zones }]);
  });

  it('are one where windows on viewers’ own clocks fall alike', () => {
    expect(zoneGroups(zones, [candidate('run', {}, localDays('2027-09-10', '2027-09-16'))])).toEqual([
      { zone: 'Europe/London', zones: ['Europe/London', 'Europe/Lisbon'] },
      { zone: 'Asia/Singapore', zones: ['Asia/Singapore', 'Asia/Shanghai'] },
    ]);
  });
});
