import { POLICY_PACKS } from './packs/index.js';
import { valeStyle } from './vale.js';

describe('a pack for the Vale linter', () => {
  const style = POLICY_PACKS.flatMap(valeStyle);

  it('has a rule for each rule of phrases, with its level and where it looks', () => {
    const english = valeStyle(POLICY_PACKS.find(({ id }) => id === 'en-suicide')!);
    const heading = english.find(({ name }) => name === 'lang.heading.yml')!.text;
    expect(heading).toContain('level: warning\nscope: heading\n');
    expect(english.find(({ name }) => name === 'lang.relief.yml')!.text).toContain('level: error\n');
  });

  it('finds in its tokens what the phrases mean', () => {
    const commit = style.find(({ name }) => name === 'lang.commit.yml')!.text;
    const tokens = Array.from(
      commit.matchAll(/^ {2}- (".*")$/gm),
      ([, token]) => new RegExp(`\\b${JSON.parse(token!) as string}\\b`, 'iu'),
    );
    expect(tokens.some((token) => token.test('He committed suicide.'))).toBe(true);
    expect(tokens.some((token) => token.test('We are committed to suicide prevention.'))).toBe(false);
    expect(tokens.some((token) => token.test('committed a terrible act of suicide'))).toBe(true);
  });

  it('says that hints are hints', () => {
    expect(valeStyle(POLICY_PACKS.find(({ id }) => id === 'de-suicide')!)[0]!.text).toContain('hints only');
  });
});
