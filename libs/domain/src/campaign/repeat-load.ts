import type { ContentDocument } from '../content/document.js';
import { declaredSubjects } from '../content/sensitivity.js';
import { DAY_MS } from '../time/instant.js';
import type { WindowIntent } from '../time/window-intent.js';
import type { EntryTimes } from './entry-times.js';

/** Items on suicide or self-harm that one viewer is shown in a day, and one upon another; above it a run is warned of. */
export const HEAVY_A_DAY_MAX = 3;
export const HEAVY_IN_A_ROW_MAX = 2;
/** Of a window that is longer, its first days stand for the others: weekdays come again after seven. */
const DAYS_LOOKED_AT = 366;

/** How much of it a run shows at most: `repeat.load` of the catalogue, a WARN at scheduling. */
export interface RepeatLoad {
  readonly mostInADay: number;
  readonly mostInARow: number;
}

interface LoadedEntry {
  readonly times: EntryTimes;
  readonly document: Pick<ContentDocument, 'topics'>;
}

/**
 * The heaviest day of a run for one viewer, by the entries that are shown on it, and the longest row of them in the order of the
 * playlist. Undue repetition and no way to breathe between are what guidance warns of.
 *
 * @param entries in the order in which they are shown
 */
export function repeatLoad(entries: readonly LoadedEntry[], intent: WindowIntent): RepeatLoad {
  const first = Date.parse(intent.start.slice(0, 10));
  const last = intent.end === null ? first + 6 * DAY_MS : Date.parse(intent.end.slice(0, 10));
  const count = Math.min(DAYS_LOOKED_AT, Math.max(1, Math.round((last - first) / DAY_MS) + 1));
  const loads = Array.from({ length: count }, (_, index) => {
    // Monday is 1. Days of the window are counted on the viewer's clock, and in other windows about so.
    const weekday = ((new Date(first + index * DAY_MS).getUTCDay() + 6) % 7) + 1;
    return loadOf(entries.filter(({ times }) => isShownOn(times, index + 1, weekday)));
  });
  return {
    mostInADay: Math.max(...loads.map(({ mostInADay }) => mostInADay)),
    mostInARow: Math.max(...loads.map(({ mostInARow }) => mostInARow)),
  };
}

export function isHeavy({ mostInADay, mostInARow }: RepeatLoad): boolean {
  return mostInADay > HEAVY_A_DAY_MAX || mostInARow > HEAVY_IN_A_ROW_MAX;
}

function isShownOn({ days, weekdays }: EntryTimes, day: number, weekday: number): boolean {
  return (days.length === 0 || days.includes(day)) && (weekdays.length === 0 || weekdays.includes(weekday));
}

function loadOf(entries: readonly LoadedEntry[]): RepeatLoad {
  let [inARow, mostInARow, mostInADay] = [0, 0, 0];
  for (const { document } of entries) {
    const heavy = declaredSubjects(document.topics).includes('SUICIDE');
    inARow = heavy ? inARow + 1 : 0;
    mostInARow = Math.max(mostInARow, inARow);
    mostInADay += heavy ? 1 : 0;
  }
  return { mostInADay, mostInARow };
}
