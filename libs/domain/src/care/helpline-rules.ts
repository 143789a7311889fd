import { isValidPhoneNumber } from 'libphonenumber-js/max';
import { slugRefusals } from '../campaign/campaign.js';
import {
  isDate,
  NOTE_LENGTH_MAX,
  SUMMARY_LENGTH_MAX,
  textRefusals,
  TITLE_LENGTH_MAX,
  urlRefusals,
} from '../content/document-rules.js';
import { invalidValue, type Refusal } from '../refusal.js';
import { canonicalLocale } from '../text/locale.js';
import { scheduleZoneOrNull } from '../time/zone.js';
import {
  DIAL_TYPES,
  HELPLINE_CHANNEL_KINDS,
  type DialType,
  type EmergencyAdvice,
  type Helpline,
  type HelplineChannel,
  type HelplineChannelKind,
  type OpeningHours,
} from './helpline.js';

/** How each kind of channel may be reached. */
const DIALS_OF_KIND: Readonly<Record<HelplineChannelKind, readonly DialType[]>> = {
  PHONE: ['E164', 'NATIONAL_SHORT'],
  SMS: ['E164', 'SMS_SHORT'],
  WHATSAPP: ['E164'],
  WEBCHAT: ['URL'],
  EMAIL: ['EMAIL'],
};
const CHANNELS_MAX = 10;
const SHORT_CODE = /^\d{2,8}$/;
const EMAIL = /^[^\s@<>"]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/i;
const WALL_TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Everything that forbids a helpline record, all at once. Short codes are not E.164: they take no plus sign and stay in their country. */
export function helplineRefusals(helpline: Helpline, path: readonly string[]): Refusal[] {
  return [
    ...slugRefusals(helpline.slug, [...path, 'slug']),
    ...localeTextRefusals(helpline.names, TITLE_LENGTH_MAX, [...path, 'names'], 'REQUIRED'),
    ...localeTextRefusals(helpline.descriptions, SUMMARY_LENGTH_MAX, [...path, 'descriptions'], 'OPTIONAL'),
    ...(helpline.regions.length > 0
      ? []
      : [invalidValue([...path, 'regions'], null, 'at least one ISO 3166-1 code: a number belongs to its country')]),
    ...helpline.regions
      .filter((region) => !/^[A-Z]{2}$/.test(region))
      .map((region) => invalidValue([...path, 'regions'], region, 'ISO 3166-1 codes such as GB')),
    ...(helpline.languages.length > 0
      ? []
      : [invalidValue([...path, 'languages'], null, 'at least one language that is spoken there')]),
    ...helpline.languages
      .filter((locale) => canonicalLocale(locale) !== locale)
      .map((locale) => invalidValue([...path, 'languages'], locale, 'BCP 47 tags such as en')),
    ...(helpline.channels.length > 0 && helpline.channels.length <= CHANNELS_MAX
      ? []
      : [invalidValue([...path, 'channels'], `${helpline.channels.length} channels`, `1 to ${CHANNELS_MAX}`)]),
    ...helpline.channels.flatMap((channel, index) => channelRefusals(channel, [...path, 'channels', String(index)])),
    ...urlRefusals(helpline.evidence.sourceUrl, [...path, 'evidence', 'sourceUrl']),
    ...(isDate(helpline.evidence.verifiedOn)
      ? []
      : [invalidValue([...path, 'evidence', 'verifiedOn'], helpline.evidence.verifiedOn, 'a date such as 2026-11-23')]),
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

function channelRefusals(channel: HelplineChannel, path: readonly string[]): Refusal[] {
  if (!HELPLINE_CHANNEL_KINDS.includes(channel.kind) || !DIAL_TYPES.includes(channel.dialType)) {
    return [
      invalidValue(
        path,
        `${channel.kind} by ${channel.dialType}`,
        `a kind (${HELPLINE_CHANNEL_KINDS.join(', ')}) and a dial type (${DIAL_TYPES.join(', ')})`,
      ),
    ];
  }
  const dials = DIALS_OF_KIND[channel.kind];
  return [
    ...(dials.includes(channel.dialType)
      ? []
      : [invalidValue([...path, 'dialType'], channel.dialType, `${dials.join(' or ')} for ${channel.kind}`)]),
    ...valueRefusals(channel, [...path, 'value']),
    ...(channel.display.trim() === ''
      ? [invalidValue([...path, 'display'], null, 'the number or address as people write it')]
      : textRefusals(channel.display, 100, [...path, 'display'])),
    ...localeTextRefusals(channel.keywords, 40, [...path, 'keywords'], 'OPTIONAL'),
    ...hoursRefusals(channel.hours, [...path, 'hours']),
  ];
}

function valueRefusals({ dialType, value }: HelplineChannel, path: readonly string[]): Refusal[] {
  switch (dialType) {
    case 'E164':
      return value.startsWith('+') && isValidPhoneNumber(value)
        ? []
        : [
            invalidValue(
              path,
              value,
              'a full number with + and country code such as +6591511767; a short code is NATIONAL_SHORT or SMS_SHORT',
            ),
          ];
    case 'NATIONAL_SHORT':
    case 'SMS_SHORT':
      return SHORT_CODE.test(value)
        ? []
        : [invalidValue(path, value, '2 to 8 digits without a plus sign, such as 116123')];
    case 'URL':
      return urlRefusals(value, path);
    case 'EMAIL':
      return EMAIL.test(value) ? [] : [invalidValue(path, value, 'an address such as help@example.org')];
  }
}

function hoursRefusals(hours: OpeningHours, path: readonly string[]): Refusal[] {
  if (hours.always) return [];
  return [
    ...(scheduleZoneOrNull(hours.zone) === null
      ? [invalidValue([...path, 'zone'], hours.zone, "the line's own IANA zone such as Asia/Singapore")]
      : []),
    ...(hours.weekly.length > 0 && hours.weekly.length <= 50
      ? []
      : [invalidValue([...path, 'weekly'], `${hours.weekly.length} spans`, '1 to 50')]),
    ...hours.weekly
      .filter(
        (span) =>
          ![1, 2, 3, 4, 5, 6, 7].includes(span.weekday) ||
          !WALL_TIME.test(span.open) ||
          !(WALL_TIME.test(span.close) || span.close === '24:00'),
      )
      .map((span) =>
        invalidValue(
          [...path, 'weekly'],
          `${span.weekday} ${span.open} to ${span.close}`,
          'weekday 1 (Monday) to 7, wall times 00:00 to 24:00',
        ),
      ),
  ];
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

/** A text per locale: canonical tags, no markup, within its length; `REQUIRED`: at least one. */
export function localeTextRefusals(
  texts: Readonly<Record<string, string>>,
  lengthMax: number,
  path: readonly string[],
  need: 'REQUIRED' | 'OPTIONAL',
): Refusal[] {
  const locales = Object.keys(texts);
  return [
    ...(need === 'REQUIRED' && locales.length === 0
      ? [invalidValue(path, null, 'the text in at least one locale')]
      : []),
    ...locales.flatMap((locale) => [
      ...(canonicalLocale(locale) === locale
        ? []
        : [invalidValue([...path, locale], locale, 'a BCP 47 tag such as en or pt-BR')]),
      ...(texts[locale]!.trim() === ''
        ? [invalidValue([...path, locale], null, `1 to ${lengthMax} characters`)]
        : textRefusals(texts[locale]!, lengthMax, [...path, locale])),
    ]),
  ];
}
