import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  invalidValue,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  textRefusals,
  type Actor,
  type Outcome,
  type Refusal,
} from '#domain';
import { MemberStore, PartnerStore, UnitOfWork, type LockedApplication, type Transaction } from '#persistence';

export const APPLICATION_REASON_LENGTH_MAX = 2_000;

export interface DecidePartnerApplicationInput {
  readonly applicationId: string;
  readonly isAccepted: boolean;
  /** Needed when declined. */
  readonly reason: string | null;
  readonly idempotencyKey: string | null;
}

/**
 * An administrator takes an organisation in, or declines. Taken in, it is a partner with its contact and a proof to bring for each
 * of its domains; it hands nothing in before it is verified.
 */
@Injectable()
export class DecidePartnerApplication {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(PartnerStore) private readonly partners: PartnerStore,
    @Inject(MemberStore) private readonly members: MemberStore,
  ) {}

  /** @returns the id of the application */
  async execute(actor: Actor, input: DecidePartnerApplicationInput): Promise<Outcome<string>> {
    const { applicationId, isAccepted, reason, idempotencyKey } = input;
    const command = { name: 'decidePartnerApplication', input: { applicationId, isAccepted, reason }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = permissionRefusals(actor, 'partner.write');
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const application = await this.partners.lockApplication(tx, applicationId);
      if (application === null)
        return refused([notFound('partner application', applicationId, ['input', 'applicationId'])]);
      const refusals = [...stateRefusals(application), ...reasonRefusals(isAccepted, reason)];
      if (isAccepted) refusals.push(...(await this.takenRefusals(tx, application)));
      if (refusals.length > 0) return refused(refusals);
      const by = actor.memberId;
      const partnerId = isAccepted ? await this.takeIn(tx, application, by) : null;
      await this.partners.decideApplication(tx, application.id, { by, partnerId, reason });
      const action = isAccepted ? 'partner-application.accepted' : 'partner-application.declined';
      const said = { subjectType: 'partner-application', subjectId: application.id };
      tx.audit({ ...said, action, after: { partnerId }, reason });
      tx.emit({ ...said, type: action, payload: { partnerId } });
      return accepted(application.id);
    });
  }

  private async takenRefusals(tx: Transaction, { profile }: LockedApplication): Promise<Refusal[]> {
    if ((await this.members.partnerIdOf(tx, profile.slug)) === null) return [];
    const message = `There is a partner "${profile.slug}" by now. Decline this application, and have it recorded under another slug.`;
    return [refuse('ALREADY_EXISTS', ['input', 'applicationId'], { message, value: profile.slug })];
  }

  private async takeIn(tx: Transaction, application: LockedApplication, by: string): Promise<string> {
    const { profile, contact, domains } = application;
    const partnerId = await this.partners.insertApplied(tx, profile, contact);
    for (const domain of domains)
      await this.partners.insertDomain(tx, {
        partnerId,
        domain,
        proof: 'DNS_TXT',
        challenge: freshChallenge(),
        addedBy: by,
      });
    tx.audit({
      action: 'partner.created',
      subjectType: 'partner',
      subjectId: partnerId,
      after: { ...profile, domains, applicationId: application.id },
    });
    tx.emit({
      type: 'partner.created',
      subjectType: 'partner',
      subjectId: partnerId,
      payload: { slug: profile.slug },
    });
    tx.programmeChanged({ partner: partnerId });
    return partnerId;
  }
}

/** 128 random bits: nobody can have put them anywhere by chance. */
export function freshChallenge(): string {
  return randomBytes(16).toString('base64url');
}

function stateRefusals({ state }: LockedApplication): Refusal[] {
  if (state === 'PENDING') return [];
  const message = `The application was ${state} already, and stays so. Record a new one to decide again.`;
  return [refuse('WRONG_STATE', ['input', 'applicationId'], { message, state, allowedStates: ['PENDING'] })];
}

function reasonRefusals(isAccepted: boolean, reason: string | null): Refusal[] {
  const path = ['input', 'reason'];
  if ((reason ?? '').trim() !== '') return textRefusals(reason, APPLICATION_REASON_LENGTH_MAX, path);
  return isAccepted ? [] : [invalidValue(path, null, `1 to ${APPLICATION_REASON_LENGTH_MAX} characters`)];
}
