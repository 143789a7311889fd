/**
 * Hits, asked in each way, against a bare node:http server that sends the very same answers, and against the peers. Rounds
 * are interleaved; a ratio is of two loads that ran one after the other.
 */
import { get, request } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpuMsOf, idle } from './servers.mjs';
import { ACTIVE, ask, bytesOf, register, variablesOf, WAYS } from './questions.mjs';

export const PORTS = {
  marquee: 13_101,
  bare: 13_102,
  mercurius: 13_103,
  nest: 13_104,
  large: 13_105,
  mercuriusLarge: 13_106,
};
const POOLS = [2, 4, 8, 16];
const POOL_SECONDS = 1.5;

/** What is measured of Marquee: the way of asking, and the encoding that is accepted. */
export const HITS = {
  POST: ['POST', ''],
  GET: ['GET', ''],
  'GET by hash': ['APQ', ''],
  'GET by hash, gzip': ['APQ', 'gzip'],
  'GET by hash, brotli': ['APQ', 'br'],
};

export const requestOf = ([way, encoding]) =>
  bytesOf(WAYS[way](ACTIVE, variablesOf('active')), encoding === '' ? {} : { 'accept-encoding': encoding });

/**
 * @returns {Promise<{ pairs: Record<string, { marquee: object, bare: object }[]>, peers: Record<string, object[]>, bytes: number, poolMax: number }>}
 *   the figures of loads, by what was asked
 */
export async function measureHits({ processes, load, rounds, seconds, scratch, verify }, databaseUrl) {
  const marquee = await processes.startMarquee(PORTS.marquee, databaseUrl);
  await register(PORTS.marquee);
  await verify(PORTS.marquee, databaseUrl);
  const { bytes, bare } = await startBare(processes, scratch);
  const servers = { marquee, bare };
  const poolMax = await startMercurius({ processes, load }, PORTS.mercurius, databaseUrl);
  const nest = await processes.start('bench/delivery/nest-server.mjs', [PORTS.nest], { DATABASE_URL: databaseUrl });
  const mine = await sameAnswer(PORTS.marquee);
  for (const peer of ['mercurius', 'nest']) mustBe(mine, await sameAnswer(PORTS[peer]), peer);
  const run = async (target, hit, time = seconds) => {
    const cpu = () => (target in servers ? cpuMsOf(servers[target]) : null);
    const before = cpu();
    const figures = await load.run({ port: PORTS[target], requests: [requestOf(HITS[hit])], seconds: time });
    return { ...figures, cpuMsAnAnswer: before === null ? NaN : (cpu() - before) / figures.answered };
  };
  const pairs = Object.fromEntries(Object.keys(HITS).map((hit) => [hit, []]));
  const peers = { 'Mercurius, POST': [], 'Nest, Apollo, Prisma, POST': [] };
  for (const hit of Object.keys(HITS)) for (const target of ['bare', 'marquee']) await run(target, hit, 1);
  for (const peer of ['mercurius', 'nest']) await run(peer, 'POST', 2);
  for (let i = 0; i < rounds; i += 1) {
    for (const hit of Object.keys(HITS)) {
      // In turn first, since a machine may slow down while it is measured.
      const order = i % 2 === 0 ? ['bare', 'marquee'] : ['marquee', 'bare'];
      const pair = {};
      for (const target of order) pair[target] = await run(target, hit);
      pairs[hit].push(pair);
    }
    peers['Mercurius, POST'].push(await run('mercurius', 'POST'));
    peers['Nest, Apollo, Prisma, POST'].push(await run('nest', 'POST'));
    await idle([nest]);
  }
  await verify(PORTS.marquee, databaseUrl);
  return { pairs, peers, bytes, poolMax };
}

/**
 * The same hits with many runs and with few, in turn, and the same of Mercurius.
 *
 * @param {{ few: string, many: string }} urls
 * @returns {Promise<Record<string, { few: object, many: object }[]>>} by what was asked, and Mercurius
 */
