import type { ContentStage } from '../../support/content-stage.js';
import type { TenantHouse } from '../matrix/tenant-house.js';
import type { FuzzCast } from './fuzzer.js';

/** Everybody's key, and what is in the house; nobody of those who ask, or their keys would soon be gone. */
export function castOf({ cast }: ContentStage, house: TenantHouse): FuzzCast {
  const { partner, otherPartner, staff } = cast;
  const everybody = [partner.members, staff, otherPartner.members].flatMap((members, place) =>
    Object.values(members).map(({ actor, key }) => ({
      name: `${actor.role}${place === 2 ? ' of another' : ''}`,
      actor,
      key,
    })),
  );
  const own = new Set(everybody.flatMap(({ actor }) => [actor.memberId, actor.keyId]));
  return {
    keys: Object.fromEntries(everybody.map(({ name, key }) => [name, key])),
    ids: Object.fromEntries(Object.entries(house.ids).filter(([, id]) => !own.has(id))),
  };
}
