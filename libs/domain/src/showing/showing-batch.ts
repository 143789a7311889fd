import { accepted, invalidValue, refused, type Outcome, type Refusal } from '../refusal.js';
import { DAY_MS, type Instant } from '../time/instant.js';
import { zonesOfRegion } from '../time/zone.js';

/** How often an app has shown something on one day, to whoever uses the device: no identity, no time finer than a day. */
export interface ShowingCount {
  /** A UUID in lower case. */
  readonly campaignId: string;
  /** Of an entry of its playlist; null: the campaign as a whole. */
  readonly itemId: string | null;
  /** ISO 3166-1 alpha-2 in capitals; null: not told. */
  readonly region: string | null;
  /** The date where the device was, `2026-09-10`. */
  readonly day: string;
  /** 1 to SHOWING_COUNT_MAX. */
  readonly count: number;
}

/** What a client hands in at once. */
export interface ShowingBatch {
  /** A UUID v4 that the client drew for this batch alone, in lower case: a retry has the same, nothing else has. */
  readonly batchId: string;
  /** 1 to SHOWING_COUNTS_MAX, each campaign, item, region and day once. */
  readonly counts: readonly ShowingCount[];
}

export const SHOWING_COUNTS_MAX = 200;
export const SHOWING_COUNT_MAX = 10_000;
/** Dates by UTC: it is tomorrow already somewhere, and a device that was offline reports later. */
export const SHOWING_DAYS_BACK = 7;
export const SHOWING_DAYS_AHEAD = 1;
/** Of one batch; what is wrong with the rest is told when these are right. */
const REFUSALS_MAX = 100;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** A version of another kind holds a time or the address of a network card. */
const RANDOM_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const BATCH_FIELDS = ['batchId', 'counts'];
const COUNT_FIELDS = ['campaignId', 'itemId', 'region', 'day', 'count'];

/** The UTC date of an instant, `2026-09-10`. */
export function utcDay(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10);
}

/**
 * A batch out of what a client sent, or everything that is wrong with it. A field that is not asked for is refused: nobody is to send
 * what must not be known.
 *
 * @param body parsed JSON, whatever it is
 * @param now by the database's clock
 * @returns counts of one campaign, item, region and day added up, at most SHOWING_COUNT_MAX
 */
export function readShowingBatch(body: unknown, now: Instant): Outcome<ShowingBatch> {
  if (!isRecord(body)) return refused([invalidValue(['batch'], kindOf(body), 'an object with batchId and counts')]);
  const { batchId, counts } = body;
  const refusals: Refusal[] = strangers(body, BATCH_FIELDS, []);
  const id = lower(batchId);
  if (id === null || !RANDOM_UUID.test(id))
    refusals.push(invalidValue(['batchId'], shown(batchId), 'a random UUID (version 4), drawn for this batch alone'));
  if (!Array.isArray(counts) || counts.length === 0 || counts.length > SHOWING_COUNTS_MAX) {
    const given = Array.isArray(counts) ? `${counts.length} of them` : shown(counts);
    return refused([...refusals, invalidValue(['counts'], given, `a list of 1 to ${SHOWING_COUNTS_MAX}`)]);
  }
  const days = { first: utcDay(now - SHOWING_DAYS_BACK * DAY_MS), last: utcDay(now + SHOWING_DAYS_AHEAD * DAY_MS) };
  const read = counts.map((count: unknown, index) => readCount(count, ['counts', String(index)], days));
  refusals.push(...read.flatMap((outcome) => outcome.refusals));
  if (refusals.length > 0) return refused(refusals.slice(0, REFUSALS_MAX));
  return accepted({ batchId: id!, counts: addUp(read.map(({ value }) => value!)) });
}

function readCount(
  given: unknown,
  path: readonly string[],
  days: { readonly first: string; readonly last: string },
): Outcome<ShowingCount> {
  if (!isRecord(given))
    return refused([invalidValue(path, kindOf(given), `an object with ${COUNT_FIELDS.join(', ')}`)]);
  const { campaignId, itemId = null, region = null, day, count } = given;
  const refusals = strangers(given, COUNT_FIELDS, path);
  const refuse = (field: string, value: unknown, allowed: string) =>
    refusals.push(invalidValue([...path, field], shown(value), allowed));
  const [campaign, item] = [lower(campaignId), lower(itemId)];
  if (campaign === null || !UUID.test(campaign)) refuse('campaignId', campaignId, "a campaign's id");
  if (itemId !== null && (item === null || !UUID.test(item))) refuse('itemId', itemId, "an item's id, or null");
  const place = typeof region === 'string' ? region.toUpperCase() : null;
  if (region !== null && (place === null || zonesOfRegion(place).length === 0))
    refuse('region', region, 'an ISO 3166-1 code such as GB, or null');
  if (typeof day !== 'string' || !isDate(day) || day < days.first || day > days.last)
    refuse('day', day, `a date from ${days.first} to ${days.last}`);
  if (!Number.isInteger(count) || (count as number) < 1 || (count as number) > SHOWING_COUNT_MAX)
    refuse('count', count, `a whole number from 1 to ${SHOWING_COUNT_MAX}`);
  if (refusals.length > 0) return refused(refusals);
  return accepted({ campaignId: campaign!, itemId: item, region: place, day: day as string, count: count as number });
}

function addUp(counts: readonly ShowingCount[]): ShowingCount[] {
  const sums = new Map<string, ShowingCount>();
  for (const one of counts) {
    const key = `${one.campaignId} ${one.itemId} ${one.region} ${one.day}`;
    const count = Math.min((sums.get(key)?.count ?? 0) + one.count, SHOWING_COUNT_MAX);
    sums.set(key, { ...one, count });
  }
  return [...sums.values()];
}

function strangers(given: Record<string, unknown>, fields: readonly string[], path: readonly string[]): Refusal[] {
  return Object.keys(given)
    .filter((field) => !fields.includes(field))
    .map((field) =>
      invalidValue([...path, field.slice(0, 64)], null, `only ${fields.join(', ')}: nothing else is taken`),
    );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && utcDay(Date.parse(text)) === text;
}

function lower(value: unknown): string | null {
  return typeof value === 'string' ? value.toLowerCase() : null;
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value;
}

function shown(value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? `${value}` : kindOf(value);
}
