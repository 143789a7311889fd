import { traces } from '../../scripts/traces.mjs';

/** Without the marks that keep this file itself free of traces. */
const unmarked = (text: string) => text.replaceAll('~', '');
const word = (length: number) => 'x1'.repeat(length / 2);

const PLANTED: readonly (readonly [text: string, what: string])[] = [
  ['-----BEGIN PRIV~ATE KEY-----', 'a private key'],
  ['-----BEGIN RSA PRIV~ATE KEY-----', 'a private key'],
  [`AK~IA${'A1'.repeat(8)}`, 'a cloud access key'],
  [`token: gh~p_${word(36)}`, 'a GitHub token'],
  [`//registry.example/:_auth~Token=${word(20)}`, 'an npm token'],
  ['xox~b-1234567890', 'a service token'],
  [`Bearer ey~J${word(20)}.ey~J${word(30)}.${word(40)}`, 'a signed token'],
  [`postgresql://app:${word(12)}@db.example/marquee`, 'a password in a URL'],
  ['see /ho~me/maria/marquee', 'a home folder'],
  ['see /Us~ers/maria/marquee', 'a home folder'],
  ['see /ro~ot/.npmrc', 'a home folder'],
  ['see C:\\Us~ers\\maria', 'a home folder'],
  ['cd /srv/checkout/marquee', 'a path of this machine'],
];

const CLEAN = [
  'postgresql://user:password@host:5432/marquee',
  'postgres://${user}:${password}@localhost/marquee',
  'https://example.org/home/page and https://example.org:8080/a@b',
  'a folder like /home/<you>/marquee',
  'cd /srv/checkout/marquee-copy',
  'PRIVATE KEY, AKIA and ghp_ are words',
  '_authToken=${NPM_TOKEN}',
];

describe('traces of secrets and machines', () => {
  it.each(PLANTED)('are found: %s', (text, what) => {
    expect(traces(`first\n${unmarked(text)}\n`, ['/srv/checkout/marquee'])).toEqual([{ line: 2, what }]);
  });

  it.each(CLEAN)('are not seen in: %s', (text) => {
    expect(traces(text, ['/srv/checkout/marquee'])).toEqual([]);
  });
});
