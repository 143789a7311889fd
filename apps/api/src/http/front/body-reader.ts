import type { IncomingMessage } from 'node:http';

/** What an app sends fits many times; a longer body is read by whoever executes it. */
export const FRONT_BODY_BYTES_MAX = 65_536;

/**
 * Reads a body whose length was told, and hands it over with a way to put it back: then whoever reads the request next finds it as if
 * nobody had.
 *
 * A request that ends before its body is whole is not handed over: nobody waits for an answer any more.
 *
 * @param lengthBytes 1 to FRONT_BODY_BYTES_MAX
 */
export function readWhole(
  request: IncomingMessage,
  lengthBytes: number,
  then: (body: Buffer, putBack: () => void) => void,
): void {
  let parts: Buffer[] = [];
  let received = 0;
  const isWhole = () => {
    for (let part = request.read() as Buffer | null; part !== null; part = request.read() as Buffer | null) {
      parts.push(part);
      received += part.length;
    }
    return received >= lengthBytes;
  };
  const handOver = () => {
    const body = parts.length === 1 ? parts[0]! : Buffer.concat(parts, received);
    parts = [];
    // In this turn the end was read, but is not told yet: what is put back now comes before it.
    then(body, () => request.unshift(body));
  };
  const onReadable = () => {
    if (!isWhole()) return;
    request.off('readable', onReadable);
    handOver();
  };
  // What came in one packet with the head is there as soon as the parser is done with the packet; to listen costs more than to look.
  process.nextTick(() => {
    if (isWhole()) handOver();
    else request.on('readable', onReadable);
  });
}
