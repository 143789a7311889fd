/** Whether what is served is what the resolver says: each kind of answer, in each way of asking and each encoding. */
import { once } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { DAY_MS, MINUTE_MS } from '#domain';
import { ask, OPERATIONS, variablesOf, WAYS } from './questions.mjs';

const PORT = 13_110;
const STEP_MS = 10 * MINUTE_MS;
const ENCODINGS = ['identity', 'gzip', 'br'];
const VIEWERS = [
  { region: 'GB', locale: 'en', timeZone: 'Europe/London' },
  { region: 'US', locale: 'es-MX', timeZone: 'America/New_York', platform: 'IOS', appVersion: '3.1' },
  { region: 'SG', locale: 'zz', localDate: new Date().toISOString().slice(0, 10) },
  { locale: 'en' },
];

export class Judge {
  checked = 0;
  wrong = [];

  child = null;
  url = null;

  constructor(processes) {
    this.processes = processes;
  }

  /** Asks a server everything, twice, so that computed and kept answers are seen. @throws when one of them is wrong */
  async verify(port, databaseUrl, surface = 'discover') {
    await this.open(databaseUrl);
    const before = this.wrong.length;
    for (const { kind, way, encoding, variables } of this.questions(await this.slugs(port), surface)) {
      for (let time = 0; time < 2; time += 1) await this.compare(port, { kind, way, encoding, variables });
    }
    if (this.wrong.length > before)
      throw new Error(`${this.wrong.length} wrong answers, of ${this.checked}:\n${this.wrong.slice(0, 5).join('\n')}`);
  }

  async compare(port, { kind, way, encoding, variables }) {
    const request = WAYS[way](OPERATIONS[kind], variables);
    const answer = await ask(port, request, { 'accept-encoding': encoding });
    const data = answer.status === 200 ? JSON.parse(answer.text).data : null;
    // Of the hours to come the body says when they begin; of all else the head says when it was served.
    const servedAt = data?.programme?.servedAt ?? answer.headers.get('served-at') ?? data?.activeCampaign?.servedAt;
    await this.set({ at: servedAt === undefined ? Date.now() : Date.parse(servedAt) });
    const judged = await ask(PORT, WAYS.POST(OPERATIONS[kind], variables));
    this.checked += 1;
    if (data === null || !isDeepStrictEqual(data, withinItsDay(JSON.parse(judged.text).data, data)))
      this.wrong.push(
        `${kind}, ${way}, ${encoding}, ${JSON.stringify(variables)}: ${answer.status}\n  ${answer.text.slice(0, 700)}\n  ${judged.text.slice(0, 700)}`,
      );
  }

  questions(slugs, surface) {
    return Object.keys(OPERATIONS).flatMap((kind) =>
      Object.keys(WAYS).flatMap((way) =>
        ENCODINGS.flatMap((encoding) =>
          VIEWERS.map((viewer, index) => {
            const slug = slugs[index % slugs.length];
            return { kind, way, encoding, variables: variablesOf(kind, { surface, viewer, slug }) };
          }),
        ),
      ),
    );
  }

  async slugs(port) {
    const { text } = await ask(port, WAYS.POST('{ guides { slug } }', {}));
    return [...JSON.parse(text).data.guides.map(({ slug }) => slug), 'not-there'];
  }

  async open(databaseUrl) {
    if (this.url !== databaseUrl) {
      if (this.child !== null) await this.processes.stop(this.child);
      this.child = await this.processes.start('bench/delivery/resolver-server.mjs', [PORT], {
        DATABASE_URL: databaseUrl,
      });
      this.url = databaseUrl;
    }
    await this.set({ at: Date.now(), isFresh: true });
  }

  async set(message) {
    this.child.send(message);
    await once(this.child, 'message');
  }
}

/**
 * An answer holds a day at most, to the whole ten minutes. Where nothing changes within that, one that is kept names the day from when it was
 * computed, or the limit of its programme's age; the judge's names the day from now: the earlier one is as right.
 */
function withinItsDay(judged, kept) {
  const [mine, theirs] = [judged?.activeCampaign, kept.activeCampaign];
  if (!mine || !theirs) return judged;
  const [servedAt, capped, named] = [mine.servedAt, mine.validUntil, theirs.validUntil].map((text) => Date.parse(text));
  const isCapped = capped === Math.floor((servedAt + DAY_MS) / STEP_MS) * STEP_MS;
  const isEarlier = isCapped && named > servedAt && named < capped && named % STEP_MS === 0;
  return isEarlier ? { ...judged, activeCampaign: { ...mine, validUntil: theirs.validUntil } } : judged;
}
