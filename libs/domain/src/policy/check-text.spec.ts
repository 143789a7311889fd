import fc from 'fast-check';
import { checkText } from './check-text.js';
import { POLICY_PACKS } from './packs/index.js';
import type { PolicyPack } from './policy-pack.js';

const packs = (locale: string) => POLICY_PACKS.filter((pack) => [locale, 'und'].includes(pack.locale));
const found = (text: string, locale = 'en', field: 'BODY' | 'TITLE' = 'BODY') =>
  checkText(text, field, packs(locale)).map(
    ({ rule, severity, isDowngraded }) => `${isDowngraded ? 'DOWNGRADED ' : ''}${severity} ${rule}`,
  );

describe('texts that are safe', () => {
  it.each([
    'We are committed to suicide prevention.',
    '988 Suicide & Crisis Lifeline',
    '9-8-8: Suicide Crisis Helpline',
    'Suicide crisis lines are free in many countries.',
    'Text HOME to 741741 or call 116 123.',
    'We raised 500 pounds.',
    'Our 40 kg donation of books arrived.',
    'Recovery meant I stopped counting calories.',
    'BMI is not a measure of how unwell someone is.',
    'More than 720 000 people die by suicide each year.',
    'Walk 5 km with us on 10 September 2026.',
    'A quick and easy way to get help after thoughts of suicide',
    'School before and after lunch',
    'I am an addict, and I am still here.',
    'A warning of the suicide challenge hoax',
    'Room 20, size 12 of the font',
  ])('%s', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('World Suicide Prevention Day as a title', () => {
    expect(found('World Suicide Prevention Day', 'en', 'TITLE')).toEqual([]);
    expect(found('After a suicide', 'en', 'TITLE')).toContain('WARN lang.heading');
  });
});

describe('texts that are not', () => {
  it.each([
    ['He committed suicide', 'en', 'WARN lang.commit'],
    ['He commited suicide', 'en', 'WARN lang.commit'],
    ['ｃｏｍｍｉｔｔｅｄ ｓｕｉｃｉｄｅ', 'en', 'WARN lang.commit'],
    ['com\u200bmitted sui\u200bcide', 'en', 'WARN lang.commit'],
    ['COMMITTED  SUICIDE', 'en', 'WARN lang.commit'],
    ['Juan cometió suicidio', 'es', 'WARN lang.commit'],
    ['der Selbstmord', 'de', 'WARN lang.commit'],
    ['a failed attempt', 'en', 'WARN lang.outcome'],
    ['the suicide epidemic', 'en', 'WARN lang.epidemic'],
    ['It would be political suicide.', 'en', 'WARN lang.outofcontext'],
    ['He is in a better place now', 'en', 'BLOCK lang.relief'],
    ['I was down to 38 kg', 'en', 'BLOCK ed.weight'],
    ['I was down to 38kg', 'en', 'BLOCK ed.weight'],
    ['كان وزني ٣٨ كغ', 'ar', 'BLOCK ed.weight'],
    ['I weighed ３８ kg', 'en', 'BLOCK ed.weight'],
    ['ate only 500 calories', 'en', 'BLOCK ed.intake'],
    ['My BMI dropped to 15', 'en', 'BLOCK ed.bmi'],
    ['My BMI was 15.5 then', 'en', 'BLOCK ed.bmi'],
    ['She wore a dress size 4', 'en', 'BLOCK ed.bmi'],
    ['I ate 2 bites', 'en', 'BLOCK ed.intake'],
    ['20 pills', 'en', 'BLOCK method.quantity'],
    ['٢٠ ملغ', 'ar', 'BLOCK method.quantity'],
    ['She is an anorexic', 'en', 'WARN lang.personlabel'],
    ['They exercised in secret', 'en', 'BLOCK method.conceal'],
    ['a suicide challenge', 'en', 'BLOCK method.challenge'],
    ['She goes to Lake High School', 'en', 'WARN priv.thirdparty'],
    ['Cometio\u0301 suicidio', 'es', 'WARN lang.commit'],
  ])('%s (%s): %s', (text, locale, expected) => {
    expect(found(text, locale)).toEqual([expected]);
  });

  it('are downgraded where they teach what not to say, and only there', () => {
    expect(found('Please say "died by suicide" rather than "committed suicide".')).toEqual([
      'DOWNGRADED WARN lang.commit',
    ]);
    expect(found('Avoid "committed suicide".')).toEqual(['DOWNGRADED WARN lang.commit']);
    expect(found('Rather than that. He committed suicide.')).toEqual(['WARN lang.commit']);
    expect(found('Di «murió por suicidio» en lugar de «cometió suicidio».', 'es')).toEqual([
      'DOWNGRADED WARN lang.commit',
    ]);
  });

  it('are a quotation between quotation marks, which takes the sting out of a warning and of nothing graver', () => {
    expect(found('They wrote: “He committed suicide.” Then they called.')).toEqual(['DOWNGRADED WARN lang.commit']);
    expect(found('“Listen.” He committed suicide.')).toEqual(['WARN lang.commit']);
    expect(found('5" of snow. He committed suicide.')).toEqual(['WARN lang.commit']);
    expect(found('She said "I was down to 38 kg".')).toEqual(['BLOCK ed.weight']);
  });

  it('are found where they stand, in the text as it was written', () => {
    const text = 'Zuerst: ﬁne. He com\u200bmitted\u00a0 suicide, they say.';
    const [match] = checkText(text, 'BODY', packs('en'));
    expect(text.slice(match!.start, match!.end)).toBe('com\u200bmitted\u00a0 suicide');
  });

  it('keep their words to themselves', () => {
    const [match] = checkText('I was down to 38 kg', 'BODY', packs('en'));
    expect(JSON.stringify(match)).not.toMatch(/38|down/);
    expect(match).toMatchObject({ pack: 'und-eating-disorders', packVersion: '1.1.0' });
  });
});

describe('packs of one’s own', () => {
  const zorbles: PolicyPack = {
    id: 'en-methods-private',
    version: '1',
    locale: 'en',
    subject: 'METHODS',
    completeness: 'COMPLETE',
    informedBy: [],
    safePhrases: ['Zorble Road'],
    exampleMarks: [],
    rules: [
      {
        id: 'method.detail',
        severity: 'BLOCK',
        message: 'A means is named.',
        advice: 'Leave it out.',
        match: { kind: 'PHRASES', phrases: ['zorble*', 'blip|blop ~ wug'] },
      },
    ],
  };
  const rules = (text: string, safe: readonly string[] = []) => checkText(text, 'BODY', [zorbles], safe).length;

  it('take words, beginnings of words, choices and gaps of up to two words', () => {
    expect(
      ['a zorbler', 'blip wug', 'blop the big wug', 'blip one two three wug', 'wug blip'].map((text) => rules(text)),
    ).toEqual([1, 1, 1, 0, 0]);
  });

  it('do not read safe names, neither their own nor those that are given', () => {
    expect([
      rules('Meet us in Zorble Road'),
      rules('The Zorble Foundation'),
      rules('The Zorble Foundation', ['Zorble Foundation']),
    ]).toEqual([0, 1, 0]);
  });

  it('take a name as it is written: no sign in it, and no name of one word, hides anything', () => {
    expect(['*', 'zorble*', 'a|zorble', 'Zorble', '~'].map((name) => rules('The zorble', [name]))).toEqual([
      1, 1, 1, 1, 1,
    ]);
  });

  it('cut their phrases as the texts are cut', () => {
    const japanese: PolicyPack = {
      ...zorbles,
      locale: 'ja',
      rules: [{ ...zorbles.rules[0]!, match: { kind: 'PHRASES', phrases: ['自殺予防'] } }],
    };
    expect(checkText('自殺予防の相談窓口です', 'BODY', [japanese])).toHaveLength(1);
  });

  it('read languages that part words by no space', () => {
    const japanese: PolicyPack = {
      ...zorbles,
      locale: 'ja',
      rules: [{ ...zorbles.rules[0]!, match: { kind: 'PHRASES', phrases: ['窓口'] } }],
    };
    expect(checkText('自殺予防の相談窓口です', 'BODY', [japanese])).toHaveLength(1);
  });
});

it('any text ends in findings whose places are in it (property)', () => {
  const word = fc.constantFrom(
    'committed',
    'suicide',
    '38',
    'kg',
    'I',
    'not',
    '\u200b',
    'é',
    '️',
    '٣٨',
    '"',
    '. ',
    '自殺',
    '👩‍👩‍👧',
    '\ud83d',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), fc.constantFrom(' ', ''), (words, space) => {
      const text = words.join(space);
      for (const { start, end } of checkText(text, 'BODY', POLICY_PACKS)) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 500 },
  );
});
