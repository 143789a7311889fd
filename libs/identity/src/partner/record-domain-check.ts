import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  textRefusals,
  type Actor,
  type Outcome,
  type Refusal,
} from '#domain';
import { PartnerStore, UnitOfWork, type LockedDomain, type Transaction } from '#persistence';
import { APPLICATION_REASON_LENGTH_MAX } from './decide-application.js';

export interface RecordDomainCheckInput {
  readonly domainId: string;
  /** Whether the proof stood where it should, to the letter. */
  readonly isProved: boolean;
  /** Where and how it was looked for. */
  readonly note: string | null;
  readonly idempotencyKey: string | null;
}

/**
 * An administrator looked for a domain's proof, from their own machine, and writes down what they saw. The server asks no address
 * that somebody else names. A check that finds the proof gone takes the domain back.
 */
@Injectable()
export class RecordDomainCheck {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(PartnerStore) private readonly store: PartnerStore,
  ) {}

  /** @returns the id of the partner */
  async execute(actor: Actor, input: RecordDomainCheckInput): Promise<Outcome<string>> {
    const { domainId, isProved, note, idempotencyKey } = input;
    const command = { name: 'recordDomainCheck', input: { domainId, isProved, note }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'partner.write');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const domain = await this.lockedDomain(tx, domainId);
      if (domain === null) return refused([notFound('domain', domainId, ['input', 'domainId'])]);
      const refusals = [
        ...textRefusals(note, APPLICATION_REASON_LENGTH_MAX, ['input', 'note']),
        ...(isProved ? await this.takenRefusals(tx, domain) : []),
      ];
      if (refusals.length > 0) return refused(refusals);
      await this.store.recordDomainCheck(tx, domain.id, { by: actor.memberId, isProved, note });
      const action = isProved ? 'partner-domain.verified' : 'partner-domain.not-proved';
      const said = { subjectType: 'partner', subjectId: domain.partnerId };
      tx.audit({
        ...said,
        action,
        before: { isVerified: domain.verifiedAt !== null },
        after: { domainId: domain.id, domain: domain.domain },
        reason: note,
      });
      tx.emit({ ...said, type: action, payload: { domainId: domain.id, domain: domain.domain } });
      return accepted(domain.partnerId);
    });
  }

  /** Its partner is locked first, as by everything that changes a partner's domains; then what stands is read. */
  private async lockedDomain(tx: Transaction, id: string): Promise<LockedDomain | null> {
    const domain = await this.store.domain(tx, id);
    if (domain === null) return null;
    await this.store.lockPartnerById(tx, domain.partnerId);
    return this.store.domain(tx, id);
  }

  private async takenRefusals(tx: Transaction, { domain, partnerId }: LockedDomain): Promise<Refusal[]> {
    if (!(await this.store.isProvedByAnother(tx, domain, partnerId))) return [];
    const message = `Another partner has proved "${domain}". One name belongs to one partner: clear up whose it is, and remove it there first.`;
    return [refuse('ALREADY_EXISTS', ['input', 'domainId'], { message, value: domain })];
  }
}
