import { Inject, Injectable } from '@nestjs/common';
import type { ProgrammeChange, ProgrammeRows, RowsVersion, SurfaceRow } from '#domain';
import { Database, prismaOf } from '../database.js';
import { clientOf, type Transaction, type TransactionClient } from '../transaction.js';
import { readChanges, readTold, selectStands, selectSurfaces } from './read-changes.js';
import { readCommon } from './read-common.js';
import { readRuns } from './read-runs.js';

const READ_MS_MAX = 60_000;

/** Everything that public answers are made of, as one consistent state of the rows. Each read takes one connection. */
@Injectable()
export class ProgrammeReadModel {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The version that stands; a larger one than that in memory means: read what changed. */
  async version(): Promise<number> {
    const row = await prismaOf(this.database).programmeVersion.findUniqueOrThrow({ where: { id: 1 } });
    return Number(row.version);
  }

  /**
   * One snapshot. Runs that wait or are on air, by their state; their windows decide.
   *
   * @param alsoRunId a run that is read whatever its state, for its rehearsal; `compile` leaves it out unless it airs
   */
  async read(alsoRunId: string | null = null): Promise<ProgrammeRows> {
    return this.snapshot((client) => readRows(client, alsoRunId));
  }

  /**
   * What was touched since a version that was read, as one state of the rows: most of what people decide is told by one statement.
   *
   * @param mark of that version, as its rows told it
   * @returns null: it cannot be told, and everything has to be read
   */
  async changes(since: number, mark: string | null): Promise<ProgrammeChange | null> {
    if (mark === null) return null;
    const told = await readTold(prismaOf(this.database), since, mark);
    if (told === null || told.commonParts.size === 0) return told && told.change;
    return this.snapshot((client) => readChanges(client, since, mark));
  }

  /** The same as a transaction sees it, its own changes included. */
  async readIn(tx: Transaction): Promise<ProgrammeRows> {
    return readRows(clientOf(tx), null);
  }

  private snapshot<T>(read: (client: TransactionClient) => Promise<T>): Promise<T> {
    return prismaOf(this.database).$transaction(read, {
      isolationLevel: 'RepeatableRead',
      timeout: READ_MS_MAX,
      maxWait: 3_000,
    });
  }
}

async function readRows(client: TransactionClient, alsoRunId: string | null): Promise<ProgrammeRows> {
  const [stands] = await client.$queryRaw<Required<RowsVersion>[]>(selectStands());
  const surfaces = await client.$queryRaw<SurfaceRow[]>(selectSurfaces());
  const common = await readCommon(client);
  return { ...stands!, surfaces, runs: await readRuns(client, alsoRunId), ...common };
}
