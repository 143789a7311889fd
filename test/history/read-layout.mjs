/** One read in the log: eight doubles, in this order. Instants are epoch milliseconds by the clock of the reading process. */
export const READ_FIELDS = ['sentAt', 'receivedAt', 'servedAt', 'validUntil', 'stamp', 'campaign', 'who', 'tag'];
export const READ_BYTES = READ_FIELDS.length * 8;

/** Of `who`: the client, the server and the surface by their numbers, and what was seen of the answer. */
export const CLIENT_STEP = 65_536;
export const SERVER_STEP = 4_096;
export const SURFACE_STEP = 256;
export const FLAGS = { isOk: 1, hasHelp: 2 };

/** What two clocks on this machine, and the database's as a process knows it, may be apart. */
export const CLOCKS_MS = 50;

/** A campaign's id, or an entity tag, as a whole number of 53 bits; 0: nothing. */
export function tagOf(text) {
  let [low, high] = [0x811c9dc5, 0x9e3779b9];
  for (let i = 0; i < text.length; i += 1) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x01000193);
    high = Math.imul(high + text.charCodeAt(i), 0x85ebca6b) ^ (high >>> 13);
  }
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0) || 1;
}
