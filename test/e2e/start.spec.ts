import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ROLES } from '#domain';
import { StartRefusal, startEmbeddedPostgres } from '#persistence';
import { until } from '../support/until.js';
import {
  freePort,
  processesOf,
  processTable,
  remaining,
  startMarquee,
  statusOf,
  type ProcessRow,
  type StartedMarquee,
} from './started-marquee.js';

/** One operation; its data. */
async function asked(marquee: StartedMarquee, path: string, query: string, key?: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${marquee.port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ query }),
  });
  return ((await response.json()) as { data: unknown }).data;
}

const isRunning = ({ process: { exitCode, signalCode } }: StartedMarquee) => exitCode === null && signalCode === null;

type Part = 'launcher' | 'watchdog' | 'postgres' | 'api' | 'scheduler';

describe('npm start', () => {
  let folder: string;
  let data: string;
  const started: StartedMarquee[] = [];
  let standing: StartedMarquee | null = null;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'marquee-start-'));
    // As root PostgreSQL runs as another user, who must pass through.
    chmodSync(folder, 0o711);
    data = join(folder, 'data');
  });
  afterAll(async () => {
    for (const one of started) {
      one.process.kill('SIGTERM');
      await one.ended();
    }
    // Whatever the tests did: nothing that knows the data folder may be left.
    await until('no process left', () => !processTable().some((row) => row.command.includes(folder)));
    rmSync(folder, { recursive: true });
  });

  const start = async (environment: Record<string, string> = {}, args: readonly string[] = []) => {
    const marquee = await startMarquee({ MARQUEE_DATA: data, ...environment }, args);
    started.push(marquee);
    return marquee;
  };
  /** The one that the test before left running, or a new one on the same folder. */
  const running = async () => {
    if (standing !== null && isRunning(standing)) return standing;
    standing = await start();
    await standing.ready();
    return standing;
  };
  const migratedAt = async (): Promise<string[]> => {
    const postgres = await startEmbeddedPostgres({ dataFolder: data, log: () => undefined });
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    const { rows } = await client.query<{ at: string }>(
      'SELECT started_at::text AS at FROM _prisma_migrations ORDER BY 1',
    );
    await client.end();
    await postgres.stop();
    return rows.map((row) => row.at);
  };
  const partOf = (rows: readonly ProcessRow[], part: Part): ProcessRow => {
    const marks = {
      launcher: 'scripts/start.mjs',
      watchdog: 'marquee-watchdog',
      postgres: `-D ${data}`,
      api: 'dist/apps/api',
      scheduler: 'dist/apps/scheduler',
    };
    const found = rows.find((row) => row.command.includes(marks[part]));
    if (found === undefined) throw new Error(`no ${part} among\n${rows.map((row) => row.command).join('\n')}`);
    return found;
  };

  const stopsInOrder = async (signal: 'SIGINT' | 'SIGHUP') => {
    const marquee = await running();
    const processes = processesOf(marquee);
    process.kill(-marquee.process.pid!, signal);
    expect(await marquee.ended()).toBe(0);
    expect(remaining(processes)).toEqual([]);
    // A connection that PostgreSQL had to end would have been an application that stopped after it.
    const last = readFileSync(join(data, 'logs', 'postgres.log'), 'utf8')
      .split('starting PostgreSQL')
      .at(-1);
    expect(last).toContain('database system is shut down');
    expect(last).not.toContain('terminating connection due to administrator command');
  };

  it('makes a fresh folder into a running system and says where it is', async () => {
    const marquee = await running();
    expect(marquee.output()).toContain('Migrations applied');
    expect(marquee.output()).toContain(`http://localhost:${marquee.port}/graphql`);
    expect(marquee.output()).toContain(`http://localhost:${marquee.port}/manage/graphql`);
    expect(await statusOf(`http://127.0.0.1:${marquee.port}/health/ready`)).toBe(200);
    expect(await statusOf(`http://127.0.0.1:${marquee.schedulerPort}/health/ready`)).toBe(200);
    const others = 0o077 & statSync(data).mode;
    expect(others).toBe(process.getuid?.() === 0 ? 0o011 : 0);
    expect(statSync(join(data, 'postgres-password')).mode & 0o077).toBe(0);
    const file = join(data, 'keys.json');
    expect(statSync(file).mode & 0o077).toBe(0);
    const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys: { role: string; key: string }[] };
    expect(keys.map(({ role }) => role).toSorted()).toEqual([...ROLES].toSorted());
    for (const { role, key } of keys) {
      expect(marquee.output()).toContain(key);
      expect(await asked(marquee, '/manage/graphql', '{ me { role } }', key)).toEqual({ me: { role } });
    }
    expect(marquee.output()).toContain('goes on air on discover: A minute of calm');
    const active = '{ activeCampaign(surface: "discover") { campaign { slug } next { campaign { slug } } } }';
    expect(await asked(marquee, '/graphql', active)).toMatchObject({
      activeCampaign: { campaign: { slug: 'everyday-wellbeing' }, next: { campaign: { slug: 'a-minute-of-calm' } } },
    });
    for (const log of ['api', 'scheduler', 'postgres']) {
      expect(existsSync(join(data, 'logs', `${log}.log`))).toBe(true);
    }
  });

  it('refuses a data folder that another start uses, and leaves that one alone', async () => {
    const first = await running();
    const second = await start();
    expect(await second.ended()).toBe(1);
    expect(second.output()).toContain('is already running');
    expect(await statusOf(`http://127.0.0.1:${first.port}/health/ready`)).toBe(200);
  });

  it('starts API and scheduler again when they are killed', async () => {
    const marquee = await running();
    const before = processesOf(marquee);
    const killed = (['api', 'scheduler'] as const).map((part) => partOf(before, part).pid);
    for (const pid of killed) process.kill(pid, 'SIGKILL');
    await until('both run again', () => marquee.output().split('is running again').length === 3);
    const after = processesOf(marquee);
    expect(after.filter((row) => killed.includes(row.pid))).toEqual([]);
    expect(await statusOf(`http://127.0.0.1:${marquee.port}/health/ready`)).toBe(200);
    expect(await statusOf(`http://127.0.0.1:${marquee.schedulerPort}/health/ready`)).toBe(200);
  });

  it('stops everything in order on Ctrl-C, and exits with 0', () => stopsInOrder('SIGINT'));

  it('keeps the data on a second start', async () => {
    const before = await migratedAt();
    const marquee = await running();
    expect(marquee.output()).not.toContain('Migrations applied');
    expect(marquee.output()).not.toContain('mq_');
    expect(await asked(marquee, '/graphql', '{ guides { slug } }')).toEqual({
      guides: [{ slug: 'sharing-your-story' }, { slug: 'supporting-someone' }],
    });
    process.kill(-marquee.process.pid!, 'SIGTERM');
    expect(await marquee.ended()).toBe(0);
    expect(await migratedAt()).toEqual(before);
  });

  it.each(['launcher', 'watchdog', 'postgres'] as const)(
    'leaves nothing behind when its %s is killed',
    async (part) => {
      const marquee = await running();
      const processes = processesOf(marquee);
      process.kill(partOf(processes, part).pid, 'SIGKILL');
      const end = await marquee.ended();
      await until(`nothing left after the ${part}`, () => remaining(processes).length === 0);
      expect(end).toBe(part === 'launcher' ? 'SIGKILL' : 1);
      await running();
    },
  );

  it('stops everything in order when its terminal goes away', () => stopsInOrder('SIGHUP'));

  it.each(['PORT', 'SCHEDULER_PORT'])(
    'refuses a taken %s before it starts anything, and says how to choose another',
    async (setting) => {
      const taken = createServer().listen(0, '127.0.0.1');
      await once(taken, 'listening');
      const address = taken.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      const marquee = await start({ [setting]: String(port), MARQUEE_DATA: join(folder, 'untouched') });
      expect(await marquee.ended()).toBe(1);
      expect(marquee.output()).toContain(`Port ${port} on 127.0.0.1 is taken`);
      expect(marquee.output()).toContain(`${setting}=`);
      expect(existsSync(join(folder, 'untouched'))).toBe(false);
      taken.close();
    },
  );

  it('refuses settings that are wrong, all at once', async () => {
    const marquee = await start({ PORT: 'http', MARQUEE_DEMO: 'perhaps' });
    expect(await marquee.ended()).toBe(1);
    expect(marquee.output()).toContain('PORT is "http": a port from 0 to 65535 is allowed.');
    expect(marquee.output()).toContain('MARQUEE_DEMO is "perhaps": one of auto, on, off is allowed.');
  });

  it('refuses a database that is not there in plain words', async () => {
    const marquee = await start({ DATABASE_URL: `postgresql://me:password@127.0.0.1:${await freePort()}/marquee` });
    expect(await marquee.ended()).toBe(1);
    expect(marquee.output()).toContain('ECONNREFUSED');
    expect(marquee.output()).not.toMatch(/password|\n\s+at /);
  });

  it('refuses a data folder of a newer version, and of another PostgreSQL', async () => {
    const other = join(folder, 'newer');
    const preparing = await start({ MARQUEE_DATA: other }, ['migrate']);
    expect(await preparing.ended()).toBe(0);
    const postgres = await startEmbeddedPostgres({ dataFolder: other, log: () => undefined });
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '29990101000000_later', now())`,
    );
    await client.end();
    await postgres.stop();
    const newer = await start({ MARQUEE_DATA: other });
    expect(await newer.ended()).toBe(1);
    expect(newer.output()).toContain('made by a newer version of Marquee');
    expect(newer.output()).toContain('29990101000000_later');

    writeFileSync(join(other, 'postgres', 'PG_VERSION'), '17\n');
    const older = await start({ MARQUEE_DATA: other });
    expect(await older.ended()).toBe(1);
    expect(older.output()).toContain('was made by PostgreSQL 17');

    rmSync(join(other, 'postgres', 'PG_VERSION'));
    await expect(startEmbeddedPostgres({ dataFolder: other, log: () => undefined })).rejects.toThrow(StartRefusal);
    expect(existsSync(join(other, 'postgres', 'global'))).toBe(true);
  });
});
