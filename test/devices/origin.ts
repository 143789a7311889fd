/** A server that answers the client's operation out of a schedule, as the delivery API does, and caches before it. */
import { createHash } from 'node:crypto';
import type { Answer, Campaign } from '../../libs/client/src/index.js';
import type { PlainResponse, Respond, TrueTime } from './world.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const iso = (at: number): string => new Date(at).toISOString();

/** `[from, until)` of a stretch in which the answer does not change; slug null: nothing is on. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly slug: string | null;
  readonly isEmbargoed?: boolean;
}

export const HELP = {
  resolution: 'EXACT',
  emergency: 'Call 999.',
  directory: 'https://findahelpline.com/',
  services: [
    {
      slug: 'samaritans',
      name: 'Samaritans',
      description: null,
      topics: [],
      languages: ['en'],
      verifiedOn: '2026-11-23',
      stale: false,
      channels: [
        {
          kind: 'PHONE',
          display: '116 123',
          keyword: null,
          link: 'tel:116123',
          alwaysOpen: true,
          openNow: true,
        },
        {
          kind: 'WEBCHAT',
          display: 'chat',
          keyword: null,
          link: 'https://example.org/',
          alwaysOpen: false,
          openNow: true,
        },
      ],
    },
  ],
  notices: [],
};

export function campaignOf({ slug, from, until }: Stretch): Campaign | null {
  if (slug === null) return null;
  return {
    id: slug,
    slug,
    title: slug,
    summary: null,
    locale: 'en',
    direction: 'LTR',
    startsAt: iso(from),
    endsAt: iso(until),
    playlist: [],
    partners: [],
  };
}

/** The answer at an instant; what follows is left out when it is embargoed. @param stamp numeric part of the version */
export function answerAt(schedule: readonly Stretch[], at: number, stamp = 1): Answer {
  const index = schedule.findIndex((one) => one.from <= at && at < one.until);
  const now = schedule[index] ?? { from: at, until: at + DAY, slug: null };
  const following = index === -1 ? undefined : schedule[index + 1];
  const validUntil = Math.min(now.until, at + DAY);
  const isTold = following !== undefined && !following.isEmbargoed && validUntil === now.until;
  const content = {
    help: HELP,
    validUntil: iso(validUntil),
    campaign: campaignOf(now),
    alsoOnAir: [],
    next: isTold
      ? {
          from: iso(following.from),
          until: iso(Math.min(following.until, following.from + DAY)),
          campaign: campaignOf(following),
          alsoOnAir: [],
        }
      : null,
  };
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12);
  return { ...content, servedAt: iso(at), version: `${stamp}.${hash}` };
}

export function responseOf(answer: Answer, at: number, ifNoneMatch: string | undefined): PlainResponse {
  const etag = `W/"${answer.version}"`;
  const seconds = Math.floor(Math.min(MINUTE, Date.parse(answer.validUntil) - at) / 1_000);
  const headers: Record<string, string> = {
    'served-at': iso(at),
    date: new Date(at).toUTCString(),
    etag,
    'cache-control': seconds > 0 ? `public, max-age=${seconds}` : 'no-store',
  };
  if (ifNoneMatch === etag) return { status: 304, headers, text: '' };
  return { status: 200, headers, text: JSON.stringify({ data: { activeCampaign: answer } }) };
}

/** The origin itself. @param schedule asked at each request: staff change it */
export function origin(time: TrueTime, schedule: () => readonly Stretch[], stamp: () => number = () => 1): Respond {
  return ({ init }) => {
    const at = Math.floor(time.now);
    return responseOf(answerAt(schedule(), at, stamp()), at, init.headers['if-none-match']);
  };
}

/**
 * A shared cache before a server: keeps each URL for its max-age. @param saysAge false: as nginx, which sends a Date of its own
 * instead
 */
export function cache(time: TrueTime, server: Respond, saysAge = true): Respond {
  const kept = new Map<string, { response: PlainResponse; at: number; untilMs: number }>();
  return (request) => {
    const { url, init } = request;
    let entry = init.method === 'GET' ? kept.get(url) : undefined;
    if (entry === undefined || time.now >= entry.untilMs) {
      const response = server({ url, init: { ...init, headers: {} } });
      const maxAge = Number(/max-age=(\d+)/.exec(response.headers['cache-control'] ?? '')?.[1] ?? 0);
      entry = { response, at: time.now, untilMs: time.now + maxAge * 1_000 };
      if (maxAge > 0 && response.status === 200) kept.set(url, entry);
      else return response;
    }
    const own: Record<string, string> = saysAge
      ? { age: String(Math.floor((time.now - entry.at) / 1_000)) }
      : { date: new Date(time.now).toUTCString() };
    const headers: Record<string, string> = { ...entry.response.headers, ...own };
    const isSame = init.headers['if-none-match'] === headers.etag;
    return isSame ? { status: 304, headers, text: '' } : { ...entry.response, headers };
  };
}
