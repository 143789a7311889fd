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

  it('writes the packs as styles of Vale', () => {
    const { lines } = lint(['--vale', join(folder, 'styles')]);
    expect(lines.every((line) => existsSync(line))).toBe(true);
    expect(readFileSync(join(folder, 'styles/marquee-en-suicide/lang.commit.yml'), 'utf8')).toContain(
      'extends: existence',
    );
  });
});
