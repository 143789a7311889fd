import { Database, UnitOfWork } from '#persistence';
import { Airings, TEST_SURFACE } from './airing.js';
import { StandingClock, startTestApi, type TestApi } from './test-api.js';
import { cloneTestDatabase, type TestDatabase } from './test-database.js';

/** Noon UTC of the day before World Suicide Prevention Day: the 10th has begun nowhere west of Kiritimati. */
export const T = Date.UTC(2026, 8, 9, 12);
export const iso = (at: number) => new Date(at).toISOString();

interface CampaignAnswer {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly locale: string;
  readonly startsAt: string;
  readonly endsAt: string | null;
  readonly playlist: readonly {
    position: number;
    item: { id: string; title: string; locale: string; direction: string };
  }[];
}
export interface SegmentAnswer {
  readonly from: string;
  readonly until: string;
  readonly campaign: CampaignAnswer | null;
}
interface HelpAnswer {
  readonly resolution: string;
  readonly emergency: string;
  readonly services: readonly { slug: string; channels: readonly { link: string; openNow: boolean }[] }[];
}
interface ActiveData {
  readonly activeCampaign: {
    readonly servedAt: string;
    readonly validUntil: string;
    readonly version: string;
    readonly campaign: CampaignAnswer | null;
    readonly next: SegmentAnswer | null;
    readonly help: HelpAnswer;
  };
}
interface ProgrammeData {
  readonly programme: {
    readonly servedAt: string;
    readonly version: string;
    readonly segments: readonly SegmentAnswer[];
  };
}

const FIELDS = `
  fragment c on Campaign { id slug title locale startsAt endsAt playlist { position item { id title locale direction } } }
  fragment s on Segment { from until campaign { ...c } }
  fragment h on Help { resolution emergency services { slug channels { link openNow } } }`;
const ACTIVE = `query ($surface: String!, $viewer: ViewerInput) {
  activeCampaign(surface: $surface, viewer: $viewer) {
    servedAt validUntil version campaign { ...c } next { ...s } help { ...h } } } ${FIELDS}`;
export const PROGRAMME = `query ($surface: String!, $viewer: ViewerInput, $hours: Int) {
  programme(surface: $surface, viewer: $viewer, hours: $hours) { servedAt version segments { ...s } help { ...h } } } ${FIELDS}`;

/** An API with a clock in the test's hand, over a database with nothing in it. */
export interface Stage {
  readonly database: TestDatabase;
  readonly api: TestApi;
  readonly clock: StandingClock;
  readonly airings: Airings;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const database = await cloneTestDatabase();
  const clock = new StandingClock(T);
  const pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
  const airings = await Airings.begin(new UnitOfWork(pool, clock));
  const api = await startTestApi(database, clock);
  await api.refresh();
  return {
    database,
    api,
    clock,
    airings,
    close: async () => {
      await api.close();
      await pool.close();
      await database.drop();
    },
  };
}

const UTC = { timeZone: 'UTC' };

/** The answer to `activeCampaign`, which is never an error, with what HTTP says of its keeping. */
export async function active(
  { api }: Stage,
  viewer: object = UTC,
  surface = TEST_SURFACE,
): Promise<ActiveData['activeCampaign'] & { readonly cacheControl: string | null }> {
  const { status, headers, body } = await api.deliver<ActiveData>(ACTIVE, { surface, viewer });
  expect([status, body.errors]).toEqual([200, undefined]);
  return { ...body.data.activeCampaign, cacheControl: headers.get('cache-control') };
}

export async function programme({ api }: Stage, hours?: number): Promise<ProgrammeData['programme']> {
  const variables = { surface: TEST_SURFACE, viewer: UTC, hours };
  return (await api.deliver<ProgrammeData>(PROGRAMME, variables)).body.data.programme;
}
