import { invalidValue, type Refusal } from '../refusal.js';
import type { Locale } from '../text/locale.js';
import { contains, formatInstant, HOUR_MS, type Instant, type Window } from '../time/instant.js';
import { channelRefusals } from './channel-rules.js';
import { localeTextRefusals } from './locale-texts.js';
import { NATIONAL_DIALS, type Helpline, type HelplineChannel } from './helpline.js';

/** An override is for an outage: what lasts longer is a change of the record. */
export const OVERRIDE_HOURS_MAX = 72;
export const OVERRIDE_MESSAGE_LENGTH_MAX = 500;

/**
 * "988 is down: show the ten-digit number": for a while something else is answered, everywhere at once, and undone by time
 * itself. What it says of a channel holds from `window.start` until `window.end` or until people lift it.
 */
export interface HelpOverride {
  readonly id: string;
  /** ISO 3166-1 alpha-2, at least one: where it holds. */
  readonly regions: readonly string[];
  /** Slug of the helpline in question; null: a message for all of these regions. */
  readonly helpline: string | null;
  /** `value` of the channels that are replaced; null: all of the helpline. */
  readonly channel: string | null;
  /** Shown in their place; null: they are taken away. */
  readonly replacement: HelplineChannel | null;
  /** What people are told, per locale; may be empty where there is a replacement. */
  readonly message: Readonly<Record<Locale, string>>;
  readonly window: Window;
}

/** The overrides that hold in a region at an instant, the newest first. */
export function overridesAt(
  overrides: readonly HelpOverride[],
  region: string | null,
  at: Instant,
): readonly HelpOverride[] {
  if (region === null) return [];
  return overrides
    .filter((override) => override.regions.includes(region) && contains(override.window, at))
    .sort((a, b) => b.window.start - a.window.start || (a.id < b.id ? 1 : -1));
}

/** The instants at which overrides of a region begin or end, in any order. */
export function overrideEdges(overrides: readonly HelpOverride[], region: string | null): Instant[] {
  return overrides
    .filter(({ regions }) => region !== null && regions.includes(region))
    .flatMap(({ window: { start, end } }) => (end === null ? [start] : [start, end]));
}

/** The channels of a helpline as overrides leave them; of several for one channel the newest stands. */
export function channelsUnder(helpline: Helpline, overrides: readonly HelpOverride[]): readonly HelplineChannel[] {
  const own = overrides.filter((override) => override.helpline === helpline.slug);
  if (own.length === 0) return helpline.channels;
  const shown = new Set<HelpOverride>();
  return helpline.channels.flatMap((channel) => {
    const override = own.find((one) => one.channel === null || one.channel === channel.value);
    if (override === undefined) return [channel];
    // Many channels may give way to one: it stands where the first of them stood.
    if (override.replacement === null || shown.has(override)) return [];
    shown.add(override);
    return [override.replacement];
  });
}

/**
 * Everything that forbids an override, all at once.
 *
 * @param helpline the record it names; null: it names none, or there is none
 * @param now by the database's clock
 */
export function overrideRefusals(
  override: Omit<HelpOverride, 'id'>,
  helpline: Helpline | null,
  now: Instant,
  path: readonly string[],
): Refusal[] {
  const { regions, channel, replacement, message } = override;
  const allowed = helpline === null ? null : helpline.regions;
  return [
    ...(regions.length > 0 ? [] : [invalidValue([...path, 'regions'], null, 'at least one ISO 3166-1 code')]),
    ...regions
      .filter((region) => !/^[A-Z]{2}$/.test(region) || (allowed !== null && !allowed.includes(region)))
      .map((region) =>
        invalidValue(
          [...path, 'regions'],
          region,
          allowed === null ? 'ISO 3166-1 codes such as US' : `regions of ${helpline!.slug}: ${allowed.join(', ')}`,
        ),
      ),
    ...targetRefusals(override, helpline, path),
    ...(Object.keys(message).length > 0 || replacement !== null
      ? []
      : [invalidValue([...path, 'message'], null, 'a message in at least one locale, a replacement, or both')]),
    ...localeTextRefusals(message, OVERRIDE_MESSAGE_LENGTH_MAX, [...path, 'message'], 'OPTIONAL'),
    ...(replacement === null ? [] : replacementRefusals(replacement, regions, [...path, 'replacement'])),
    ...(channel === null || helpline === null || helpline.channels.some(({ value }) => value === channel)
      ? []
      : [
          invalidValue(
            [...path, 'channel'],
            channel,
            `the value of one of its channels: ${helpline.channels.map(({ value }) => value).join(', ')}`,
          ),
        ]),
    ...windowRefusals(override.window, now, path),
  ];
}

function targetRefusals(
  { helpline, channel, replacement, message }: Omit<HelpOverride, 'id'>,
  record: Helpline | null,
  path: readonly string[],
): Refusal[] {
  if (helpline !== null || (channel === null && replacement === null)) {
    const takesAllAway = record !== null && channel === null && replacement === null;
    return takesAllAway && Object.keys(message).length === 0
      ? [invalidValue([...path, 'message'], null, 'what people are told when nothing takes the place of its channels')]
      : [];
  }
  const next = 'the slug of the helpline whose channel it is: a number without a service is nobody’s';
  return [invalidValue([...path, 'helpline'], null, next)];
}

function replacementRefusals(channel: HelplineChannel, regions: readonly string[], path: readonly string[]): Refusal[] {
  const isNational = NATIONAL_DIALS.includes(channel.dialType);
  return [
    ...channelRefusals(channel, regions, path),
    ...(isNational && regions.length > 1
      ? [
          invalidValue(
            [...path, 'dialType'],
            channel.dialType,
            'an E164 number, URL or EMAIL for several regions: a national number works in one; make one override for each',
          ),
        ]
      : []),
  ];
}

function windowRefusals({ start, end }: Window, now: Instant, path: readonly string[]): Refusal[] {
  const latest = Math.max(start, now) + OVERRIDE_HOURS_MAX * HOUR_MS;
  if (end !== null && end > now && end <= latest) return [];
  return [
    invalidValue(
      [...path, 'until'],
      end === null ? null : formatInstant(end),
      `an instant after ${formatInstant(now)} and not after ${formatInstant(latest)}: at most ${OVERRIDE_HOURS_MAX} hours; what lasts longer is a change of the record`,
    ),
  ];
}
