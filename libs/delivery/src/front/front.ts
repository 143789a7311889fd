import { stampOf, type Clock, type Instant, type Programme } from '#domain';
import type { ProgrammeMemory } from '../answers.js';
import { FinishedAnswer, type AnswerFacts, type AnswerPlace } from './finished-answer.js';
import { HotStore, type HotStoreBounds, type Keepable } from './hot-store.js';

/** What is asked, understood once: the same question may be asked by many viewers, of many classes. */
export interface Question {
  /** Surfaces that are asked for; the common parts of the programme belong to every answer. */
  readonly surfaces: readonly string[];
  /** The key of the answer for whoever asks, at an instant. */
  classAt(programme: Programme | null, at: Instant): AskerClass;
  /**
   * @param memory whose programme stays the same for as long as this takes
   * @returns null: an error, which others word
   */
  compute(memory: ProgrammeMemory, at: Instant): AnswerFacts | null;
}

export interface AskerClass {
  readonly key: string;
  /** Until when whoever asks belongs to it, by schedule of the clock alone; excluded. */
  readonly until: Instant;
}

export interface FrontCounts {
  readonly computations: number;
  readonly hits: number;
  readonly entries: number;
  readonly bytes: number;
}

/** A question as one kind of request puts it, and the answer it got last. */
export class Asked<Of extends Question = Question> implements Keepable {
  wasAsked = false;
  place: AnswerPlace | null = null;
  /** Until when what is in `place` may be given again without asking for the class. */
  until: Instant = -Infinity;

  constructor(
    readonly question: Of,
    readonly sizeBytes: number,
  ) {}

  forget(): void {
    this.place = null;
  }
}

/** When none was read, answers hold while none is read. */
const UNREAD_STAMP = -1;

/**
 * Finished answers of one process.
 *
 * A question leads to the class of whoever asks, the class to an answer in bytes. An answer is given again from the instant of its
 * computation to `reuseUntil`, excluded, and while the stamp of its surfaces and the epoch of the memory are what it was computed of. Computing does not wait for anything, so
 * no two computations of one key are ever under way.
 *
 * The clock may be corrected backwards. An answer that had ended by then stays ended: it is computed again, not revived.
 */
export class Front {
  private readonly answers: HotStore<FinishedAnswer>;
  private counted = { computations: 0, hits: 0 };
  private latest: Instant = -Infinity;
  /** How often the clock has gone back. */
  private clockEpoch = 0;
  /** What had ended when the clock went back last. */
  private endedUpTo: Instant = -Infinity;

  constructor(
    private readonly memory: ProgrammeMemory,
    private readonly clock: Clock,
    bounds: HotStoreBounds,
  ) {
    this.answers = new HotStore(bounds);
  }

  now(): Instant {
    const at = this.clock.now();
    if (at >= this.latest) {
      this.latest = at;
    } else {
      this.endedUpTo = Math.max(this.endedUpTo, this.latest);
      this.clockEpoch += 1;
      this.latest = at;
    }
    return at;
  }

  /** @param at `now()` of this request @returns null: there is no answer, but an error for others to word */
  answerTo(asked: Asked, at: Instant): FinishedAnswer | null {
    const programme = this.memory.current();
    const answer = asked.place?.answer ?? null;
    if (answer !== null && at < asked.until && this.holds(answer, asked.question, programme, at)) {
      answer.wasAsked = true;
      this.counted.hits += 1;
      return answer;
    }
    return this.lookUp(asked, programme, at);
  }

  /** To be called once an answer was put into bytes: it may have grown by an encoding. */
  measure(answer: FinishedAnswer): void {
    if (answer.sizeBytes === answer.measuredBytes || answer.isForgotten) return;
    answer.measuredBytes = answer.sizeBytes;
    this.answers.grown(answer.key);
  }

  counts(): FrontCounts {
    return { ...this.counted, entries: this.answers.entries, bytes: this.answers.sizeBytes };
  }

  private lookUp(asked: Asked, programme: Programme | null, at: Instant): FinishedAnswer | null {
    const { question } = asked;
    const { key, until } = question.classAt(programme, at);
    const kept = this.answers.get(key);
    let answer: FinishedAnswer | null = null;
    if (kept !== undefined && this.holds(kept, question, programme, at)) {
      answer = kept;
      this.counted.hits += 1;
    } else {
      answer = this.compute(question, key, programme, at);
    }
    asked.place = answer?.place ?? null;
    asked.until = answer === null ? -Infinity : Math.min(until, answer.facts.reuseUntil);
    return answer;
  }

  private compute(question: Question, key: string, programme: Programme | null, at: Instant): FinishedAnswer | null {
    this.counted.computations += 1;
    const epochs = { clock: this.clockEpoch, memory: this.memory.epoch?.() ?? 0 };
    const facts = question.compute(pinned(this.memory, programme), at);
    if (facts === null) return null;
    const answer = new FinishedAnswer(key, facts, programme, stampOfAll(programme, question.surfaces), epochs);
    this.keep(answer);
    return answer;
  }

  /** Compare and set: what was computed of an older programme never takes the place of what was computed of a newer. */
  private keep(answer: FinishedAnswer): void {
    const kept = this.answers.get(answer.key);
    if (kept !== undefined && kept.stamp > answer.stamp) return;
    answer.measuredBytes = answer.sizeBytes;
    this.answers.set(answer.key, answer);
  }

  private holds(answer: FinishedAnswer, question: Question, programme: Programme | null, at: Instant): boolean {
    const { from, reuseUntil } = answer.facts;
    if (answer.isForgotten || at < from || at >= reuseUntil) return false;
    if (answer.epochs.clock !== this.clockEpoch && reuseUntil <= this.endedUpTo) return false;
    if (answer.epochs.memory !== (this.memory.epoch?.() ?? 0)) return false;
    if (answer.programme === programme) return true;
    if (answer.stamp !== stampOfAll(programme, question.surfaces)) return false;
    answer.programme = programme;
    return true;
  }
}

/** Of several surfaces the latest: versions only grow, so whatever changes any of them later has a stamp above it. */
function stampOfAll(programme: Programme | null, surfaces: readonly string[]): number {
  if (programme === null) return UNREAD_STAMP;
  return surfaces.reduce((stamp, surface) => Math.max(stamp, stampOf(programme, surface)), stampOf(programme, null));
}

/** The memory as it is at one instant: its age may pass a limit meanwhile, and its programme be another. */
function pinned(memory: ProgrammeMemory, programme: Programme | null): ProgrammeMemory {
  return {
    current: () => programme,
    freshness: () => memory.freshness?.() ?? 'LIVE',
    checkedAt: (at) => (memory.checkedAt === undefined ? at : memory.checkedAt(at)),
    freshUntil: (at) => memory.freshUntil?.(at) ?? null,
  };
}
