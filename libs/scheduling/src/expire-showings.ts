import { Inject, Injectable } from '@nestjs/common';
import { SYSTEM_ACTOR } from '#domain';
import { ShowingStore, UnitOfWork } from '#persistence';

/** Deletes counts of showings that have not reached the floor when their day is over for good, and ids of batches with them. */
@Injectable()
export class ExpireShowings {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ShowingStore) private readonly store: ShowingStore,
  ) {}

  /** @returns how many sums were deleted @throws a fault of the database */
  async execute(): Promise<number> {
    return this.unitOfWork.record(SYSTEM_ACTOR, (tx) => this.store.expire(tx));
  }
}
