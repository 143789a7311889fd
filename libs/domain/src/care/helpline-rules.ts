import { slugRefusals } from '../campaign/campaign.js';
import {
  AGE_MAX,
  isDate,
  NOTE_LENGTH_MAX,
  SUMMARY_LENGTH_MAX,
  textRefusals,
  TITLE_LENGTH_MAX,
  urlRefusals,
} from '../content/document-rules.js';
import { invalidValue, type Refusal } from '../refusal.js';
import { canonicalLocale } from '../text/locale.js';
import { channelRefusals } from './channel-rules.js';
import { FRESH_MONTHS_MAX } from './care-policy.js';
import {
  DISPATCH_POLICIES,
  EVIDENCE_METHODS,
  HELPLINE_COVERAGES,
  HELPLINE_STATUSES,
  type EmergencyAdvice,
  type Helpline,
} from './helpline.js';
import { localeTextRefusals } from './locale-texts.js';
import { freshThrough } from './standing.js';

const CHANNELS_MAX = 20;
const PARTS_MAX = 260;
const WORD = /^[a-z][a-z0-9_]{1,39}$/;
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Everything that forbids a helpline record by itself, all at once; `helplineSetRefusals` asks of its place among the others. */
export function helplineRefusals(helpline: Helpline, path: readonly string[]): Refusal[] {
  return [
    ...slugRefusals(helpline.slug, [...path, 'slug']),
    ...localeTextRefusals(helpline.names, TITLE_LENGTH_MAX, [...path, 'names'], 'REQUIRED'),
    ...localeTextRefusals(helpline.descriptions, SUMMARY_LENGTH_MAX, [...path, 'descriptions'], 'OPTIONAL'),
    ...placeRefusals(helpline, path),
    ...(helpline.languages.length > 0
      ? []
      : [invalidValue([...path, 'languages'], null, 'at least one language that is spoken there')]),
    ...helpline.languages
      .filter((locale) => canonicalLocale(locale) !== locale)
      .map((locale) => invalidValue([...path, 'languages'], locale, 'BCP 47 tags such as en')),
    ...(helpline.channels.length > 0 && helpline.channels.length <= CHANNELS_MAX
      ? []
      : [invalidValue([...path, 'channels'], `${helpline.channels.length} channels`, `1 to ${CHANNELS_MAX}`)]),
    ...helpline.channels
      .slice(0, CHANNELS_MAX)
      .flatMap((channel, index) => channelRefusals(channel, helpline.regions, [...path, 'channels', String(index)])),
    ...peopleRefusals(helpline, path),
    ...evidenceRefusals(helpline, [...path, 'evidence']),
    ...validityRefusals(helpline, path),
  ];
}

/** What forbids the emergency words of a region. */
export function emergencyAdviceRefusals(advice: EmergencyAdvice, path: readonly string[]): Refusal[] {
  return [
    ...(/^[A-Z]{2}$/.test(advice.region)
      ? []
      : [invalidValue([...path, 'region'], advice.region, 'an ISO 3166-1 code such as GB')]),
    ...localeTextRefusals(advice.texts, NOTE_LENGTH_MAX, [...path, 'texts'], 'REQUIRED'),
    ...(isDate(advice.verifiedOn)
      ? []
      : [invalidValue([...path, 'verifiedOn'], advice.verifiedOn, 'a date such as 2026-11-23')]),
  ];
}

/**
 * What forbids a record among the others on file: a successor that is not there, that leaves out some of its regions, or that
 * leads back to it; a pair group of one that is in no region with another of it is no fault: the others may come later.
 *
 * @param others every other record on file
 */
export function helplineSetRefusals(
  helpline: Helpline,
  others: readonly Helpline[],
  path: readonly string[],
): Refusal[] {
  if (helpline.supersededBy === undefined) return [];
  const at = [...path, 'supersededBy'];
  const successor = others.find(({ slug }) => slug === helpline.supersededBy);
  if (successor === undefined)
    return [invalidValue(at, helpline.supersededBy, 'the slug of another helpline on file; save the successor first')];
  const missing = helpline.regions.filter((region) => !successor.regions.includes(region));
  const circle = isCircle(helpline, others);
  return [
    ...(missing.length === 0
      ? []
      : [invalidValue(at, successor.slug, `a successor that is there for ${missing.join(', ')} as well`)]),
    ...(circle ? [invalidValue(at, successor.slug, 'a successor that is not itself superseded by this one')] : []),
  ];
}

function isCircle(helpline: Helpline, others: readonly Helpline[]): boolean {
  const seen = new Set([helpline.slug]);
  for (let next = helpline.supersededBy; next !== undefined;) {
    if (seen.has(next)) return true;
    seen.add(next);
    const slug: string = next;
    next = others.find((one) => one.slug === slug)?.supersededBy;
  }
  return false;
}

