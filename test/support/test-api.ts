import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Programme, Clock, Instant, PolicyPack } from '#domain';
import { ProgrammeHolder } from '#delivery';
import { createLogger, type Logger } from '#operations';
import type { ApiOptions, FrontOptions } from '../../apps/api/src/api.module.js';
import { NO_STANDBY, Standby, type StandbyOptions } from '../../apps/api/src/peer/standby.js';
import { createApi } from '../../apps/api/src/http/create-api.js';
import type { TestDatabase } from './test-database.js';

/** What came back, as a client sees it. */
export interface ApiResponse<Data> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    data: Data;
    errors?: { message: string; extensions?: { code?: string; id?: string } }[];
    extensions?: Record<string, unknown>;
  };
}

export interface TestApi {
  readonly url: string;
  /** One operation of a member, by their key. */
  manage<Data>(key: string | null, query: string, variables?: object): Promise<ApiResponse<Data>>;
  /** One operation of a client app. */
  deliver<Data>(query: string, variables?: object): Promise<ApiResponse<Data>>;
  /** Lets the API see everything that was committed before. */
  refresh(): Promise<void>;
  /** What it falls back to without the database. */
  readonly standby: Standby;
  /** What it answers from. */
  programme(): Programme | null;
  /** How often what was touched was read, and not everything. */
  changesRead(): number;
  close(): Promise<void>;
}

/** A clock that stands where the test puts it. */
export class StandingClock implements Clock {
  constructor(private at: Instant) {}

  now(): Instant {
    return this.at;
  }

  set(at: Instant): void {
    this.at = at;
  }
}

/** The whole API on a free port, over a test database. @param clock null: the database's own @param front null: Apollo answers everything */
export async function startTestApi(
  database: TestDatabase,
  clock: Clock | null = null,
  logger: Logger = createLogger({ name: 'test', level: 'silent' }),
  privatePacks: readonly PolicyPack[] = [],
  ledgerPath: string | null = null,
  standby: StandbyOptions = NO_STANDBY,
  front?: FrontOptions | null,
  more: Partial<ApiOptions> = {},
): Promise<TestApi> {
  const app: NestFastifyApplication = await createApi({
    database: { url: database.url, poolMax: 8, applicationName: 'test-api' },
    clock,
    logger,
    privatePacks,
    ledgerPath,
    standby,
    ...(front !== undefined && { front }),
    ...more,
  });
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', 'localhost');
  // Null: of a reader without a database.
  const holder = app.get<ProgrammeHolder | null>(ProgrammeHolder, { strict: false });
  return {
    url,
    manage: <Data>(key: string | null, query: string, variables: object = {}) =>
      post<Data>(`${url}/manage/graphql`, { query, variables }, key === null ? {} : { authorization: `Bearer ${key}` }),
    deliver: <Data>(query: string, variables: object = {}) => post<Data>(`${url}/graphql`, { query, variables }),
    refresh: async () => holder?.refresh(),
    standby: app.get(Standby, { strict: false }),
    programme: () => holder?.current() ?? null,
    changesRead: () => holder?.counts().changes ?? 0,
    close: () => app.close(),
  };
}

async function post<Data>(url: string, body: object, headers: Record<string, string> = {}): Promise<ApiResponse<Data>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as ApiResponse<Data>['body'],
  };
}
