import { writeFileWhole } from './data-folder.js';

/** A key for one actor, in clear text: seen on the start that makes it and never again. */
export interface FirstKey {
  /** `ADMIN`, `REVIEWER`, `OWNER`, ... */
  readonly role: string;
  /** Whose key it is, for people. */
  readonly name: string;
  readonly key: string;
}

/** Something that the demo will do by itself. */
export interface Upcoming {
  readonly at: Date;
  /** `goes on air on discover: Breathe, then reply` */
  readonly what: string;
}

export interface FirstStartResult {
  /** Those made now; empty when there were keys already. */
  readonly keys: readonly FirstKey[];
  readonly upcoming: readonly Upcoming[];
  /** True when the demo was loaded now. */
  readonly loaded: boolean;
}

/** What a migrated database needs before it is of use: keys to work with, and something to look at. */
export interface FirstStart {
  /** Does what is still missing; on later starts that is nothing. */
  run(): Promise<FirstStartResult>;
}

export interface FirstStartOptions {
  readonly databaseUrl: string;
  readonly demo: 'WHEN_EMPTY' | 'ALWAYS' | 'NEVER';
  /** Called with the keys before their hashes are committed: a crash in between must not lose the only copy. */
  readonly keepKeys: (keys: readonly FirstKey[]) => void;
}

export type MakeFirstStart = (options: FirstStartOptions) => FirstStart;

/** The one place where keys and demo are wired to the start. */
export const makeFirstStart: MakeFirstStart = () => ({
  run: async () => ({ keys: [], upcoming: [], loaded: false }),
});

/** Keeps the keys for their owner: mode 0600, whole or not at all. */
export function writeKeysFile(path: string, keys: readonly FirstKey[]): void {
  const note = 'Keys of the first start. Marquee stores only their hashes: whoever reads this file can act with them.';
  writeFileWhole(path, `${JSON.stringify({ note, keys }, null, 2)}\n`);
}
