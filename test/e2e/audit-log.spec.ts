import { parse } from 'csv-parse/sync';
import { auditHash, CHAIN_BEGIN, type ChainedEntry } from '#domain';
import type { TestMember } from '../support/actors.js';
import { ContentStage, type Connection } from '../support/content-stage.js';
import { ARTICLE, made } from '../support/desk.js';

interface Entry {
  readonly seq: string;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subjectId: string;
  readonly reason: string | null;
}
interface OwnEntry {
  readonly seq: string;
  readonly by: string;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly reason: string | null;
}

describe('the audit log, through the management API', () => {
  let stage: ContentStage;
  let admin: TestMember;
  let owner: TestMember;
  let stranger: TestMember;
  let item: { readonly itemId: string; readonly revisionId: string };
  const secret = 'Their lawyer called twice';
  beforeAll(async () => {
    stage = await ContentStage.open();
    const { cast, desk } = stage;
    admin = cast.staff.ADMIN;
    owner = cast.partner.members.OWNER;
    stranger = cast.otherPartner.members.OWNER;
    item = await desk.submitted(ARTICLE, owner);
    const { revisionId } = item;
    await stage.change(cast.staff.REVIEWER, 'requestChanges', { revisionId, reason: 'Name a lighthouse, please' });
    await desk.submitted(ARTICLE, stranger);
    const packs = { partnerId: cast.partner.id, packIds: ['en-suicide'], reason: secret };
    await stage.ask(
      admin,
      'mutation ($input: ChoosePolicyPacksInput!) { choosePolicyPacks(input: $input) { refusals { message } } }',
      { input: packs },
    );
  });
  afterAll(() => stage.close());

  const search = async (filter: object, by = admin) => {
    const query = `query ($filter: AuditFilter) { auditEntries(first: 100, filter: $filter) {
      edges { cursor node { seq at actor actorId keyId sessionId action subjectId reason } } pageInfo { hasNextPage endCursor } } }`;
    return stage.ask<{ auditEntries: Connection<Entry> }>(by, query, { filter });
  };
  const actions = async (filter: object) =>
    (await search(filter)).data.auditEntries.edges.map(({ node }) => node.action);
  const own = async (by: TestMember, filter: object = {}) => {
    const query = `query ($filter: PartnerAuditFilter) { partnerAuditEntries(first: 100, filter: $filter) {
      edges { cursor node { seq by action subjectType subjectId before after reason } } pageInfo { hasNextPage endCursor } } }`;
    const { partnerAuditEntries } = (
      await stage.ask<{ partnerAuditEntries: Connection<OwnEntry> }>(by, query, { filter })
    ).data;
    return partnerAuditEntries.edges.map(({ node }) => node);
  };
  const begin = (by: TestMember, input: object) =>
    stage.desk.mutate<{ id: string; path: string; through: string }>(
      by,
      'beginAuditExport',
      { reason: 'A question of the board', ...input },
      'export',
      'export { id path through }',
    );
  const fetched = (path: string, by: TestMember | null) =>
    fetch(`${stage.api.url}${path}`, { headers: by === null ? {} : { authorization: `Bearer ${by.key}` } });

  describe('is searched by staff', () => {
    it('by who, with which key, what, about what, about whom, and words of the reason, all at once', async () => {
      const { cast } = stage;
      const { memberId, keyId } = cast.staff.REVIEWER.actor;
      const changes = ['revision.changes-requested'];
      expect(await actions({ actorId: memberId })).toEqual(changes);
      expect(await actions({ keyId })).toEqual(changes);
      expect(await actions({ action: 'revision.changes-requested' })).toEqual(changes);
      expect(await actions({ subjectId: item.revisionId })).toEqual([...changes, 'revision.submitted']);
      expect(await actions({ subjectId: item.revisionId, subjectType: 'run' })).toEqual([]);
      expect(await actions({ partner: cast.otherPartner.slug })).toEqual([
        'revision.submitted',
        'content-item.created',
      ]);
      expect(await actions({ reasonWords: 'LIGHTHOUSE name' })).toEqual(changes);
      expect(await actions({ reasonWords: 'lighthouse lawyer' })).toEqual([]);
      expect(await actions({ partner: cast.partner.slug, reasonWords: 'lawyer' })).toEqual(['policy-packs.chosen']);
      expect(await actions({ sessionId: 'none' })).toEqual([]);
    });

    it('from an instant on, and before another', async () => {
      const { edges } = (await search({})).data.auditEntries;
      const [at, next] = [edges[2]!.node.at, edges[1]!.node.at];
      const seqs = async (filter: object) =>
        (await search(filter)).data.auditEntries.edges.map(({ node }) => Number(node.seq));
      expect(await seqs({ from: at, until: next })).toEqual([Number(edges[2]!.node.seq)]);
      expect(Math.min(...(await seqs({ from: next })))).toBe(Number(edges[1]!.node.seq));
    });

    it.each([
      [{ from: '2026-01-02T00:00:00Z', until: '2026-01-02T00:00:00Z' }, 'not before'],
      [{ reasonWords: ' -- ' }, 'holds no word'],
    ])('and a question that cannot be meant is refused: %j', async (filter, message) => {
      const { errors } = await search(filter);
      expect(errors?.[0]).toMatchObject({
        message: expect.stringContaining(message),
        extensions: { code: 'BAD_USER_INPUT' },
      });
    });
  });

  describe('tells a partner', () => {
    it('what was done to its own things, without a name of the staff and without what is written for staff', async () => {
      const entries = await own(owner);
      expect(entries.map(({ action, by, reason }) => [action, by, reason])).toEqual([
        ['policy-packs.chosen', 'staff', null],
        ['revision.changes-requested', 'staff', 'Name a lighthouse, please'],
        ['revision.submitted', owner.actor.displayName, null],
        ['content-item.created', owner.actor.displayName, null],
      ]);
      expect(JSON.stringify(entries)).not.toContain(secret);
      expect(JSON.stringify(entries)).not.toContain(stage.cast.staff.REVIEWER.actor.memberId);
      expect((await own(owner, { subjectType: 'content-item' })).map(({ subjectId }) => subjectId)).toEqual([
        item.itemId,
      ]);
    });

    it('nothing of another one, also when it is asked for by its id', async () => {
      expect(await own(stranger, { subjectId: item.itemId })).toEqual([]);
      const theirs = (await own(stranger)).map(({ subjectId }) => subjectId);
      expect(theirs).toHaveLength(2);
      expect(theirs.filter((id) => id === item.itemId || id === item.revisionId)).toEqual([]);
    });

    it('nothing of how staff share their work', async () => {
      const { cast } = stage;
      const { revisionId } = await stage.desk.submitted(ARTICLE, owner);
      const input = { revisionId, memberId: cast.staff.REVIEWER.actor.memberId };
      await stage.ask(
        admin,
        'mutation ($input: AssignReviewInput!) { assignReview(input: $input) { refusals { message } } }',
        { input },
      );
      expect(await actions({ subjectId: revisionId })).toEqual(['review.assigned', 'revision.submitted']);
      expect((await own(owner, { subjectId: revisionId })).map(({ action }) => action)).toEqual(['revision.submitted']);
    });
  });

  describe('is exported', () => {
    it('as lines from which anybody recomputes the chain, up to where it was begun, and is an entry itself', async () => {
      const { path, through } = made(await begin(admin, { format: 'NDJSON' }));
      await stage.desk.submitted(ARTICLE, owner);
      const response = await fetched(path, admin);
      expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(response.headers.get('content-type')).toContain('application/x-ndjson');
      const lines = (await response.text()).trimEnd().split('\n');
      expect(JSON.parse(lines.pop()!)).toEqual({ end: { entries: Number(through) } });
      let previous = CHAIN_BEGIN;
      for (const [i, line] of lines.entries()) {
        const entry = JSON.parse(line) as ChainedEntry;
        expect([entry.seq, entry.previous, auditHash(entry)]).toEqual([String(i + 1), previous, entry.hash]);
        previous = entry.hash;
      }
      const [begun] = (await search({ action: 'audit.exported' })).data.auditEntries.edges;
      expect(begun!.node).toMatchObject({
        seq: String(Number(through) + 1),
        reason: 'A question of the board',
        actorId: admin.actor.memberId,
      });
    });

    it('as a table, of what was looked for only, in which no cell is a formula', async () => {
      const reason = '=HYPERLINK("https://evil.example")';
      const { revisionId } = await stage.desk.submitted(ARTICLE, owner);
      await stage.change(stage.cast.staff.REVIEWER, 'requestChanges', { revisionId, reason });
      const { path } = made(await begin(admin, { format: 'CSV', filter: { reasonWords: 'hyperlink' } }));
      const rows = parse(await (await fetched(path, admin)).text(), { columns: true });
      expect(rows).toMatchObject([
        { action: 'revision.changes-requested', subjectId: revisionId, reason: `'${reason}` },
      ]);
    });

    it('with more entries than are in memory at once', async () => {
      const rows = Array.from({ length: 600 }, (_, i) => ({ ...ROW, reference: `r-${i}` }));
      for (let i = 0; i < 3; i += 1) await imported(rows.slice(i * 200, (i + 1) * 200));
      const { path, through } = made(await begin(admin, { format: 'NDJSON' }));
      const lines = (await (await fetched(path, admin)).text()).trimEnd().split('\n');
      expect(lines).toHaveLength(Number(through) + 1);
      expect(Number(through)).toBeGreaterThan(600);
      expect(new Set(lines).size).toBe(lines.length);
    });

    it('to who asked for it, within the hour, and to nobody else', async () => {
      const { id, path } = made(await begin(admin, { format: 'CSV' }));
      const statuses = [];
      for (const by of [null, owner, stage.cast.staff.REVIEWER]) statuses.push((await fetched(path, by)).status);
      expect(statuses).toEqual([401, 403, 403]);
      const another = await stage.ask<{ addMember: { member: { id: string } } }>(
        admin,
        'mutation { addMember(input: {displayName: "Another", role: ADMIN}) { member { id } refusals { message } } }',
      );
      const issued = await stage.ask<{ issueKey: { key: string } }>(
        admin,
        'mutation ($id: ID!) { issueKey(input: {memberId: $id, name: "x"}) { key refusals { message } } }',
        { id: another.data.addMember.member.id },
      );
      const other = { ...admin, key: issued.data.issueKey.key };
      expect([(await fetched(path, other)).status, (await fetched(`${path}x`, admin)).status]).toEqual([404, 404]);
      expect((await fetched(path, admin)).status).toBe(200);
      await stage.database.query('SET session_replication_role = replica');
      await stage.database.query("UPDATE audit_entry SET at = at - interval '61 minutes' WHERE subject_id = $1", [id]);
      await stage.database.query('SET session_replication_role = origin');
      expect((await fetched(path, admin)).status).toBe(404);
    });

    it('never without a reason, and never by who may not read it', async () => {
      const { refusals } = await begin(admin, { format: 'CSV', reason: ' ' });
      expect(refusals.map(({ code, path }) => [code, path.join('.')])).toEqual([['INVALID_VALUE', 'input.reason']]);
      expect((await begin(owner, { format: 'CSV' })).refusals.map(({ code }) => code)).toEqual(['NOT_ALLOWED']);
    });
  });

  const ROW = { row: 1, document: ARTICLE };
  async function imported(rows: readonly object[]): Promise<void> {
    const { node } = await stage.desk.mutate<{ id: string }>(
      owner,
      'openImport',
      { dryRun: false },
      'import',
      'import { id }',
    );
    const input = { importId: node!.id, batch: 1, rows: rows.map((row, i) => ({ ...row, row: i + 1 })) };
    made(await stage.desk.mutate(owner, 'importRows', input, 'import', 'import { id }'));
  }
});
