import { Module, type DynamicModule } from '@nestjs/common';
import { Database, SignInReadModel } from '#persistence';
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
      providers: [
        {
          provide: SIGN_IN,
          useFactory: (database: Database, readModel: SignInReadModel) =>
            options === null ? null : new SignIn(database, readModel, options),
          inject: [Database, SignInReadModel],
        },
      ],
      exports: [SIGN_IN],
    };
  }
}
