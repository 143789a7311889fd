import {
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type CountryCode,
} from 'libphonenumber-js/max';
import { isDate, NOTE_LENGTH_MAX, textRefusals, urlRefusals } from '../content/document-rules.js';
import { invalidValue, type Refusal } from '../refusal.js';
import { canonicalLocale } from '../text/locale.js';
import { scheduleZoneOrNull } from '../time/zone.js';
import {
  BILL_VISIBILITIES,
  CHANNEL_COSTS,
  DIAL_TYPES,
  HELPLINE_CHANNEL_KINDS,
  NATIONAL_DIALS,
  type DialType,
  type HelplineChannel,
  type HelplineChannelKind,
  type OpeningHours,
} from './helpline.js';
import { localeTextRefusals } from './locale-texts.js';

/** How each kind of channel may be reached. */
const DIALS_OF_KIND: Readonly<Record<HelplineChannelKind, readonly DialType[]>> = {
  PHONE: ['E164', 'NATIONAL_SHORT', 'NATIONAL_OTHER'],
  SMS: ['E164', 'SMS_SHORT', 'NATIONAL_OTHER'],
  WHATSAPP: ['E164'],
  WEBCHAT: ['URL'],
  EMAIL: ['EMAIL'],
  APP: ['URL'],
  RELAY: ['E164', 'NATIONAL_SHORT', 'NATIONAL_OTHER', 'URL'],
  SIGN_VIDEO: ['URL'],
  IN_PERSON: ['URL'],
};
const SHORT_CODE = /^\d{2,8}$/;
const NATIONAL_NUMBER = /^\d{5,15}$/;
const EMAIL = /^[^\s@<>"]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/i;
const WALL_TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const EXCEPTIONS_MAX = 100;

/**
 * Everything that forbids a channel, all at once. Short codes are not E.164: they take no plus sign and stay in their country.
 *
 * @param regions of its helpline: a full number is one of theirs, and a national one of a line in several countries says in which
 */
export function channelRefusals(
  channel: HelplineChannel,
  regions: readonly string[],
  path: readonly string[],
): Refusal[] {
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
    ...valueRefusals(channel, channel.country === undefined ? regions : [channel.country], [...path, 'value']),
    ...(channel.display.trim() === ''
      ? [invalidValue([...path, 'display'], null, 'the number or address as people write it')]
      : textRefusals(channel.display, 100, [...path, 'display'])),
    ...countryRefusals(channel, regions, path),
    ...localeTextRefusals(channel.keywords, 40, [...path, 'keywords'], 'OPTIONAL'),
    ...hoursRefusals(channel.hours, [...path, 'hours']),
    ...factRefusals(channel, path),
  ];
}

function valueRefusals(
  { dialType, value }: HelplineChannel,
  countries: readonly string[],
  path: readonly string[],
): Refusal[] {
  switch (dialType) {
    case 'E164':
      return fullNumberRefusals(value, countries, path);
    case 'NATIONAL_SHORT':
    case 'SMS_SHORT':
      return SHORT_CODE.test(value)
        ? []
        : [invalidValue(path, value, '2 to 8 digits without a plus sign, such as 116123')];
    case 'NATIONAL_OTHER':
      return NATIONAL_NUMBER.test(value)
        ? []
        : [invalidValue(path, value, '5 to 15 digits as they are dialled inside the country, without a plus sign')];
    case 'URL':
      return urlRefusals(value, path);
    case 'EMAIL':
      return EMAIL.test(value) ? [] : [invalidValue(path, value, 'an address such as help@example.org')];
  }
}

/** A number that crosses a border by its own digits is refused, whatever the record says of its regions. */
function fullNumberRefusals(value: string, countries: readonly string[], path: readonly string[]): Refusal[] {
  const parsed = value.startsWith('+') ? parsePhoneNumberFromString(value) : undefined;
  if (parsed === undefined || !parsed.isValid() || parsed.number !== value) {
    const allowed =
      'a full number with + and country code such as +6591511767; a short code is NATIONAL_SHORT or SMS_SHORT';
    return [invalidValue(path, value, allowed)];
  }
  const codes = countries
    .filter((one) => isSupportedCountry(one))
    .map((one) => getCountryCallingCode(one as CountryCode));
  if (codes.length === 0 || codes.includes(parsed.countryCallingCode)) return [];
  const allowed = `a number of ${countries.join(' or ')}, which begins with +${[...new Set(codes)].join(' or +')}: no other country's number is shown there`;
  return [invalidValue(path, value, allowed)];
}

