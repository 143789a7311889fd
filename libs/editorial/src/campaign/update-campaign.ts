import { Inject, Injectable } from '@nestjs/common';
import {
  accepted,
  campaignRefusals,
  canonicalHash,
  notFound,
  permissionRefusals,
  refuse,
  refused,
  type Actor,
  type CampaignPlan,
  type Outcome,
  type Refusal,
} from '#domain';
import { CampaignStore, RunStore, UnitOfWork, type CampaignFacts } from '#persistence';

export interface UpdateCampaignInput {
  readonly campaignId: string;
  /** As it shall be; the slug is for ever and ignored. */
  readonly campaign: Omit<CampaignPlan, 'slug'>;
  readonly idempotencyKey: string | null;
}

/**
 * Changes a campaign. Texts and embargo may change at any time; surface, tier and audience only while no run holds a slot,
 * because each of its runs was checked against them.
 */
@Injectable()
export class UpdateCampaign {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(CampaignStore) private readonly campaigns: CampaignStore,
    @Inject(RunStore) private readonly runs: RunStore,
  ) {}

  /** @returns the id of the campaign */
  async execute(actor: Actor, input: UpdateCampaignInput): Promise<Outcome<string>> {
    const { idempotencyKey, ...asked } = input;
    return this.unitOfWork.decide(actor, { name: 'updateCampaign', input: asked, idempotencyKey }, async (tx) => {
      const denied = permissionRefusals(actor, 'campaign.write');
      if (denied.length > 0) return refused(denied);
      const current = await this.campaigns.lockCampaign(tx, input.campaignId);
      if (current === null) return refused([notFound('campaign', input.campaignId, ['input', 'campaignId'])]);
      const plan = { ...input.campaign, slug: current.slug };
      const refusals = [...campaignRefusals(plan, ['input'])];
      if (!(await this.campaigns.surfaceExists(tx, plan.surface)))
        refusals.push(notFound('surface', plan.surface, ['input', 'surface']));
      if (placeOf(plan) !== placeOf(current))
        refusals.push(...airingRefusals(await this.runs.airingRuns(tx, current.id)));
      if (refusals.length > 0) return refused(refusals);
      await this.campaigns.updateCampaign(tx, current.id, plan);
      tx.audit({
        action: 'campaign.updated',
        subjectType: 'campaign',
        subjectId: current.id,
        before: planOf(current),
        after: plan,
      });
      tx.emit({
        type: 'campaign.updated',
        subjectType: 'campaign',
        subjectId: current.id,
        payload: { surface: plan.surface },
      });
      tx.programmeChanged({ campaign: current.id }, { surface: current.surface });
      return accepted(current.id);
    });
  }
}

function planOf({ slug, surface, tier, audience, embargoed, defaultLocale, texts }: CampaignFacts): CampaignPlan {
  return { slug, surface, tier, audience, embargoed, defaultLocale, texts };
}

function placeOf({ surface, tier, audience }: CampaignPlan): string {
  return canonicalHash({ surface, tier, audience });
}

function airingRefusals(runs: number): Refusal[] {
  if (runs === 0) return [];
  const message = `${runs} of its runs are scheduled or on air with the surface, tier and audience of now. Cancel them first, or leave these as they are.`;
  return [
    refuse('WRONG_STATE', ['input'], { message, state: 'SCHEDULED', allowedStates: ['DRAFT', 'RETIRED', 'CANCELLED'] }),
  ];
}
