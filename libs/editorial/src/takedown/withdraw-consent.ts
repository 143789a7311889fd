import { Inject, Injectable } from '@nestjs/common';
import { accepted, notFound, permissionRefusals, refuse, refused, type Actor, type Outcome } from '#domain';
import { ConsentStore, RemovalStore, UnitOfWork } from '#persistence';
import { removeFromAir } from './remove-from-air.js';

export interface WithdrawConsentInput {
  readonly itemId: string;
  readonly idempotencyKey: string | null;
}

/**
 * A person takes their story back, through their partner or through staff, and nobody is asked why. The item leaves every answer with
 * the next one and for good; its texts and references to media are erased from every revision and from the draft. Ids, hashes and what
 * was decided stay, as the tombstone and as the receipt.
 */
@Injectable()
export class WithdrawConsent {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ConsentStore) private readonly consents: ConsentStore,
    @Inject(RemovalStore) private readonly removals: RemovalStore,
  ) {}

  /** @returns the id of the removal, which holds the receipt */
  async execute(actor: Actor, input: WithdrawConsentInput): Promise<Outcome<string>> {
    const { itemId, idempotencyKey } = input;
    return this.unitOfWork.decide(actor, { name: 'withdrawConsent', input: { itemId }, idempotencyKey }, async (tx) => {
      const denied = permissionRefusals(actor, 'consent.withdraw');
      if (denied.length > 0) return refused(denied);
      const path = ['input', 'itemId'];
      const item = await this.removals.lockSubject(tx, 'ITEM', itemId, actor.partnerId);
      if (item === null) return refused([notFound('content item', itemId, path)]);
      const standing = await this.removals.standingOn(tx, item, 'CONSENT_WITHDRAWAL');
      if (standing !== null) {
        const message = `Consent was withdrawn before; the receipt is removal ${standing.id}. Nothing of the story is left here.`;
        return refused([
          refuse('WRONG_STATE', path, { message, state: 'CONSENT_WITHDRAWN', allowedStates: ['ON_AIR'] }),
        ]);
      }
      if (!(await this.consents.isStory(tx, itemId))) {
        const message =
          'The item tells nobody’s own story, and no consent is on record: its texts would be erased for good. Withdraw it with withdrawContentItem, which keeps them; if it is a story, record the consent first.';
        return refused([refuse('WRONG_STATE', path, { message, state: 'NO_CONSENT', allowedStates: ['ON_AIR'] })]);
      }
      const removal = {
        ...item,
        cause: 'CONSENT_WITHDRAWAL',
        kind: null,
        reason: null,
        notice: null,
        replacedBy: null,
        removedBy: actor.memberId,
      } as const;
      const { id } = await removeFromAir(tx, this.removals, removal, { name: 'consent.withdrawn' });
      // After the removal: only then does the database let texts go. Its receipt has their hashes already.
      await this.consents.erase(tx, itemId);
      return accepted(id);
    });
  }
}
