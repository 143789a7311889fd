import {
  Answers,
  FinishedBody,
  foldViewer,
  type AnswerFacts,
  type AskerClass,
  type ProgrammeMemory,
  type Question,
} from '#delivery';
import {
  DAY_MS,
  MINUTE_MS,
  SECOND_MS,
  VALIDITY_STEP_MS,
  surrogateKeyHeader,
  type Instant,
  type Programme,
  type Viewer,
  type ViewerClues,
} from '#domain';
import { SURFACE_FIELDS, type AnswerGround } from '../answer-fields.js';
import { helpObject } from '../answer-view.js';
import { newDeliveryContext } from '../delivery-context.js';
import type { AskedRoot, AskedRoots, FrontOperation } from './front-operation.js';

/** `programme` begins now: its bytes are those of one second. */
const PROGRAMME_REUSE_MS = SECOND_MS;
/** Of an answer whose end moves on with time: about a day from when it was made, or the limit of the programme's age. */
const OPEN_REUSE_MS = MINUTE_MS;
/** Zones differ by quarters of an hour, and so do the instants at which a date becomes another somewhere. */
const QUARTER_MS = 15 * MINUTE_MS;

/** One operation with its variables: what many viewers of one app ask alike. */
export class FrontQuestion implements Question {
  readonly surfaces: readonly string[];
  private readonly saysDate: boolean;
  private readonly hasProgramme: boolean;

  constructor(
    private readonly operation: FrontOperation,
    private readonly variables: Readonly<Record<string, unknown>>,
    private readonly asked: AskedRoots,
    private readonly withKeys: boolean,
  ) {
    this.surfaces = asked.roots.flatMap((root) => surfaceOf(root) ?? []);
    this.saysDate = asked.roots.some((root) => typeof cluesOf(root).localDate === 'string');
    this.hasProgramme = asked.roots.some(({ field }) => field === 'programme');
  }

  /** Called by whoever asks it again. @returns false: its operation is kept no more, and what was asked has to be understood anew */
  stillStands(): boolean {
    this.operation.wasAsked = true;
    return !this.operation.isForgotten;
  }

  classAt(programme: Programme | null, at: Instant): AskerClass {
    const roots = this.asked.roots.map((root) => {
      const viewer = foldViewer(programme, surfaceOf(root), cluesOf(root), at);
      const { surface, hours, slug, audience } = root.args;
      return [root.field, surface, hours, slug, audience, ...partsOf(viewer)];
    });
    const key = JSON.stringify([this.operation.id, this.asked.conditions, roots]);
    return { key, until: this.saysDate ? (Math.floor(at / QUARTER_MS) + 1) * QUARTER_MS : Infinity };
  }

  compute(memory: ProgrammeMemory, at: Instant): AnswerFacts | null {
    const context = newDeliveryContext(this.withKeys);
    const answers = new Answers(memory, { now: () => at });
    const ground: AnswerGround = { answers, programme: memory.current(), at, context };
    const result = this.operation.execute(ground, this.variables);
    const { validUntil, emptyFor, keys } = context;
    if (result === null || validUntil === null || validUntil <= at) return null;
    const extensions = emptyFor && { help: helpObject(answers.helpFor(emptyFor, at).help) };
    const text = JSON.stringify(extensions === null ? { data: result.data } : { data: result.data, extensions });
    return {
      body: new FinishedBody(`${text}\n`),
      from: at,
      validUntil,
      reuseUntil: Math.min(validUntil, at + this.reuseMs(validUntil - at, validUntil === memory.freshUntil?.(at))),
      surrogateKeys: keys === null ? '' : surrogateKeyHeader([...keys]),
    };
  }

  /** @param endsByAge it ends where nobody may know the rows any more, not at a boundary */
  private reuseMs(heldMs: number, endsByAge: boolean): number {
    if (this.hasProgramme) return PROGRAMME_REUSE_MS;
    return endsByAge || heldMs > DAY_MS - VALIDITY_STEP_MS ? OPEN_REUSE_MS : heldMs;
  }
}

function surfaceOf({ field, args }: AskedRoot): string | null {
  return SURFACE_FIELDS.includes(field) ? (args.surface as string) : null;
}

function cluesOf({ args }: AskedRoot): ViewerClues {
  return (args.viewer as ViewerClues | null | undefined) ?? {};
}

function partsOf(viewer: Viewer): unknown[] {
  const { region, subdivision = null, locale, zone, zoneIsKnown, platform, appVersion } = viewer;
  return [region, subdivision, locale, zone, zoneIsKnown, platform, appVersion];
}
