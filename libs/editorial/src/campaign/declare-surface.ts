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
} from '#domain';
import { CampaignStore, UnitOfWork } from '#persistence';

export interface DeclareSurfaceInput {
  readonly slug: string;
  readonly name: string;
  /** False: shared, several runs may be on air at once. */
  readonly exclusive: boolean;
  readonly idempotencyKey: string | null;
}

/** Names a new place in the client app. */
@Injectable()
export class DeclareSurface {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(CampaignStore) private readonly store: CampaignStore,
  ) {}

  /** @returns the slug of the surface */
  async execute(actor: Actor, input: DeclareSurfaceInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...surface } = input;
    return this.unitOfWork.decide(actor, { name: 'declareSurface', input: surface, idempotencyKey }, async (tx) => {
      const path = ['input', 'name'];
      const refusals = [
        ...permissionRefusals(actor, 'campaign.write'),
        ...slugRefusals(surface.slug, ['input', 'slug']),
        ...(surface.name.trim() === ''
          ? [invalidValue(path, null, `1 to ${TITLE_LENGTH_MAX} characters`)]
          : textRefusals(surface.name, TITLE_LENGTH_MAX, path)),
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
        payload: { exclusive: surface.exclusive },
      });
      return accepted(surface.slug);
    });
  }
}
