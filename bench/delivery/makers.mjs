/** What makes requests by their number, where there are too many to be handed over. */
import { regionCodes, surfaceSlug } from './stage-runs.mjs';
import { ACTIVE, bytesOf, OPERATIONS, variablesOf, WAYS } from './questions.mjs';

export const makers = { everybodyElse, everything };

const LOCALES = ['en', 'es', 'de', 'fr'];
const ZONES = ['Europe/London', 'America/New_York', 'Asia/Kolkata', 'Australia/Sydney'];
const QUERY = JSON.stringify(ACTIVE);

/**
 * Requests of which no two ask for the same: all surfaces in turn, all regions, then all languages.
 *
 * @param {{ surfaces: number, from: number }} plan  the first is number `from` of the row
 */
function everybodyElse({ surfaces, from }) {
  const regions = regionCodes();
  return (number) => {
    const index = from + number;
    const region = Math.floor(index / surfaces);
    const viewer = {
      region: regions[region % regions.length],
      locale: LOCALES[Math.floor(region / regions.length) % LOCALES.length],
      timeZone: ZONES[index % ZONES.length],
    };
    const variables = JSON.stringify({ surface: surfaceSlug(index % surfaces), viewer });
    return bytesOf({ ...WAYS.POST('', {}), body: `{"query":${QUERY},"variables":${variables}}` });
  };
}

const KINDS = ['active', 'active', 'active', 'active', 'help', 'programme', 'guides', 'guide'];
const ENCODINGS = ['gzip', 'br', 'identity'];

/** All kinds of answers in all ways and encodings: four of five from few viewers, the others never asked for before. */
function everything({ surfaces, from }) {
  const regions = regionCodes();
  const ways = Object.values(WAYS);
  return (number) => {
    const index = from + number;
    const kind = KINDS[index % KINDS.length];
    const isHot = index % 5 !== 0;
    const region = isHot ? regions[index % 8] : regions[Math.floor(index / 5) % regions.length];
    const surface = isHot ? 'discover' : surfaceSlug(Math.floor(index / (5 * regions.length)) % surfaces);
    const viewer = { region, locale: LOCALES[index % 2], timeZone: ZONES[index % ZONES.length] };
    const request = ways[Math.floor(index / KINDS.length) % ways.length](
      OPERATIONS[kind],
      variablesOf(kind, { surface, viewer }),
    );
    return bytesOf(request, { 'accept-encoding': ENCODINGS[index % ENCODINGS.length] });
  };
}
