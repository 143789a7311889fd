import { Inject, Injectable } from '@nestjs/common';
import { accepted, notFound, permissionRefusals, refused, type Actor, type Outcome } from '#domain';
import { MemberStore, UnitOfWork } from '#persistence';

export interface RevokeKeyInput {
  readonly keyId: string;
  readonly idempotencyKey: string | null;
}

/** Ends a key for good; the next request with it is refused by every process. */
@Injectable()
export class RevokeKey {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(MemberStore) private readonly store: MemberStore,
  ) {}

  /** @returns the id of the key */
  async execute(actor: Actor, input: RevokeKeyInput): Promise<Outcome<string>> {
    const { keyId, idempotencyKey } = input;
    return this.unitOfWork.decide(actor, { name: 'revokeKey', input: { keyId }, idempotencyKey }, async (tx) => {
      const denied = permissionRefusals(actor, 'key.write');
      if (denied.length > 0) return refused(denied);
      if (!(await this.store.revokeKey(tx, keyId, actor.partnerId)))
        return refused([notFound('key', keyId, ['input', 'keyId'])]);
      tx.audit({ action: 'key.revoked', subjectType: 'key', subjectId: keyId });
      tx.emit({ type: 'key.revoked', subjectType: 'key', subjectId: keyId, payload: {} });
      return accepted(keyId);
    });
  }
}
