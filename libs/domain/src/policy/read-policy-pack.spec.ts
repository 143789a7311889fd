import { checkText } from './check-text.js';
import { POLICY_PACKS } from './packs/index.js';
import { packIdFaults, packsOfChoice, readPolicyPack } from './read-policy-pack.js';

const RULE = {
  id: 'method.detail',
  severity: 'BLOCK',
  message: 'A means is named.',
  advice: 'Leave it out.',
  match: { kind: 'PHRASES', phrases: ['zorble*', 'blip|blop ~ wug'] },
};
const PACK = {
  id: 'en-methods-private',
  version: '1.0',
  locale: 'en',
  subject: 'METHODS',
  completeness: 'COMPLETE',
  informedBy: [],
  safePhrases: ['Zorble Road'],
  exampleMarks: [],
  rules: [RULE],
};
const withRule = (overrides: object) => ({ ...PACK, rules: [{ ...RULE, ...overrides }] });
const matching = (match: object) => withRule({ match });

describe('a pack out of a file', () => {
  it('reads texts like those that come with Marquee', () => {
    const { pack } = readPolicyPack(JSON.parse(JSON.stringify(PACK)));
    expect(checkText('Zorbles in Zorble Road', 'BODY', [pack!]).map(({ rule }) => rule)).toEqual(['method.detail']);
  });

  it.each(POLICY_PACKS.map((pack) => [pack.id, pack]))('%s has this form', (_, pack) => {
    expect(readPolicyPack(JSON.parse(JSON.stringify(pack))).faults).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['is an object', [], 'the file'],
    ['has an id', { ...PACK, id: 'No Id' }, 'id'],
    ['has a version', { ...PACK, version: 'new' }, 'version'],
    ['has a canonical locale', { ...PACK, locale: 'EN' }, 'locale'],
    ['has a known subject', { ...PACK, subject: 'ZORBLES' }, 'subject'],
    ['has rules', { ...PACK, rules: 'none' }, 'rules'],
    ['has no names of its own', { ...PACK, secret: 'zorble' }, ''],
    ['has no HARD rule', withRule({ severity: 'HARD' }), 'rules[0].severity'],
    ['has no regular expression', withRule({ match: { kind: 'REGEX', pattern: 'zorble+' } }), 'rules[0].match'],
    ['has phrases', matching({ kind: 'PHRASES', phrases: [] }), 'rules[0].match.phrases'],
    ['begins no phrase with a gap', matching({ kind: 'PHRASES', phrases: ['~ zorble'] }), 'rules[0].match.phrases[0]'],
    ['ends no phrase with a gap', matching({ kind: 'PHRASES', phrases: ['zorble ~'] }), 'rules[0].match.phrases[0]'],
    ['has a star only behind a word', matching({ kind: 'PHRASES', phrases: ['*zorble'] }), 'rules[0].match.phrases[0]'],
    [
      'has no star alone, which is every word',
      matching({ kind: 'PHRASES', phrases: ['*'] }),
      'rules[0].match.phrases[0]',
    ],
    [
      'has bounded numbers',
      matching({ kind: 'NUMBERS', units: ['zorble'], after: [], context: [], within: 99 }),
      'rules[0].match.within',
    ],
  ])('%s, or is refused at %s without its words', (_, value, place) => {
    const { pack, faults } = readPolicyPack(value);
    expect(pack).toBeNull();
    expect(faults.some((fault) => fault.startsWith(`${place}:`))).toBe(true);
    expect(faults.join()).not.toMatch(/zorble|secret/i);
  });

  it('is refused with all its faults at once', () => {
    expect(readPolicyPack({ ...PACK, id: '', version: '', locale: '' }).faults).toHaveLength(3);
  });

  it('has an id of its own', () => {
    const { pack } = readPolicyPack(PACK);
    expect(packIdFaults([...POLICY_PACKS, pack!])).toEqual([]);
    expect(packIdFaults([pack!, pack!, pack!])).toHaveLength(1);
  });
});

it('packs of methods and places read every partner’s texts, whichever were chosen', () => {
  const { pack } = readPolicyPack(PACK);
  const all = [...POLICY_PACKS, pack!];
  expect(packsOfChoice(all, ['en-suicide', 'gone-by-now']).map(({ id }) => id)).toEqual(['en-suicide', pack!.id]);
  expect(packsOfChoice(all, null)).toBe(all);
});
