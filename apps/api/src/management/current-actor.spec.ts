import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every query and mutation of management, with what its method takes before its body. */
const OPERATIONS = (readdirSync(import.meta.dirname, { recursive: true }) as string[])
  .filter((name) => name.endsWith('.resolver.ts'))
  .flatMap((name) => {
    const text = readFileSync(join(import.meta.dirname, name), 'utf8');
    return text
      .split(/@(?:Query|Mutation)\('/)
      .slice(1)
      .map((part) => ({ field: part.slice(0, part.indexOf("'")), takes: part.slice(0, part.indexOf('{\n')) }));
  });

describe('who is nobody yet, with the token of an invitation', () => {
  it('may do one thing: every other query and mutation asks for an actor', () => {
    expect(OPERATIONS.length).toBeGreaterThan(60);
    const open = OPERATIONS.filter(({ takes }) => !takes.includes('@CurrentActor() actor: Actor'));
    expect(open.map(({ field }) => field)).toEqual(['acceptInvitation']);
  });
});
