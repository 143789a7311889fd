import { Inject } from '@nestjs/common';
import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { Answers, ServedProgramme } from '#delivery';
import type * as Api from '../generated/delivery.js';
import { ANSWER_FIELDS, type AnswerGround } from './answer-fields.js';
import type { DeliveryContext } from './delivery-context.js';

/** What client apps ask, as Apollo puts it to us: whatever the front did not answer. */
@Resolver()
export class DeliveryResolver {
  constructor(
    @Inject(Answers) private readonly answers: Answers,
    @Inject(ServedProgramme) private readonly served: ServedProgramme,
  ) {}

  @Query('activeCampaign')
  activeCampaign(
    @Context() context: DeliveryContext,
    @Args('surface') surface: string,
    @Args('viewer') viewer?: Api.ViewerInput | null,
  ): Api.ActiveCampaign {
    return ANSWER_FIELDS.activeCampaign(this.ground(context), { surface, viewer });
  }

  @Query('programme')
  programme(
    @Context() context: DeliveryContext,
    @Args('surface') surface: string,
    @Args('viewer') viewer?: Api.ViewerInput | null,
    @Args('hours') hours?: number | null,
  ): Api.Programme {
    return ANSWER_FIELDS.programme(this.ground(context), { surface, viewer, hours });
  }

  @Query('guides')
  guides(
    @Context() context: DeliveryContext,
    @Args('audience') audience?: Api.GuideAudience | null,
    @Args('viewer') viewer?: Api.ViewerInput | null,
  ): Api.Guide[] {
    return ANSWER_FIELDS.guides(this.ground(context), { audience, viewer });
  }

  @Query('guide')
  guide(
    @Context() context: DeliveryContext,
    @Args('slug') slug: string,
    @Args('viewer') viewer?: Api.ViewerInput | null,
  ): Api.Guide | null {
    return ANSWER_FIELDS.guide(this.ground(context), { slug, viewer });
  }

  @Query('help')
  help(@Context() context: DeliveryContext, @Args('viewer') viewer?: Api.ViewerInput | null): Api.Help {
    return ANSWER_FIELDS.help(this.ground(context), { viewer });
  }

  private ground(context: DeliveryContext): AnswerGround {
    return { answers: this.answers, programme: this.served.current(), at: this.answers.now(), context };
  }
}
