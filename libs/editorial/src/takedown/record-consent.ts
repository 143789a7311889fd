import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  consentRefusals,
  notFound,
  offAirRefusal,
  permissionRefusals,
  refused,
  type Actor,
  type ConsentAttestation,
  type Outcome,
} from '#domain';
import { ConsentStore, RemovalStore, UnitOfWork } from '#persistence';

export interface RecordConsentInput extends ConsentAttestation {
  readonly itemId: string;
  readonly idempotencyKey: string | null;
}

/** The partner attests what the person of a story agreed to; it takes the place of an earlier record, also a wider one. */
@Injectable()
export class RecordConsent {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ConsentStore) private readonly consents: ConsentStore,
    @Inject(RemovalStore) private readonly removals: RemovalStore,
  ) {}

  /** @returns the id of the record */
  async execute(actor: Actor, input: RecordConsentInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    const { itemId, ...consent } = asked;
    return this.unitOfWork.decide(actor, { name: 'recordConsent', input: asked, idempotencyKey }, async (tx) => {
      const denied = permissionRefusals(actor, 'consent.record');
      if (denied.length > 0 || actor.memberId === null || actor.partnerId === null) return refused(denied);
      const item = await this.removals.lockSubject(tx, 'ITEM', itemId, actor.partnerId);
      if (item === null) return refused([notFound('content item', itemId, ['input', 'itemId'])]);
      const withdrawn = await this.removals.standingOn(tx, item, 'CONSENT_WITHDRAWAL');
      const refusals = [
        ...(withdrawn === null ? [] : [offAirRefusal(withdrawn, ['input', 'itemId'])]),
        ...consentRefusals(consent, tx.now, ['input']),
      ];
      if (refusals.length > 0) return refused(refusals);
      const id = await this.consents.insert(tx, itemId, consent, actor.memberId);
      const { regions, surfaces, until, evidence } = consent;
      const scope = { consentId: id, regions, surfaces, until };
      tx.audit({
        action: 'consent.recorded',
        subjectType: 'content-item',
        subjectId: itemId,
        after: { ...scope, evidence },
      });
      tx.emit({ type: 'consent.recorded', subjectType: 'content-item', subjectId: itemId, payload: scope });
      tx.programmeChanged({ item: itemId });
      return accepted(id);
    });
  }
}
