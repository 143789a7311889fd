import { AsyncLocalStorage } from 'node:async_hooks';
import { SYSTEM_ACTOR, type Actor, type Role } from '#domain';
import { prismaOf, type Database } from '../database.js';
import { clientOf, type TransactionClient } from '../transaction.js';
import { UnitOfWork } from '../unit-of-work.js';
import type { SignInTables } from './sign-in-tables.js';
import { endWaitingCodes } from './waiting-codes.js';

/** A request of a person, in whose name the sign-in library writes. */
export interface SignInRequest {
  /** Below `/auth`: `/change-password` */
  readonly path: string;
  /** The session it came in; null: none, such as a reset by mail. */
  readonly sessionId: string | null;
}

/** What the library has read while it answered a request. */
interface Seen {
  /** The account that was tried; null: none that is known. */
  userId: string | null;
  hasSecondFactor: boolean;
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
const READS: readonly string[] = ['findFirst', 'findUnique', 'findMany'];
/** Where sessions end because somebody ends them; elsewhere the library exchanges one for another. */
const ENDING: readonly string[] = ['/sign-out', '/reset-password', '/change-password'];
/** After these nobody goes on who came in by the password before. */
const NEW_PASSWORD: readonly string[] = ['password.reset', 'password.changed'];
/** In which table the library finds whose account is tried, by the request. */
const TRIED_IN: Readonly<Record<string, Table>> = {
  '/sign-in/email': 'user',
  '/two-factor/verify-totp': 'twoFactor',
  '/two-factor/verify-backup-code': 'twoFactor',
  '/passkey/verify-authentication': 'passkey',
};

interface Arguments {
  readonly where?: object;
  readonly data?: Row;
}
type Row = Readonly<Record<string, unknown>>;
type Query = (given: Arguments) => Promise<unknown>;
type Rows = Readonly<Record<string, Query>>;

/**
 * The six tables that the sign-in library writes by itself. What a person decides there about their own account (password, second factor, passkeys, the
 * end of sessions), and the beginning of a session, is written in one transaction with its audit entry; everything else goes through as it is.
 */
export class TracedTables {
  private readonly requests = new AsyncLocalStorage<SignInRequest & { readonly seen: Seen }>();
  private readonly unitOfWork: UnitOfWork;

  constructor(private readonly database: Database) {
    this.unitOfWork = new UnitOfWork(database);
  }

  /** Whatever is written meanwhile is written by this request. */
  during<Result>(request: SignInRequest, work: () => Promise<Result>): Promise<Result> {
    return this.requests.run({ ...request, seen: { userId: null, hasSecondFactor: false } }, work);
  }

  /** The id of the account that the present request tried to come into; null: none that is known. */
  tried(): string | null {
    return this.requests.getStore()?.seen.userId ?? null;
  }

  /** Writes that somebody was not let into an account. Of who tried nothing is known, so that the system says it. An account that is gone has no entry. */
  async refused(userId: string, after: object): Promise<void> {
    await this.unitOfWork.record(SYSTEM_ACTOR, async (tx) => {
      const user = await clientOf(tx).signInUser.findUnique({ where: { id: userId } });
      if (user === null) return;
      tx.audit({ action: 'sign-in.refused', subjectType: 'member', subjectId: user.memberId, after });
    });
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
        if (typeof method !== 'string') return found;
        const plainly = (given: Arguments) => (rows as Rows)[method]!(given);
        if (READS.includes(method)) return async (given: Arguments) => this.see(table, await plainly(given));
        if (WRITES.includes(method)) return (given: Arguments) => this.write(table, method, given, plainly);
        return found;
      },
    });
  }

  private see(table: Table, found: unknown): unknown {
    const request = this.requests.getStore();
    const row = (Array.isArray(found) ? found[0] : found) as Row | null | undefined;
    if (request === undefined || !row) return found;
    if (table === 'user') request.seen.hasSecondFactor = row.twoFactorEnabled === true;
    const userId = table === 'user' ? row.id : row.userId;
    if (TRIED_IN[request.path] === table && typeof userId === 'string') request.seen.userId = userId;
    return found;
  }

  private async write(table: Table, method: string, given: Arguments, plainly: Query) {
    const request = this.requests.getStore() ?? { path: '', sessionId: null, seen: null };
    const action = actionOf(table, method, given.data ?? {}, request.path);
    // The library makes a session before it asks for a code, and takes it back at once: nobody is in yet.
    const isAwaited = action === 'session.began' && request.seen?.hasSecondFactor === true && asks(request.path, given);
    const actor = action === null || isAwaited ? null : await this.actorOf(table, given, request);
    if (action === null || actor === null) return plainly(given);
    return this.unitOfWork.record(actor, async (tx) => {
      const result = await rowsOf(clientOf(tx), table)[method]!(given);
      if (NEW_PASSWORD.includes(action)) await endWaitingCodes(tx, { memberId: actor.memberId });
      const after = afterOf(action, result, given, request.sessionId);
      tx.audit({ action, subjectType: 'member', subjectId: actor.memberId, ...(after !== null && { after }) });
      return result;
    });
  }

  /** Whose account is written, who alone does so; null: nobody's, so that nothing is decided. Who begins a session acts in it. */
  private async actorOf(table: Table, { where, data }: Arguments, { sessionId }: SignInRequest) {
    const owner = table === 'user' ? 'id' : 'userId';
    const row = data?.userId === undefined ? await rowsOf(prismaOf(this.database), table).findFirst!({ where }) : data;
    const userId = (row as Row | null)?.[owner];
    if (typeof userId !== 'string') return null;
    const user = await prismaOf(this.database).signInUser.findUnique({
      where: { id: userId },
      include: { member: true },
    });
    const isNew = table === 'session' && typeof data?.id === 'string';
    return user === null ? null : personOf(user.member, isNew ? String(data.id) : sessionId);
  }
}

/** What is decided by a write; null: nothing that is traced. */
function actionOf(table: Table, method: string, data: Row, path: string): string | null {
  const isUpdate = method.startsWith('update');
  if (table === 'account' && isUpdate && 'password' in data)
    return path === '/reset-password' ? 'password.reset' : 'password.changed';
  if (table === 'user' && isUpdate && 'twoFactorEnabled' in data)
    return data.twoFactorEnabled === true ? 'second-factor.on' : 'second-factor.off';
  if (table === 'twoFactor' && isUpdate && path === '/two-factor/generate-backup-codes')
    return 'recovery-codes.replaced';
  if (table === 'passkey' && method === 'create') return 'passkey.added';
  if (table === 'passkey' && method.startsWith('delete')) return 'passkey.removed';
  if (table === 'session' && method === 'create') return 'session.began';
  return table === 'session' && method.startsWith('delete') && ENDING.includes(path) ? 'sessions.ended' : null;
}

/** Whether who has a second factor is asked for it after this. */
function asks(path: string, { data }: Arguments): boolean {
  return path === '/sign-in/email' || (path === '/issuer/finish' && data?.method === 'ISSUER');
}

function afterOf(action: string, result: unknown, { data }: Arguments, sessionId: string | null): object | null {
  if (action === 'sessions.ended') return { ended: (result as { count?: number }).count ?? 1 };
  if (action !== 'session.began') return null;
  return { method: data?.method, ...(sessionId !== null && { insteadOf: sessionId }) };
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
