import { Inject, Injectable } from '@nestjs/common';
import { accepted, invalidValue, readEmail, refuse, refused, type Outcome, type Refusal } from '#domain';
import { SignInStore, UnitOfWork } from '#persistence';
import { KeptPlaces, placeClaim, UNKNOWN_PLACE } from './kept-place.js';
import { passwordRefusals } from './password-rule.js';

export interface EnrolInput {
  /** Of an invitation (`mqi_`) or of a link (`mql_`). */
  readonly token: string;
  readonly email: string;
  readonly password: string;
  readonly hash: (password: string) => Promise<string>;
}

/**
 * Somebody sets up what they sign in by: with an invitation, whose place they take by it, or with a link to the place they have. What they signed in
 * by before ends, second factors and sessions included. A token that is unknown, used or too old is answered alike; of two who use one at once, one is in.
 */
@Injectable()
export class Enrol {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(SignInStore) private readonly accounts: SignInStore,
    @Inject(KeptPlaces) private readonly places: KeptPlaces,
  ) {}

  /** @returns the id of the member */
  async execute({ token, password, hash, ...input }: EnrolInput): Promise<Outcome<string>> {
    const claim = placeClaim(token);
    const person = claim && (await this.places.personOf(claim));
    if (claim === null || person === null) return refused(UNKNOWN_PLACE);
    const email = readEmail(input.email);
    const refusals = [
      ...(email === null ? [invalidValue(['email'], input.email, 'an address that mail can be sent to')] : []),
      ...passwordRefusals(password, [input.email, person.displayName], ['password']),
    ];
    if (email === null || refusals.length > 0) return refused(refusals);
    // Before the transaction: it takes longer than everything in it.
    const passwordHash = await hash(password);
    const command = { name: 'enrol', input: null, idempotencyKey: null };
    return this.unitOfWork.decide(person, command, async (tx) => {
      const place = await this.places.take(tx, claim, person.memberId);
      if (place === null) return refused(UNKNOWN_PLACE);
      const { memberId, displayName } = place;
      if (await this.accounts.isEmailTaken(tx, email, memberId)) return refused(takenEmail());
      const account = { memberId, displayName, email, by: { passwordHash } };
      const hadAccount = await this.accounts.replaceAccount(tx, account);
      const said = { subjectType: 'member', subjectId: memberId };
      tx.audit({ ...said, action: 'account.set-up', after: { isReplaced: hadAccount } });
      tx.emit({ ...said, type: 'account.set-up', payload: {} });
      return accepted(memberId);
    });
  }
}

export function takenEmail(): Refusal[] {
  const message = 'This address cannot be used. Give another, or sign in with it.';
  return [refuse('INVALID_VALUE', ['email'], { message, value: null, allowed: 'another address' })];
}
