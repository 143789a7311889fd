import { MakeAdministratorLink, type AdministratorLink } from '#identity';
import { Database, MemberStore, SignInStore, UnitOfWork } from '#persistence';

/** The way back from the machine itself: whoever may run this reads the database anyway. It stands in the trace. */
export async function recoverAdministrator(databaseUrl: string): Promise<AdministratorLink> {
  const database = new Database({ url: databaseUrl, poolMax: 2, applicationName: 'marquee-start' });
  try {
    return await new MakeAdministratorLink(new UnitOfWork(database), new MemberStore(), new SignInStore()).recover();
  } finally {
    await database.close();
  }
}
