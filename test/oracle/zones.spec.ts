import { Temporal } from 'temporal-polyfill';
import { deriveWindow, intentRefusals, type WindowIntent, type ZoneName } from '#domain';
import { Comparison } from './compare-zones.js';
import { askOracle, whatIsMissing } from './zone-oracle.js';

/** Zones with a trap: midnight skipped or twice, half-hour changes, two-hour changes, negative DST, Ramadan, none at all. */
const SAMPLE =
  `Africa/Cairo Africa/Casablanca Africa/El_Aaiun Africa/Lagos America/Asuncion America/Coyhaique America/Godthab America/Havana
  America/Lima America/Miquelon America/New_York America/Santiago America/Sao_Paulo America/Scoresbysund America/St_Johns
  Antarctica/Casey Antarctica/Troll Antarctica/Vostok Asia/Almaty Asia/Amman Asia/Beirut Asia/Gaza Asia/Jerusalem
  Asia/Kathmandu Asia/Qostanay Asia/Singapore Asia/Tehran Atlantic/Azores Atlantic/Bermuda Australia/Adelaide
  Australia/Lord_Howe Europe/Chisinau Europe/Dublin Europe/London Pacific/Apia Pacific/Auckland Pacific/Chatham
  Pacific/Easter Pacific/Kiritimati UTC`.split(/\s+/);
const isFull = process.env.MARQUEE_ORACLE === 'all';
const YEARS = isFull ? { first: 2024, last: 2037 } : { first: 2026, last: 2026 };
const FULL_MS = 30 * 60_000;
const missing = whatIsMissing();

describe('the derivation of windows, against zoneinfo of Python', () => {
  if (missing !== null) {
    it(`is not judged here: ${missing}`, () =>
      void process.stdout.write(`The oracle of zones is skipped: ${missing}\n`));
    return;
  }
  const wrong = (change: Partial<Record<'gap' | 'fold', 'earlier' | 'later'>>) => {
    const derive = (value: string, zone: ZoneName, right: number) => {
      if (!value.includes('T')) return right;
      const wall = Temporal.PlainDateTime.from(value);
      const [earlier, later] = (['earlier', 'later'] as const).map((how) =>
        wall.toZonedDateTime(zone, { disambiguation: how }),
      );
      const kind = earlier!.toPlainDateTime().equals(wall) ? 'fold' : 'gap';
      const at = change[kind] === undefined ? right : change[kind] === 'later' ? later : earlier;
      return typeof at === 'number' ? at : at!.epochMilliseconds;
    };
    return new Comparison(YEARS, {
      intentRefusals,
      deriveWindow: (intent: WindowIntent, viewers) => {
        const [{ start, end }, zone] = [deriveWindow(intent, viewers), intent.zone ?? viewers];
        return { start: derive(intent.start, zone, start), end: end === null ? null : derive(intent.end!, zone, end) };
      },
    });
  };

  it(
    isFull ? 'agrees on every zone and transition from 2024 to 2037' : 'agrees on the zones with traps in 2026',
    async () => {
      const comparison = new Comparison(YEARS);
      const head = await askOracle(isFull ? [] : SAMPLE, YEARS, (zone) => comparison.add(zone));
      process.stdout.write(`${comparison.report(head).join('\n')}\n`);
      expect(comparison.shown).toEqual([]);
      expect(comparison.mismatchesWith(head)).toBe(0);
      expect(comparison.zones).toBeGreaterThanOrEqual(isFull ? 400 : SAMPLE.length);
    },
    FULL_MS,
  );

  it.each([
    ['a repeated wall time is taken at its second occurrence', { fold: 'later' }, /T01:\d\d for a viewer/],
    ['a skipped wall time is read before the gap', { gap: 'earlier' }, /T02:\d\d for a viewer/],
    ['a skipped wall time is pushed on by the length of the gap', { gap: 'later' }, /T02:\d\d for a viewer/],
  ] as const)('catches it when %s', async (_, change, asked) => {
    const comparison = wrong(change);
    await askOracle(['America/New_York'], YEARS, (zone) => comparison.add(zone));
    expect(comparison.mismatches).toBeGreaterThanOrEqual(59);
    expect(comparison.shown[0]!.asked).toMatch(asked);
  });
});
