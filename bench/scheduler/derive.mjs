/** Deriving the windows of many viewer-local runs: on every change of the programme, and for each zone that asks. */
import { ALWAYS, compile, contentHash, windowFor, zoneOrNull } from '#domain';

const DAY_MS = 86_400_000;
const FROM = Date.UTC(2027, 0, 1);
const DOCUMENT = {
  kind: 'ARTICLE',
  topics: ['help_seeking'],
  ageMin: null,
  rights: { from: null, to: null, regions: [] },
  defaultLocale: 'en',
  localizations: { en: { title: 'T', summary: null, body: 'B', contentNote: null, media: [] } },
};

/**
 * @returns milliseconds: `compile` of all runs, with their window on Earth (two boundaries a run); `oneZone`, the window of
 *   each run for a viewer in one zone (two boundaries a run, the zones taken in turn); `again`, the same asked once more
 */
export function measureDerivation({ runs, rounds }) {
  const zones = [...new Set(Intl.supportedValuesOf('timeZone').map(zoneOrNull))];
  const rows = {
    version: 1,
    surfaces: [],
    runs: rowsOf(runs),
    pauses: [],
    help: { helplines: [], emergency: [] },
    guides: [],
    partners: [],
  };
  const figures = [];
  for (let i = 0; i < rounds; i += 1) {
    const [programme, compileMs] = timed(() => compile(rows));
    const candidates = programme.surfaces.get('discover');
    if (candidates.length !== runs) throw new Error(`${candidates.length} of ${runs} runs were compiled.`);
    const askAll = () => {
      let boundaries = 0;
      for (const [nth, candidate] of candidates.entries()) {
        const { start, end } = windowFor(candidate, zones[nth % zones.length]);
        boundaries += Number(start < end) * 2;
      }
      return boundaries;
    };
    const [boundaries, oneZoneMs] = timed(askAll);
    if (boundaries !== runs * 2) throw new Error(`${boundaries} of ${runs * 2} boundaries were derived.`);
    const [, againMs] = timed(askAll);
    figures.push({ compile: compileMs, oneZone: oneZoneMs, again: againMs });
  }
  return { zones: zones.length, figures };
}

function timed(work) {
  const begin = performance.now();
  const result = work();
  return [result, performance.now() - begin];
}

/** A week each, starting on another of 3,650 days. */
function rowsOf(runs) {
  const decisions = [{ locale: 'en', contentHash: contentHash(DOCUMENT, 'en'), decision: 'APPROVED' }];
  const partner = { slug: 'p', name: 'P', website: null };
  const entries = [
    {
      position: 1,
      itemId: 'i',
      revisionId: 'r',
      times: ALWAYS,
      state: 'APPROVED',
      document: DOCUMENT,
      decisions,
      partner,
    },
  ];
  const date = (at) => new Date(at).toISOString().slice(0, 10);
  return Array.from({ length: runs }, (_, i) => {
    const start = FROM + (i % 3_650) * DAY_MS;
    return {
      runId: `run-${i}`,
      state: 'SCHEDULED',
      scheduleVersion: 1,
      campaignId: `campaign-${i}`,
      slug: `campaign-${i}`,
      surface: 'discover',
      tier: 'PROGRAMME',
      audience: { regions: [], locales: [], platforms: [], appVersionMin: null },
      embargoed: false,
      defaultLocale: 'en',
      texts: { en: { title: 'T', summary: null } },
      intent: { mode: 'VIEWER_LOCAL', zone: null, start: date(start), end: date(start + 6 * DAY_MS) },
      cutAt: null,
      held: {},
      entries,
    };
  });
}
