import { freshKey, hasKeyForm, keyHash } from './api-key.js';

describe('a key', () => {
  it('has the form of one, and 256 random bits', () => {
    const keys = Array.from({ length: 100 }, freshKey);
    for (const { key } of keys) expect(hasKeyForm(key)).toBe(true);
    expect(new Set(keys.map(({ key }) => key)).size).toBe(100);
    expect(Buffer.from(keys[0]!.key.slice(3, -7), 'base64url')).toHaveLength(32);
  });

  it('is kept as its hash and a prefix that does not give it away', () => {
    const { key, prefix, hash } = freshKey();
    expect(hash).toBe(keyHash(key));
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(key.startsWith(prefix)).toBe(true);
    expect(prefix).toHaveLength(11);
  });

  it.each([
    ['empty', () => ''],
    ['without its checksum', () => freshKey().key.slice(0, -7)],
    [
      'with one character changed',
      () => freshKey().key.replace(/^mq_./, (start) => (start === 'mq_A' ? 'mq_B' : 'mq_A')),
    ],
    ['with a space behind', () => `${freshKey().key} `],
    ['with a NUL', () => `${freshKey().key}\0`],
  ])('that is %s is none', (_, text) => {
    expect(hasKeyForm(text())).toBe(false);
  });
});
