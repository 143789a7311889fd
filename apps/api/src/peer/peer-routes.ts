import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ROWS_FORMAT, sha256Of, STEPS_FORMAT } from '#delivery';
import { rowsOf, type Programme } from '#domain';
import { BREAK_GLASS_PATH, FEED_HEADERS, FEED_PATH } from './http-feed.js';
import type { Standby } from './standby.js';

const WAIT_MS_MAX = 25_000;
/** A list of a thousand things is 100 kB. */
const LIST_BYTES_MAX = 262_144;

/**
 * What processes say to each other, and what the person on call says to them. Not for the public: a proxy in front answers both paths
 * with 404. The feed holds embargoed titles and is told to who shows FEED_TOKEN only; a list is taken from whoever has signed it.
 */
export function addPeerRoutes(fastify: FastifyInstance, standby: Standby, feedToken: string | null): void {
  fastify.post(BREAK_GLASS_PATH, { bodyLimit: LIST_BYTES_MAX }, async (request, reply) => {
    const outcome = await standby.deny(request.body);
    if (!outcome.isTaken) return reply.code(422).send({ status: 'refused', message: outcome.refusal });
    const { serial, subjects, expiresAt } = outcome.list;
    return reply.send({
      status: 'taken',
      serial,
      denied: subjects.length,
      expiresAt: new Date(expiresAt).toISOString(),
    });
  });
  if (feedToken === null) return;
  fastify.get(FEED_PATH, async (request, reply) => {
    if (!shows(request, feedToken))
      return reply.code(401).send({ status: 'refused', message: 'Show FEED_TOKEN as authorization: Bearer ...' });
    return feed(request, reply, standby);
  });
}

function shows(request: FastifyRequest, feedToken: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(request.headers.authorization ?? ''), hash(`Bearer ${feedToken}`));
}

interface FeedQuery {
  readonly after?: string;
  readonly wait?: string;
  /** The format of changes that is read there; left out: everything has to be told. */
  readonly steps?: string;
  /** The sum of what is held there. */
  readonly state?: string;
}

async function feed(request: FastifyRequest, reply: FastifyReply, standby: Standby): Promise<FastifyReply> {
  const query = request.query as FeedQuery;
  const after = Number(query.after ?? -1);
  const waitMs = Math.min(Number(query.wait ?? 0) || 0, WAIT_MS_MAX);
  const began = performance.now();
  await standby.newerThan(after, waitMs);
  const { served } = standby;
  const programme = served.whole();
  const installation = standby.installation();
  if (programme === null || installation === null)
    return reply.code(503).send({ status: 'refused', message: 'There is no programme yet.' });
  const told = programme.version > after ? await toldTo(query, standby, programme) : null;
  const silentMs = standby.databaseSilentMs();
  void reply.headers({
    [FEED_HEADERS.format]: String(ROWS_FORMAT),
    [FEED_HEADERS.installation]: installation,
    [FEED_HEADERS.version]: String(told?.version ?? programme.version),
    [FEED_HEADERS.ageMs]: String(Math.ceil(served.ageMs() ?? 0)),
    [FEED_HEADERS.now]: String(standby.now()),
    [FEED_HEADERS.databaseSilentMs]: silentMs === null ? '' : String(Math.ceil(silentMs)),
    [FEED_HEADERS.denylistSerial]: String(standby.denylist?.list()?.serial ?? 0),
    // With everything that made it wait, packing too: what is left is the way, in whose middle `now` is taken to lie.
    [FEED_HEADERS.hadMs]: String(Math.floor(performance.now() - began)),
    'cache-control': 'no-store',
  });
  if (told === null) return reply.code(204).send();
  if (told.isSteps) void reply.header(FEED_HEADERS.steps, String(STEPS_FORMAT));
  return reply
    .header(FEED_HEADERS.sha256, told.sha256)
    .header('content-type', 'application/octet-stream')
    .send(told.body);
}

/** What has changed, to who holds a state from which that is known; else everything. */
async function toldTo({ steps, state = '' }: FeedQuery, standby: Standby, programme: Programme) {
  const { served, changes, packer } = standby;
  if (steps === String(STEPS_FORMAT)) {
    const told = await changes.since(state === '' ? null : state, () => served.whole());
    if (told !== null) return { ...told, sha256: sha256Of(told.body), isSteps: true };
  }
  return { ...(await packer.pack(programme, () => rowsOf(programme))), isSteps: false };
}
