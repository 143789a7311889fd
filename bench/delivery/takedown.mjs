/**
 * From the commit of a takedown to the last of four processes that refuses what was taken down.
 *
 * Campaigns are stacked on one surface; the one that began last is on air, and each takedown uncovers the next. Each process is asked
 * over a connection of its own every few milliseconds, all the time, so that what it has refused once and shows again is seen, too.
 */
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { HOUR_MS, SYSTEM_ACTOR } from '#domain';
import { freshKey } from '#identity';
import { Database, MemberStore, UnitOfWork } from '#persistence';
import { insertAiring, openSurface } from './boundary.mjs';
import { Draws } from './draws.mjs';
import { few } from './parts.mjs';
import { register } from './questions.mjs';
import { quantile, table, whole } from './report.mjs';

const PORTS = [13_121, 13_122, 13_123, 13_124];
const SURFACE = 'takedown';
const BOUND_MS = 200;
/** 200 of them in five rounds; those before the first are not counted. */
const TAKEDOWNS_A_ROUND = 40;
const WARM_UP = 10;
/** From one question to the next, to each process. */
const EVERY_MS = 2;
/** Between two takedowns, below this, so that they fall at any moment of a process' poll. */
const PAUSE_MS = 100;
const GIVE_UP_MS = 10_000;
const FAULTS_SHOWN = 5;
/** The judge has none: answers that nothing else ends within hours would end at it. */
const NO_LIMIT = { PROGRAMME_AGE_LIMIT_MS: '2592000000' };

const QUESTION = Buffer.from(
  JSON.stringify({
    query: `query Shown($surface: String!) { activeCampaign(surface: $surface, viewer: { region: "GB", timeZone: "UTC" }) {
      campaign { id } help { emergency } } }`,
    variables: { surface: SURFACE },
  }),
);
const TAKE_DOWN = `mutation ($input: TakeDownInput!) { takeDown(input: $input) { removal { id } refusals { message } } }`;

export async function measure(bench) {
  const { url } = await few(bench);
  const count = TAKEDOWNS_A_ROUND * Math.round(bench.rounds);
  const stack = await stackCampaigns(url, count + WARM_UP + 1);
  for (const port of PORTS) await bench.processes.startMarquee(port, url, NO_LIMIT);
  const askers = PORTS.map((port) => new Asker(port, stack));
  const taken = await takeAllDown(stack, askers);
  await register(PORTS.at(-1));
  await bench.verify(PORTS.at(-1), url, SURFACE);
  return report(bench, askers, await latencies(url, taken.slice(WARM_UP)));
}

/** @returns ids from the lowest to the one on air, the number of each, the lowest that may be shown by now, and the key of an administrator */
async function stackCampaigns(url, count) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const ids = [];
  const now = Date.now();
  try {
    await client.query('BEGIN');
    const model = await openSurface(client, SURFACE);
    for (let i = 0; i < count; i += 1) {
      const window = [now - HOUR_MS + i, now + HOUR_MS];
      ids.push(await insertAiring(client, model, { surface: SURFACE, slug: `takedown-${now}-${i}`, window }));
    }
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
  return { ids, numbers: new Map(ids.map((id, i) => [id, i])), lowest: count - 1, key: await administrator(url) };
}

async function administrator(url) {
  const database = new Database({ url, poolMax: 1, applicationName: 'bench-takedown' });
  const store = new MemberStore();
  const { key, prefix, hash } = freshKey();
  try {
    await new UnitOfWork(database).record(SYSTEM_ACTOR, async (tx) => {
      const member = { displayName: 'Bench', role: 'ADMIN', partnerId: null };
      await store.insertKey(tx, { memberId: await store.insertMember(tx, member), prefix, hash, expiresAt: null });
    });
  } finally {
    await database.close();
  }
  return key;
}

/** One client of one process, which asks without end. */
class Asker {
  asked = 0;
  faults = [];
  /** By number, when an answer without it was first received, epoch milliseconds. */
  refusedAt = new Map();
  /** What was shown last; it only falls. */
  shown = Infinity;
  isOver = false;

  constructor(port, stack) {
    this.stack = stack;
    this.agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const headers = { 'content-type': 'application/json', 'content-length': QUESTION.length };
    this.options = { host: '127.0.0.1', port, method: 'POST', path: '/graphql', agent: this.agent, headers };
  }

  /** Until `isOver`. @throws when a connection breaks */
  async work() {
    while (!this.isOver) {
      const due = performance.now() + EVERY_MS;
      const { status, text } = await this.ask();
      this.take(status, text, Date.now());
      await wait(Math.max(0, due - performance.now()));
    }
    this.agent.destroy();
  }

