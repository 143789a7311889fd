/**
 * Measures the programme in a process of its own, on the server's core: how long a compile, a change and a resolution take.
 * Arguments: the URL of the database, then runs that may be moved, separated by commas. Sends one message: the figures.
 */
import { sha256Of } from '#delivery';
import { compile, DAY_MS, recompile, resolveViewer, stageOf, viewerClass, zoneNames } from '#domain';
import { Database, ProgrammeReadModel } from '#persistence';
import { Changes } from './changes.mjs';
import { Draws } from './draws.mjs';
import { median, quantile } from './report.mjs';
import { regionCodes } from './stage-runs.mjs';

const COMPILES = 7;
const CALLS = 1_000_000;
const INSTANTS = 4_096;
const FIRST_TIMES = 20_000;
const LOCALES = ['en', 'es', 'de', 'fr', 'pt-BR'];

const [url, ids] = process.argv.slice(2);
process.send('ready');
process.once('message', () => void main());

async function main() {
  const database = new Database({ url, poolMax: 2, applicationName: 'bench' });
  const source = new ProgrammeReadModel(database);
  // The rows were staged without the log, which tells from here on.
  const [first, ...others] = ids.split(',');
  const changes = new Changes(url, []);
  await changes.move(first);
  const [rows, readMs] = await timed(() => source.read());
  const compileMs = [];
  let programme = null;
  for (let i = 0; i < COMPILES; i += 1) {
    const begin = performance.now();
    programme = compile(rows, sha256Of);
    compileMs.push(performance.now() - begin);
  }
  const changed = await change(source, programme, changes, others);
  await changes.end();
  process.send({ runs: rows.runs.length, readMs, compileMs, ...changed, ...resolutions(programme) });
  await database.close();
}

async function timed(work) {
  const begin = performance.now();
  const result = await work();
  return [result, performance.now() - begin];
}

/** Moves a run, and takes that into the programme: the read of what was touched, and the compile of it. */
async function change(source, first, changes, runIds) {
  const [changeMs, changeReadMs] = [[], []];
  let programme = first;
  for (const runId of runIds) {
    await changes.move(runId);
    const [touched, tookMs] = await timed(() => source.changes(programme.version, programme.mark));
    if (touched === null) throw new Error('The log of changes could not tell.');
    changeReadMs.push(tookMs);
    const begin = performance.now();
    programme = recompile(programme, touched);
    changeMs.push(performance.now() - begin);
  }
  return { changeMs, changeReadMs };
}

/** From the surface's name and the viewer of a class to the segment; each surface for one class, at instants over two years. */
function resolutions(programme) {
  const draws = new Draws(1);
  const now = Date.now();
  const surfaces = [...programme.surfaces.keys()];
  const [regions, zones] = [regionCodes(), zoneNames()];
  const anybody = (surface) => {
    const clues = { region: draws.from(regions), locale: draws.from(LOCALES), timeZone: draws.from(zones) };
    return [surface, viewerClass(programme, surface, resolveViewer(clues, now), now)];
  };
  const instants = Array.from({ length: INSTANTS }, () => now + draws.below(700 * DAY_MS));
  const firstUs = [];
  for (let i = 0; i < FIRST_TIMES; i += 1) {
    const [surface, viewer] = anybody(draws.from(surfaces));
    const begin = performance.now();
    stageOf(programme, surface, viewer).segmentAt(now);
    firstUs.push((performance.now() - begin) * 1_000);
  }
  const asked = surfaces.map(anybody);
  const resolve = (i) => {
    const [surface, viewer] = asked[i % asked.length];
    return stageOf(programme, surface, viewer).segmentAt(instants[i % INSTANTS]);
  };
  for (let i = 0; i < CALLS; i += 1) resolve(i);
  const begin = performance.now();
  for (let i = 0; i < CALLS; i += 1) resolve(i);
  const meanUs = ((performance.now() - begin) * 1_000) / CALLS;
  const usOf = new Float64Array(CALLS);
  for (let i = 0; i < CALLS; i += 1) {
    const start = performance.now();
    resolve(i);
    usOf[i] = (performance.now() - start) * 1_000;
  }
  return { meanUs, remembered: spreadOf(usOf), first: spreadOf(firstUs), calls: CALLS, surfaces: surfaces.length };
}

function spreadOf(list) {
  return { median: median([...list]), p99: quantile([...list], 0.99) };
}
