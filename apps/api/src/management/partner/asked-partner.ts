import type { Actor } from '#domain';
import type { MemberReadModel, PartnerView } from '#persistence';
import { badInput } from '../../graphql/errors.js';

/**
 * The partner that a query is about: a member's own; of staff, the one with the slug. Null: there is none, or it is another's.
 *
 * @throws a GraphQL error when staff name none
 */
export async function askedPartner(
  members: MemberReadModel,
  actor: Actor,
  slug: string | null,
): Promise<PartnerView | null> {
  if (actor.partnerId !== null) {
    const own = await members.partner(actor.partnerId);
    return slug === null || own?.slug === slug ? own : null;
  }
  if (slug === null) throw badInput('Say which partner is meant, by its slug: you are in none yourself.');
  return (await members.partners()).find((partner) => partner.slug === slug) ?? null;
}
