import { reasonRefusals } from '../campaign/campaign.js';
import { invalidValue, type Refusal } from '../refusal.js';
import { canonicalLocale, languageOf, type Locale } from '../text/locale.js';
import { DAY_MS, formatInstant, type Instant } from '../time/instant.js';

/** What coverage asks of help in a region, by the names of the catalogue of rules. */
export const COVERAGE_RULES = [
  'help.present',
  'help.fresh',
  'help.language',
  'help.two-always-open',
  'help.emergency',
] as const;
export type CoverageRule = (typeof COVERAGE_RULES)[number];

/**
 * That somebody with a name lets one run air although one rule is not met in one region and language, until a day. Bound to all
 * of these exactly: another run, region or language is another waiver.
 */
export interface HelpWaiver {
  readonly id: string;
  readonly runId: string;
  /** ISO 3166-1 alpha-2. */
  readonly region: string;
  /** ISO 639; null: the cell of a run that is for every language. */
  readonly language: string | null;
  readonly rules: readonly CoverageRule[];
  /** The first instant at which it does not count any more. */
  readonly expiresAt: Instant;
}

/** A waiver is for one airing; what has to last longer is a helpline. */
export const WAIVER_DAYS_MAX = 366;

/** Everything that forbids a waiver, all at once. */
export function waiverRefusals(
  waiver: Omit<HelpWaiver, 'id' | 'runId'> & { readonly reason: string },
  now: Instant,
  path: readonly string[],
): Refusal[] {
  const { region, language, rules, expiresAt, reason } = waiver;
  const latest = now + WAIVER_DAYS_MAX * DAY_MS;
  return [
    ...(/^[A-Z]{2}$/.test(region) ? [] : [invalidValue([...path, 'region'], region, 'an ISO 3166-1 code such as GB')]),
    ...(language === null || isLanguage(language)
      ? []
      : [
          invalidValue(
            [...path, 'language'],
            language,
            'a language such as es, as helpCoverage names it, or nothing for the cell of every language',
          ),
        ]),
    ...(rules.length > 0 && rules.every((rule) => COVERAGE_RULES.includes(rule))
      ? []
      : [invalidValue([...path, 'rules'], rules.join(', ') || null, `at least one of ${COVERAGE_RULES.join(', ')}`)]),
    ...(expiresAt > now && expiresAt <= latest
      ? []
      : [
          invalidValue(
            [...path, 'expiresAt'],
            formatInstant(expiresAt),
            `an instant after ${formatInstant(now)} and not after ${formatInstant(latest)}`,
          ),
        ]),
    ...reasonRefusals(reason, [...path, 'reason']),
  ];
}

function isLanguage(locale: Locale): boolean {
  return canonicalLocale(locale) === locale && languageOf(locale) === locale;
}
