import type { RoundFigures } from './storm-round.js';

/** A line a round while they go on, and a summary with the seeds. */
export class StormReport {
  private readonly rounds: RoundFigures[] = [];

  constructor(private readonly kind: string) {}

  add(figures: RoundFigures): void {
    this.rounds.push(figures);
    const { seed, troubles, transitions, lateMaxMs, pauseMaxMs, toldAgain } = figures;
    process.stdout.write(
      `${this.kind} seed ${seed}: ${transitions} transitions once each, latest ${lateMaxMs} ms, longest pause ${pauseMaxMs} ms, ` +
        `${toldAgain} events told again; ${troubles.join('; ')}\n`,
    );
  }

  finish(): void {
    const late = this.rounds.map(({ lateMaxMs }) => lateMaxMs).sort((a, b) => a - b);
    const transitions = this.rounds.reduce((sum, one) => sum + one.transitions, 0);
    const first = this.rounds[0];
    if (first === undefined) return;
    process.stdout.write(
      `${this.kind}: ${this.rounds.length} rounds, ${transitions} transitions, 0 lost, 0 twice; latest record of a round ` +
        `${late[Math.floor(late.length / 2)]} ms at the median (${late[0]} to ${late.at(-1)}).\n` +
        `Again, with the same draws: npm run storm -- --kind ${this.kind} --seed ${first.seed} --rounds ${this.rounds.length}\n`,
    );
  }
}
