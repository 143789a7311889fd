import type { Programme } from '#domain';
import { packStep, stepBetween } from './programme-step.js';
import type { ProgrammeSum } from './programme-sum.js';
import { SummedProgramme } from './summed-programme.js';

/** The steps from a state that somebody holds to the present one. */
export interface ToldSteps {
  readonly version: number;
  readonly body: Buffer;
}

export interface ChangeLogBounds {
  readonly steps: number;
  readonly bytes: number;
}

interface PackedStep {
  readonly from: ProgrammeSum;
  readonly to: ProgrammeSum;
  readonly body: Buffer;
}

const BOUNDS: ChangeLogBounds = { steps: 256, bytes: 4 * 2 ** 20 };
const LOOKS_MAX = 4;

/**
 * The last steps of a process' programme, packed, for those who follow it: who holds a state that is among them is told what came after, everybody
 * else everything. It costs nothing until somebody asks, and begins then with what is held.
 */
export class ChangeLog {
  private steps: readonly PackedStep[] = [];
  private bytes = 0;
  private hasBegun = false;
  private readonly summed: SummedProgramme;

  constructor(private readonly bounds = BOUNDS) {
    this.summed = new SummedProgramme(async (before, after, difference) => {
      this.keep({ from: before[1], to: after[1], body: await packStep(stepBetween(before, after, difference)) });
    });
  }

  /** To be shown each programme as it comes. */
  look(programme: Programme | null): void {
    if (this.hasBegun && programme !== null) this.summed.look(programme);
  }

  /**
   * @param state the sum of what is held there; null: nothing
   * @param current the programme that stands, asked again when it has changed meanwhile
   * @returns null: everything has to be told
   */
  async since(state: ProgrammeSum | null, current: () => Programme | null): Promise<ToldSteps | null> {
    this.hasBegun = true;
    for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
      const programme = current();
      this.look(programme);
      // The sum of the first one takes long: whoever asks is not kept waiting for it.
      if (state === null || programme === null || this.summed.known() === null) return null;
      if (this.summed.sum(programme) !== null) return this.from(state, programme.version);
      await this.summed.settled();
    }
    return null;
  }

  /** Resolves when what was shown last is among the steps. For tests. */
  async settled(): Promise<void> {
    await this.summed.settled();
  }

  size(): ChangeLogBounds {
    return { steps: this.steps.length, bytes: this.bytes };
  }

  private from(state: ProgrammeSum, version: number): ToldSteps | null {
    const first = this.steps.findIndex(({ from }) => from === state);
    const isUpToNow = this.steps.at(-1)?.to === this.summed.known()?.[1];
    return first === -1 || !isUpToNow
      ? null
      : { version, body: Buffer.concat(this.steps.slice(first).map(({ body }) => body)) };
  }

  private keep(step: PackedStep): void {
    // Something came in between that no step tells.
    if (this.steps.at(-1)?.to !== step.from) [this.steps, this.bytes] = [[], 0];
    const steps = [...this.steps, step];
    this.bytes += step.body.length;
    while (steps.length > this.bounds.steps || this.bytes > this.bounds.bytes) this.bytes -= steps.shift()!.body.length;
    this.steps = steps;
  }
}
