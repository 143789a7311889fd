import type { CustomFetch } from 'openid-client';

/** How the library asks an issuer: as `fetch`, with whatever guard the app puts before it. A redirect comes back as it is. */
export type AskIssuer = CustomFetch;

/** A provider of OpenID Connect for staff, as the operator sets it. */
export interface StaffIssuer {
  /** In addresses: `[a-z0-9-]`, 1 to 32. */
  readonly id: string;
  /** As people read it. */
  readonly name: string;
  /** To the letter as the provider says it of itself; https, or http at this very machine. */
  readonly issuer: string;
  readonly clientId: string;
  /** Null: a public client. */
  readonly clientSecret: string | null;
  /** Values of `amr` that stand for a second factor which the provider asked for; none: Marquee asks for its own. */
  readonly trustedAmr: readonly string[];
  /** Values of `acr` likewise. */
  readonly trustedAcr: readonly string[];
}

export interface IssuerOptions {
  readonly staff: readonly StaffIssuer[];
  readonly askStaffIssuers: AskIssuer;
  /** Only public addresses over https: partners name these. */
  readonly askPartnerIssuers: AskIssuer;
}
