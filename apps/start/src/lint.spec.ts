import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lint } from './lint.js';

describe('marquee lint', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'marquee-lint-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it('names file, line and column of what it finds, and never the words', () => {
    const path = file('story.md', 'Hello.\n\n  He committed suicide.\n');
    const { lines, exitCode } = lint([path]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^.*story\.md:3:6 WARN lang\.commit \(en-suicide /);
    expect(lines[0]).not.toContain('committed');
    expect(exitCode).toBe(1);
  });

  it('takes the locale from the name of the file, then from the option', () => {
    expect(lint([file('a.es.md', 'Juan cometió suicidio')]).lines[0]).toContain('es-suicide');
    expect(lint(['--locale', 'de', file('a.md', 'Selbstmord')]).lines[0]).toContain('de-suicide');
  });

  it('ends with 0 for a clean text, and never calls one clean that nobody reads', () => {
    expect(lint([file('a.md', 'Talk to somebody.')])).toEqual({ lines: [], exitCode: 0 });
    const { lines, exitCode } = lint([file('a.ja.md', 'こんにちは')]);
    expect([lines.length, lines[0]!.includes('UNCHECKED'), exitCode]).toEqual([1, true, 1]);
  });

  it.each([[[]], [['--nonsense', 'a']], [['--vale', 'x', 'a']]])('%j is answered with how to use it', (args) => {
    expect(lint(args).exitCode).toBe(2);
    expect(lint(args).lines.join()).toContain('marquee lint');
  });

  it('says which file it cannot read, and reads the others', () => {
    const { lines, exitCode } = lint([join(folder, 'none'), file('a.md', 'He committed suicide')]);
    expect([lines.length, lines[0], exitCode]).toEqual([2, `${join(folder, 'none')}: cannot be read (ENOENT)`, 2]);
  });

  it('reads addresses, hidden letters and accounts of people as a review does', () => {
    const path = file('a.md', 'See https://bit.ly/x\nor sui\u200bcide\nby @somebody\n');
    const found = lint([path]).lines.map((line) => line.slice(path.length).split(' ', 3).join(' '));
    expect(found).toEqual([':1:5 BLOCK link.allowlist', ':2:7 BLOCK text.hidden', ':3:4 WARN priv.thirdparty']);
    expect(
      lint(['--domains', 'example.org', file('b.md', 'https://example.org/a and https://elsewhere.net')]).lines,
    ).toHaveLength(1);
  });

  it('reads with the packs of a partner, its names, and the private packs of the deployment', () => {
    const pack = {
      id: 'en-methods-private',
      version: '1',
      locale: 'en',
      subject: 'METHODS',
      completeness: 'COMPLETE',
      informedBy: [],
      safePhrases: [],
      exampleMarks: [],
      rules: [
        {
          id: 'method.detail',
          severity: 'BLOCK',
          message: 'A means is named.',
          advice: 'Leave it out.',
          match: { kind: 'PHRASES', phrases: ['zorble*'] },
        },
      ],
    };
    file('packs.json', JSON.stringify(pack));
    const text = file('a.md', 'The zorbles. He committed suicide. The Zorble Trust.');
    const rules = (...args: string[]) => lint([...args, text], folder).lines.map((line) => line.split(' ')[2]);
    expect(rules()).toEqual(['method.detail', 'lang.commit', 'method.detail']);
    expect(rules('--packs', 'en-eating-disorders')).toEqual(['method.detail', 'method.detail']);
    expect(rules('--names', 'Zorble Trust; Another')).toEqual(['method.detail', 'lang.commit']);
    expect(lint(['--packs', 'none', text]).exitCode).toBe(2);
  });

  it.each([
    ['no JSON', '{ zorble'],
    ['no pack', '{"id":"zorble"}'],
  ])('refuses a private pack that is %s, without its words', (_, json) => {
    file('bad.json', json);
    const { lines, exitCode } = lint(['--private', folder, file('a.md', 'x')]);
    expect([exitCode, lines.join().includes('bad.json'), lines.join().includes('zorble')]).toEqual([2, true, false]);
  });

  it('writes the packs as styles of Vale', () => {
    const { lines } = lint(['--vale', join(folder, 'styles')]);
    expect(lines.every((line) => existsSync(line))).toBe(true);
    expect(readFileSync(join(folder, 'styles/marquee-en-suicide/lang.commit.yml'), 'utf8')).toContain(
      'extends: existence',
    );
  });
});
