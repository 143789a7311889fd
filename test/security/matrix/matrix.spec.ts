import { buildSchema } from 'graphql';
import { readFileSync } from 'node:fs';
import { PERMISSIONS, ROLES, type Role } from '#domain';
import { ContentStage, MADE_UP } from '../../support/content-stage.js';
import { ARTICLE } from '../../support/desk.js';
import { DELIVERY_FIELDS, MANAGEMENT_FIELDS, type Entry } from './root-fields.js';
import { cell, ROOT_FIELDS, verdictOf, type Ids, type Verdict } from './sweep.js';

/** Some 1,500 questions over HTTP, on a machine that does other things too. */
const SWEEP_MS = 600_000;

describe('the matrix of permissions', () => {
  let stage: ContentStage;
  let keys: Readonly<Record<Role, string>>;
  beforeAll(async () => {
    stage = await ContentStage.open();
    const members = { ...stage.cast.partner.members, ...stage.cast.staff };
    keys = Object.fromEntries(ROLES.map((role) => [role, members[role].key])) as Record<Role, string>;
  });
  afterAll(async () => {
    await stage.close();
  });

  it('has an entry for every root field of both schemas, and for nothing else', () => {
    const fields = ROOT_FIELDS.map(([root, field]) => `${root}.${field}`);
    const missing = fields.filter((name) => !(name in MANAGEMENT_FIELDS));
    const advice = missing.map(
      (name) => `add to MANAGEMENT_FIELDS in test/security/matrix/root-fields.ts: '${name}': '<action>'`,
    );
    expect(advice).toEqual([]);
    expect(Object.keys(MANAGEMENT_FIELDS).filter((name) => !fields.includes(name))).toEqual([]);
    const delivery = buildSchema(readFileSync(new URL('../../../docs/delivery.graphql', import.meta.url), 'utf8'));
    expect(Object.keys(delivery.getQueryType()!.getFields())).toEqual(DELIVERY_FIELDS);
    expect([delivery.getMutationType(), delivery.getSubscriptionType()]).toEqual([undefined, undefined]);
  });

  const entryOf = (root: string, field: string): Entry => MANAGEMENT_FIELDS[`${root}.${field}`]!;
  const expected = (entry: Entry, role: Role): Verdict => {
    if (entry === 'EVERY_MEMBER' || entry === 'INVITATION') return 'LOOKED_AT';
    return (PERMISSIONS[entry] as readonly Role[]).includes(role) ? 'LOOKED_AT' : `NOT_ALLOWED ${entry}`;
  };
  const ask = async (key: string | null, root: string, field: string): Promise<Verdict> => {
    const { query, variables } = cell(root, field, {}, stage.cast.partner.slug);
    return verdictOf((await stage.api.manage<Record<string, never>>(key, query, variables)).body, field);
  };
  const rowCounts = async (): Promise<string> => {
    const tables = await stage.database.query<{ name: string }>(
      "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    );
    const counts = tables.map(({ name }) => `SELECT '${name}' AS name, count(*)::text AS rows FROM ${name}`);
    return JSON.stringify(await stage.database.query(counts.join(' UNION ALL ')));
  };

  it(
    'holds for every root field and role, and whoever is refused leaves no row behind',
    async () => {
      const wrong: string[] = [];
      for (const [root, field] of ROOT_FIELDS) {
        const entry = entryOf(root, field);
        const isDenied = (role: Role) => expected(entry, role) !== 'LOOKED_AT';
        const denied = ROLES.filter(isDenied);
        const before = denied.length > 0 ? await rowCounts() : '';
        for (const role of [...denied, ...ROLES.filter((one) => !isDenied(one))]) {
          const verdict = await ask(keys[role], root, field);
          if (verdict !== expected(entry, role))
            wrong.push(`${root}.${field} by ${role}: ${verdict}, not ${expected(entry, role)}`);
          if (role === denied.at(-1) && before !== (await rowCounts()))
            wrong.push(`${root}.${field}: a refusal left rows`);
        }
      }
      expect(wrong).toEqual([]);
    },
    SWEEP_MS,
  );

  it(
    'lets nobody in without a key, and an invitation to one field only',
    async () => {
      const invite = 'mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { token } }';
      const input = { partner: stage.cast.otherPartner.slug, displayName: 'Ama', role: 'VIEWER' };
      const { body } = await stage.api.manage<{ inviteMember: { token: string } }>(keys.ADMIN, invite, { input });
      const { token } = body.data.inviteMember;
      const wrong: string[] = [];
      for (const [root, field] of ROOT_FIELDS) {
        if ((await ask(null, root, field)) !== 'UNAUTHENTICATED') wrong.push(`${root}.${field} without a key`);
        if (entryOf(root, field) === 'INVITATION') continue;
        if ((await ask(token, root, field)) !== 'UNAUTHENTICATED') wrong.push(`${root}.${field} by an invitation`);
      }
      expect(wrong).toEqual([]);
    },
    SWEEP_MS,
  );

  it(
    'is the same for links, in which nothing is changed and no browser can ask',
    async () => {
      const wrong: string[] = [];
      for (const [root, field] of ROOT_FIELDS) {
        const { query, variables } = cell(root, field, {}, stage.cast.partner.slug);
        const search = new URLSearchParams({ query, variables: JSON.stringify(variables) }).toString();
        const url = `${stage.api.url}/manage/graphql?${search}`;
        const authorization = `Bearer ${keys.VIEWER}`;
        const asBrowser = await fetch(url, { headers: { authorization } });
        if (asBrowser.status !== 400) wrong.push(`${root}.${field} as a browser: ${asBrowser.status}`);
        const response = await fetch(url, { headers: { authorization, 'apollo-require-preflight': '1' } });
        const body = (await response.json()) as Parameters<typeof verdictOf>[0];
        if (root === 'Mutation') {
          if (response.status !== 405) wrong.push(`${root}.${field}: ${response.status}`);
        } else if (verdictOf(body, field) !== expected(entryOf(root, field), 'VIEWER'))
          wrong.push(`${root}.${field}: ${verdictOf(body, field)}`);
      }
      expect(wrong).toEqual([]);
    },
    SWEEP_MS,
  );
});

describe('what belongs to another partner', () => {
  let stage: ContentStage;
  beforeAll(async () => {
    stage = await ContentStage.open();
  });
  afterAll(async () => {
    await stage.close();
  });

  it(
    'is answered as what does not exist, field by field',
    async () => {
      const { cast, api } = stage;
      const { OWNER, CONTRIBUTOR } = cast.partner.members;
      const item = (await stage.create(CONTRIBUTOR, ARTICLE)).node!;
      const submitted = await stage.change<{ id: string }>(CONTRIBUTOR, 'submitDraft', {
        itemId: item.id,
        version: 1,
      });
      const revision = submitted.node!.id;
      const { memberId, keyId } = CONTRIBUTOR.actor;
      const ids: Ids = {
        itemId: item.id,
        revisionId: revision,
        revisionIds: revision,
        memberId,
        keyId: keyId!,
        subjectId: item.id,
        from: revision,
      };
      const idOf: Readonly<Record<string, string>> = { contentItem: item.id, revision };
      const names = [...Object.values(ids), MADE_UP, cast.partner.slug, 'made-up'];
      const blank = (value: unknown) => names.reduce((text, one) => text.replaceAll(one, '?'), JSON.stringify(value));
      const wrong: string[] = [];
      let isOwnSeen = 0;
      for (const [root, field] of ROOT_FIELDS) {
        const theirs = cell(root, field, { ...ids, id: idOf[field] ?? item.id }, cast.partner.slug);
        const madeUp = cell(root, field, {}, 'made-up');
        if (blank(theirs.variables) === JSON.stringify(theirs.variables)) continue;
        const answer = async (key: string, { query, variables }: typeof theirs) =>
          blank((await api.manage(key, query, variables)).body);
        const foreign = await answer(cast.otherPartner.members.OWNER.key, theirs);
        const nothing = await answer(cast.otherPartner.members.OWNER.key, madeUp);
        if (foreign !== nothing)
          wrong.push(`${root}.${field}: ${foreign.slice(0, 300)} but of nothing ${nothing.slice(0, 300)}`);
        if (root === 'Query' && (await answer(OWNER.key, theirs)) !== nothing) isOwnSeen += 1;
      }
      expect(wrong).toEqual([]);
      // Or the ids would be those of nothing.
      expect(isOwnSeen).toBeGreaterThanOrEqual(8);
    },
    SWEEP_MS,
  );
});
