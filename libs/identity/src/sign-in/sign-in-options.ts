import type { SecondFactorRule } from '#domain';
import type { IssuerOptions } from './issuer/issuer-options.js';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

/** How mail leaves. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
}

export interface SignInOptions {
  /** Where people reach Marquee: `https://marquee.example.org`. Cookies are for it alone, and over TLS only when it is https. */
  readonly publicUrl: string;
  /** Signs sessions and encrypts second factors; at least 32 characters. Another one ends all sessions and loses all second factors. */
  readonly secret: string;
  readonly secondFactor: SecondFactorRule;
  readonly mailer: Mailer;
  /** Of OpenID Connect; left out: nobody comes in by an issuer. */
  readonly issuers?: IssuerOptions;
  /** Told what went wrong, in words without a name or an address; of a fault, with its id and where it happened. */
  readonly report: (message: string, fault?: object) => void;
}
