import { foldViewer, type Aged, type Answers } from '#delivery';
import {
  DAY_MS,
  helpRegion,
  type ActiveAnswer,
  type AnswerSegment,
  type Instant,
  type Programme,
  type Shown,
  type Viewer,
} from '#domain';
import type * as Api from '../generated/delivery.js';
import { badInput } from '../graphql/errors.js';
import { campaignObject, guideObject, helpObject, segmentObject } from './answer-view.js';
import { holdsUntil, madeOf, type DeliveryContext } from './delivery-context.js';

const HOURS_MAX = 168;

/** What one request is answered from: everything in it at one instant, of one programme. */
export interface AnswerGround {
  readonly answers: Answers;
  readonly programme: Programme | null;
  readonly at: Instant;
  readonly context: DeliveryContext;
}

type ViewerArgument = { readonly viewer?: Api.ViewerInput | null };

/**
 * The fields of the public API: the one place where they are answered, whether Apollo asks or the front does. Everything is in memory;
 * no answer waits for anything.
 */
export const ANSWER_FIELDS = {
  activeCampaign(ground: AnswerGround, args: ViewerArgument & { readonly surface: string }): Api.ActiveCampaign {
    const { answers, at, context } = ground;
    const answer = answers.activeFor(args.surface, folded(ground, args.surface, args), at);
    holdsUntil(context, answer.validUntil);
    madeOf(context, {
      surface: args.surface,
      region: helpRegion(ground.programme, answer.viewer),
      shown: [...shownIn(answer), ...shownIn(answer.next)],
      guides: [],
    });
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
  },

  programme(
    ground: AnswerGround,
    args: ViewerArgument & { readonly surface: string; readonly hours?: number | null },
  ): Api.Programme {
    const { answers, at, context } = ground;
    const hours = args.hours ?? 24;
    if (hours < 1 || hours > HOURS_MAX) throw badInput(`${hours} is not allowed as hours: give 1 to ${HOURS_MAX}.`);
    const answer = answers.programmeFor(args.surface, folded(ground, args.surface, args), hours, at);
    holdsUntil(context, answer.validUntil);
    madeOf(context, {
      surface: args.surface,
      region: helpRegion(ground.programme, answer.viewer),
      shown: answer.segments.flatMap(shownIn),
      guides: [],
    });
    return {
      help: helpObject(answer.help),
      servedAt: new Date(answer.servedAt),
      version: answer.version,
      ...agedObject(answer),
      segments: answer.segments.map((segment) => segmentObject(segment, answer.viewer)),
    };
  },

  guides(ground: AnswerGround, args: ViewerArgument & { readonly audience?: Api.GuideAudience | null }): Api.Guide[] {
    const { answers, at, context, programme } = ground;
    const viewer = folded(ground, null, args);
    helpHolds(ground, viewer);
    const found = answers.guidesFor(args.audience ?? null, viewer, at);
    for (const { guide } of found) if (guide.until !== null) holdsUntil(context, guide.until);
    const slugs = new Set(found.map(({ guide }) => guide.slug));
    const guides = programme?.guides.filter(({ slug }) => slugs.has(slug)) ?? [];
    madeOf(context, { surface: null, region: helpRegion(programme, viewer), shown: [], guides });
    if (found.length === 0) context.emptyFor = viewer;
    return found.map(guideObject);
  },

  guide(ground: AnswerGround, args: ViewerArgument & { readonly slug: string }): Api.Guide | null {
    const { answers, at, context, programme } = ground;
    const viewer = folded(ground, null, args);
    helpHolds(ground, viewer);
    const answer = answers.guideFor(args.slug, viewer, at);
    const guides = answer === null ? [] : (programme?.guides.filter(({ slug }) => slug === args.slug) ?? []);
    madeOf(context, { surface: null, region: helpRegion(programme, viewer), shown: [], guides });
    if (answer === null) context.emptyFor = viewer;
    else if (answer.guide.until !== null) holdsUntil(context, answer.guide.until);
    return answer && guideObject(answer);
  },

  help(ground: AnswerGround, args: ViewerArgument): Api.Help {
    const viewer = folded(ground, null, args);
    madeOf(ground.context, { surface: null, region: helpRegion(ground.programme, viewer), shown: [], guides: [] });
    return helpObject(helpHolds(ground, viewer));
  },
} as const;

export type AnswerField = keyof typeof ANSWER_FIELDS;
/** Those that are of a surface. */
export const SURFACE_FIELDS: readonly string[] = ['activeCampaign', 'programme'];

function folded({ programme, at }: AnswerGround, surface: string | null, { viewer }: ViewerArgument): Viewer {
  return foldViewer(programme, surface, viewer ?? {}, at);
}

function agedObject({ freshness, checkedAt }: Aged): Pick<Api.ActiveCampaign, 'freshness' | 'programmeCheckedAt'> {
  return { freshness, programmeCheckedAt: checkedAt === null ? null : new Date(checkedAt) };
}

function helpHolds({ answers, at, context }: AnswerGround, viewer: Viewer) {
  const { help, validUntil } = answers.helpFor(viewer, at);
  holdsUntil(context, validUntil ?? at + DAY_MS);
  return help;
}

function shownIn(part: Pick<ActiveAnswer | AnswerSegment, 'onAir' | 'alsoOnAir'> | null): Shown[] {
  if (part === null) return [];
  return part.onAir === null ? [...part.alsoOnAir] : [part.onAir, ...part.alsoOnAir];
}
