import { invalidValue, notFound, type Actor, type Refusal } from '#domain';
import type { LockedPartner, PartnerStore, Transaction } from '#persistence';

/** The partner that is meant, locked; or why there is none. */
export type AskedPartner =
  | { readonly partner: LockedPartner; readonly refusals: readonly [] }
  | { readonly partner: null; readonly refusals: readonly Refusal[] };

/**
 * The partner that a command is about: a member's own, whatever they call it by; of staff, the one with the slug.
 *
 * @param slug null: the actor's own. That of another partner is answered to a member as a made-up one is.
 */
export async function askedPartner(
  store: PartnerStore,
  tx: Transaction,
  actor: Actor,
  slug: string | null,
): Promise<AskedPartner> {
  const path = ['input', 'partner'];
  if (actor.partnerId === null && slug === null)
    return { partner: null, refusals: [invalidValue(path, null, 'the slug of a partner, since you are in none')] };
  const partner =
    actor.partnerId === null ? await store.lockPartner(tx, slug!) : await store.lockPartnerById(tx, actor.partnerId);
  if (partner === null || (slug !== null && partner.profile.slug !== slug))
    return { partner: null, refusals: [notFound('partner', slug ?? '', path)] };
  return { partner, refusals: [] };
}
