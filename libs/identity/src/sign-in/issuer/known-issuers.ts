import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import type { IssuerReadModel } from '#persistence';
import type { SignInOptions } from '../sign-in-options.js';
import type { AskIssuer, StaffIssuer } from './issuer-options.js';

/** An issuer that people come in by, and whose people. */
export interface KnownIssuer extends StaffIssuer {
  /** Under which identities of it are kept. */
  readonly key: string;
  /** Null: staff. */
  readonly partnerId: string | null;
  readonly ask: AskIssuer;
}

/** The operator's issuers for staff, and those of partners. */
export class KnownIssuers {
  constructor(
    private readonly options: Pick<SignInOptions, 'secret' | 'issuers'>,
    private readonly readModel: Pick<IssuerReadModel, 'issuer'>,
  ) {}

  /** Asked with every sign-in, so that an issuer that was removed opens nothing from the next one on. */
  async find(id: string): Promise<KnownIssuer | null> {
    const { issuers, secret } = this.options;
    if (issuers === undefined) return null;
    const staff = issuers.staff.find((one) => one.id === id);
    if (staff !== undefined)
      // By its URL, not by the name that the operator gave it: that may mean another provider tomorrow.
      return { ...staff, key: staff.issuer, partnerId: null, ask: issuers.askStaffIssuers };
    const row = await this.readModel.issuer(id);
    if (row === null) return null;
    const { clientSecret, name, issuer, clientId, partnerId } = row;
    const plain = clientSecret === null ? null : await symmetricDecrypt({ key: secret, data: clientSecret });
    // A partner's word on second factors is not taken: where one is needed, Marquee asks for its own.
    const trusts = { trustedAmr: [], trustedAcr: [] };
    return {
      id,
      name,
      issuer,
      clientId,
      clientSecret: plain,
      ...trusts,
      key: id,
      partnerId,
      ask: issuers.askPartnerIssuers,
    };
  }
}

/** As a secret of a client is kept. */
export function protectSecret(options: Pick<SignInOptions, 'secret'>, secret: string): Promise<string> {
  return symmetricEncrypt({ key: options.secret, data: secret });
}
