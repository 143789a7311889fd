import type { MediaAnswer } from '#domain';

/** Asks whether a file answers. A port: what may be asked, and over which network, the app decides. */
export abstract class MediaProbe {
  /** @returns never a fault: a file that cannot be asked for is one of the three answers */
  abstract probe(url: string): Promise<MediaAnswer>;
}

/** Asks nobody: what holds unless an operator names hosts that may be asked. */
export class NoMediaProbe extends MediaProbe {
  probe(): Promise<MediaAnswer> {
    return Promise.resolve('NOT_ASKED');
  }
}
