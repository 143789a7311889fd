import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { formatInstant, type Actor, type Outcome } from '#domain';
import { PauseProgramme, ResumeProgramme } from '#editorial';
import { PauseReadModel, type PauseView } from '#persistence';
import type * as Api from '../../generated/management.js';
import { connectionView, readPage } from '../../graphql/page.js';
import { CurrentActor, requireRead } from '../current-actor.js';
import { payload } from '../refusal-view.js';
import { windowObject } from './campaign-view.js';

@Resolver()
export class PauseResolver {
  constructor(
    @Inject(PauseReadModel) private readonly pausesRead: PauseReadModel,
    @Inject(PauseProgramme) private readonly pausing: PauseProgramme,
    @Inject(ResumeProgramme) private readonly resuming: ResumeProgramme,
  ) {}

  @Query('pauses')
  async pauses(
    @CurrentActor() actor: Actor,
    @Args('first') first: number,
    @Args('after') after?: string | null,
  ): Promise<Api.PauseConnection> {
    requireRead(actor, 'campaign.read');
    return connectionView(
      await this.pausesRead.pauses(readPage(first, after)),
      (pause) => ({ at: pause.pausedAt, id: pause.id }),
      pauseObject,
    );
  }

  @Mutation('pauseProgramme')
  async pauseProgramme(@CurrentActor() actor: Actor, @Args('input') input: Api.PauseProgrammeInput) {
    const { regions, reason, idempotencyKey = null } = input;
    const until = input.until?.getTime() ?? null;
    return this.payload(await this.pausing.execute(actor, { regions, reason, until, idempotencyKey }));
  }

  @Mutation('resumeProgramme')
  async resumeProgramme(@CurrentActor() actor: Actor, @Args('input') input: Api.ResumeProgrammeInput) {
    const { pauseId, otherwise, idempotencyKey = null } = input;
    const runs = input.runs.map(({ runId, choice, endsAt }) => ({ runId, choice, endsAt: endsAt?.getTime() ?? null }));
    return this.payload(await this.resuming.execute(actor, { pauseId, otherwise, runs, idempotencyKey }));
  }

  private payload(outcome: Outcome<string>) {
    return payload('pause', outcome, async (id) => pauseObject((await this.pausesRead.pause(id))!));
  }
}

function pauseObject(pause: PauseView): Api.Pause {
  const { id, regions, reason, pausedAt, pausedBy, until, resumedAt, resumedBy } = pause;
  const first = Math.min(resumedAt ?? Infinity, until ?? Infinity);
  const end = Number.isFinite(first) ? first : null;
  const intent = {
    mode: 'INSTANT',
    zone: null,
    start: formatInstant(pausedAt),
    end: end === null ? null : formatInstant(end),
  } as const;
  return {
    id,
    regions: [...regions],
    reason,
    window: windowObject(intent, { start: pausedAt, end }),
    pausedAt: new Date(pausedAt),
    pausedBy,
    until: until === null ? null : new Date(until),
    resumedAt: resumedAt === null ? null : new Date(resumedAt),
    resumedBy,
    choices: pause.choices.map((choice) => ({ ...choice })),
  };
}
