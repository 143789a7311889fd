import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  invalidValue,
  issuerRefusals,
  ISSUERS_MAX,
  permissionRefusals,
  refuse,
  refused,
  type Actor,
  type Outcome,
  type PartnerIssuer,
  type Refusal,
} from '#domain';
import { IssuerStore, PartnerStore, UnitOfWork, type StandingIssuer } from '#persistence';
import { askedPartner } from './asked-partner.js';

export interface AddPartnerIssuerInput extends PartnerIssuer {
  /** Slug. */
  readonly partner: string;
  readonly idempotencyKey: string | null;
}

/**
 * The members of a partner may come in by the partner's own provider of OpenID Connect. Staff write it down: whoever holds the provider can be any of
 * those members, and nobody else.
 */
@Injectable()
export class AddPartnerIssuer {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(PartnerStore) private readonly partners: PartnerStore,
    @Inject(IssuerStore) private readonly issuers: IssuerStore,
  ) {}

  /** @param protect encrypts the secret; null: nobody signs in here, so that no secret can be kept @returns the id of the partner */
  async execute(
    actor: Actor,
    { idempotencyKey, ...input }: AddPartnerIssuerInput,
    protect: ((secret: string) => Promise<string>) | null,
  ): Promise<Outcome<string>> {
    const { partner: slug, clientSecret, ...shown } = input;
    // The secret is left out of what is remembered of a command, as a hash too.
    const command = { name: 'addPartnerIssuer', input: { partner: slug, ...shown }, idempotencyKey };
    return this.unitOfWork.decide(actor, command, async (tx) => {
      const denied = [...permissionRefusals(actor, 'partner.write'), ...scopedRefusals(actor)];
      if (denied.length > 0 || actor.memberId === null) return refused(denied);
      const { partner, refusals: missing } = await askedPartner(this.partners, tx, actor, slug);
      if (partner === null) return refused(missing);
      const refusals = [
        ...(protect === null && clientSecret !== null ? [signInIsOff()] : []),
        ...issuerRefusals(input, ['input']),
        ...standingRefusals(input, await this.issuers.issuersOf(tx, partner.id)),
      ];
      if (refusals.length > 0) return refused(refusals);
      const issuerId = await this.issuers.insert(tx, {
        ...shown,
        clientSecret: clientSecret === null ? null : await protect!(clientSecret),
        partnerId: partner.id,
        addedBy: actor.memberId,
      });
      const said = { subjectType: 'partner', subjectId: partner.id };
      const after = { issuerId, ...shown, hasClientSecret: clientSecret !== null };
      tx.audit({ ...said, action: 'partner-issuer.added', after });
      tx.emit({ ...said, type: 'partner-issuer.added', payload: { issuerId } });
      return accepted(partner.id);
    });
  }
}

/** Who may name an issuer can be everybody whose it is: more than a key with scopes is for. */
export function scopedRefusals(actor: Actor): Refusal[] {
  if ((actor.scopes ?? null) === null) return [];
  const message = 'A key that has scopes names no issuer. Sign in, or use a key without scopes.';
  return [refuse('NOT_ALLOWED', ['input'], { message, action: 'partner.write', role: actor.role })];
}

function signInIsOff(): Refusal {
  const allowed = 'none while nobody signs in here: set SIGN_IN_SECRET first, docs/sign-in.md';
  return invalidValue(['input', 'clientSecret'], null, allowed);
}

function standingRefusals({ issuer, clientId }: PartnerIssuer, standing: readonly StandingIssuer[]): Refusal[] {
  if (standing.some((one) => one.issuer === issuer && one.clientId === clientId)) {
    const message = `"${issuer}" is there already with this client. Remove it first to change its name or secret.`;
    return [refuse('ALREADY_EXISTS', ['input', 'issuer'], { message, value: issuer })];
  }
  return standing.length < ISSUERS_MAX
    ? []
    : [invalidValue(['input', 'issuer'], issuer, `at most ${ISSUERS_MAX} issuers a partner: remove one first`)];
}