function countryRefusals({ country, dialType }: HelplineChannel, regions: readonly string[], path: readonly string[]) {
  const at = [...path, 'country'];
  if (country !== undefined)
    return regions.includes(country)
      ? []
      : [invalidValue(at, country, `one of the line's own regions: ${regions.join(', ') || 'none yet'}`)];
  if (!NATIONAL_DIALS.includes(dialType) || regions.length < 2) return [];
  const allowed = `the one country of ${regions.join(', ')} in which this code works; give the channel once for each`;
  return [invalidValue(at, null, allowed)];
}

function hoursRefusals(hours: OpeningHours, path: readonly string[]): Refusal[] {
  if (hours.always) return [];
  const { zone, weekly, exceptions = [] } = hours;
  const dates = exceptions.map(({ date }) => date);
  return [
    ...(scheduleZoneOrNull(zone) === null
      ? [invalidValue([...path, 'zone'], zone, "the line's own IANA zone such as Asia/Singapore")]
      : []),
    ...(weekly.length > 0 && weekly.length <= 50
      ? []
      : [invalidValue([...path, 'weekly'], `${weekly.length} spans`, '1 to 50')]),
    ...weekly
      .filter((span) => ![1, 2, 3, 4, 5, 6, 7].includes(span.weekday) || !isSpan(span))
      .map((span) =>
        invalidValue(
          [...path, 'weekly'],
          `${span.weekday} ${span.open} to ${span.close}`,
          'weekday 1 (Monday) to 7, wall times 00:00 to 24:00',
        ),
      ),
    ...(exceptions.length <= EXCEPTIONS_MAX
      ? []
      : [invalidValue([...path, 'exceptions'], `${exceptions.length} dates`, `at most ${EXCEPTIONS_MAX}`)]),
    ...exceptions
      .slice(0, EXCEPTIONS_MAX)
      .filter(
        ({ date, spans }, i) => !isDate(date) || dates.indexOf(date) < i || spans.length > 10 || !spans.every(isSpan),
      )
      .map(({ date }) =>
        invalidValue(
          [...path, 'exceptions'],
          date,
          'each date once, such as 2026-12-25, with at most 10 spans of wall times',
        ),
      ),
  ];
}

function isSpan({ open, close }: { readonly open: string; readonly close: string }): boolean {
  return WALL_TIME.test(open) && (WALL_TIME.test(close) || close === '24:00');
}

function factRefusals(channel: HelplineChannel, path: readonly string[]): Refusal[] {
  const { languages = [], cost, showsOnBill, dialableFromAbroad, roamingNotes = {}, waitNotes = {} } = channel;
  return [
    ...languages
      .filter((locale) => canonicalLocale(locale) !== locale)
      .map((locale) => invalidValue([...path, 'languages'], locale, 'BCP 47 tags such as en')),
    ...(cost === undefined || CHANNEL_COSTS.includes(cost)
      ? []
      : [invalidValue([...path, 'cost'], cost, CHANNEL_COSTS.join(', '))]),
    ...(showsOnBill === undefined || BILL_VISIBILITIES.includes(showsOnBill)
      ? []
      : [invalidValue([...path, 'showsOnBill'], showsOnBill, BILL_VISIBILITIES.join(', '))]),
    ...(dialableFromAbroad === true && NATIONAL_DIALS.includes(channel.dialType)
      ? [
          invalidValue(
            [...path, 'dialableFromAbroad'],
            'true',
            'false or nothing for a national number; give the E164 number as a channel of its own',
          ),
        ]
      : []),
    ...localeTextRefusals(roamingNotes, NOTE_LENGTH_MAX, [...path, 'roamingNotes'], 'OPTIONAL'),
    ...localeTextRefusals(waitNotes, NOTE_LENGTH_MAX, [...path, 'waitNotes'], 'OPTIONAL'),
  ];
}
