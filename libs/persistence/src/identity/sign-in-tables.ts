import { prismaOf, type Database } from '../database.js';

/** The six tables that the sign-in library reads and writes by itself, under its own names, and no other. Opaque: only that library looks inside. */
export type SignInTables = object;

/** Which tables the sign-in library gets to see: a way to everything it is not. */
export function signInTables(database: Database): SignInTables {
  const client = prismaOf(database);
  return {
    user: client.signInUser,
    session: client.signInSession,
    account: client.signInAccount,
    verification: client.signInVerification,
    twoFactor: client.signInSecondFactor,
    passkey: client.signInPasskey,
  };
}
