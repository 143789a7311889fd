import {
  ALWAYS,
  compile,
  contentHash,
  deriveWindow,
  earthWindow,
  formatInstant,
  hoursBetween,
  lookupLocale,
  placedFor,
  resolveViewer,
  timeline,
  type EntryRow,
  type Instant,
  type ProgrammeRows,
} from '#domain';
import { septemberWeek, WORLD_SUICIDE_PREVENTION_DAY } from './demo/campaigns.js';
import { EDITION_2021 } from './demo/edition-2021.js';
import { PARTNERS } from './demo/partners.js';

const PLACES = [
  ['Kiritimati', 'Pacific/Kiritimati', 'KI'],
  ['Auckland', 'Pacific/Auckland', 'NZ'],
  ['Singapore', 'Asia/Singapore', 'SG'],
  ['London', 'Europe/London', 'GB'],
  ['New York', 'America/New_York', 'US'],
  ['Honolulu', 'Pacific/Honolulu', 'US'],
  ['Pago Pago', 'Pacific/Pago_Pago', 'AS'],
] as const;

/** The edition of September 2021 as the world saw it, by the very resolver that answers client apps. One line an element. */
export function replay2021(): string[] {
  const intent = septemberWeek(2021);
  const earth = earthWindow(intent);
  const end = earth.end!;
  const programme = compile(rows2021());
  const lines = [
    'World Suicide Prevention Day, 10 through 16 September 2021, on each viewer’s own clock (VIEWER_LOCAL, surface discover)',
    '',
    `first instant on Earth  ${formatInstant(earth.start)}   (UTC+14)`,
    `last instant on Earth   ${formatInstant(end)}   (UTC-12, excluded)`,
    `hours on Earth          ${hoursBetween(earth.start, end)}: seven days for each, and 26 hours from the first midnight to the last`,
    '',
    'What a viewer was shown, and when it switched:',
  ];
  for (const [name, zone, region] of PLACES) {
    const viewer = resolveViewer({ timeZone: zone, region }, earth.start);
    const window = deriveWindow(intent, zone);
    lines.push('', `${name} (${zone}), ${hoursBetween(window.start, window.end!)} hours`);
    for (const segment of timeline(
      placedFor(programme, 'discover', viewer),
      earth.start - 3_600_000,
      end + 3_600_000,
    )) {
      const shown = segment.onAir?.candidate.texts[lookupLocale(viewer.locale, ['en', 'es'], 'en')]?.title ?? 'nothing';
      const count = segment.onAir === null ? '' : `, ${segment.onAir.candidate.entries.length} items`;
      lines.push(`  ${formatInstant(segment.from!)}  ${wallTime(segment.from!, zone)}  ${shown}${count}`);
    }
  }
  return lines;
}

/** As people of the place read their clocks: `Fri, 10 Sep, 00:00`. */
function wallTime(at: Instant, zone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: '2-digit',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  return format.format(new Date(at)).padEnd(20);
}

function rows2021(): ProgrammeRows {
  const entries = EDITION_2021.map(({ slug, partner, document }, index): EntryRow => {
    const { name, website } = PARTNERS.find((one) => one.slug === partner)!;
    const decisions = Object.keys(document.localizations).map((locale) => ({
      locale,
      contentHash: contentHash(document, locale),
      decision: 'APPROVED' as const,
    }));
    return {
      position: index + 1,
      itemId: slug,
      revisionId: slug,
      times: ALWAYS,
      state: 'APPROVED',
      document,
      decisions,
      partner: { slug: partner, name, website },
    };
  });
  const run = {
    ...WORLD_SUICIDE_PREVENTION_DAY,
    runId: '2021',
    state: 'ACTIVE' as const,
    scheduleVersion: 1,
    campaignId: WORLD_SUICIDE_PREVENTION_DAY.slug,
    intent: septemberWeek(2021),
    cutAt: null,
    held: {},
    entries,
  };
  const help = { helplines: [], emergency: [] };
  return { version: 1, surfaces: [], runs: [run], pauses: [], help, guides: [], partners: [] };
}
