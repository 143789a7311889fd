import { Inject, Injectable } from '@nestjs/common';
import { accepted, refuse, refused, SYSTEM_ACTOR, type Outcome, type Refusal } from '#domain';
import { SignInStore, UnitOfWork, type AccountHolder, type IssuerIdentity, type Transaction } from '#persistence';
import { takenEmail } from '../enrol.js';
import { KeptPlaces, person, UNKNOWN_PLACE, type PlaceClaim } from '../kept-place.js';
import type { IssuerClaims } from './issuer-client.js';
import type { KnownIssuer } from './known-issuers.js';

export interface EnterByIssuerInput {
  readonly issuer: Pick<KnownIssuer, 'key' | 'partnerId'>;
  readonly claims: Pick<IssuerClaims, 'subject' | 'email'>;
  /** What the person brought along to set up an account; null: they have one. */
  readonly claim: PlaceClaim | null;
  /** Told the id of an account that the identity leads to and the issuer does not open. */
  readonly refusedAt?: (userId: string) => void;
}

/**
 * Whose account an issuer opens. Never anybody's but its own people's: a partner's issuer opens accounts of members of that partner, the
 * operator's those of staff, asked in the transaction and with every sign-in.
 *
 * An account is bound to who somebody is at the issuer (`sub`), never to an address alone. It is bound once: by an invitation or a link, whose place the
 * person takes by it, or by the address of an account that was proven here and is said to be verified there. Nobody becomes a member by being known to an
 * issuer. An address that another person has at the issuer meanwhile opens nothing: one identity an issuer and account.
 */
@Injectable()
export class EnterByIssuer {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(SignInStore) private readonly accounts: SignInStore,
    @Inject(KeptPlaces) private readonly places: KeptPlaces,
  ) {}

  /** @returns the id of the member; refusals do not tell whether there is an account */
  async execute(input: EnterByIssuerInput): Promise<Outcome<string>> {
    const { email } = input.claims;
    if (email === null) return refused(unverified());
    return input.claim === null ? this.enter(input, email) : this.setUp(input, input.claim, email);
  }

  private async enter({ issuer, claims, refusedAt }: EnterByIssuerInput, email: string): Promise<Outcome<string>> {
    const identity = { issuerKey: issuer.key, subject: claims.subject };
    const isOwn = ({ isThere, partnerId }: AccountHolder) => isThere && partnerId === issuer.partnerId;
    const found = await this.unitOfWork.record(SYSTEM_ACTOR, async (tx) => {
      const known = await this.accounts.identityHolder(tx, identity);
      if (known !== null) return { holder: known, isBound: true };
      const proven = await this.accounts.lockProven(tx, email, issuer.key);
      return proven && { holder: proven, isBound: false };
    });
    if (found === null) return refused(unknownPerson());
    if (!isOwn(found.holder)) {
      refusedAt?.(found.holder.userId);
      return refused(unknownPerson());
    }
    const { holder, isBound } = found;
    if (isBound) return accepted(holder.memberId);
    const actor = person(holder.memberId, holder.displayName, holder.role);
    return this.unitOfWork.decide(actor, COMMAND, async (tx) => {
      // Asked again: meanwhile somebody may have left, or come in by it.
      const still = await this.accounts.lockProven(tx, email, issuer.key);
      if (still === null || !isOwn(still) || (await this.accounts.identityHolder(tx, identity)) !== null)
        return refused(unknownPerson());
      await this.accounts.addIdentity(tx, still.userId, identity);
      tell(tx, still.memberId, 'account.linked', { issuer: issuer.key });
      return accepted(still.memberId);
    });
  }

  private async setUp(input: EnterByIssuerInput, claim: PlaceClaim, email: string): Promise<Outcome<string>> {
    const { issuer, claims } = input;
    const actor = await this.places.personOf(claim);
    if (actor === null) return refused(UNKNOWN_PLACE);
    const identity: IssuerIdentity = { issuerKey: issuer.key, subject: claims.subject };
    return this.unitOfWork.decide(actor, COMMAND, async (tx) => {
      const place = await this.places.take(tx, claim, actor.memberId);
      if (place === null || place.partnerId !== issuer.partnerId) return refused(UNKNOWN_PLACE);
      const { memberId, displayName } = place;
      const known = await this.accounts.identityHolder(tx, identity);
      if ((known !== null && known.memberId !== memberId) || (await this.accounts.isEmailTaken(tx, email, memberId)))
        return refused(takenEmail());
      const hadAccount = await this.accounts.replaceAccount(tx, { memberId, displayName, email, by: { identity } });
      tell(tx, memberId, 'account.set-up', { isReplaced: hadAccount, issuer: issuer.key });
      return accepted(memberId);
    });
  }
}

const COMMAND = { name: 'enterByIssuer', input: null, idempotencyKey: null };

function tell(tx: Transaction, memberId: string, action: string, after: object): void {
  const said = { subjectType: 'member', subjectId: memberId };
  tx.audit({ ...said, action, after });
  tx.emit({ ...said, type: action, payload: {} });
}

function unverified(): Refusal[] {
  const message = 'Your provider does not say that your address was verified. Have it verified there, then try again.';
  return [refuse('INVALID_VALUE', ['email'], { message, value: null, allowed: 'a verified address' })];
}

function unknownPerson(): Refusal[] {
  const message =
    'Your provider knows you, and no account here is yours by it. Use the invitation or the link you were sent, or prove the address of your account first.';
  return [refuse('NOT_FOUND', ['issuer'], { message, what: 'account', id: '' })];
}
