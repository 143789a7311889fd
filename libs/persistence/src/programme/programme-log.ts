import { Inject, Injectable } from '@nestjs/common';
import { Database, prismaOf } from '../database.js';

/** So many versions stay told, and all of the last hour: a process that was away for less reads only what was touched. */
const VERSIONS_KEPT_MIN = 10_000;

/** What each version of the programme touched. */
@Injectable()
export class ProgrammeLog {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Forgets what nobody has to be told any more: who is further behind reads everything. @returns how many lines */
  async forget(): Promise<number> {
    return prismaOf(this.database).$executeRaw`
      DELETE FROM programme_change WHERE changed_at < clock_timestamp() - interval '1 hour'
        AND version <= (SELECT version FROM programme_version WHERE id = 1) - ${VERSIONS_KEPT_MIN}`;
  }
}