export async function measureLarge({ processes, load, rounds, seconds, verify }, { few, many }) {
  await processes.startMarquee(PORTS.marquee, few);
  await processes.startMarquee(PORTS.large, many);
  for (const port of [PORTS.marquee, PORTS.large]) await register(port);
  await verify(PORTS.large, many);
  const pool = await startMercurius({ processes, load }, PORTS.mercurius, few);
  await processes.start('bench/delivery/mercurius-server.mjs', [PORTS.mercuriusLarge, pool], { DATABASE_URL: many });
  const targets = {
    POST: ['marquee', 'large', 'POST'],
    'GET by hash': ['marquee', 'large', 'GET by hash'],
    'Mercurius, POST': ['mercurius', 'mercuriusLarge', 'POST'],
  };
  const run = (target, hit, time) => load.run({ port: PORTS[target], requests: [requestOf(HITS[hit])], seconds: time });
  const seen = Object.fromEntries(Object.keys(targets).map((name) => [name, []]));
  for (const [a, b, hit] of Object.values(targets)) for (const target of [a, b]) await run(target, hit, 1);
  for (let i = 0; i < rounds; i += 1) {
    for (const [name, [a, b, hit]] of Object.entries(targets)) {
      const pair = {};
      for (const target of i % 2 === 0 ? [a, b] : [b, a])
        pair[target === a ? 'few' : 'many'] = await run(target, hit, seconds);
      seen[name].push(pair);
    }
  }
  return seen;
}

/** A bare server with the answers that Marquee gives to each way of asking. @returns the length of a body, and its process */
export async function startBare(processes, scratch) {
  const file = join(scratch, 'answers.json');
  const answers = [];
  for (const hit of Object.values(HITS)) answers.push(await rawAnswer(hit));
  writeFileSync(file, JSON.stringify(answers));
  const bare = await processes.start('bench/delivery/bare-server.mjs', [PORTS.bare, file]);
  return { bytes: Buffer.from(answers[0].body, 'base64').length, bare };
}

/** The answer as it is on the wire, but for what node:http writes by itself. */
async function rawAnswer([way, encoding]) {
  const { method, path, body } = WAYS[way](ACTIVE, variablesOf('active'));
  const headers = {
    ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
    ...(encoding === '' ? {} : { 'accept-encoding': encoding }),
  };
  const options = { port: PORTS.marquee, host: '127.0.0.1', method, path, headers };
  const response = await new Promise((resolve, reject) => {
    const sent = method === 'GET' ? get(options, resolve) : request(options, resolve).end(body);
    sent.on('error', reject);
  });
  const pieces = [];
  for await (const piece of response) pieces.push(piece);
  const written = [];
  for (let i = 0; i < response.rawHeaders.length; i += 2) {
    const [name, value] = response.rawHeaders.slice(i, i + 2);
    if (!/^(date|connection|keep-alive|transfer-encoding)$/i.test(name)) written.push(name, value);
  }
  if (response.statusCode !== 200)
    throw new Error(`${way} is answered with ${response.statusCode}: ${Buffer.concat(pieces).toString()}`);
  return { method, encoding, headers: written, body: Buffer.concat(pieces).toString('base64') };
}

/** Mercurius with the pool with which it is fastest here. @returns the connections of that pool */
export async function startMercurius({ processes, load }, port, databaseUrl) {
  const start = (pool) =>
    processes.start('bench/delivery/mercurius-server.mjs', [port, pool], { DATABASE_URL: databaseUrl });
  const speeds = [];
  for (const pool of POOLS) {
    const child = await start(pool);
    const once = (seconds) => load.run({ port, requests: [requestOf(HITS.POST)], seconds });
    await once(POOL_SECONDS);
    speeds.push((await once(POOL_SECONDS)).perSecond);
    await processes.stop(child);
  }
  const best = POOLS[speeds.indexOf(Math.max(...speeds))];
  await start(best);
  return best;
}

/** What all must agree on. */
async function sameAnswer(port) {
  const { status, text } = await ask(port, WAYS.POST(ACTIVE, variablesOf('active')));
  const answer = JSON.parse(text).data?.activeCampaign;
  if (status !== 200 || !answer) throw new Error(`The server on port ${port} does not answer: ${text.slice(0, 500)}`);
  return {
    campaign: { ...answer.campaign, startsAt: Date.parse(answer.campaign.startsAt) },
    services: answer.help.services.map(({ slug, name, description }) => [slug, name, description]).toSorted(),
  };
}

function mustBe(mine, theirs, peer) {
  const [a, b] = [JSON.stringify(mine), JSON.stringify(theirs)];
  if (a !== b) throw new Error(`${peer} answers something else.\nMarquee: ${a}\n${peer}: ${b}`);
}
