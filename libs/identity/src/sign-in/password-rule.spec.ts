import { passwordRefusals } from './password-rule.js';

describe('passwords', () => {
  it.each<[string, boolean]>([
    ['plume anchor sixty lanterns', true],
    ['gravel-otter-94-tangerine', true],
    ['Ünverwüstliche Brücken 7', true],
    ['elevenchars', false],
    ['password1234', false],
    ['P@ssw0rd2021!', false],
    ['qwertyuiop123', false],
    ['aaaaaaaaaaaaaaaa', false],
    ['123456789012', false],
    ['ada.lovelace2021', false],
    ['Marquee-Marquee-1', false],
    ['x'.repeat(129), false],
  ])('%j: %s', (password, isTaken) => {
    const refusals = passwordRefusals(password, ['ada.lovelace@example.org', 'Ada Lovelace'], ['password']);
    expect(refusals.length === 0).toBe(isTaken);
    expect(JSON.stringify(refusals)).not.toContain(password);
  });
});
