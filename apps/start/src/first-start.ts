import { existsSync, readFileSync } from 'node:fs';
import { AIRING_STATES, DAY_MS, type Instant } from '#domain';
import { FirstStaff, MakeAdministratorLink, type FirstKey as StaffKey } from '#identity';
import {
  CampaignReadModel,
  Database,
  DatabaseClock,
  MemberReadModel,
  MemberStore,
  PAGE_MAX,
  SignInStore,
  UnitOfWork,
} from '#persistence';
import { demoState, loadDemo } from '#seed';
import { writeFileWhole } from './data-folder.js';

/** A key for one actor, in clear text: seen on the start that makes it and never again. */
export interface FirstKey {
  /** `ADMIN`, `REVIEWER`, `OWNER`, ... */
  readonly role: string;
  /** Whose key it is, for people. */
  readonly name: string;
  readonly key: string;
}

/** Something that the demo will do by itself. */
export interface Upcoming {
  readonly at: Date;
  /** `goes on air on discover: Breathe, then reply` */
  readonly what: string;
}

/** How far ahead the start looks: to the September after next. */
const PERIOD_DAYS = 400;

export interface FirstStartResult {
  /** Those made now; empty when there were keys already. */
  readonly keys: readonly FirstKey[];
  /** Opens the account of the first administrator, made now; null: there were members already, or keys were asked for. */
  readonly linkToken: string | null;
  readonly upcoming: readonly Upcoming[];
  /** True when the demo was loaded now. */
  readonly loaded: boolean;
}

/** What a migrated database needs before it is of use: keys to work with, and something to look at. */
export interface FirstStart {
  /** Does what is still missing; on later starts that is nothing. */
  run(): Promise<FirstStartResult>;
}

export interface FirstStartOptions {
  readonly databaseUrl: string;
  readonly demo: 'WHEN_EMPTY' | 'ALWAYS' | 'NEVER';
  /** How the first come in: one administrator by a link, or one member of each staff role by a key. */
  readonly by: 'LINK' | 'KEYS';
  /** Called with the keys before their hashes are committed: a crash in between must not lose the only copy. */
  readonly keepKeys: (keys: readonly FirstKey[]) => void;
}

export type MakeFirstStart = (options: FirstStartOptions) => FirstStart;

/** The one place where keys and demo are wired to the start. */
export const makeFirstStart: MakeFirstStart = (options) => ({
  run: async () => {
    const database = new Database({ url: options.databaseUrl, poolMax: 2, applicationName: 'marquee-start' });
    try {
      return await firstStart(database, options);
    } finally {
      await database.close();
    }
  },
});

async function firstStart(database: Database, options: FirstStartOptions): Promise<FirstStartResult> {
  const clock = new DatabaseClock(database);
  await clock.measure();
  const [unitOfWork, members] = [new UnitOfWork(database), new MemberStore()];
  const isByLink = options.by === 'LINK';
  const link = isByLink ? await new MakeAdministratorLink(unitOfWork, members, new SignInStore()).first() : null;
  const staff = isByLink
    ? []
    : await new FirstStaff(unitOfWork, members).claim((keys) => options.keepKeys(keys.map(staffKey)));
  const loading = await isDemoWanted(database, options.demo);
  const partnerKeys: FirstKey[] = [];
  if (loading) {
    await loadDemo(database, clock.now(), (keys) => {
      partnerKeys.push(...keys);
      options.keepKeys(partnerKeys);
    });
  }
  return {
    keys: [...staff.map(staffKey), ...partnerKeys],
    linkToken: link?.token ?? null,
    upcoming: await upcoming(database, clock.now()),
    loaded: loading,
  };
}

/** An interrupted demo is taken up again, whoever asked for it first. */
async function isDemoWanted(database: Database, demo: FirstStartOptions['demo']): Promise<boolean> {
  const { state } = await demoState(database);
  if (demo === 'NEVER' || state === 'LOADED') return false;
  if (state === 'BEGUN' || demo === 'ALWAYS') return true;
  return (await new MemberReadModel(database).partners()).length === 0;
}

function staffKey({ role, displayName, key }: StaffKey): FirstKey {
  return { role, name: displayName, key };
}

/** The next boundaries of what is scheduled, and the drafts that wait for people. */
async function upcoming(database: Database, now: Instant): Promise<Upcoming[]> {
  const period = { from: now, to: now + PERIOD_DAYS * DAY_MS };
  const { rows } = await new CampaignReadModel(database).schedule({ first: PAGE_MAX, after: null }, period, null);
  return rows
    .flatMap((run): Upcoming[] => {
      const { title, surface } = run.campaign;
      const begins = { at: new Date(run.window.start), what: `goes on air on ${surface}: ${title}` };
      if (run.state === 'DRAFT')
        return [{ ...begins, what: `would go on air on ${surface}, once approved and scheduled: ${title}` }];
      if (!AIRING_STATES.includes(run.state)) return [];
      const ends = run.window.end === null ? [] : [{ at: new Date(run.window.end), what: `goes off air: ${title}` }];
      return [begins, ...ends];
    })
    .filter(({ at }) => at.getTime() > now)
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** Keeps the keys for their owner, beside those of before: mode 0600, whole or not at all. */
export function writeKeysFile(path: string, keys: readonly FirstKey[]): void {
  const note = 'Keys of the first start. Marquee stores only their hashes: whoever reads this file can act with them.';
  const kept = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { keys: FirstKey[] }).keys : [];
  writeFileWhole(path, `${JSON.stringify({ note, keys: [...kept, ...keys] }, null, 2)}\n`);
}
