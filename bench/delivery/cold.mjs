/** Requests of which no two ask for the same, so that nothing that is kept helps, against the same Mercurius. */
import { PORTS, startMercurius } from './hits.mjs';
import { register } from './questions.mjs';

/** So many more requests than a round can take, that no round comes to those of another. */
const PER_SECOND_MAX = 40_000;

/** @returns {Promise<{ marquee: object, mercurius: object }[]>} by round, with what the front has computed of it */
export async function measureCold({ processes, load, rounds, seconds }, databaseUrl, surfaces) {
  await processes.startMarquee(PORTS.marquee, databaseUrl);
  await register(PORTS.marquee);
  await startMercurius({ processes, load }, PORTS.mercurius, databaseUrl);
  let from = 0;
  const run = async (target, time = seconds) => {
    const before = target === 'marquee' ? await metricsOf(PORTS.marquee) : {};
    const figures = await load.run({
      port: PORTS[target],
      make: { name: 'everybodyElse', surfaces, from },
      seconds: time,
    });
    from += Math.ceil(time) * PER_SECOND_MAX;
    const after = target === 'marquee' ? await metricsOf(PORTS.marquee) : {};
    return { ...figures, computed: after.front_computations_total - before.front_computations_total };
  };
  const seen = [];
  for (const target of ['marquee', 'mercurius']) await run(target, 1);
  for (let i = 0; i < rounds; i += 1) {
    const [first, second] = i % 2 === 0 ? ['mercurius', 'marquee'] : ['marquee', 'mercurius'];
    const one = { [first]: await run(first) };
    seen.push({ ...one, [second]: await run(second) });
  }
  return seen;
}

/** The values of the metrics without labels of their own, by their names without the prefix. */
export async function metricsOf(port) {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const found = text.matchAll(/^(?:marquee_)?([a-z_]+)(?:\{process="api"\})? ([\d.e+-]+)$/gm);
  return Object.fromEntries(Array.from(found, ([, name, value]) => [name, Number(value)]));
}
