import { Module, type DynamicModule } from '@nestjs/common';
import { Database, IssuerReadModel, SignInReadModel } from '#persistence';
import { IdentityModule } from '../identity.module.js';
import { EndByIssuer } from './issuer/end-by-issuer.js';
import { EnterByIssuer } from './issuer/enter-by-issuer.js';
import type { SignInOptions } from './sign-in-options.js';
import { SignIn } from './sign-in.js';

/** Where people sign in, if they do: a `SignIn`, or null. */
export const SIGN_IN = Symbol('SIGN_IN');

/** Needs `PersistenceModule`. */
@Module({})
export class SignInModule {
  /** @param options null: nobody signs in, all come by keys */
  static forRoot(options: SignInOptions | null): DynamicModule {
    return {
      module: SignInModule,
      global: true,
      imports: [IdentityModule],
      providers: [
        {
          provide: SIGN_IN,
          useFactory: (
            database: Database,
            readModel: SignInReadModel,
            issuers: IssuerReadModel,
            entering: EnterByIssuer,
            ending: EndByIssuer,
          ) => (options === null ? null : new SignIn({ database, readModel, issuers, entering, ending }, options)),
          inject: [Database, SignInReadModel, IssuerReadModel, EnterByIssuer, EndByIssuer],
        },
      ],
      exports: [SIGN_IN],
    };
  }
}
