/**
 * Clients that read without pause over kept connections, and write down each answer. Of four reads one is a POST, one a GET, and two
 * are GETs that name the last answer that anybody has had; a 304 says that it holds, at the instant of asking or later. Most clients stay with
 * one process, every fourth goes from one to the next. Over IPC: `{ ports, surfaces, regions, connections, file }` begins, `{ stop: true }` ends; it tells how
 * many it has read twice a second.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { requestBytes, runLoad } from '../../bench/delivery/http-load.mjs';
import { WAYS } from '../../bench/delivery/questions.mjs';
import { CLIENT_STEP, CLOCKS_MS, FLAGS, READ_BYTES, SERVER_STEP, SURFACE_STEP, tagOf } from './read-layout.mjs';

const QUERY = `query Read($surface: String!, $viewer: ViewerInput) {
  activeCampaign(surface: $surface, viewer: $viewer) { servedAt validUntil version help { emergency } campaign { id } } }`;
const BUFFERED = 8_192;
const SLICE_SECONDS = 5;
const ROAM_AFTER = 500;
const ANSWERS_KEPT = 64;
const CAMPAIGN = '"campaign":';
const ETAG = /\r\netag: ([^\r]*)/i;
const JSON_BODY = { 'content-type': 'application/json' };
/** A 304 to what was not asked. */
const NOTHING = { servedAt: 0, validUntil: 0, stamp: 0, campaign: '', flags: 0 };
const PARTS = {
  servedAt: '"servedAt":"',
  validUntil: '"validUntil":"',
  version: '"version":"',
  id: '"campaign":{"id":"',
};

class Log {
  reads = 0;
  /** Those of the reads that were answered with 304. */
  confirmed = 0;
  errors = 0;
  rows = new Float64Array((BUFFERED * READ_BYTES) / 8);
  used = 0;
  tags = new Map();

  constructor(file) {
    this.file = openSync(file, 'w');
  }

  take({ status, head, body, request, sentAt, client, server }, questions) {
    const question = questions[request % questions.length];
    const etag = ETAG.exec(head)?.[1] ?? '';
    const told = status === 304 ? question.confirmed(etag, sentAt) : toldBy(status, body.latin1Slice());
    if (status === 200) question.had(etag, told);
    const { rows, used } = this;
    rows[used] = sentAt;
    rows[used + 1] = Date.now();
    rows[used + 2] = told.servedAt;
    rows[used + 3] = told.validUntil;
    rows[used + 4] = told.stamp;
    rows[used + 5] = told.campaign === '' ? 0 : this.tag(told.campaign);
    rows[used + 6] = client * CLIENT_STEP + server * SERVER_STEP + question.surface * SURFACE_STEP + told.flags;
    rows[used + 7] = this.tag(etag);
    this.used += READ_BYTES / 8;
    this.reads += 1;
    if (status === 304) this.confirmed += 1;
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

/** What is asked of one surface for viewers of one region, and the last answers to it by their entity tags. */
class Question {
  answers = new Map();
  last = '';

  constructor(region, surface, surfaceName) {
    const variables = { surface: surfaceName, viewer: { region, timeZone: 'UTC' } };
    this.surface = surface;
    this.path = WAYS.GET(QUERY, variables).path;
    this.post = requestBytes('POST', '/graphql', JSON_BODY, JSON.stringify({ query: QUERY, variables }));
    this.get = requestBytes('GET', this.path);
    this.conditional = this.get;
  }

  /** @param turn from 0: each way of asking comes again after four */
  bytes(turn) {
    if (turn % 4 === 0) return this.post;
    return turn % 4 === 1 ? this.get : this.conditional;
  }

  had(etag, told) {
    if (etag === '' || etag === this.last) return;
    this.last = etag;
    this.conditional = requestBytes('GET', this.path, { 'if-none-match': etag });
    this.answers.set(etag, told);
    if (this.answers.size > ANSWERS_KEPT) this.answers.delete(this.answers.keys().next().value);
  }

  /** The server does not say when: at the earliest when it was asked, by a clock that may be behind. */
  confirmed(etag, sentAt) {
    const told = this.answers.get(etag);
    return told === undefined ? NOTHING : { ...told, servedAt: Math.max(told.servedAt, sentAt - CLOCKS_MS) };
  }
}

function toldBy(status, text) {
  const campaign = after(text, PARTS.id, 36);
  const isNull = text.startsWith('null', text.indexOf(CAMPAIGN) + CAMPAIGN.length);
  const isOk = status === 200 && (campaign !== '' || isNull);
  const version = after(text, PARTS.version, 60);
  return {
    servedAt: Date.parse(after(text, PARTS.servedAt, 24)),
    validUntil: Date.parse(after(text, PARTS.validUntil, 24)),
    stamp: Number(version.slice(0, version.indexOf('.'))) || 0,
    campaign,
    flags: (isOk ? FLAGS.isOk : 0) | (text.includes('"emergency":"') ? FLAGS.hasHelp : 0),
  };
}

function after(text, mark, length) {
  const at = text.indexOf(mark);
  return at < 0 ? '' : text.slice(at + mark.length, at + mark.length + length);
}

let isOver = false;

async function read({ ports, surfaces, regions, connections, file }) {
  const log = new Log(file);
  const telling = setInterval(() => process.send({ reads: log.reads }), 500);
  const questions = regions.flatMap((region) => surfaces.map((name, surface) => new Question(region, surface, name)));
  const { length } = questions;
  while (!isOver) {
    const figures = await runLoad({
      ports,
      connections,
      roamers: Math.floor(connections / 4),
      roamAfter: ROAM_AFTER,
      request: (number) => questions[number % length].bytes(Math.floor(number / length)),
      seconds: SLICE_SECONDS,
      perSecond: null,
      look: (answer) => log.take(answer, questions),
      stopped: () => isOver,
    });
    log.errors += figures.errors;
  }
  clearInterval(telling);
  log.close();
  process.send({ reads: log.reads, confirmed: log.confirmed, errors: log.errors, isDone: true });
}

process.on('message', (message) => {
  if (message.stop === true) isOver = true;
  else void read(message).catch((error) => process.send({ fault: String(error?.stack) }));
});
process.on('disconnect', () => process.exit(0));
process.send({ isReady: true });
