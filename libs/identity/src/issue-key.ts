import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  formatInstant,
  invalidValue,
  keyNameRefusals,
  liveKeysRefusals,
  notFound,
  permissionRefusals,
  refused,
  scopeRefusals,
  type Actor,
  type Instant,
  type Outcome,
} from '#domain';
import { MemberStore, UnitOfWork } from '#persistence';
import { freshKey } from './api-key.js';

export interface IssueKeyInput {
  readonly memberId: string;
  /** UTC epoch milliseconds; null: until it is revoked. */
  readonly expiresAt: Instant | null;
  /** What it is for; two of one name live at most. Left out: `default`. */
  readonly name?: string;
  /** Null or left out: all that the member's role has. */
  readonly scopes?: readonly string[] | null;
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
    const { memberId, expiresAt, name = 'default', scopes = null } = input;
    const { key, prefix, hash } = freshKey();
    const command = { name: 'issueKey', input, idempotencyKey: null };
    const outcome = await this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'key.write');
      if (denied.length > 0) return refused(denied);
      // Locked, so that of two who make the second key at once one finds it made.
      const holder = await this.store.lockKeyHolder(tx, memberId, actor.partnerId);
      if (holder === null) return refused([notFound('member', memberId, ['input', 'memberId'])]);
      const refusals = [
        ...(expiresAt === null || expiresAt > tx.now
          ? []
          : [invalidValue(['input', 'expiresAt'], formatInstant(expiresAt), 'an instant in the future, or nothing')]),
        ...keyNameRefusals(name, ['input', 'name']),
        ...scopeRefusals(actor, scopes, holder.role, ['input', 'scopes']),
        ...liveKeysRefusals(name, await this.store.liveKeys(tx, memberId, name), ['input', 'name']),
      ];
      if (refusals.length > 0) return refused(refusals);
      const keyId = await this.store.insertKey(tx, { memberId, name, prefix, hash, scopes, expiresAt });
      const said = { subjectType: 'member', subjectId: memberId };
      tx.audit({ ...said, action: 'key.issued', after: { keyId, name, prefix, scopes, expiresAt } });
      tx.emit({ ...said, type: 'key.issued', payload: { keyId } });
      return accepted(keyId);
    });
    return outcome.value === null ? refused(outcome.refusals) : accepted({ keyId: outcome.value, key });
  }
}
