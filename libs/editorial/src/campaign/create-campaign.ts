import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  campaignRefusals,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  type Actor,
  type CampaignPlan,
  type Outcome,
  type Refusal,
} from '#domain';
import { CampaignStore, UnitOfWork, violationOf } from '#persistence';

export interface CreateCampaignInput {
  readonly campaign: CampaignPlan;
  readonly idempotencyKey: string | null;
}

/** Staff name a programme: where it stands, for whom, with what precedence. It has no dates yet. */
@Injectable()
export class CreateCampaign {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(CampaignStore) private readonly store: CampaignStore,
  ) {}

  /** @returns the id of the new campaign */
  async execute(actor: Actor, input: CreateCampaignInput): Promise<Outcome<string>> {
    const { campaign, idempotencyKey } = input;
    return this.unitOfWork.decide(actor, { name: 'createCampaign', input: campaign, idempotencyKey }, async (tx) => {
      const refusals = [...permissionRefusals(actor, 'campaign.write'), ...campaignRefusals(campaign, ['input'])];
      if (refusals.length > 0 || actor.memberId === null) return refused(refusals);
      if (!(await this.store.surfaceExists(tx, campaign.surface)))
        refusals.push(notFound('surface', campaign.surface, ['input', 'surface']));
      if (await this.store.slugIsTaken(tx, campaign.slug)) refusals.push(slugTaken(campaign.slug));
      if (refusals.length > 0) return refused(refusals);
      const id = await this.store.insertCampaign(tx, campaign, actor.memberId).catch(nullIfTaken);
      if (id === null) return refused([slugTaken(campaign.slug)]);
      tx.audit({ action: 'campaign.created', subjectType: 'campaign', subjectId: id, after: campaign });
      tx.emit({
        type: 'campaign.created',
        subjectType: 'campaign',
        subjectId: id,
        payload: { surface: campaign.surface },
      });
      return accepted(id);
    });
  }
}

/** Of two that take a slug at the same moment, both saw it free; the database lets one of them in. */
function nullIfTaken(error: unknown): null {
  if (violationOf(error)?.kind === 'UNIQUE') return null;
  throw error;
}

function slugTaken(slug: string): Refusal {
  const message = `There is a campaign "${slug}" already. Choose another slug, or give that campaign another run.`;
  return refuse('ALREADY_EXISTS', ['input', 'slug'], { message, value: slug });
}