  ask() {
    return new Promise((resolve, reject) => {
      const asking = request(this.options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece) => (text += piece));
        response.on('end', () => resolve({ status: response.statusCode, text }));
        response.on('error', reject);
      });
      asking.on('error', reject);
      asking.end(QUESTION);
    });
  }

  take(status, text, at) {
    const { numbers, lowest, ids } = this.stack;
    this.asked += 1;
    const number = numbers.get(/"campaign":\{"id":"([^"]+)"/.exec(text)?.[1]);
    if (status !== 200 || number === undefined || !text.includes('"emergency":"'))
      return void this.faults.push(`${status}: ${text.slice(0, 200)}`);
    if (number > this.shown) this.faults.push(`number ${number} is shown after it was refused`);
    if (number < lowest) this.faults.push(`number ${number} is shown while ${lowest} is on air`);
    for (let refused = Math.min(this.shown, ids.length - 1); refused > number; refused -= 1)
      this.refusedAt.set(refused, at);
    this.shown = Math.min(this.shown, number);
  }
}

/** From the top, by each process in turn. @returns of each what is known of its time, in the order of takedowns */
async function takeAllDown(stack, askers) {
  const working = Promise.all(askers.map((asker) => asker.work()));
  const taking = (async () => {
    const draws = new Draws(1);
    const taken = [];
    for (let number = stack.ids.length - 1; number > 0; number -= 1) {
      await until(() => askers.every(({ shown }) => shown === number), `number ${number} is on air`);
      await wait(draws.below(PAUSE_MS));
      stack.lowest = number - 1;
      const campaignId = stack.ids[number];
      const answeredAt = await takeDown(PORTS[number % PORTS.length], stack.key, campaignId);
      await until(() => askers.every(({ refusedAt }) => refusedAt.has(number)), `number ${number} is refused by all`);
      taken.push({ campaignId, answeredAt, refusedAt: askers.map(({ refusedAt }) => refusedAt.get(number)) });
    }
    return taken;
  })();
  // One that cannot ask any more ends it.
  const taken = await Promise.race([taking, working.then(() => taking)]);
  for (const asker of askers) asker.isOver = true;
  await working;
  return taken;
}

async function until(holds, what) {
  const deadline = performance.now() + GIVE_UP_MS;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`Not within ${GIVE_UP_MS} ms: ${what}.`);
    await wait(1);
  }
}

/** @returns when it was answered, epoch milliseconds */
async function takeDown(port, key, subjectId) {
  const input = { subjectType: 'CAMPAIGN', subjectId, kind: 'IN_ERROR', reason: 'Bench' };
  const response = await fetch(`http://127.0.0.1:${port}/manage/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: TAKE_DOWN, variables: { input } }),
  });
  const text = await response.text();
  const answeredAt = Date.now();
  if (!text.includes('"removal":{"id"')) throw new Error(`It was not taken down: ${text.slice(0, 300)}`);
  return answeredAt;
}

/**
 * The database writes down when the programme changed, by its own clock, in the last statements before the commit; it is on this machine.
 *
 * @returns lists of milliseconds
 */
async function latencies(url, taken) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT subject, max(extract(epoch FROM changed_at) * 1000)::float8 AS at FROM programme_change
       WHERE kind = 'CAMPAIGN' AND subject = ANY ($1) GROUP BY subject`,
      [taken.map(({ campaignId }) => campaignId)],
    );
    const changedAt = new Map(rows.map(({ subject, at }) => [subject, at]));
    const from = (one, at) => at - changedAt.get(one.campaignId);
    return {
      first: taken.map((one) => from(one, Math.min(...one.refusedAt))),
      last: taken.map((one) => from(one, Math.max(...one.refusedAt))),
      answered: taken.map((one) => from(one, one.answeredAt)),
    };
  } finally {
    await client.end();
  }
}

function report({ bounds }, askers, { first, last, answered }) {
  const faults = askers.flatMap((asker) => asker.faults);
  bounds.atMost('last of four processes to refuse, p99, ms', quantile(last, 0.99), BOUND_MS);
  bounds.atMost('answers that showed what was taken down, or were wrong', faults.length, 0);
  const row = (name, list) => [name, ...[0.5, 0.99, 1].map((part) => whole(quantile(list, part)))];
  const asked = askers.reduce((sum, one) => sum + one.asked, 0);
  return [
    '## Take-down',
    '',
    `${whole(last.length)} campaigns were taken down by \`takeDown\`, one after the other, by each of ${askers.length} API processes in turn, all of them and the database on this machine. Milliseconds from`,
    'when the database wrote the change down, in the last statements before its commit, to when the first answer without the campaign was received; each process was',
    `asked every ${EVERY_MS} ms.`,
    '',
    ...table(
      ['', 'p50', 'p99', 'longest'],
      [
        row('the first process refuses', first),
        row(`the last process refuses, p99 at most ${BOUND_MS}`, last),
        row('the mutation is answered', answered),
      ],
    ),
    '',
    `Of ${whole(asked)} answers ${faults.length} showed what the same process had refused before, or were wrong otherwise.`,
    ...faults.slice(0, FAULTS_SHOWN).map((fault) => `- ${fault}`),
  ];
}
