import type { Helpline, HelplineChannel } from './helpline.js';
import { emergencyAdviceRefusals, helplineRefusals } from './helpline-rules.js';

const PHONE: HelplineChannel = {
  kind: 'PHONE',
  dialType: 'NATIONAL_SHORT',
  value: '116123',
  display: '116 123',
  keywords: {},
  hours: { always: true },
};
const LINE: Helpline = {
  slug: 'samaritans-gb',
  operator: 'samaritans',
  names: { en: 'Samaritans' },
  descriptions: {},
  regions: ['GB'],
  languages: ['en'],
  topics: ['suicide_prevention'],
  channels: [PHONE],
  evidence: { sourceUrl: 'https://www.samaritans.org/', verifiedOn: '2026-11-23', verifiedBy: 'test', method: 'SITE' },
  validFrom: null,
  validTo: null,
};
const paths = (line: Helpline) => helplineRefusals(line, ['helpline']).map((refusal) => refusal.path.join('.'));
const withChannel = (channel: Partial<HelplineChannel>): Helpline => ({
  ...LINE,
  channels: [{ ...PHONE, ...channel }],
});

describe('a helpline record', () => {
  it('is accepted as documented', () => {
    expect(helplineRefusals(LINE, ['helpline'])).toEqual([]);
  });

  it.each([
    ['a short code with a plus sign', { dialType: 'NATIONAL_SHORT', value: '+116123' }, 'helpline.channels.0.value'],
    ['a short code given as E.164', { dialType: 'E164', value: '+44116123' }, 'helpline.channels.0.value'],
    ['a number without its country code', { dialType: 'E164', value: '6591511767' }, 'helpline.channels.0.value'],
    ['nine digits as a short code', { value: '123456789' }, 'helpline.channels.0.value'],
    [
      'a telephone reached by a web address',
      { dialType: 'URL', value: 'https://example.org' },
      'helpline.channels.0.dialType',
    ],
    [
      'a text line by a national voice code',
      { kind: 'SMS', dialType: 'NATIONAL_SHORT', value: '988' },
      'helpline.channels.0.dialType',
    ],
    [
      'a chat that is not https',
      { kind: 'WEBCHAT', dialType: 'URL', value: 'http://example.org' },
      'helpline.channels.0.value',
    ],
    ['an address without a domain', { kind: 'EMAIL', dialType: 'EMAIL', value: 'help@' }, 'helpline.channels.0.value'],
    ['nothing to display', { display: ' ' }, 'helpline.channels.0.display'],
    [
      'hours in an unknown zone',
      { hours: { always: false, zone: 'Mars/Olympus', weekly: [{ weekday: 1, open: '09:00', close: '17:00' }] } },
      'helpline.channels.0.hours.zone',
    ],
    [
      'hours on an eighth day',
      { hours: { always: false, zone: 'Europe/London', weekly: [{ weekday: 8, open: '09:00', close: '17:00' }] } },
      'helpline.channels.0.hours.weekly',
    ],
  ] as const)('refuses %s', (_, channel, path) => {
    expect(paths(withChannel(channel as Partial<HelplineChannel>))).toEqual([path]);
  });

  it.each([
    ['1-767', { value: '1767', display: '1-767' }],
    ['WhatsApp of its own country', { kind: 'WHATSAPP', dialType: 'E164', value: '+442083948300' }],
    [
      '741741 with a word to send',
      { kind: 'SMS', dialType: 'SMS_SHORT', value: '741741', keywords: { en: 'HOME', es: 'AYUDA' } },
    ],
    [
      'hours over midnight',
      { hours: { always: false, zone: 'Asia/Singapore', weekly: [{ weekday: 5, open: '20:00', close: '24:00' }] } },
    ],
  ] as const)('accepts %s', (_, channel) => {
    expect(paths(withChannel(channel as Partial<HelplineChannel>))).toEqual([]);
  });

  it('names every fault at once', () => {
    const line = {
      ...LINE,
      slug: 'Not A Slug',
      regions: [],
      languages: [],
      names: {},
      validFrom: '2026-02-30',
      channels: [],
    };
    expect(paths(line)).toEqual([
      'helpline.slug',
      'helpline.names',
      'helpline.regions',
      'helpline.languages',
      'helpline.channels',
      'helpline.validFrom',
    ]);
  });

  it('refuses a validity that ends before it begins', () => {
    expect(paths({ ...LINE, validFrom: '2026-02-02', validTo: '2026-02-01' })).toEqual(['helpline.validTo']);
  });
});

describe('emergency words', () => {
  it('need a region and a text', () => {
    expect(
      emergencyAdviceRefusals({ region: 'gb', texts: {}, verifiedOn: 'soon' }, []).map((refusal) =>
        refusal.path.join('.'),
      ),
    ).toEqual(['region', 'texts', 'verifiedOn']);
  });
});
