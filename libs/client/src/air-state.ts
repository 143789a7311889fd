import { airAt, type Air, type Phase } from './air.js';
import type { Answer, Campaign, Help } from './answer.js';
import { compiledHelp } from './compiled-help.js';
import type { Between } from './server-clock.js';

/** What an app shows of one surface. The object stays the same one until something in it changes. */
export interface AirState {
  readonly surface: string;
  readonly phase: Phase;
  /** Null: show help only. */
  readonly campaign: Campaign | null;
  /** What else is on at once, on a surface that is shared. */
  readonly alsoOnAir: readonly Campaign[];
  /** Always there. */
  readonly help: Help;
  /** ANSWER: from the answer held. ERROR: from a response that was an error. COMPILED_IN: from this package. */
  readonly helpFrom: 'ANSWER' | 'ERROR' | 'COMPILED_IN';
  /** Of the answer held; null: none is. */
  readonly version: string | null;
  /** When the server gave the answer that is held, RFC 3339; null: none is. */
  readonly servedAt: string | null;
}

/** Numbers change: help older than this gives way to the directory. */
export const HELP_MS_MAX = 30 * 86_400_000;

export interface Seen {
  readonly surface: string;
  readonly answer: Answer | null;
  readonly strayHelp: Help | null;
  readonly locale: string | undefined;
  readonly now: Between | null;
}

/** What is shown, how long, and a key that is another one whenever something of it is. */
export function seenAs(seen: Seen): { readonly air: Air; readonly key: string; readonly state: () => AirState } {
  const { surface, answer, strayHelp, locale, now } = seen;
  const air = airAt(answer, now);
  const isHelpOld = answer !== null && now !== null && now.hiMs >= Date.parse(answer.servedAt) + HELP_MS_MAX;
  const given = isHelpOld ? null : (answer?.help ?? strayHelp);
  const helpFrom = given === null ? 'COMPILED_IN' : answer === null ? 'ERROR' : 'ANSWER';
  const notices = given?.notices.filter(
    ({ until }) => until === null || (now !== null && now.hiMs < Date.parse(until)),
  );
  const key = [air.phase, answer?.version, answer?.servedAt, helpFrom, notices?.length, locale].join('|');
  const state = (): AirState => ({
    surface,
    phase: air.phase,
    ...shown(answer, air.phase),
    help: given === null ? compiledHelp(locale) : helpAt({ ...given, notices: notices! }, air.phase),
    helpFrom,
    version: answer?.version ?? null,
    servedAt: answer?.servedAt ?? null,
  });
  return { air, key, state };
}

function shown(answer: Answer | null, phase: Phase): Pick<AirState, 'campaign' | 'alsoOnAir'> {
  const part = phase === 'ON_AIR' ? answer : phase === 'NEXT' ? answer?.next : null;
  return { campaign: part?.campaign ?? null, alsoOnAir: part?.alsoOnAir ?? [] };
}

/** Whether a line is open was said of an instant that is over. */
function helpAt(help: Help, phase: Phase): Help {
  if (phase === 'ON_AIR') return help;
  const services = help.services.map((service) => ({
    ...service,
    channels: service.channels.map((channel) => ({ ...channel, openNow: channel.alwaysOpen ? channel.openNow : null })),
  }));
  return { ...help, services };
}
