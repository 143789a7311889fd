/** What the load process can see to in every answer, by name; each gives `look` for an answer and `seen` for the end. */

const SERVED_AT = '"servedAt":"';
const VALID_UNTIL = '"validUntil":"';
const CAMPAIGN = '"campaign":';
const INSTANT_LENGTH = 24;
const ID_LENGTH = 36;
const FAULTS_MAX = 10;
/** The clocks of two processes on one machine, and a database's as it is measured. */
const CLOCKS_MS = 50;

export const looks = { airing };

/**
 * Every answer to `activeCampaign` shows a campaign inside of its window, was given between sending and receiving, and is
 * still valid at the instant that it names. The query asks `servedAt validUntil help campaign { id`, in this order.
 *
 * @param {{ windows: Record<string, readonly [number, number]> }} plan windows by campaign, `[start, end)`, epoch milliseconds
 */
function airing({ windows }) {
  const faults = [];
  const shown = {};
  let wrong = 0;
  const complain = (text) => {
    wrong += 1;
    if (faults.length < FAULTS_MAX) faults.push(text);
  };
  const look = ({ status, body, sentAt }) => {
    const receivedAt = Date.now();
    const text = body.latin1Slice();
    const campaignAt = text.indexOf(CAMPAIGN) + CAMPAIGN.length;
    const id = text.startsWith('null', campaignAt) ? 'nothing' : idAt(text, campaignAt);
    const servedAt = instantAfter(text, SERVED_AT);
    const validUntil = instantAfter(text, VALID_UNTIL);
    shown[id] = (shown[id] ?? 0) + 1;
    if (status !== 200 || !text.includes('"emergency":"')) complain(`${status}: ${text.slice(0, 200)}`);
    const window = windows[id];
    if (window !== undefined && (servedAt < window[0] || servedAt >= window[1]))
      complain(`${id} at ${servedAt}, its window is ${window.join(' to ')}`);
    if (servedAt < sentAt - CLOCKS_MS || servedAt > receivedAt + CLOCKS_MS)
      complain(`served at ${servedAt}, sent at ${sentAt}, received at ${receivedAt}`);
    if (validUntil <= servedAt) complain(`served at ${servedAt}, valid until ${validUntil}`);
  };
  return { look, seen: () => ({ wrong, faults, shown }) };
}

function idAt(text, at) {
  const start = text.indexOf('"id":"', at) + 6;
  return text.slice(start, start + ID_LENGTH);
}

function instantAfter(text, mark) {
  const at = text.indexOf(mark) + mark.length;
  return Date.parse(text.slice(at, at + INSTANT_LENGTH));
}
