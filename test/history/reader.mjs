/**
 * Clients that read without pause over kept connections, and write down each answer. Most stay with one process, every fourth
 * goes from one to the next. Over IPC: `{ ports, surfaces, regions, connections, file }` begins, `{ stop: true }` ends; it tells how
 * many it has read twice a second.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { requestBytes, runLoad } from '../../bench/delivery/http-load.mjs';
import { CLIENT_STEP, FLAGS, READ_BYTES, SERVER_STEP, SURFACE_STEP, tagOf } from './read-layout.mjs';

const QUERY = `query Read($surface: String!, $viewer: ViewerInput) {
  activeCampaign(surface: $surface, viewer: $viewer) { servedAt validUntil version help { emergency } campaign { id } } }`;
const BUFFERED = 8_192;
const SLICE_SECONDS = 5;
const ROAM_AFTER = 500;
const CAMPAIGN = '"campaign":';
const PARTS = {
  servedAt: '"servedAt":"',
  validUntil: '"validUntil":"',
  version: '"version":"',
  id: '"campaign":{"id":"',
};

class Log {
  reads = 0;
  errors = 0;
  rows = new Float64Array((BUFFERED * READ_BYTES) / 8);
  used = 0;
  tags = new Map();

  constructor(file) {
    this.file = openSync(file, 'w');
  }

  take({ status, head, body, request, sentAt, client, server }, surfaces) {
    const text = body.latin1Slice();
    const campaign = after(text, PARTS.id, 36);
    const isNull = text.startsWith('null', text.indexOf(CAMPAIGN) + CAMPAIGN.length);
    const isOk = status === 200 && (campaign !== '' || isNull);
    const flags = (isOk ? FLAGS.isOk : 0) | (text.includes('"emergency":"') ? FLAGS.hasHelp : 0);
    const version = after(text, PARTS.version, 60);
    const { rows, used } = this;
    rows[used] = sentAt;
    rows[used + 1] = Date.now();
    rows[used + 2] = Date.parse(after(text, PARTS.servedAt, 24));
    rows[used + 3] = Date.parse(after(text, PARTS.validUntil, 24));
    rows[used + 4] = Number(version.slice(0, version.indexOf('.'))) || 0;
    rows[used + 5] = campaign === '' ? 0 : this.tag(campaign);
    rows[used + 6] = client * CLIENT_STEP + server * SERVER_STEP + (request % surfaces) * SURFACE_STEP + flags;
    rows[used + 7] = this.tag(/\r\netag: ([^\r]*)/i.exec(head)?.[1] ?? '');
    this.used += READ_BYTES / 8;
    this.reads += 1;
    if (this.used === rows.length) this.flush();
  }

  tag(text) {
    const known = this.tags.get(text);
    if (known !== undefined) return known;
    const tag = text === '' ? 0 : tagOf(text);
    if (this.tags.size < 100_000) this.tags.set(text, tag);
    return tag;
  }

  flush() {
    writeSync(this.file, new Uint8Array(this.rows.buffer, 0, this.used * 8));
    this.used = 0;
  }

  close() {
    this.flush();
    closeSync(this.file);
  }
}

function after(text, mark, length) {
  const at = text.indexOf(mark);
  return at < 0 ? '' : text.slice(at + mark.length, at + mark.length + length);
}

let isOver = false;

async function read({ ports, surfaces, regions, connections, file }) {
  const log = new Log(file);
  const telling = setInterval(() => process.send({ reads: log.reads }), 500);
  const requests = regions.flatMap((region) =>
    surfaces.map((surface) => {
      const body = JSON.stringify({ query: QUERY, variables: { surface, viewer: { region, timeZone: 'UTC' } } });
      return requestBytes('POST', '/graphql', { 'content-type': 'application/json' }, body);
    }),
  );
  while (!isOver) {
    const figures = await runLoad({
      ports,
      connections,
      roamers: Math.floor(connections / 4),
      roamAfter: ROAM_AFTER,
      request: (number) => requests[number % requests.length],
      seconds: SLICE_SECONDS,
      perSecond: null,
      look: (answer) => log.take(answer, surfaces.length),
      stopped: () => isOver,
    });
    log.errors += figures.errors;
  }
  clearInterval(telling);
  log.close();
  process.send({ reads: log.reads, errors: log.errors, isDone: true });
}

process.on('message', (message) => {
  if (message.stop === true) isOver = true;
  else void read(message).catch((error) => process.send({ fault: String(error?.stack) }));
});
process.on('disconnect', () => process.exit(0));
process.send({ isReady: true });
