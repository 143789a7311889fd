import { MADE_UP } from '../../support/content-stage.js';

/** Of scalars that are texts. */
export const TEXTS: readonly string[] = [
  '',
  ' ',
  'a\0b',
  '\ud800',
  '\udfff\ud800',
  '__proto__',
  'constructor',
  'toString',
  '../../etc/passwd',
  "' OR 1=1 --",
  '%00',
  '\u202eabc',
  '<script>alert(1)</script>',
  '=1+1',
  'BEGIN:VEVENT\r\nX:1',
  'x'.repeat(10_000),
  'discover',
  'en',
  'GB',
  'UTC',
  'Europe/London',
  'samaritans',
  'wisteria',
  MADE_UP,
  'bm90IG91cnM',
  '2027-02-30',
  '9999-12-31T23:59:60Z',
  '-271821-04-20',
  'P1Y',
  'javascript:alert(1)',
  'https://[::1]/',
  'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
];
/** Of `after`: as we make them, of places that are none. */
export const CURSORS: readonly string[] = [
  `9999999999999:${MADE_UP}`,
  `999999999999999:${MADE_UP}`,
  `-99999999999999:${MADE_UP}`,
  `1e3:${MADE_UP}`,
  'seq:999999999999999999',
  'seq:-1',
].map((text) => Buffer.from(text).toString('base64url'));
/** By the name of the scalar. */
export const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  Int: [0, 1, -1, 20, 100, 2_147_483_647, -2_147_483_648, 2_147_483_648, 1.5, '1'],
  Float: [0, -0, 1e308, -1, 1.5],
  Boolean: [true, false, 'true'],
  DateTime: [
    '2027-09-10T00:00:00.000Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+14:00',
    '9999-12-31T23:59:59-14:00',
    '2027-09-10',
    'x',
    0,
  ],
  LocalDate: ['2027-09-10', '2027-02-30', '9999-12-31', '0000-01-01', 'x'],
  URL: ['https://example.org/', 'javascript:alert(1)', 'http://[::ffff:7f00:1]/', 'x'],
};
/** Of no scalar at all. */
export const WRONG: readonly unknown[] = [null, [], {}, [[[[]]]], { __proto__: null }, 1e21, 'x', true];
/** Put into the text of an operation. */
export const SPLINTERS: readonly string[] = [
  '{',
  '}',
  '(',
  '$',
  '@skip(if: true)',
  '...',
  '"""',
  '"\\u',
  '#',
  '\0',
  '\ufeff',
  '&',
  '...on Query{__typename}',
  'fragment F on Query{...F}',
  '99999999999999999999',
  '__schema{types{name}}',
  'query A{__typename}',
  'subscription{x}',
];
