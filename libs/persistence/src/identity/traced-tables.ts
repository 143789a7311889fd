import { AsyncLocalStorage } from 'node:async_hooks';
import type { Actor, Role } from '#domain';
import { prismaOf, type Database } from '../database.js';
import { clientOf, type TransactionClient } from '../transaction.js';
import { UnitOfWork } from '../unit-of-work.js';
import type { SignInTables } from './sign-in-tables.js';

/** A request of a person, in whose name the sign-in library writes. */
export interface SignInRequest {
  /** Below `/auth`: `/change-password` */
  readonly path: string;
  /** The session it came in; null: none, such as a reset by mail. */
  readonly sessionId: string | null;
}

/** The library's names for its tables, and ours. */
const MODELS = {
  user: 'signInUser',
  session: 'signInSession',
  account: 'signInAccount',
  verification: 'signInVerification',
  twoFactor: 'signInSecondFactor',
  passkey: 'signInPasskey',
} as const;
type Table = keyof typeof MODELS;

const WRITES: readonly string[] = ['create', 'update', 'updateMany', 'delete', 'deleteMany'];
/** Where sessions end because somebody ends them; elsewhere the library exchanges one for another. */
const ENDING: readonly string[] = ['/sign-out', '/reset-password', '/change-password'];

interface Arguments {
  readonly where?: object;
  readonly data?: Readonly<Record<string, unknown>>;
}
type Write = (given: Arguments) => Promise<unknown>;
type Rows = Readonly<Record<string, Write>>;

/**
 * The six tables that the sign-in library writes by itself. What a person decides there about their own account (password, second factor, passkeys, the
 * end of sessions) is written in one transaction with its audit entry; everything else goes through as it is.
 */
export class TracedTables {
  private readonly requests = new AsyncLocalStorage<SignInRequest>();
  private readonly unitOfWork: UnitOfWork;

  constructor(private readonly database: Database) {
    this.unitOfWork = new UnitOfWork(database);
  }

  /** Whatever is written meanwhile is written by this request. */
  during<Result>(request: SignInRequest, work: () => Promise<Result>): Promise<Result> {
    return this.requests.run(request, work);
  }

  /** Which tables the sign-in library gets to see: a way to everything it is not. */
  all(): SignInTables {
    const names = Object.keys(MODELS) as Table[];
    return Object.fromEntries(names.map((table) => [table, this.traced(table)]));
  }

  private traced(table: Table): object {
    return new Proxy(prismaOf(this.database)[MODELS[table]] as object, {
      get: (rows, method) => {
        const found: unknown = Reflect.get(rows, method);
        if (typeof method !== 'string' || !WRITES.includes(method)) return found;
        return (given: Arguments) => this.write(table, method, given, () => (rows as Rows)[method]!(given));
      },
    });
  }

  private async write(table: Table, method: string, given: Arguments, plainly: () => Promise<unknown>) {
    const request = this.requests.getStore() ?? { path: '', sessionId: null };
    const action = actionOf(table, method, given.data ?? {}, request.path);
    const actor = action === null ? null : await this.actorOf(table, given, request);
    if (action === null || actor === null) return plainly();
    return this.unitOfWork.record(actor, async (tx) => {
      const result = await rowsOf(clientOf(tx), table)[method]!(given);
      const after = action === 'sessions.ended' ? { ended: (result as { count?: number }).count ?? 1 } : undefined;
      tx.audit({ action, subjectType: 'member', subjectId: actor.memberId, after });
      return result;
    });
  }

  /** Whose account is written, who alone does so; null: nobody's, so that nothing is decided. */
  private async actorOf(table: Table, { where, data }: Arguments, { sessionId }: SignInRequest) {
    const owner = table === 'user' ? 'id' : 'userId';
    const row = data?.userId === undefined ? await rowsOf(prismaOf(this.database), table).findFirst!({ where }) : data;
    const userId = (row as Readonly<Record<string, unknown>> | null)?.[owner];
    if (typeof userId !== 'string') return null;
    const user = await prismaOf(this.database).signInUser.findUnique({
      where: { id: userId },
      include: { member: true },
    });
    return user === null ? null : personOf(user.member, sessionId);
  }
}

/** What is decided by a write; null: nothing that is traced. */
function actionOf(table: Table, method: string, data: Readonly<Record<string, unknown>>, path: string): string | null {
  const isUpdate = method.startsWith('update');
  if (table === 'account' && isUpdate && 'password' in data)
    return path === '/reset-password' ? 'password.reset' : 'password.changed';
  if (table === 'user' && isUpdate && 'twoFactorEnabled' in data)
    return data.twoFactorEnabled === true ? 'second-factor.on' : 'second-factor.off';
  if (table === 'twoFactor' && isUpdate && path === '/two-factor/generate-backup-codes')
    return 'recovery-codes.replaced';
  if (table === 'passkey' && method === 'create') return 'passkey.added';
  if (table === 'passkey' && method.startsWith('delete')) return 'passkey.removed';
  return table === 'session' && method.startsWith('delete') && ENDING.includes(path) ? 'sessions.ended' : null;
}

function rowsOf(client: TransactionClient, table: Table): Rows {
  return client[MODELS[table]] as unknown as Rows;
}

function personOf(
  member: { readonly id: string; readonly displayName: string; readonly role: Role; readonly partnerId: string | null },
  sessionId: string | null,
): Actor & { readonly memberId: string } {
  const { id: memberId, displayName, role, partnerId } = member;
  return { kind: 'MEMBER', memberId, keyId: null, sessionId, displayName, role, partnerId };
}
