import { setFlagsFromString } from 'node:v8';

/** Of what a collection has left. */
const GROWTH_PERCENT = 50;

/**
 * From now on the heap is collected when it has grown by half. Node by itself lets one of 300 MB grow to a gigabyte where the machine has the
 * memory. V8 reads this each time it decides when to collect next, so that it holds for a process that runs already.
 */
export function collectSooner(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
