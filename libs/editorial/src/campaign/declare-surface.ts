import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  invalidValue,
  permissionRefusals,
  refuse,
  refused,
  slugRefusals,
  textRefusals,
  TITLE_LENGTH_MAX,
  type Actor,
  type Outcome,
  type Refusal,
} from '#domain';
import { CampaignStore, UnitOfWork } from '#persistence';

export interface DeclareSurfaceInput {
  readonly slug: string;
  readonly name: string;
  /** False: shared, several runs may be on air at once. */
  readonly exclusive: boolean;
  /** How many at once on a shared one, 2 to 20; null: 3. An exclusive one has 1. */
  readonly capacity: number | null;
  readonly idempotencyKey: string | null;
}

const SHARED_CAPACITY = 3;
const CAPACITY_MAX = 20;

/** Names a new place in the client app. */
@Injectable()
export class DeclareSurface {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(CampaignStore) private readonly store: CampaignStore,
  ) {}

  /** @returns the slug of the surface */
  async execute(actor: Actor, input: DeclareSurfaceInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    const surface = { ...asked, capacity: asked.exclusive ? 1 : (asked.capacity ?? SHARED_CAPACITY) };
    return this.unitOfWork.decide(actor, { name: 'declareSurface', input: asked, idempotencyKey }, async (tx) => {
      const path = ['input', 'name'];
      const refusals = [
        ...permissionRefusals(actor, 'campaign.write'),
        ...slugRefusals(surface.slug, ['input', 'slug']),
        ...(surface.name.trim() === ''
          ? [invalidValue(path, null, `1 to ${TITLE_LENGTH_MAX} characters`)]
          : textRefusals(surface.name, TITLE_LENGTH_MAX, path)),
        ...capacityRefusals(asked),
      ];
      if (refusals.length > 0) return refused(refusals);
      if (!(await this.store.insertSurface(tx, surface))) {
        const message = `There is a surface "${surface.slug}" already. Use it, or choose another slug.`;
        return refused([refuse('ALREADY_EXISTS', ['input', 'slug'], { message, value: surface.slug })]);
      }
      tx.audit({ action: 'surface.declared', subjectType: 'surface', subjectId: surface.slug, after: surface });
      tx.emit({
        type: 'surface.declared',
        subjectType: 'surface',
        subjectId: surface.slug,
        payload: { exclusive: surface.exclusive, capacity: surface.capacity },
      });
      tx.programmeChanged({ surface: surface.slug });
      return accepted(surface.slug);
    });
  }
}

function capacityRefusals({ exclusive, capacity }: Pick<DeclareSurfaceInput, 'exclusive' | 'capacity'>): Refusal[] {
  const path = ['input', 'capacity'];
  if (capacity === null) return [];
  if (exclusive && capacity !== 1)
    return [invalidValue(path, String(capacity), '1 for an exclusive surface, or exclusive: false')];
  if (exclusive || (Number.isInteger(capacity) && capacity >= 2 && capacity <= CAPACITY_MAX)) return [];
  return [invalidValue(path, String(capacity), `2 to ${CAPACITY_MAX} for a shared surface`)];
}
