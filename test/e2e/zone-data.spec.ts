import { DAY_MS, deriveWindow, HOUR_MS, type ZoneDerivation } from '#domain';
import { Database, UnitOfWork, ZoneStore } from '#persistence';
import { RederiveWindows } from '#scheduling';
import type { TestMember } from '../support/actors.js';
import { ContentStage, places } from '../support/content-stage.js';
import { made } from '../support/desk.js';

const LIST = `query ($outcome: ZoneOutcome) { zoneChanges(outcome: $outcome) { edges { node { id runId zone boundary before beforeWall after afterWall outcome
  reason releasedAt } } } zoneData { version held differs } }`;
interface Listed {
  readonly zoneChanges: {
    edges: { node: { id: string; boundary: string; outcome: string; beforeWall: string; reason: string } }[];
  };
  readonly zoneData: { version: string; held: number; differs: number };
}

describe('zone data through the management API', () => {
  let stage: ContentStage;
  let runId: string;
  let database: Database;
  beforeAll(async () => {
    stage = await ContentStage.open();
    database = new Database({ url: stage.database.url, poolMax: 3, applicationName: 'test' });
    const campaignId = await stage.desk.campaign([await stage.desk.approved()]);
    const window = { mode: 'ZONED', zone: 'Asia/Beirut', start: '2099-06-10', end: '2099-06-12' } as const;
    runId = made(await stage.desk.schedule(campaignId, window)).id;
    // A day before, by data in which summer does not come.
    const now = Date.parse('2099-06-09T21:00:00Z') - DAY_MS / 2;
    const doctored: ZoneDerivation = {
      version: 'doctored',
      zones: () => [],
      derive: (intent, zone) => {
        const { start, end } = deriveWindow(intent, zone);
        return { start: start + HOUR_MS, end: end! + HOUR_MS };
      },
    };
    await new RederiveWindows(new UnitOfWork(database, { now: () => now }), new ZoneStore(), doctored).execute('STALE');
  });
  afterAll(async () => {
    await database.close();
    await stage.close();
  });

  const list = async (by: TestMember, outcome: string | null = null) => stage.ask<Listed>(by, LIST, { outcome });
  const release = (changeId: string, by = stage.cast.staff.SCHEDULER) =>
    stage.desk.mutate<{ releasedAt: string | null }>(
      by,
      'releaseZoneHold',
      { changeId },
      'change',
      'change { id releasedAt }',
    );

  it('staff read what was moved and what is held, on the wall and as instants, with the next step', async () => {
    const { data } = await list(stage.cast.staff.REVIEWER, 'HELD');
    const [held] = data.zoneChanges.edges;
    expect(held!.node).toMatchObject({
      runId,
      zone: 'Asia/Beirut',
      boundary: 'START',
      before: '2099-06-09T21:00:00.000Z',
      beforeWall: '2099-06-10T00:00:00+03:00[Asia/Beirut]',
      after: '2099-06-09T22:00:00.000Z',
      releasedAt: null,
    });
    expect(held!.node.reason).toContain('Release it, or reschedule the run.');
    expect(data.zoneData).toMatchObject({ version: process.versions.tz, held: 1 });
    const all = await list(stage.cast.staff.SCHEDULER);
    expect(all.data.zoneChanges.edges.map(({ node }) => `${node.boundary} ${node.outcome}`).toSorted()).toEqual([
      'END MOVED',
      'START HELD',
    ]);
  });

  it('a held boundary is let go by a scheduler, once, and stands where the data of now puts it', async () => {
    const { data } = await list(stage.cast.staff.SCHEDULER, 'HELD');
    const { id } = data.zoneChanges.edges[0]!.node;
    expect(places(await release(id, stage.cast.staff.REVIEWER))).toEqual(['NotAllowed input']);
    expect(made(await release(id)).releasedAt).not.toBeNull();
    expect(places(await release(id))).toEqual(['WrongState input.changeId']);
    expect((await list(stage.cast.staff.SCHEDULER)).data.zoneData.held).toBe(0);
    for (const none of ['x', '0190a0a0-0000-7000-8000-000000000000'])
      expect(places(await release(none))).toEqual(['NotFound input.changeId']);
  });

  it('partners see nothing of it', async () => {
    const { errors } = await list(stage.cast.partner.members.OWNER);
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});
