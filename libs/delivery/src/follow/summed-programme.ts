import type { Programme } from '#domain';
import { differenceOf, type ProgrammeDifference } from './programme-difference.js';
import { sumAfter, sumOf, type ProgrammeSum } from './programme-sum.js';

export type Summed = readonly [programme: Programme, sum: ProgrammeSum];

/** Called before the sum of a programme is known that was made out of another one. */
export type SumMoved = (before: Summed, after: Summed, difference: ProgrammeDifference) => Promise<void>;

/**
 * Keeps the sum of the programme of a process: of the first one, and where too much is other, over all rows in the background; else over the
 * rows that differ. While it is at work only the last programme that was shown to it counts.
 */
export class SummedProgramme {
  private at: Summed | null = null;
  private next: Programme | null = null;
  private working: Promise<void> | null = null;

  constructor(private readonly moved: SumMoved = async () => undefined) {}

  /** Null: there is none, or all rows are being summed. */
  known(): Summed | null {
    return this.at;
  }

  /** Null: not known yet. */
  sum(programme: Programme): ProgrammeSum | null {
    return this.at?.[0] === programme ? this.at[1] : null;
  }

  look(programme: Programme): void {
    if (this.next === programme || (this.next === null && this.at?.[0] === programme)) return;
    this.next = programme;
    this.working ??= this.work();
  }

  /** Resolves when the last one that was shown is summed. */
  async settled(): Promise<void> {
    while (this.working !== null) await this.working;
  }

  /** Goes over to a programme whose sum somebody tells. @returns false: it is another one, and nothing changes */
  goTo(programme: Programme, expected: ProgrammeSum): boolean {
    if (this.at === null) return false;
    const [before, sum] = this.at;
    const difference = differenceOf(before, programme);
    if (difference === null || sumAfter(sum, before, programme, difference) !== expected) return false;
    this.at = [programme, expected];
    return true;
  }

  private async work(): Promise<void> {
    try {
      while (this.next !== null) {
        const programme = this.next;
        await this.moveTo(programme);
        if (this.next === programme) this.next = null;
      }
    } catch {
      // Nothing is summed: the next one that is shown is, from the beginning.
      [this.at, this.next] = [null, null];
    } finally {
      // In the same turn as the last look at `next`.
      this.working = null;
    }
  }

  private async moveTo(programme: Programme): Promise<void> {
    const before = this.at;
    const difference = before && differenceOf(before[0], programme);
    if (before === null || difference === null) {
      this.at = null;
      this.at = [programme, await sumOf(programme)];
      return;
    }
    const after: Summed = [programme, sumAfter(before[1], before[0], programme, difference)];
    await this.moved(before, after, difference);
    this.at = after;
  }
}
