import { Inject, Injectable } from '@nestjs/common';
import { STAFF_ROLES, SYSTEM_ACTOR, type StaffRole } from '#domain';
import { MemberStore, UnitOfWork } from '#persistence';
import { freshKey } from './api-key.js';

export interface FirstKey {
  readonly role: StaffRole;
  readonly memberId: string;
  readonly keyId: string;
  readonly displayName: string;
  /** Shown once; only its hash is kept. */
  readonly key: string;
}

const NAMES: Readonly<Record<StaffRole, string>> = {
  ADMIN: 'First administrator',
  SCHEDULER: 'First scheduler',
  REVIEWER: 'First reviewer',
  SAFETY_REVIEWER: 'First safety reviewer',
};

/** Makes one member of each staff role with a key, in a database that nobody has claimed yet. */
@Injectable()
export class FirstStaff {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(MemberStore) private readonly store: MemberStore,
  ) {}

  /**
   * @param keep puts the keys where their owner finds them; called before the commit, so that no crash can leave members
   *   whose keys nobody has
   * @returns the keys; empty when there is a member already. Of two first starts at once one makes them.
   */
  async claim(keep: (keys: readonly FirstKey[]) => void): Promise<readonly FirstKey[]> {
    return this.unitOfWork.record(SYSTEM_ACTOR, async (tx) => {
      if (!(await this.store.isUnclaimed(tx))) return [];
      const keys: FirstKey[] = [];
      for (const role of STAFF_ROLES) {
        const { key, prefix, hash } = freshKey();
        const displayName = NAMES[role];
        const memberId = await this.store.insertMember(tx, { displayName, role, partnerId: null });
        const keyId = await this.store.insertKey(tx, { memberId, prefix, hash, expiresAt: null });
        tx.audit({
          action: 'member.added',
          subjectType: 'member',
          subjectId: memberId,
          after: { displayName, role, partnerId: null, keyId },
        });
        keys.push({ role, memberId, keyId, displayName, key });
      }
      keep(keys);
      return keys;
    });
  }
}
