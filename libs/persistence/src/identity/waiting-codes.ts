import type { Prisma } from '../generated/client.js';
import { clientOf, type Transaction } from '../transaction.js';

/** Whoever of these came in and has not shown a code yet begins again; so does whoever was sent a link to a new password. */
export async function endWaitingCodes(tx: Transaction, whose: Prisma.SignInUserWhereInput): Promise<void> {
  const users = await clientOf(tx).signInUser.findMany({ where: whose, select: { id: true } });
  await clientOf(tx).signInVerification.deleteMany({ where: { value: { in: users.map(({ id }) => id) } } });
}
