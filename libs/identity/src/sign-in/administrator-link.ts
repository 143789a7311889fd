import { Inject, Injectable } from '@nestjs/common';
import { SIGN_IN_LINK_MS, SYSTEM_ACTOR } from '#domain';
import { MemberStore, SignInStore, UnitOfWork, type Transaction } from '#persistence';
import { freshSignInToken } from './sign-in-token.js';

/** Shown once, to who stands at the machine itself; only the hash of the token is kept. */
export interface AdministratorLink {
  readonly memberId: string;
  readonly displayName: string;
  readonly token: string;
}

/** Makes an ADMIN who signs in by a link that is good once and for a day. For the machine itself: it asks nobody who they are. */
@Injectable()
export class MakeAdministratorLink {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(MemberStore) private readonly members: MemberStore,
    @Inject(SignInStore) private readonly accounts: SignInStore,
  ) {}

  /** The first of all. @returns null when there is a member already; of two first starts at once one makes it */
  async first(): Promise<AdministratorLink | null> {
    return this.unitOfWork.record(SYSTEM_ACTOR, async (tx) =>
      (await this.members.isUnclaimed(tx)) ? this.make(tx, 'First administrator', 'member.added') : null,
    );
  }

  /** One more, when nobody else gets in. Whoever was there stays as they are, and so does what they sign in by. */
  async recover(): Promise<AdministratorLink> {
    return this.unitOfWork.record(SYSTEM_ACTOR, (tx) =>
      this.make(tx, 'Recovered administrator', 'administrator.recovered'),
    );
  }

  private async make(tx: Transaction, displayName: string, action: string): Promise<AdministratorLink> {
    const { token, hash } = freshSignInToken();
    const member = { displayName, role: 'ADMIN', partnerId: null } as const;
    const memberId = await this.members.insertMember(tx, member);
    await this.accounts.insertLink(tx, memberId, hash, tx.now + SIGN_IN_LINK_MS);
    const said = { subjectType: 'member', subjectId: memberId };
    tx.audit({ ...said, action, after: member });
    tx.emit({ ...said, type: action, payload: { role: member.role, partnerId: null } });
    return { memberId, displayName, token };
  }
}
