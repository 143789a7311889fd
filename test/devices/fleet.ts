/**
 * Many devices at once: the client's own clock and cadence without its timers, promises and network, which makes a million of
 * them a matter of a minute. fleet.spec.ts holds it against the real client, request by request.
 */
import { CADENCE, pauseAfterAnswer, pauseAfterFailure, type Cadence } from '../../libs/client/src/cadence.js';
import { ServerClock } from '../../libs/client/src/server-clock.js';
import { MINUTE } from './origin.js';
import { randomOf } from './world.js';

/** A boundary is an instant for some, or for all; half of a round trip up, half down. */
export interface FleetWorld {
  readonly boundary: number;
  /** When the answer after the boundary ends; far off. */
  readonly after: number;
  /** `[from, until)` in which the origin says 503; null: never. */
  readonly outage: readonly [from: number, until: number] | null;
}

export interface FleetDevice {
  readonly startAt: number;
  readonly roundTripMs: number;
  readonly random: () => number;
  readonly crosses: boolean;
}

/** The device with this number, the same for the same seed. @param crosses the part of all that sees the boundary */
export function deviceOf(seed: number, index: number, from: number, spreadMs: number, crosses: number): FleetDevice {
  const draw = randomOf(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  return {
    startAt: from + Math.floor(draw() * spreadMs),
    roundTripMs: 2 * Math.ceil(20 + 130 * draw()),
    crosses: draw() < crosses,
    random: draw,
  };
}

/** What the origin says at an instant. */
export function saidAt(
  { boundary, after }: FleetWorld,
  crosses: boolean,
  at: number,
): { validUntil: number; maxAgeMs: number } {
  const validUntil = crosses && at < boundary ? boundary : after;
  return { validUntil, maxAgeMs: Math.floor(Math.min(MINUTE, validUntil - at) / 1_000) * 1_000 };
}

/** True instants of the requests of one device with this client. */
export function requestsOf(
  world: FleetWorld,
  device: FleetDevice,
  until: number,
  cadence: Cadence = CADENCE,
): number[] {
  const { startAt, roundTripMs, random, crosses } = device;
  let now = startAt;
  const clock = new ServerClock({ wallMs: () => now, monotonicMs: () => now - startAt }, MINUTE);
  const asked: number[] = [];
  let failures = 0;
  let holds = false;
  while (now <= until) {
    asked.push(now);
    const sent = clock.readings();
    const servedAtMs = now + roundTripMs / 2;
    now += roundTripMs;
    const isDown = world.outage !== null && servedAtMs >= world.outage[0] && servedAtMs < world.outage[1];
    if (isDown) {
      failures += 1;
      now += Math.ceil(pauseAfterFailure(cadence, failures, null, !holds, random));
      continue;
    }
    [failures, holds] = [0, true];
    const { validUntil, maxAgeMs } = saidAt(world, crosses, servedAtMs);
    clock.learn({ servedAtMs, ageSeconds: null, dateMs: null, sent, received: clock.readings() });
    const { loMs, hiMs } = clock.now()!;
    now += Math.ceil(pauseAfterAnswer(cadence, maxAgeMs, validUntil - (loMs + hiMs) / 2, random));
  }
  return asked;
}

/** A client as they are often written: asks again when its max-age is over, by the second, and at once where it may keep nothing. */
export function naiveRequestsOf(world: FleetWorld, device: FleetDevice, until: number): number[] {
  const asked: number[] = [];
  for (let now = device.startAt; now <= until;) {
    asked.push(now);
    const servedAt = now + device.roundTripMs / 2;
    const isDown = world.outage !== null && servedAt >= world.outage[0] && servedAt < world.outage[1];
    const { maxAgeMs } = saidAt(world, device.crosses, servedAt);
    now += device.roundTripMs + Math.max(1_000, isDown ? 5_000 : maxAgeMs);
  }
  return asked;
}

/** Of the requests for one URL at one point of presence, those that its cache has to send on: one for each time it kept nothing. */
export function missesOf(world: FleetWorld, crosses: boolean, requests: readonly number[]): number[] {
  let keptUntil = Number.NEGATIVE_INFINITY;
  const missed: number[] = [];
  for (const at of requests) {
    if (at < keptUntil) continue;
    missed.push(at);
    keptUntil = at + saidAt(world, crosses, at).maxAgeMs;
  }
  return missed;
}
