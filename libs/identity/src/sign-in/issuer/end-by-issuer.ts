import { Inject, Injectable } from '@nestjs/common';
import { SYSTEM_ACTOR } from '#domain';
import { SignInStore, UnitOfWork } from '#persistence';
import type { KnownIssuer } from './known-issuers.js';
import type { SignedOut } from './logout-token.js';

/**
 * Somebody is signed out at an issuer: their sessions here end, in every process with the next request. All of the account's, whatever way each of them
 * began: a code after the issuer hides where a session came from. Of somebody unknown nothing is said.
 */
@Injectable()
export class EndByIssuer {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(SignInStore) private readonly accounts: SignInStore,
  ) {}

  async execute(issuer: Pick<KnownIssuer, 'key'>, { subject, before }: SignedOut): Promise<void> {
    await this.unitOfWork.record(SYSTEM_ACTOR, async (tx) => {
      const holder = await this.accounts.identityHolder(tx, { issuerKey: issuer.key, subject });
      if (holder === null) return;
      const ended = await this.accounts.endSessionsBegun(tx, holder.userId, before);
      if (ended === 0) return;
      const said = { subjectType: 'member', subjectId: holder.memberId };
      tx.audit({ ...said, action: 'sessions.ended', after: { ended, issuer: issuer.key } });
      tx.emit({ ...said, type: 'sessions.ended', payload: {} });
    });
  }
}
