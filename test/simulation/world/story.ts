import { Finding } from './ledger.js';
import type { Process, World } from './world.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
/** After the last fault everything that is due is done within this. */
const CALM_MS = 2 * SECOND;
/** A boundary within the calm itself may wait for a tick, and for the statements of one. */
const TICK_MS = 1_200;
const DESK_MS_MAX = 60 * SECOND;

/** What a seed is about: some processes, and a few episodes of trouble, each followed by a calm in which all is put right. */
export async function tell(world: World): Promise<void> {
  const { draws } = world;
  const schedulers = draws.weighted({ 1: 5, 2: 6, 3: 2, 4: 1, 5: 1 });
  for (let i = 1; i <= Number(schedulers); i += 1) await world.add('scheduler', i);
  const apis = Number(draws.weighted({ 1: 3, 2: 1 }));
  for (let i = 1; i <= apis; i += 1) await world.add('api', i);
  for (let i = 1; i <= 2; i += 1) await world.add('desk', i);
  world.say(`${schedulers} schedulers, from ${new Date(world.time.begin).toISOString()}`);
  await world.runUntil(50);
  const episodes = Number(draws.weighted({ 1: 4, 2: 2, 3: 1 }));
  for (let i = 0; i < episodes; i += 1) {
    if (i > 0) await passTime(world);
    await trouble(world);
    await calm(world);
  }
  world.figures.virtualMs = world.time.elapsed;
  world.figures.transitions = world.ledger.transitions;
  world.figures.reads = world.readers.reads;
}

/** Hours or days in which nothing is due, or in which nobody was there to do it. */
async function passTime(world: World): Promise<void> {
  const { draws, time, ledger } = world;
  const now = time.databaseNow();
  const boundaries = ledger.runs
    .filter((run) => run.state === 'SCHEDULED' || run.state === 'ACTIVE')
    .flatMap((run) => [run.start, run.end ?? run.start])
    .filter((at) => at > now)
    .sort((a, b) => a - b);
  const far = draws.from([HOUR, DAY, 5 * DAY, 30 * DAY]);
  if (draws.below(4) === 0) {
    world.say('an outage of everything');
    for (const process of world.processes) await world.crash(process);
    for (const process of world.processes) process.restartAt = 0;
    time.leap(boundaries.length > 0 && draws.below(2) === 0 ? draws.from(boundaries) - now + draws.below(5) - 2 : far);
    return;
  }
  const before = draws.from([0, 1, 500, SECOND, 2 * SECOND]);
  const next = boundaries.length > 0 ? boundaries[0]! - now - before : far;
  if (next > 0) {
    world.say(`nothing happens for ${next} ms`);
    time.leap(next);
  }
}

/** Some seconds with faults, in which people go on working. */
async function trouble(world: World): Promise<void> {
  const { draws, time } = world;
  world.troublePerMille = draws.from([0, 4, 10, 25]);
  world.latencyMsMax = draws.from([3, 20, 60, 120]);
  const until = time.elapsed + 1_000 + draws.below(2_000);
  const plan: { at: number; act: () => Promise<void> | void }[] = [];
  const at = () => time.elapsed + draws.below(until - time.elapsed);
  for (let edits = 2 + draws.below(4); edits > 0; edits -= 1)
    plan.push({ at: nearBoundary(world, until) ?? at(), act: () => world.edit() });
  if (draws.below(3) === 0) {
    // Two at the same moment, for the same slot as like as not.
    const together = at();
    plan.push({ at: together, act: () => world.edit() }, { at: together, act: () => world.edit() });
  }
  if (world.troublePerMille > 0)
    for (let faults = draws.below(3); faults > 0; faults -= 1) plan.push({ at: at(), act: () => fault(world) });
  for (const { at: moment, act } of plan.sort((a, b) => a.at - b.at)) {
    await world.runUntil(moment);
    await act();
  }
  await world.runUntil(until);
}

/** As like as not people are at work at the very moment at which the scheduler is. */
function nearBoundary({ draws, time, ledger }: World, until: number): number | null {
  const ahead = time.databaseNow() - time.elapsed;
  const moments = ledger.runs
    .flatMap((run) => [run.start, run.end ?? run.start])
    .map((instant) => instant - ahead + draws.below(30) - 20)
    .filter((moment) => moment > time.elapsed && moment < until);
  return moments.length === 0 || draws.below(3) === 0 ? null : draws.from(moments);
}

async function fault(world: World): Promise<void> {
  const { draws, time, gate } = world;
  const process = draws.from(world.processes);
  const kind = draws.weighted({ crash: 3, cut: 3, cutAll: 1, hold: 2, silence: 3, wall: 2, step: 1 });
  const ms = draws.from([200, SECOND, 3 * SECOND]);
  world.say(`fault: ${kind} ${process.name} ${ms}`);
  if (kind === 'crash') await world.crash(process);
  else if (kind === 'cut') await cut(world, process, ms);
  else if (kind === 'cutAll') for (const one of world.processes) await cut(world, one, ms);
  else if (kind === 'hold') process.host.heldUntil = time.elapsed + ms;
  else if (kind === 'wall') process.host.wallAheadMs += draws.from([-HOUR, -SECOND, SECOND, HOUR, 50 * DAY]);
  else if (kind === 'step') {
    time.databaseAheadMs += draws.from([-600 * SECOND, -SECOND, SECOND, 600 * SECOND]);
    world.steppedAt = time.elapsed + 1;
  } else for (const one of world.processes) if (one.kind === 'api') gate.listeners.silence(one.host);
}

async function cut(world: World, process: Process, ms: number): Promise<void> {
  process.cutOffUntil = world.time.elapsed + ms;
  // As like as not the connection dies without a word.
  if (world.draws.below(2) === 0) world.gate.listeners.silence(process.host);
  else world.gate.listeners.loseAll(process.host);
}

/** The faults stop; two seconds later everything that was due is done, told and seen. @throws Finding */
async function calm(world: World): Promise<void> {
  const { time, ledger, gate } = world;
  world.troublePerMille = 0;
  world.latencyMsMax = 2;
  gate.endFaults();
  for (const process of world.processes) {
    process.cutOffUntil = 0;
    process.host.heldUntil = 0;
    process.restartAt = 0;
  }
  world.say('the faults stop');
  // What people had begun ends first; it counts from then on.
  const isIdle = () => world.processes.every((process) => !process.isAtWork);
  await world.runUntil(time.elapsed + DESK_MS_MAX, isIdle);
  if (!isIdle()) throw new Finding('a person still waits for an answer');
  await world.runUntil(time.elapsed + CALM_MS);
  const undone = ledger.leftUndone(time.databaseNow() - TICK_MS);
  if (undone !== null) throw new Finding(`${CALM_MS / SECOND} s after the faults ${undone}`);
  for (const { name, api } of world.processes) {
    if (api === null) continue;
    const held = api.holder.current()?.version ?? 0;
    if (held < ledger.version)
      throw new Finding(`${CALM_MS / SECOND} s after the faults ${name} holds version ${held} of ${ledger.version}`);
  }
  // Whatever is in the middle of a transaction comes to its end before time is passed over.
  await world.runUntil(time.elapsed + SECOND, () => gate.isQuiet());
}
