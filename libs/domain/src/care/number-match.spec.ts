import { plainForm } from '../policy/plain-form.js';
import type { HelpRegistry } from './help.js';
import type { Helpline, HelplineChannel } from './helpline.js';
import { numberMatches } from './number-match.js';

const AT = Date.UTC(2026, 10, 23);
const NOW = { start: AT, end: AT + 1 };
const channel = (overrides: Partial<HelplineChannel>): HelplineChannel => ({
  kind: 'PHONE',
  dialType: 'NATIONAL_SHORT',
  value: '',
  display: overrides.value ?? '',
  keywords: {},
  hours: { always: true },
  ...overrides,
});
const line = (slug: string, region: string, channels: HelplineChannel[], more: Partial<Helpline> = {}): Helpline => ({
  slug,
  operator: null,
  names: { en: slug },
  descriptions: {},
  regions: [region],
  languages: ['en'],
  topics: [],
  channels,
  evidence: { sourceUrl: 'https://example.org/', verifiedOn: '2026-11-23', verifiedBy: 'test', method: 'SITE' },
  validFrom: null,
  validTo: null,
  ...more,
});
const REGISTRY: HelpRegistry = {
  helplines: [
    line('ctl', 'US', [channel({ kind: 'SMS', dialType: 'SMS_SHORT', value: '741741' })]),
    line('988', 'US', [channel({ value: '988' })], { validFrom: '2022-07-16' }),
    line('ten-digits', 'US', [channel({ dialType: 'E164', value: '+18002738255', display: '1-800-273-8255' })], {
      validTo: '2022-07-15',
    }),
    line('samaritans', 'GB', [channel({ value: '116123', display: '116 123' })]),
    line('sos', 'SG', [
      channel({ value: '1767', display: '1-767' }),
      channel({ kind: 'WHATSAPP', dialType: 'E164', value: '+6591511767', display: '9151 1767' }),
    ]),
    line('1737', 'NZ', [channel({ value: '1737' })]),
  ],
  emergency: [{ region: 'GB', texts: { en: 'Call 999, or go to A&E.' }, verifiedOn: '2026-11-23' }],
};
/** The parts of a text that are found. */
const found = (text: string, regions: string[], window = NOW) =>
  numberMatches(plainForm(text), REGISTRY, { regions, window }).map(({ start, end, isOnFile }) => [
    text.slice(start, end),
    isOnFile,
  ]);

describe('a number in prose', () => {
  it.each([
    ['of another country is found', 'Text HELP to 741741', ['GB'], [['741741', true]]],
    ['of another country is found without a word to call it', 'Remember 741741.', ['GB'], [['741741', true]]],
    ['is found in every script', 'اتصل ٧٤١٧٤١', ['GB'], [['٧٤١٧٤١', true]]],
    ['is found with its groups', 'Call 116 123.', ['US'], [['116 123', true]]],
    ['that has passed away is found', 'Call 1-800-273-8255.', ['US'], [['1-800-273-8255', true]]],
    [
      'that looks like one and is not on file is found',
      'Call +44 20 7946 0000 now',
      ['GB'],
      [['+44 20 7946 0000', false]],
    ],
    ['that somebody is told to call is found, though short', 'Llama al 555', ['US'], [['555', false]]],
    ['that is one digit off is found', 'Our line: 741742', ['US'], [['741742', false]]],
    ['is found in a link', 'tel:741741', ['GB'], [['741741', true]]],
    ['that looks like a year is found where it is to be called', 'Call 1737', ['GB'], [['1737', true]]],
    ['is found behind many words', 'Call Samaritans, day or night, on 116 124.', ['GB'], [['116 124', false]]],
    ['is found beside a right one', 'Call 116 123 or text HOME to 741741.', ['GB'], [['741741', true]]],
  ])('%s: %s', (_, text, regions, expected) => {
    expect(found(text, regions)).toEqual(expected);
  });

  it.each([
    ['the fixture of the catalogue, everywhere', 'Text HOME to 741741 or call 116 123.', []],
    ['the same in both countries', 'Text HOME to 741741 or call 116 123.', ['US', 'GB']],
    ['one that is answered there', 'Call 988 at any time.', ['US']],
    ['one of Singapore as people write it', 'Call 1-767, or WhatsApp 9151 1767.', ['SG']],
    ['hours behind it', 'Call 116 123 24 hours a day.', ['GB']],
    ['the emergency number of the region', 'In danger, call 999.', ['GB']],
    ['24/7', 'We are here 24/7, call us 24/7.', ['GB']],
    ['a year', 'In 2021, and in 1737, people called.', ['GB']],
    ['years', 'The strategy of 2021-2026', ['GB']],
    ['a date', 'Call before 10 September 2026, or 2026-09-10, or 10.09.2026.', ['GB']],
    ['a time', 'Call at 10:30.', ['GB']],
    ['a price', 'It costs $741741, or £ 1,500, or 500 pounds.', ['GB']],
    ['people', 'More than 720 000 people die by suicide each year.', ['GB']],
    ['people who call', 'We call 100 people a day, and 116 123 people called.', ['US']],
    ['a distance', 'Walk 5 km with us on 10 September 2026.', ['GB']],
    ['a name', '988 Suicide & Crisis Lifeline', ['GB']],
    ['another name', '9-8-8: Suicide Crisis Helpline', ['GB']],
    ['a percentage', 'Up by 741741%', ['GB']],
    ['a weight', 'Our 40 kg donation of books arrived.', ['GB']],
    ['a word with letters', 'WhatsApp 442-AYUDAME', ['GB']],
  ])('is not %s', (_, text, regions) => {
    expect(found(text, regions)).toEqual([]);
  });

  it('is asked for through the whole window, not only where it begins', () => {
    const through = (from: string, to: string) => ({ start: Date.parse(from), end: Date.parse(to) });
    expect(found('Call 988', ['US'], through('2022-07-01', '2022-08-01'))).toEqual([['988', true]]);
    expect(found('Call 988', ['US'], through('2022-07-16', '2022-08-01'))).toEqual([]);
    expect(found('Call 1-800-273-8255', ['US'], through('2022-07-01', '2022-07-16'))).toEqual([]);
    expect(found('Call 1-800-273-8255', ['US'], through('2022-07-01', '2022-07-17'))).toHaveLength(1);
  });
});
