import {
  PARTNER_ROLES,
  STAFF_ROLES,
  SYSTEM_ACTOR,
  type Actor,
  type PartnerRole,
  type Role,
  type StaffRole,
} from '#domain';
import { Database, MemberStore, UnitOfWork, type Transaction } from '#persistence';
import { freshKey } from '#identity';

/** A member with the key they act by. */
export interface TestMember {
  readonly key: string;
  readonly actor: Actor & { readonly memberId: string };
}

export interface TestPartner {
  readonly id: string;
  readonly slug: string;
  readonly members: Readonly<Record<PartnerRole, TestMember>>;
}

/** Two partners with a member of each role, and one member of staff of each role. */
export interface Cast {
  readonly staff: Readonly<Record<StaffRole, TestMember>>;
  readonly partner: TestPartner;
  readonly otherPartner: TestPartner;
}

export async function makeCast(database: Database): Promise<Cast> {
  const store = new MemberStore();
  return new UnitOfWork(database).record(SYSTEM_ACTOR, async (tx) => ({
    staff: await eachRole(STAFF_ROLES, (role) => makeMember(store, tx, role, null)),
    partner: await makePartner(store, tx, 'samaritans', 'Samaritans'),
    otherPartner: await makePartner(store, tx, 'iasp', 'International Association for Suicide Prevention'),
  }));
}

async function makePartner(store: MemberStore, tx: Transaction, slug: string, name: string): Promise<TestPartner> {
  const id = await store.insertPartner(tx, {
    slug,
    name,
    website: `https://${slug}.example.org/`,
    regions: ['GB'],
    languages: ['en'],
  });
  return { id, slug, members: await eachRole(PARTNER_ROLES, (role) => makeMember(store, tx, role, id)) };
}

async function makeMember(
  store: MemberStore,
  tx: Transaction,
  role: Role,
  partnerId: string | null,
): Promise<TestMember> {
  const { key, prefix, hash } = freshKey();
  const displayName = `Test ${role.toLowerCase()}`;
  const memberId = await store.insertMember(tx, { displayName, role, partnerId });
  const keyId = await store.insertKey(tx, { memberId, prefix, hash, expiresAt: null });
  return { key, actor: { kind: 'MEMBER', memberId, keyId, sessionId: null, displayName, role, partnerId } };
}

async function eachRole<R extends Role>(
  roles: readonly R[],
  make: (role: R) => Promise<TestMember>,
): Promise<Record<R, TestMember>> {
  const made: [R, TestMember][] = [];
  for (const role of roles) made.push([role, await make(role)]);
  return Object.fromEntries(made) as Record<R, TestMember>;
}
