/** What is asked in this bench, in each of the ways that a client app may ask it. */
import { createHash } from 'node:crypto';
import { requestBytes } from './http-load.mjs';

const HELP = `help { resolution emergency directory services { slug name description topics languages verifiedOn
  channels { kind display keyword link alwaysOpen openNow } } }`;
const ITEM = `item { id kind title summary body locale ageMin contentNote { text alternative }
  media { url kind alt captions { locale url } transcript durationSeconds blurred } partner { slug name website } }`;
const CAMPAIGN = `id slug title summary locale startsAt endsAt partners { slug name website } playlist { position ${ITEM} }`;
const GUIDE = `slug title audience locale disclaimer reviewedOn sections { heading body } partners { slug name } ${HELP}`;

/** The one that is measured, whose fields the load process reads in this order. */
export const ACTIVE = `query Active($surface: String!, $viewer: ViewerInput) { activeCampaign(surface: $surface, viewer: $viewer) {
  servedAt validUntil version ${HELP} campaign { ${CAMPAIGN} } next { from until campaign { id } } } }`;

/** Each kind of answer, by name. */
export const OPERATIONS = {
  active: ACTIVE,
  programme: `query Programme($surface: String!, $viewer: ViewerInput) { programme(surface: $surface, viewer: $viewer, hours: 48) {
    servedAt version ${HELP} segments { from until campaign { ${CAMPAIGN} } } } }`,
  guides: `query Guides($viewer: ViewerInput) { guides(viewer: $viewer) { ${GUIDE} } }`,
  guide: `query Guide($slug: String!, $viewer: ViewerInput) { guide(slug: $slug, viewer: $viewer) { ${GUIDE} } }`,
  help: `query Help($viewer: ViewerInput) { help(viewer: $viewer) { ${HELP.slice('help { '.length, -2)} } }`,
};

export const VIEWER = { region: 'GB', locale: 'en', timeZone: 'Europe/London' };

export function variablesOf(kind, { surface = 'discover', viewer = VIEWER, slug = 'none' } = {}) {
  if (kind === 'guides' || kind === 'help') return { viewer };
  return kind === 'guide' ? { slug, viewer } : { surface, viewer };
}

export const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** An Apollo manifest of all operations here, ids being their hashes. */
export function manifest() {
  const operations = Object.values(OPERATIONS).map((body) => ({
    id: sha256(body),
    name: /query (\w+)/.exec(body)[1],
    type: 'query',
    body,
  }));
  return { format: 'apollo-persisted-query-manifest', version: 1, operations };
}

/** The ways of asking: how the text of an operation and its variables become a request. */
export const WAYS = {
  POST: (query, variables) => ({ method: 'POST', path: '/graphql', body: JSON.stringify({ query, variables }) }),
  GET: (query, variables) => ({ method: 'GET', path: `/graphql?${search({ query, variables })}` }),
  APQ: (query, variables) => ({
    method: 'GET',
    path: `/graphql?${search({ extensions: persisted(query), variables })}`,
  }),
  'APQ POST': (query, variables) => ({
    method: 'POST',
    path: '/graphql',
    body: JSON.stringify({ extensions: persisted(query), variables }),
  }),
};

function persisted(query) {
  return { persistedQuery: { version: 1, sha256Hash: sha256(query) } };
}

function search(values) {
  const texts = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return new URLSearchParams(texts).toString();
}

/** Bytes for the load. @param headers such as `accept-encoding` */
export function bytesOf({ method, path, body }, headers = {}) {
  const type = method === 'POST' ? { 'content-type': 'application/json' } : {};
  return requestBytes(method, path, { ...type, ...headers }, body);
}

/** One answer, as a client that follows the protocol gets it. */
export async function ask(port, { method, path, body }, headers = {}) {
  const type = method === 'POST' ? { 'content-type': 'application/json' } : {};
  const options = { method, headers: { ...type, ...headers }, ...(method === 'POST' ? { body } : {}) };
  const response = await fetch(`http://127.0.0.1:${port}${path}`, options);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

/** Tells a server all operations, so that their hashes are enough from then on. */
export async function register(port) {
  for (const [kind, query] of Object.entries(OPERATIONS)) {
    const body = JSON.stringify({ query, variables: variablesOf(kind), extensions: persisted(query) });
    const { status, text } = await ask(port, { method: 'POST', path: '/graphql', body });
    if (status !== 200) throw new Error(`The operation ${kind} is not taken: ${text.slice(0, 300)}`);
  }
}
