/**
 * The load generator as a process of its own, so that it can be given a core. Over IPC it gets loads, one at a time, and
 * answers each with its figures. Requests come as texts, or as the name of what makes them.
 */
import { runLoad } from './http-load.mjs';
import { looks } from './looks.mjs';
import { makers } from './makers.mjs';

async function answer({ look, requests, make, ...load }) {
  try {
    const looking = look === undefined ? null : looks[look.name](look);
    const figures = await runLoad({
      ...load,
      request: make ? makers[make.name](make) : inTurn(requests),
      look: looking?.look,
    });
    process.send({ ...figures, seen: looking?.seen() });
  } catch (error) {
    process.send({ fault: String(error?.stack ?? error) });
  }
}

function inTurn(texts) {
  const requests = texts.map((text) => Buffer.from(text, 'latin1'));
  return (number) => requests[number % requests.length];
}

process.on('message', (load) => void answer(load));
process.on('disconnect', () => process.exit(0));
process.send('ready');
