import type { Locale } from '../text/locale.js';
import { LocaleTerms } from '../text/locale-class.js';
import type { HelpRegistry } from './help.js';
import type { HelplineChannel } from './helpline.js';

type Texts = Readonly<Record<Locale, unknown>> | undefined;

/** Which viewers a registry of help can tell apart. Made once for it, and forgotten with it. */
export class HelpScope {
  /** ISO 3166-2, of which some helpline is its own. */
  readonly subdivisions: ReadonlySet<string>;
  private readonly regions: ReadonlySet<string>;
  private readonly terms = new Map<string, LocaleTerms>();

  constructor(private readonly registry: HelpRegistry) {
    const { helplines, emergency, overrides = [] } = registry;
    this.subdivisions = new Set(helplines.flatMap(({ subdivisions = [] }) => subdivisions));
    this.regions = new Set([
      ...[...helplines, ...overrides].flatMap(({ regions }) => regions),
      ...emergency.map(({ region }) => region),
    ]);
  }

  /** True when something of help is for this region. */
  names(region: string | null): boolean {
    return region !== null && this.regions.has(region);
  }

  /** The locales that help for a region is written and spoken in. */
  termsOf(region: string | null): LocaleTerms {
    if (region === null || !this.regions.has(region)) return NO_TERMS;
    const known = this.terms.get(region) ?? new LocaleTerms(localesIn(this.registry, region));
    this.terms.set(region, known);
    return known;
  }
}

const NO_TERMS = new LocaleTerms([]);
const scopes = new WeakMap<HelpRegistry, HelpScope>();

export function helpScope(registry: HelpRegistry): HelpScope {
  const known = scopes.get(registry) ?? new HelpScope(registry);
  scopes.set(registry, known);
  return known;
}

function localesIn({ helplines, emergency, overrides = [] }: HelpRegistry, region: string): Locale[] {
  const here = <Item extends { readonly regions: readonly string[] }>(items: readonly Item[]) =>
    items.filter(({ regions }) => regions.includes(region));
  return [
    ...here(helplines).flatMap(({ languages, names, descriptions, confidentialLimits, channels }) => [
      ...languages,
      ...keysOf(names, descriptions, confidentialLimits),
      ...channels.flatMap(channelLocales),
    ]),
    ...here(overrides).flatMap(({ message, replacement }) => [
      ...keysOf(message),
      ...(replacement === null ? [] : channelLocales(replacement)),
    ]),
    ...emergency.filter((advice) => advice.region === region).flatMap(({ texts }) => keysOf(texts)),
  ];
}

function channelLocales({ keywords, waitNotes, roamingNotes }: HelplineChannel): Locale[] {
  return keysOf(keywords, waitNotes, roamingNotes);
}

function keysOf(...texts: readonly Texts[]): Locale[] {
  return texts.flatMap((one) => Object.keys(one ?? {}));
}
