import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What of the heap somebody still holds, megabytes: what nobody does is collected first. */
export function heldMb(): number {
  collect();
  return getHeapStatistics().used_heap_size / 1_048_576;
}
