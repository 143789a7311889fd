import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  invalidValue,
  notFound,
  permissionRefusals,
  refused,
  type Actor,
  type Instant,
  type Outcome,
} from '#domain';
import { isUuid, MemberStore, UnitOfWork } from '#persistence';
import { freshKey } from './api-key.js';

export interface IssueKeyInput {
  readonly memberId: string;
  /** UTC epoch milliseconds; null: until it is revoked. */
  readonly expiresAt: Instant | null;
}

/** The key itself is here and nowhere else: only its hash is kept. */
export interface IssuedKey {
  readonly keyId: string;
  readonly key: string;
}

/**
 * Makes a key for a member, shown once. It takes no idempotency key: what was shown cannot be shown again, so a caller
 * who lost the answer revokes the key by its prefix and asks for another.
 */
@Injectable()
export class IssueKey {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(MemberStore) private readonly store: MemberStore,
  ) {}

  async execute(actor: Actor, input: IssueKeyInput): Promise<Outcome<IssuedKey>> {
    const { memberId, expiresAt } = input;
    const { key, prefix, hash } = freshKey();
    const outcome = await this.unitOfWork.decide(
      actor,
      { name: 'issueKey', input, idempotencyKey: null },
      async (tx) => {
        const refusals = permissionRefusals(actor, 'member.write');
        if (expiresAt !== null && expiresAt <= tx.now)
          refusals.push(
            invalidValue(
              ['input', 'expiresAt'],
              new Date(expiresAt).toISOString(),
              'an instant in the future, or nothing',
            ),
          );
        if (refusals.length > 0) return refused(refusals);
        if (!isUuid(memberId) || !(await this.store.memberExists(tx, memberId)))
          return refused([notFound('member', memberId, ['input', 'memberId'])]);
        const keyId = await this.store.insertKey(tx, { memberId, prefix, hash, expiresAt });
        tx.audit({
          action: 'key.issued',
          subjectType: 'member',
          subjectId: memberId,
          after: { keyId, prefix, expiresAt },
        });
        tx.emit({ type: 'key.issued', subjectType: 'member', subjectId: memberId, payload: { keyId } });
        return accepted(keyId);
      },
    );
    return outcome.value === null ? refused(outcome.refusals) : accepted({ keyId: outcome.value, key });
  }
}
