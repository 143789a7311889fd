/**
 * Latency of an open load at a part of the highest rate, while the programme changes: each change moves a run in a transaction as
 * people's decisions do, every second one on the surface that is asked. Who decides, and PostgreSQL, would be on other machines; here they have the
 * lowest priority, and take what the server and its load leave. Whether that is as if they were elsewhere is told by the bare server, which is asked
 * with nothing beside it, and beside as many decisions, of a database that nobody reads. The highest rate is found in each round anew: within minutes
 * the same machine is half as fast.
 */
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { HITS, PORTS, requestOf, startBare } from './hits.mjs';
import { register } from './questions.mjs';
import { putBehind } from './servers.mjs';

const CONNECTIONS = 128;
const HIGHEST_SECONDS = 1.5;
const WARM_EVERY_MS = 20;
const WARM_MS = 5_000;
/** After so long a decider has its connections. */
const CONNECTED_MS = 250;

/**
 * @param {{ url: string, runIds: string[][] }} programme the lists: runs on the surface that is asked, and elsewhere
 * @param {{ url: string, runIds: string[][] }} other of which nobody makes answers
 * @returns {Promise<{ rounds: { perSecond: number, quiet: object, bare: object, still: object, marquee: object }[], changesPerSecond: number }>} `quiet`
 *   and `still`: the bare server, and Marquee, while nothing changes
 */
export async function measureChanging(
  { processes, load, stage, rounds, seconds, scratch, verify },
  { programme, other, everyMs, part },
) {
  await processes.startMarquee(PORTS.marquee, programme.url);
  await register(PORTS.marquee);
  await startBare(processes, scratch);
  const requests = [requestOf(HITS.POST), requestOf(HITS['GET by hash'])];
  const ask = (target, time, perSecond) =>
    load.run({ port: PORTS[target], requests, seconds: time, connections: CONNECTIONS, perSecond });
  const decider = await processes.startBehind('bench/delivery/changes-process.mjs');
  const whileChanging = async ({ url, runIds }, pauseMs, work) => {
    decider.send({ url, runIds, everyMs: pauseMs });
    await wait(CONNECTED_MS);
    await putConnectionsBehind(stage);
    const figures = await work();
    decider.send('end');
    const [made] = await once(decider, 'message');
    return { figures, made };
  };
  const total = { count: 0, ms: 0 };
  const beside = async (changed, target, perSecond) => {
    const { figures, made } = await whileChanging(changed, everyMs, () => ask(target, seconds, perSecond));
    total.count += made.count;
    total.ms += made.ms;
    return figures;
  };
  // Warm, as all of them are who run for more than a minute.
  for (const target of ['bare', 'marquee']) await ask(target, 1, null);
  for (const one of [other, programme]) await whileChanging(one, WARM_EVERY_MS, () => wait(WARM_MS));
  const seen = [];
  for (let i = 0; i < rounds; i += 1) {
    const highest = await ask('marquee', HIGHEST_SECONDS, null);
    const perSecond = Math.round(highest.perSecond * part);
    const quiet = await ask('bare', seconds, perSecond);
    const still = await ask('marquee', seconds, perSecond);
    const bare = await beside(other, 'bare', perSecond);
    seen.push({ perSecond, quiet, bare, still, marquee: await beside(programme, 'marquee', perSecond) });
  }
  await verify(PORTS.marquee, programme.url);
  return { rounds: seen, changesPerSecond: (total.count * 1_000) / total.ms };
}

/** Those of later parts run as any other. */
async function putConnectionsBehind(stage) {
  const backends = await stage.sql(
    'postgres',
    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'",
  );
  putBehind(backends.map(({ pid }) => pid));
}
