import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { newDenylistKeys, signDenylist } from '#delivery';
import { HOUR_MS, readDenylist, type Denial, type Denylist, type Instant } from '#domain';

const USAGE = `marquee break-glass keygen FILE              make a key: the private one into FILE, the public one for BREAK_GLASS_PUBLIC_KEY
marquee break-glass sign --key FILE --installation ID --reason TEXT [--hours 24] [--serial N] KIND:ID ...
                                           a signed list on the screen; without KIND:ID it ends what was denied
marquee break-glass send LIST URL ...      give it to API processes, each by its own URL
marquee break-glass show URL ...           what each of them denies, and the installation it belongs to
KIND is REVISION, ITEM, PARTNER, CAMPAIGN, HELPLINE or GUIDE; docs/outage.md`;
const HOURS = 24;
const ANSWER_MS_MAX = 5_000;

/** What is printed, and how the command ended: 0 all done, 1 something was refused, 2 not understood. */
export interface BreakGlassOutcome {
  readonly lines: readonly string[];
  readonly exitCode: number;
}

/** Takes things off the air while the database is down for everybody. @param now by this machine's clock */
export async function breakGlass(args: readonly string[], now: Instant): Promise<BreakGlassOutcome> {
  const [command, ...rest] = args;
  try {
    if (command === 'keygen' && rest.length === 1) return keygen(rest[0]!);
    if (command === 'sign') return signList(rest, now);
    if (command === 'send' && rest.length > 1) return await send(rest[0]!, rest.slice(1));
    if (command === 'show' && rest.length > 0) return await show(rest);
    return { lines: [USAGE], exitCode: 2 };
  } catch (error) {
    return { lines: [error instanceof Error ? error.message : String(error)], exitCode: 1 };
  }
}

function keygen(file: string): BreakGlassOutcome {
  const { publicKey, privateKey } = newDenylistKeys();
  // Never over another key: lists that were signed with it could not be followed by new ones.
  writeFileSync(file, `${privateKey}\n`, { mode: 0o600, flag: 'wx' });
  return { lines: [`BREAK_GLASS_PUBLIC_KEY=${publicKey}`], exitCode: 0 };
}

function signList(args: readonly string[], now: Instant): BreakGlassOutcome {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { key: text, installation: text, reason: text, hours: text, serial: text },
    allowPositionals: true,
  });
  const { key, installation, reason } = values;
  if (key === undefined || installation === undefined || reason === undefined) return { lines: [USAGE], exitCode: 2 };
  const list = readDenylist({
    installation,
    // Seconds since 1970 grow by themselves, also between two people who do not know of each other's lists.
    serial: values.serial === undefined ? Math.floor(now / 1_000) : Number(values.serial),
    issuedAt: now,
    expiresAt: now + Number(values.hours ?? HOURS) * HOUR_MS,
    reason,
    subjects: positionals.map(subjectOf),
  });
  if (Array.isArray(list)) return { lines: list.map(({ message }) => message), exitCode: 1 };
  return {
    lines: [JSON.stringify(signDenylist(list as Denylist, readFileSync(key, 'utf8').trim()))],
    exitCode: 0,
  };
}

function subjectOf(text: string): Denial {
  const at = text.indexOf(':');
  return { kind: text.slice(0, Math.max(0, at)).toUpperCase() as Denial['kind'], id: text.slice(at + 1) };
}

async function send(file: string, urls: readonly string[]): Promise<BreakGlassOutcome> {
  const body = readFileSync(file, 'utf8');
  return each(urls, async (url) => {
    const response = await fetch(new URL('/break-glass', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    return { isWell: response.status === 200, text: await response.text() };
  });
}

async function show(urls: readonly string[]): Promise<BreakGlassOutcome> {
  return each(urls, async (url) => {
    const response = await fetch(new URL('/health/ready', url), { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    const { state } = (await response.json()) as { state: Record<string, unknown> };
    return { isWell: true, text: JSON.stringify({ installation: state.installation, denylist: state.denylist }) };
  });
}

async function each(
  urls: readonly string[],
  ask: (url: string) => Promise<{ readonly isWell: boolean; readonly text: string }>,
): Promise<BreakGlassOutcome> {
  const answers = await Promise.all(
    urls.map(async (url) => {
      try {
        const { isWell, text } = await ask(url);
        return { isWell, line: `${url}  ${text}` };
      } catch (error) {
        return {
          isWell: false,
          line: `${url}  did not answer: ${error instanceof Error ? error.message : String(error)}`,
        };
      }
    }),
  );
  return { lines: answers.map(({ line }) => line), exitCode: answers.every(({ isWell }) => isWell) ? 0 : 1 };
}
