import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor } from '#domain';
import { BeginHelpOnly, RecordConsent, TakeDown, WithdrawConsent } from '#editorial';
import {
  CampaignStore,
  ConsentStore,
  Database,
  HelpOnlyStore,
  LedgerFile,
  LedgerStore,
  ProgrammeReadModel,
  RemovalLedger,
  RemovalStore,
  UnitOfWork,
  uuidV7,
} from '#persistence';
import { Airings, article, instantWindow, type Airing } from '../support/airing.js';
import { valueOf } from '../support/content-desk.js';
import { startTestApi } from '../support/test-api.js';
import { cloneTestDatabase, type ClonedDatabase, type TestDatabase } from '../support/test-database.js';

const ACTIVE = `query ($surface: String!, $region: CountryCode!) {
  activeCampaign(surface: $surface, viewer: { region: $region, locale: "en" }) { campaign { slug } help { emergency } } }`;
const SURFACES = ['first', 'second', 'third', 'fourth'] as const;
const TITLE = 'A letter that nobody may read again';

/** One process' view of a database. */
function open({ url }: TestDatabase, path: string) {
  const database = new Database({ url, poolMax: 2, applicationName: 'test' });
  const unitOfWork = new UnitOfWork(database);
  const ledger = () => new RemovalLedger(unitOfWork, new LedgerStore(database), new LedgerFile(path));
  return { database, unitOfWork, ledger };
}

describe('a database that comes back out of an older backup', () => {
  const folder = mkdtempSync(join(tmpdir(), 'marquee-ledger-'));
  const path = join(folder, 'ledger.jsonl');
  const removals = new RemovalStore();
  let now: ClonedDatabase;
  let backup: TestDatabase;
  let airings: Record<(typeof SURFACES)[number], Airing>;
  beforeAll(async () => {
    now = await cloneTestDatabase();
    const before = open(now, path);
    const desk = await Airings.begin(before.unitOfWork);
    const [partner] = await now.query<{ id: string }>('SELECT id FROM partner');
    const by = (role: Actor['role'], partnerId: string | null): Actor => ({
      kind: 'MEMBER',
      memberId: uuidV7(Date.now()),
      keyId: null,
      sessionId: null,
      displayName: 'Test',
      role,
      partnerId,
    });
    const [admin, owner] = [by('ADMIN', null), by('OWNER', partner!.id)];
    for (const slug of SURFACES)
      await desk.change((tx) =>
        new CampaignStore().insertSurface(tx, { slug, name: slug, exclusive: false, capacity: 2 }),
      );
    const air = (surface: string, topics: string[]) =>
      desk.air({
        slug: `on-${surface}`,
        surface,
        window: instantWindow(0, null),
        documents: [article({ en: TITLE }, { topics })],
      });
    airings = {
      first: await air('first', ['help_seeking']),
      second: await air('second', ['lived_experience']),
      third: await air('third', ['help_seeking']),
      fourth: await air('fourth', ['help_seeking']),
    };
    const consent = { regions: [], surfaces: [], until: Date.now() + 86_400_000, evidence: 'SIGNED_FORM' as const };
    const itemId = airings.second.itemIds[0]!;
    const attested = { ...consent, reference: 'LE-1', withdrawalExplained: true, supportOffered: true };
    const recording = new RecordConsent(before.unitOfWork, new ConsentStore(), removals);
    valueOf(await recording.execute(owner, { itemId, ...attested, idempotencyKey: null }));
    await before.database.close();
    backup = await now.backup();

    const after = open(now, path);
    const taking = new TakeDown(after.unitOfWork, removals, new ProgrammeReadModel(after.database));
    const takedown = {
      kind: 'IN_ERROR',
      reason: 'Why is nobody else’s business',
      notice: {},
      replacedBy: null,
    } as const;
    const ask = { ...takedown, acknowledgesLostHelp: false, idempotencyKey: null };
    const campaign = { subjectType: 'CAMPAIGN', subjectId: airings.first.campaignId } as const;
    valueOf((await taking.execute(admin, { ...ask, ...campaign }, false)).outcome);
    const withdrawing = new WithdrawConsent(after.unitOfWork, new ConsentStore(), removals);
    valueOf(await withdrawing.execute(owner, { itemId, idempotencyKey: null }));
    const helpOnly = new BeginHelpOnly(after.unitOfWork, new HelpOnlyStore());
    valueOf(await helpOnly.execute(admin, { regions: ['SG'], reason: 'Test', idempotencyKey: null }));
    const ledger = after.ledger();
    expect([await ledger.write(), await ledger.write(), await after.ledger().write()]).toEqual([3, 0, 0]);
    await after.database.close();
  });
  afterAll(async () => {
    await now.drop();
    await backup.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('leaves no text, no reason and no person in the ledger', () => {
    const lines = readFileSync(path, 'utf8');
    for (const word of [TITLE, 'business', 'LE-1', 'displayName', 'Test']) expect(lines).not.toContain(word);
  });

  it('is put right before the first answer: what was removed since is on air nowhere, and a story has no text again', async () => {
    const [before] = await backup.query<{ title: string }>(
      "SELECT text ->> 'title' AS title FROM localization LIMIT 1",
    );
    expect(before!.title).toBe(TITLE);
    appendFileSync(path, '{"entry":"REMOVED","id":"cut');
    const api = await startTestApi(backup, null, undefined, [], path);
    try {
      const shown = async (surface: string, region: string) => {
        type Answer = { activeCampaign: { campaign: { slug: string } | null; help: { emergency: string } } };
        const { data } = (await api.deliver<Answer>(ACTIVE, { surface, region })).body;
        expect(data.activeCampaign.help.emergency).not.toBe('');
        return data.activeCampaign.campaign?.slug ?? null;
      };
      await api.refresh();
      const answers = await Promise.all(SURFACES.map((surface) => shown(surface, 'GB')));
      expect(answers).toEqual([null, null, 'on-third', 'on-fourth']);
      expect(await shown('third', 'SG')).toBeNull();
    } finally {
      await api.close();
    }
    const texts = await backup.query<{ title: string }>(
      "SELECT text ->> 'title' AS title FROM localization WHERE revision_id = $1",
      [airings.second.revisionIds[0]],
    );
    expect(texts).toEqual([{ title: '' }]);
    const told = await backup.query("SELECT action FROM audit_entry WHERE action LIKE '%.reapplied' ORDER BY action");
    expect(told.map(({ action }) => action as string)).toEqual([
      'help-only.reapplied',
      'removal.reapplied',
      'removal.reapplied',
    ]);
  });

  it('is put right once; a line that a crash has cut is named, and takes no other with it', async () => {
    const again = open(backup, path);
    try {
      const { reapplied, damagedLines } = await again.ledger().reapply();
      expect([reapplied, damagedLines]).toEqual([0, [4]]);
      await new LedgerFile(path).append([{ entry: 'LIFTED', id: 'x', at: '2027-01-01T00:00:00Z' }]);
      const content = await new LedgerFile(path).read();
      expect([content.entries.length, content.damagedLines]).toEqual([4, [4]]);
    } finally {
      await again.database.close();
    }
  });
});
