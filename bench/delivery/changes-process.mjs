/**
 * Whoever decides, as a process of its own that stays warm. Over IPC it is given `{ url, runIds, everyMs }` and begins; at `'end'` it ends and says how
 * many changes there were, and in how many milliseconds. Then it may be given the next.
 */
import { Changes } from './changes.mjs';

let changes = null;
let begun = 0;
process.on('message', (message) => void take(message));
process.on('disconnect', () => process.exit(0));
process.send('ready');

async function take(message) {
  if (message !== 'end') {
    changes = new Changes(message.url, message.runIds);
    begun = performance.now();
    changes.begin(message.everyMs);
    return;
  }
  await changes.end();
  process.send({ count: changes.count, ms: performance.now() - begun });
}