function placeRefusals({ regions, subdivisions = [], coverage }: Helpline, path: readonly string[]): Refusal[] {
  return [
    ...(regions.length > 0 && regions.length <= PARTS_MAX
      ? []
      : [
          invalidValue(
            [...path, 'regions'],
            regions.length === 0 ? null : `${regions.length} of them`,
            `1 to ${PARTS_MAX} ISO 3166-1 codes: a number belongs to its country`,
          ),
        ]),
    ...regions
      .filter((region) => !/^[A-Z]{2}$/.test(region))
      .map((region) => invalidValue([...path, 'regions'], region, 'ISO 3166-1 codes such as GB')),
    ...subdivisions
      .filter((one) => !/^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(one) || !regions.includes(one.slice(0, 2)))
      .map((one) =>
        invalidValue([...path, 'subdivisions'], one, `ISO 3166-2 codes such as US-CA, of ${regions.join(', ')}`),
      ),
    ...(coverage === undefined || HELPLINE_COVERAGES.includes(coverage)
      ? []
      : [invalidValue([...path, 'coverage'], coverage, HELPLINE_COVERAGES.join(', '))]),
  ];
}

function peopleRefusals(helpline: Helpline, path: readonly string[]): Refusal[] {
  const { audiences = [], ageMin, ageMax, emergencyDispatch, status, pairGroup, confidentialLimits = {} } = helpline;
  const isAge = (age: number | undefined) => age === undefined || (Number.isInteger(age) && age >= 0 && age <= AGE_MAX);
  return [
    ...(['ageMin', 'ageMax'] as const)
      .filter((side) => !isAge(helpline[side]))
      .map((side) =>
        invalidValue([...path, side], String(helpline[side]), `whole years from 0 to ${AGE_MAX}, or nothing`),
      ),
    ...(ageMin !== undefined && ageMax !== undefined && ageMax < ageMin
      ? [invalidValue([...path, 'ageMax'], String(ageMax), `an age not below ${ageMin}`)]
      : []),
    ...audiences
      .filter((one) => !WORD.test(one))
      .map((one) => invalidValue([...path, 'audiences'], one, 'lower case words such as youth')),
    ...(emergencyDispatch === undefined || DISPATCH_POLICIES.includes(emergencyDispatch)
      ? []
      : [invalidValue([...path, 'emergencyDispatch'], emergencyDispatch, DISPATCH_POLICIES.join(', '))]),
    ...(status === undefined || HELPLINE_STATUSES.includes(status)
      ? []
      : [invalidValue([...path, 'status'], status, HELPLINE_STATUSES.join(', '))]),
    ...(pairGroup === undefined || (NAME.test(pairGroup) && pairGroup.length <= 80)
      ? []
      : [invalidValue([...path, 'pairGroup'], pairGroup, 'a name such as lifeline-ca: lower case, digits, hyphens')]),
    ...localeTextRefusals(confidentialLimits, NOTE_LENGTH_MAX, [...path, 'confidentialLimits'], 'OPTIONAL'),
  ];
}

function evidenceRefusals(helpline: Helpline, path: readonly string[]): Refusal[] {
  const { sourceUrl, verifiedOn, verifiedBy, method, nextCheckBy } = helpline.evidence;
  const dates = { verifiedOn, ...(nextCheckBy === undefined ? {} : { nextCheckBy }) };
  const unreadable = Object.entries(dates).filter(([, date]) => !isDate(date));
  const latest = unreadable.length > 0 ? null : latestCheck(helpline);
  return [
    ...urlRefusals(sourceUrl, [...path, 'sourceUrl']),
    ...unreadable.map(([field, date]) => invalidValue([...path, field], date, 'a date such as 2026-11-23')),
    ...(latest !== null && nextCheckBy !== undefined && (nextCheckBy < verifiedOn || nextCheckBy > latest)
      ? [invalidValue([...path, 'nextCheckBy'], nextCheckBy, `a date from ${verifiedOn} to ${latest}`)]
      : []),
    ...(verifiedBy.trim() === ''
      ? [invalidValue([...path, 'verifiedBy'], null, 'who verified it')]
      : textRefusals(verifiedBy, TITLE_LENGTH_MAX, [...path, 'verifiedBy'])),
    ...(EVIDENCE_METHODS.includes(method)
      ? []
      : [invalidValue([...path, 'method'], method, EVIDENCE_METHODS.join(', '))]),
  ];
}

function latestCheck({ evidence, ...rest }: Helpline): string {
  const { nextCheckBy: _, ...unplanned } = evidence;
  return freshThrough({ ...rest, evidence: unplanned }, FRESH_MONTHS_MAX);
}

function validityRefusals({ validFrom, validTo }: Helpline, path: readonly string[]): Refusal[] {
  const unreadable = (['validFrom', 'validTo'] as const).filter((side) => {
    const value = { validFrom, validTo }[side];
    return value !== null && !isDate(value);
  });
  if (unreadable.length > 0)
    return unreadable.map((side) =>
      invalidValue([...path, side], { validFrom, validTo }[side], 'a date such as 2026-11-23, or nothing'),
    );
  return validFrom !== null && validTo !== null && validTo < validFrom
    ? [invalidValue([...path, 'validTo'], validTo, `a date not before ${validFrom}`)]
    : [];
}
