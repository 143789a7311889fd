import { SYSTEM_ACTOR, type Actor, type Role } from './actor.js';
import { keyNameRefusals, liveKeysRefusals, scopeRefusals } from './key-rules.js';
import { ACTIONS, roleMay } from './permission.js';

const actor = (scopes: readonly string[] | null): Actor => ({ ...SYSTEM_ACTOR, kind: 'MEMBER', role: 'ADMIN', scopes });
const EVERYTHING = null;

describe('scopes of a key', () => {
  it.each<[string, readonly string[] | null, Role, readonly string[] | null, (string | null)[]]>([
    ['everything, by who may everything', EVERYTHING, 'VIEWER', EVERYTHING, []],
    ['one action of the role', EVERYTHING, 'OWNER', ['content.write'], []],
    ['nothing', EVERYTHING, 'OWNER', [], [null]],
    ['what the role of the member has not', EVERYTHING, 'VIEWER', ['content.read', 'content.write'], ['content.write']],
    ['what does not exist', EVERYTHING, 'OWNER', ['content.*', '__proto__'], ['content.*', '__proto__']],
    ['one twice', EVERYTHING, 'OWNER', ['content.read', 'content.read'], ['content.read']],
    ['everything, by a key that is for less', ['key.write'], 'ADMIN', EVERYTHING, [null]],
    ['more than the key is for', ['key.write', 'care.read'], 'ADMIN', ['care.read', 'care.write'], ['care.write']],
    ['as much as the key is for', ['key.write', 'care.read'], 'ADMIN', ['care.read'], []],
  ])('%s', (_, own, holder, asked, refusedValues) => {
    const refusals = scopeRefusals(actor(own), asked, holder, ['input', 'scopes']);
    expect(refusals.map((refusal) => (refusal as unknown as { value: string | null }).value)).toEqual(refusedValues);
  });

  it('each of a role is accepted by itself, and no other', () => {
    for (const action of ACTIONS)
      expect(scopeRefusals(actor(null), [action], 'REVIEWER', []).length).toBe(roleMay('REVIEWER', action) ? 0 : 1);
  });
});

describe('names and numbers of keys', () => {
  it.each([
    ['default', 0],
    ['nightly-import-2', 0],
    ['', 1],
    ['Import', 1],
    ['a'.repeat(41), 1],
    ['a\0', 1],
  ])('the name %j', (name, count) => {
    expect(keyNameRefusals(name, [])).toHaveLength(count);
  });

  it('the third of a name is refused, naming the older', () => {
    expect(liveKeysRefusals('import', ['first'], [])).toEqual([]);
    expect(liveKeysRefusals('import', ['first', 'second'], [])).toMatchObject([
      { code: 'TWO_KEYS_LIVE', keyIds: ['first', 'second'], message: expect.stringContaining('first') },
    ]);
  });
});
