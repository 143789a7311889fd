import { Database } from '#persistence';
import { makeCast, type Cast } from '../support/actors.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { cloneTestDatabase, type TestDatabase } from '../support/test-database.js';

interface Issued {
  readonly key: string | null;
  readonly keyId: string | null;
  readonly refusals: readonly { __typename: string; message: string; keyIds?: string[]; value?: string | null }[];
}

const ISSUE = `mutation ($input: IssueKeyInput!) { issueKey(input: $input) {
  key keyId refusals { __typename message ... on TwoKeysLive { keyIds } ... on InvalidValue { value } } } }`;
const REVOKE = 'mutation ($id: ID!) { revokeKey(input: {keyId: $id}) { keyId refusals { __typename } } }';

describe('keys of programs', () => {
  let database: TestDatabase;
  let api: TestApi;
  let cast: Cast;
  beforeAll(async () => {
    database = await cloneTestDatabase();
    const pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    cast = await makeCast(pool);
    await pool.close();
    api = await startTestApi(database);
    await api.refresh();
  });
  afterAll(async () => {
    await api.close();
    await database.drop();
  });

  const issue = async (by: string, input: object): Promise<Issued> =>
    (await api.manage<{ issueKey: Issued }>(by, ISSUE, { input })).body.data.issueKey;
  const revoke = async (by: string, id: string) =>
    (await api.manage<{ revokeKey: { keyId: string | null; refusals: { __typename: string }[] } }>(by, REVOKE, { id }))
      .body.data.revokeKey;
  const owner = () => cast.partner.members.OWNER;
  const contributor = () => cast.partner.members.CONTRIBUTOR.actor.memberId;

  it('an OWNER makes keys for their own partner only, and ends those only', async () => {
    const made = await issue(owner().key, { memberId: contributor(), name: 'own' });
    expect(made.refusals).toEqual([]);
    const stranger = cast.otherPartner.members.CONTRIBUTOR;
    const madeUp = '00000000-0000-7000-8000-000000000000';
    for (const memberId of [stranger.actor.memberId, cast.staff.ADMIN.actor.memberId, madeUp])
      expect(await issue(owner().key, { memberId })).toMatchObject({
        key: null,
        refusals: [{ __typename: 'NotFound' }],
      });
    for (const id of [stranger.actor.keyId!, cast.staff.ADMIN.actor.keyId!, madeUp, 'x'])
      expect(await revoke(owner().key, id)).toEqual({ keyId: null, refusals: [{ __typename: 'NotFound' }] });
    expect(await revoke(owner().key, made.keyId!)).toEqual({ keyId: made.keyId, refusals: [] });
    expect((await api.manage(made.key, '{ me { role } }')).status).toBe(401);
    expect((await api.manage(stranger.key, '{ me { role } }')).status).toBe(200);
  });

  it('two of one name live side by side, the third is refused with the way out, and after that way there is room', async () => {
    const input = { memberId: contributor(), name: 'import' };
    const first = await issue(owner().key, input);
    const second = await issue(owner().key, input);
    for (const { key } of [first, second]) expect((await api.manage(key, '{ me { role } }')).status).toBe(200);
    const third = await issue(owner().key, input);
    expect(third).toMatchObject({
      key: null,
      refusals: [{ __typename: 'TwoKeysLive', keyIds: [first.keyId, second.keyId] }],
    });
    await revoke(owner().key, first.keyId!);
    expect((await issue(owner().key, input)).refusals).toEqual([]);
  });

  it('of five who make a key of one name at once two have made one', async () => {
    const input = { memberId: cast.staff.SCHEDULER.actor.memberId, name: 'race' };
    const made = await Promise.all(Array.from({ length: 5 }, () => issue(cast.staff.ADMIN.key, input)));
    expect(made.filter(({ key }) => key !== null)).toHaveLength(2);
  });

  it('one that has expired leaves its place', async () => {
    const input = { memberId: contributor(), name: 'short' };
    const soon = await issue(owner().key, { ...input, expiresAt: '2100-01-01T00:00:00Z' });
    await issue(owner().key, input);
    await database.query("UPDATE api_key SET expires_at = now() - interval '1 second' WHERE id = $1", [soon.keyId]);
    expect((await issue(owner().key, input)).refusals).toEqual([]);
  });

  it('one with scopes does and reads those and nothing else, and makes none that is for more', async () => {
    const admin = cast.staff.ADMIN;
    const scopes = ['care.read', 'key.write'];
    const { key } = await issue(admin.key, { memberId: admin.actor.memberId, name: 'scoped', scopes });
    type May = { me: { key: { name: string; scopes: string[] }; may: { action: string; isAllowed: boolean }[] } };
    const { me } = (await api.manage<May>(key, '{ me { key { name scopes } may { action isAllowed } } }')).body.data;
    expect(me.key).toEqual({ name: 'scoped', scopes });
    expect(me.may.flatMap(({ action, isAllowed }) => (isAllowed ? [action] : [])).toSorted()).toEqual(scopes);

    const denied = await api.manage(key, '{ auditEntries { edges { cursor } } }');
    expect(denied.body.errors?.[0]).toMatchObject({
      message: expect.stringContaining('trace.read is not among its scopes'),
      extensions: { code: 'FORBIDDEN' },
    });
    const made = await api.manage<{ createPartner: object }>(
      key,
      'mutation { createPartner(input: {slug: "x", name: "X"}) { partner { id } refusals { __typename message } } }',
    );
    expect(made.body.data.createPartner).toMatchObject({ partner: null, refusals: [{ __typename: 'NotAllowed' }] });

    const others = { memberId: cast.staff.ADMIN.actor.memberId, name: 'next' };
    for (const more of [null, [], ['trace.read'], ['care.read', 'member.write']])
      expect(await issue(key!, { ...others, scopes: more })).toMatchObject({
        key: null,
        refusals: [{ __typename: 'InvalidValue' }],
      });
    expect((await issue(key!, { ...others, scopes: ['care.read'] })).refusals).toEqual([]);
  });

  it('what a role loses, its keys lose, whatever their scopes say', async () => {
    const { memberId } = cast.otherPartner.members.CONTRIBUTOR.actor;
    const by = cast.otherPartner.members.OWNER.key;
    const { key } = await issue(by, { memberId, name: 'writer', scopes: ['content.write', 'content.read'] });
    await api.manage(
      by,
      'mutation ($id: ID!) { changeMemberRole(input: {memberId: $id, role: VIEWER}) { refusals { __typename } } }',
      { id: memberId },
    );
    type May = { me: { may: { action: string; isAllowed: boolean; roles: string[] }[] } };
    const asked = '{ me { may(actions: ["content.write", "content.read"]) { action isAllowed roles } } }';
    expect((await api.manage<May>(key, asked)).body.data.me.may).toMatchObject([
      { action: 'content.write', isAllowed: false, roles: ['OWNER', 'CONTRIBUTOR'] },
      { action: 'content.read', isAllowed: true },
    ]);
  });

  it('an action that does not exist is no question', async () => {
    const { body } = await api.manage(owner().key, '{ me { may(actions: ["constructor"]) { isAllowed } } }');
    expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  it('the day of the last use is kept, once a day', async () => {
    const { key, keyId } = await issue(owner().key, { memberId: contributor(), name: 'used' });
    const version = async () =>
      (
        await database.query<{ xmin: string; day: string | null }>(
          'SELECT xmin::text, last_used_on::text AS day FROM api_key WHERE id = $1',
          [keyId],
        )
      )[0]!;
    expect((await version()).day).toBeNull();
    const asked = '{ me { key { lastUsedOn } } }';
    const today = (await database.query<{ day: string }>("SELECT (now() AT TIME ZONE 'UTC')::date::text AS day"))[0]!
      .day;
    expect((await api.manage(key, asked)).body.data).toEqual({ me: { key: { lastUsedOn: today } } });
    const before = await version();
    await api.manage(key, asked);
    expect(await version()).toEqual(before);
  });
});
