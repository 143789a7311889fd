import { helpScope, type HelpScope } from '../care/help-scope.js';
import { GUIDE_WORDS_LOCALES } from '../care/guide-words.js';
import { EMERGENCY_LOCALES } from '../care/static-help.js';
import type { PublicGuide } from '../care/guide-air.js';
import type { Locale } from '../text/locale.js';
import { isNoLanguage, localeClass, LocaleTerms } from '../text/locale-class.js';
import type { Instant } from '../time/instant.js';
import type { Viewer } from '../time/viewer.js';
import type { Programme } from './programme.js';
import { NOBODYS, SurfaceScope, surfaceScope } from './surface-scope.js';

/** Compiled-in words, which every answer may fall back to. */
const OWN_TERMS = new LocaleTerms([...EMERGENCY_LOCALES, ...GUIDE_WORDS_LOCALES]);

/**
 * The viewer who stands for all whom a surface cannot tell from this one: whatever is answered the one, is answered the other, byte for
 * byte, at `at` and at every instant until that answer ends. For itself stands the one who stands for others.
 *
 * - The region stays where help, or an override, or an emergency's words are its own. Regions that the same audiences, pauses and help
 *   only name are alike; so are all that nothing names. Of whom it is unknown is alike to these, unless some region is off the air.
 * - The subdivision stays where a helpline is its own.
 * - Platform and app version stay as far as an audience of the surface asks for them.
 * - Locales are alike that no text, audience or helpline for this viewer can tell apart, see `localeClass`.
 * - Zones are alike where the windows for this viewer fall alike, see `AudienceScope`. Who only told a date stands for such.
 *
 * All but the zone is the same in every process; the zone is in no answer.
 *
 * @param surface null: for help and guides, which are not on a surface
 */
export function viewerClass(programme: Programme, surface: string | null, viewer: Viewer, at: Instant): Viewer {
  const scope = surface === null ? guideScope(programme) : surfaceScope(programme, surface);
  const help = helpScope(programme.help);
  const audience = scope.audienceOf(viewer);
  const region = regionClass(scope, help, viewer.region);
  const offered = surface === null ? guideTerms(programme.guides) : audience.terms;
  const terms = [scope.terms, offered, help.termsOf(region), OWN_TERMS];
  const { subdivision = null } = viewer;
  return {
    region,
    subdivision: subdivision !== null && help.subdivisions.has(subdivision) ? subdivision : null,
    locale: localeOf(viewer.locale, terms, help.names(region)),
    zone: audience.zoneClass(viewer.zone, at),
    zoneIsKnown: viewer.zoneIsKnown || !audience.asksForZone,
    platform: scope.platform(viewer.platform),
    appVersion: scope.version(viewer.appVersion),
  };
}

/** Where no helpline is, nobody asks whether it is spoken, and no language is as good as one that nothing is written in. */
function localeOf(locale: Locale | null, terms: readonly LocaleTerms[], hasHelp: boolean): Locale | null {
  if (locale === null || (!hasHelp && isNoLanguage(locale, terms))) return null;
  return localeClass(locale, terms);
}

function regionClass(scope: SurfaceScope, help: HelpScope, region: string | null): string | null {
  if (region !== null && help.names(region)) return region;
  const mark = scope.regionMark(region);
  if (region === null) return null;
  const { byMark, nowhere } = regionsOf(scope, help);
  if (mark === NOBODYS) return nowhere;
  return byMark.get(mark) ?? region;
}

/** Regions that stand for others on a surface, as long as help names none of them. */
interface Regions {
  readonly help: HelpScope;
  /** The first by code. */
  readonly byMark: ReadonlyMap<number, string>;
  /** For all that nothing names; null where the unknown one does as well. */
  readonly nowhere: string | null;
}

const regionsRemembered = new WeakMap<SurfaceScope, Regions>();

function regionsOf(scope: SurfaceScope, help: HelpScope): Regions {
  const known = regionsRemembered.get(scope);
  if (known?.help === help) return known;
  const byMark = new Map<number, string>();
  for (const region of [...scope.regionMarks.keys()].sort()) {
    const mark = scope.regionMark(region);
    if (!help.names(region) && !byMark.has(mark)) byMark.set(mark, region);
  }
  const isNamed = (region: string) => scope.regionMarks.has(region) || help.names(region);
  const regions = { help, byMark, nowhere: scope.isOffByRegion ? unnamedRegion(isNamed) : null };
  regionsRemembered.set(scope, regions);
  return regions;
}

const LETTERS = 'ZYXWVUTSRQPONMLKJIHGFEDCBA'.split('');

/** From ZZ down, which no country has; where every code there could be is named, nobody is nowhere. */
function unnamedRegion(isNamed: (region: string) => boolean): string {
  for (const first of LETTERS)
    for (const second of LETTERS) if (!isNamed(`${first}${second}`)) return `${first}${second}`;
  return 'ZZ';
}

const guideScopes = new WeakMap<Programme['helpOnly'], SurfaceScope>();

/** Guides are off the air where help is all that is answered, and nothing else of a viewer decides which there are. */
function guideScope({ helpOnly }: Programme): SurfaceScope {
  const known = guideScopes.get(helpOnly);
  if (known !== undefined) return known;
  const scope = new SurfaceScope({ pauses: [], helpOnly }, [], 1);
  guideScopes.set(helpOnly, scope);
  return scope;
}

const guideTermsRemembered = new WeakMap<readonly PublicGuide[], LocaleTerms>();

function guideTerms(guides: readonly PublicGuide[]): LocaleTerms {
  const known = guideTermsRemembered.get(guides);
  if (known !== undefined) return known;
  const terms = new LocaleTerms(
    guides.flatMap(({ texts, away }) => [...Object.keys(texts), ...Object.keys(away?.notices ?? {})]),
  );
  guideTermsRemembered.set(guides, terms);
  return terms;
}
