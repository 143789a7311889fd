import type { PolicyPack } from '#domain';
import type { Logger } from '#operations';
import { Database } from '#persistence';
import { makeCast, type Cast, type TestMember } from './actors.js';
import { Desk, type ApiRefusal } from './desk.js';
import { startTestApi, type TestApi } from './test-api.js';
import { cloneTestDatabase, type TestDatabase } from './test-database.js';

const DOCUMENT = `kind topics ageMin defaultLocale rights { from to regions }
  localizations { locale title summary body contentNote { text alternative }
    media { url kind alt captions { locale url } transcript durationSeconds blurred } }`;
const REVISION = `id itemId number state submittedBy submittedAt partner { slug } document { ${DOCUMENT} } hashes { locale contentHash }
  decisions { locale contentHash decision reason decidedBy decidedAt }`;
const ITEM = `id partner { slug name } draftVersion draft { ${DOCUMENT} } withdrawnAt withdrawnWhy revisions { ${REVISION} }`;

const MEDIUM = { alt: null, captions: [], transcript: null, durationSeconds: null, blurred: false };
const CAPTIONS = [
  { locale: 'en', url: 'https://media.example.org/a.en.vtt' },
  { locale: 'ar', url: 'https://media.example.org/a.ar.vtt' },
  { locale: 'es', url: 'https://media.example.org/a.es.vtt' },
];
const MEDIA = {
  VIDEO: {
    ...MEDIUM,
    kind: 'VIDEO',
    url: 'https://media.example.org/a.mp4',
    captions: CAPTIONS,
    durationSeconds: 90,
    blurred: true,
  },
  AUDIO: {
    ...MEDIUM,
    kind: 'AUDIO',
    url: 'https://media.example.org/a.mp3',
    transcript: 'https://media.example.org/a.txt',
  },
  ARTICLE: { ...MEDIUM, kind: 'IMAGE', url: 'https://media.example.org/a.jpg', alt: 'Two people on a bench' },
  LINK: { ...MEDIUM, kind: 'LINK', url: 'https://example.org/help?topic=rest#now' },
};
export const KINDS = ['VIDEO', 'ARTICLE', 'AUDIO', 'LINK'] as const;

/** Everything that a document can hold, in two locales, one of them written from right to left. */
export const whole = (kind: keyof typeof MEDIA) => ({
  kind,
  topics: ['help_seeking', 'grief'],
  ageMin: 16,
  defaultLocale: 'en',
  rights: { from: '2027-09-01', to: '2028-02-29', regions: ['GB', 'SG'] },
  localizations: ['en', 'ar'].map((locale) => ({
    locale,
    title: locale === 'en' ? 'You are not alone 👩‍👩‍👧' : 'لست وحدك',
    summary: 'What helps when a day is heavy.',
    body: '# Today\n\nTalk to somebody.\n\n- a friend\n- a helpline',
    contentNote: { text: 'Speaks of loss', alternative: 'Read about rest instead' },
    media: [MEDIA[kind]],
  })),
});

export interface RevisionObject {
  readonly id: string;
  readonly itemId: string;
  readonly number: number;
  readonly state: string;
  readonly document: object;
  readonly hashes: { locale: string; contentHash: string }[];
  readonly decisions: {
    locale: string;
    contentHash: string;
    decision: string;
    reason: string | null;
    decidedBy: string;
  }[];
}
export interface ItemObject {
  readonly id: string;
  readonly draftVersion: number;
  readonly draft: object;
  readonly withdrawnWhy: string | null;
  readonly revisions: RevisionObject[];
}
export interface Connection<Node> {
  readonly edges: { cursor: string; node: Node }[];
  readonly pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

export interface ItemPage {
  readonly contentItems: Connection<{ id: string; partner: { slug: string } }>;
}

/** What waits, without its text. */
export interface QueuedReview {
  readonly id: string;
  readonly state: string;
  readonly submittedAt: string;
}

/** An id that nothing has. */
export const MADE_UP = '0190a0a0-0000-7000-8000-000000000000';

/** The API over a database of its own, and what people see and say of content through it. */
export class ContentStage {
  private constructor(
    readonly database: TestDatabase,
    readonly api: TestApi,
    readonly cast: Cast,
    readonly desk: Desk,
  ) {}

  /** @param more a logger or private packs, for tests that ask about them */
  static async open(more: { logger?: Logger; privatePacks?: readonly PolicyPack[] } = {}): Promise<ContentStage> {
    const database = await cloneTestDatabase();
    const pool = new Database({ url: database.url, poolMax: 2, applicationName: 'test' });
    const cast = await makeCast(pool);
    await pool.close();
    const api = await startTestApi(database, null, more.logger, more.privatePacks);
    return new ContentStage(database, api, cast, new Desk(api, cast));
  }

  async close(): Promise<void> {
    await this.api.close();
    await this.database.drop();
  }

  async ask<Data>(by: TestMember, query: string, variables: object = {}) {
    return (await this.api.manage<Data>(by.key, query, variables)).body;
  }

  async errorCodes(by: TestMember, query: string, variables: object = {}) {
    return (await this.ask(by, query, variables)).errors?.map(({ extensions }) => extensions?.code);
  }

  async item(by: TestMember, id: string): Promise<ItemObject | null> {
    const query = `query ($id: ID!) { contentItem(id: $id) { ${ITEM} } }`;
    return (await this.ask<{ contentItem: ItemObject | null }>(by, query, { id })).data.contentItem;
  }

  async revision(by: TestMember, id: string): Promise<RevisionObject | null> {
    const query = `query ($id: ID!) { revision(id: $id) { ${REVISION} } }`;
    return (await this.ask<{ revision: RevisionObject | null }>(by, query, { id })).data.revision;
  }

  /** What waits for review, the first hundred. */
  async queue(by: TestMember): Promise<QueuedReview[]> {
    const query = `{ reviewQueue(first: 100) { edges { cursor node { id state submittedAt } } pageInfo { hasNextPage endCursor } } }`;
    const { data } = await this.ask<{ reviewQueue: Connection<QueuedReview> }>(by, query);
    return data.reviewQueue.edges.map(({ node }) => node);
  }

  /** Any mutation of content or its review; all of the item or revision that it changed. */
  change<Node>(by: TestMember, mutation: string, input: object) {
    const field = /Item|Draft$/.test(mutation) && mutation !== 'submitDraft' ? 'item' : 'revision';
    const coded = mutation === 'rejectRevision' ? { code: 'OTHER', ...input } : input;
    return this.desk.mutate<Node>(by, mutation, coded, field, `${field} { ${field === 'item' ? ITEM : REVISION} }`);
  }

  create(by: TestMember, document: object) {
    return this.change<ItemObject>(by, 'createContentItem', { document });
  }
}

/** Type and place of each refusal. */
export function places({ refusals }: { refusals: readonly ApiRefusal[] }): string[] {
  return refusals.map(({ __typename, path }) => `${__typename} ${path.join('.')}`);
}
