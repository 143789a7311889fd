import { StartRefusal } from '../start-refusal.js';

const KEPT_LINES = 30;

/** What a program of PostgreSQL printed last, for its reasons to be read from. */
export class LastWords {
  private readonly lines: string[] = [];
  private rest = '';

  constructor(private readonly pass: (line: string) => void) {}

  add(chunk: string): void {
    const lines = (this.rest + chunk).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines.filter((one) => one !== '')) {
      this.lines.push(line);
      if (this.lines.length > KEPT_LINES) this.lines.shift();
      this.pass(line);
    }
  }

  text(): string {
    return [...this.lines, this.rest].join('\n').trim();
  }
}

/** Why PostgreSQL gave up, in one line, from what it printed; null when it named no reason. */
export function reasonIn(output: string): string | null {
  const lines = output.split('\n');
  const reasons = lines.map((line) => /(?:FATAL|PANIC|initdb: error|postgres: error|ERROR): *(.*)/.exec(line)?.[1]);
  return reasons.findLast((reason) => reason !== undefined) ?? null;
}

/**
 * The refusal behind what initdb or the server printed.
 *
 * @param place the cluster's folder
 */
export function troubleIn(output: string, place: string): StartRefusal {
  if (/No space left on device|Disk quota exceeded|ENOSPC|EDQUOT/.test(output)) return diskFull(place);
  if (/could not (?:create|map|attach).*shared memory|Cannot allocate memory|out of memory/i.test(output)) {
    return new StartRefusal(
      `There is not enough memory for PostgreSQL: ${reasonIn(output) ?? 'see its log'}.`,
      'Free about 300 MB of memory (in a container: raise its limits, also of /dev/shm), then start again.',
    );
  }
  if (/has wrong ownership|invalid permissions|Permission denied/.test(output)) {
    return new StartRefusal(
      `PostgreSQL may not use its folder ${place}: ${reasonIn(output) ?? 'permission denied'}.`,
      'Give the folder and all in it back to the user who made it (chown -R, chmod 700), or set MARQUEE_DATA to another folder.',
    );
  }
  return new StartRefusal(
    `PostgreSQL did not start in ${place}: ${reasonIn(output) ?? (output.slice(-500) || 'it said nothing')}.`,
    'Read what it printed in logs/postgres.log of the data folder; set MARQUEE_DATA to an empty folder to begin anew.',
  );
}

export function diskFull(place: string): StartRefusal {
  return new StartRefusal(
    `The disk that holds ${place} is full.`,
    'Free at least 200 MB on it, or set MARQUEE_DATA to a folder on another disk; nothing that was stored is lost.',
  );
}

/** Turns what Node says of a file into a refusal with a cure; other errors stay as they are. */
export function fileTrouble(error: unknown, place: string): unknown {
  const { code } = error as { code?: string };
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(place);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new StartRefusal(
      `The data folder ${place} cannot be written: ${(error as Error).message}.`,
      'Give it to the user who starts Marquee (chown), or set MARQUEE_DATA to a folder of your own.',
      { cause: error },
    );
  }
  return error;
}
