import type { GatedClient, Request } from './gate.js';
import { currentLane, type Lane, type VirtualHost } from './virtual-time.js';

const LISTENER_NAME = 'marquee-listener';

/** Whether a connection is that of a `ProgrammeListener`. */
export function isListener(client: GatedClient): boolean {
  const { connectionParameters } = client as unknown as { connectionParameters: { application_name?: string } };
  return connectionParameters.application_name === LISTENER_NAME;
}

/**
 * The connections on which processes hear of changes. They are played: when a notification arrives, and whether, is
 * nothing that PostgreSQL promises, so the seed says it. Nobody hears of what was not committed.
 */
export class Listeners {
  private list: { readonly lane: Lane; readonly client: GatedClient; isSilent: boolean }[] = [];
  private hints: { readonly at: number; readonly client: GatedClient; readonly lane: Lane }[] = [];

  constructor(
    private readonly latencyMs: (lane: Lane) => number,
    private readonly say: (line: string) => void,
  ) {}

  isQuiet(): boolean {
    return this.hints.length === 0;
  }

  nextAt(): number {
    return Math.min(Infinity, ...this.hints.map((hint) => hint.at));
  }

  /** Lets one hear that is to hear by now; false: nobody is. */
  step(elapsed: number): boolean {
    const hint = this.hints.find((one) => one.at <= elapsed);
    if (hint === undefined) return false;
    this.hints = this.hints.filter((one) => one !== hint);
    if (hint.lane.host.isDead) return true;
    this.say(`${hint.lane.name} hears of a change`);
    currentLane.run(hint.lane, () => hint.client.emit('notification'));
    return true;
  }

  /** @returns false when nobody answers any more */
  answers({ client, lane, text }: Request): boolean {
    if (this.list.some((listener) => listener.client === client && listener.isSilent)) return false;
    if (text.startsWith('LISTEN')) this.list.push({ lane, client, isSilent: false });
    return true;
  }

  /** A change was committed. */
  notify(): void {
    for (const { lane, client, isSilent } of this.list)
      if (!isSilent) this.hints.push({ at: lane.time.elapsed + this.latencyMs(lane), client, lane });
  }

  /** The connection died without a word: nothing is heard on it any more, and nobody says so. */
  silence(host: VirtualHost): void {
    for (const listener of this.list) if (listener.lane.host === host) listener.isSilent = true;
  }

  /** The connection goes, and its process is told. */
  lose(client: GatedClient): void {
    const listener = this.list.find((one) => one.client === client);
    client.isGone = true;
    this.list = this.list.filter((one) => one.client !== client);
    if (listener !== undefined && !listener.lane.host.isDead)
      currentLane.run(listener.lane, () => client.emit('error', new Error('Connection terminated unexpectedly')));
  }

  loseAll(host: VirtualHost): void {
    for (const { client, lane } of this.list) if (lane.host === host) this.lose(client);
  }

  forget(host: VirtualHost): void {
    this.list = this.list.filter((listener) => listener.lane.host !== host);
  }
}
