import { Inject } from '@nestjs/common';
import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { Answers, type Aged } from '#delivery';
import { DAY_MS } from '#domain';
import type * as Api from '../generated/delivery.js';
import { badInput } from '../graphql/errors.js';
import { campaignObject, guideObject, helpObject, segmentObject } from './answer-view.js';
import { holdsUntil, type DeliveryContext } from './delivery-context.js';

const HOURS_MAX = 168;

/** What client apps ask. Everything is in memory: no answer waits for anything. */
@Resolver()
export class DeliveryResolver {
  constructor(@Inject(Answers) private readonly answers: Answers) {}

  @Query('activeCampaign')
  activeCampaign(
    @Context() context: DeliveryContext,
    @Args('surface') surface: string,
    @Args('viewer') viewer?: Api.ViewerInput | null,
  ): Api.ActiveCampaign {
    const answer = this.answers.active(surface, viewer ?? {});
    holdsUntil(context, answer.validUntil);
    return {
      help: helpObject(answer.help),
      servedAt: new Date(answer.servedAt),
      validUntil: new Date(answer.validUntil),
      version: answer.version,
      ...agedObject(answer),
      campaign: answer.onAir && campaignObject(answer.onAir, answer.viewer),
      alsoOnAir: answer.alsoOnAir.map((shown) => campaignObject(shown, answer.viewer)),
      next: answer.next && segmentObject(answer.next, answer.viewer),
    };
  }

  @Query('programme')
  programme(
    @Context() context: DeliveryContext,
    @Args('surface') surface: string,
    @Args('viewer') viewer?: Api.ViewerInput | null,
    @Args('hours') hours?: number | null,
  ): Api.Programme {
    const wanted = hours ?? 24;
    if (wanted < 1 || wanted > HOURS_MAX) throw badInput(`${wanted} is not allowed as hours: give 1 to ${HOURS_MAX}.`);
    const answer = this.answers.programme(surface, viewer ?? {}, wanted);
    holdsUntil(context, answer.validUntil);
    return {
      help: helpObject(answer.help),
      servedAt: new Date(answer.servedAt),
      version: answer.version,
      ...agedObject(answer),
      segments: answer.segments.map((segment) => segmentObject(segment, answer.viewer)),
    };
  }

  @Query('guides')
  guides(
    @Context() context: DeliveryContext,
    @Args('audience') audience?: Api.GuideAudience | null,
    @Args('viewer') viewer?: Api.ViewerInput | null,
  ): Api.Guide[] {
    this.helpHolds(context, viewer);
    const answers = this.answers.guides(audience ?? null, viewer ?? {});
    for (const { guide } of answers) if (guide.until !== null) holdsUntil(context, guide.until);
    if (answers.length === 0) context.emptyFor = viewer ?? {};
    return answers.map(guideObject);
  }

  @Query('guide')
  guide(
    @Context() context: DeliveryContext,
    @Args('slug') slug: string,
    @Args('viewer') viewer?: Api.ViewerInput | null,
  ): Api.Guide | null {
    this.helpHolds(context, viewer);
    const answer = this.answers.guide(slug, viewer ?? {});
    if (answer === null) context.emptyFor = viewer ?? {};
    else if (answer.guide.until !== null) holdsUntil(context, answer.guide.until);
    return answer && guideObject(answer);
  }

  @Query('help')
  help(@Context() context: DeliveryContext, @Args('viewer') viewer?: Api.ViewerInput | null): Api.Help {
    this.helpHolds(context, viewer);
    return helpObject(this.answers.help(viewer ?? {}).help);
  }

  private helpHolds(context: DeliveryContext, viewer: Api.ViewerInput | null | undefined): void {
    holdsUntil(context, this.answers.help(viewer ?? {}).validUntil ?? this.answers.now() + DAY_MS);
  }
}

function agedObject({ freshness, checkedAt }: Aged): Pick<Api.ActiveCampaign, 'freshness' | 'programmeCheckedAt'> {
  return { freshness, programmeCheckedAt: checkedAt === null ? null : new Date(checkedAt) };
}
