import type { Clock, ContentDocument, Outcome } from '#domain';
import {
  CreateContentItem,
  DecideRevision,
  SaveDraft,
  SubmitDraft,
  WithdrawContentItem,
  WithdrawRevision,
} from '#editorial';
import { ContentReadModel, ContentStore, UnitOfWork, type Database } from '#persistence';
import type { TestMember } from './actors.js';

/** An article that is whole, in English and Spanish. */
export const ARTICLE: ContentDocument = {
  kind: 'ARTICLE',
  topics: ['help_seeking'],
  ageMin: 13,
  rights: { from: null, to: '2030-12-31', regions: ['GB', 'IE'] },
  defaultLocale: 'en',
  localizations: {
    en: {
      title: 'You are not alone',
      summary: 'What helps when a day is heavy.',
      body: '# Today\n\nTalk to somebody.',
      contentNote: { text: 'Speaks of loss', alternative: 'Read about rest instead' },
      media: [
        {
          url: 'https://media.example.org/bench.jpg',
          kind: 'IMAGE',
          alt: 'Two people on a bench',
          captions: [],
          transcript: null,
          durationSeconds: null,
          blurred: true,
        },
      ],
    },
    es: { title: 'No estás solo', summary: null, body: 'Habla con alguien.', contentNote: null, media: [] },
  },
};

/** The article with another English title. */
export function articleTitled(title: string): ContentDocument {
  const { en, es } = ARTICLE.localizations;
  return { ...ARTICLE, localizations: { en: { ...en!, title }, es: es! } };
}

/** Everything that partners and reviewers do with content, without the API. */
export type ContentDesk = ReturnType<typeof makeContentDesk>;

/** @param timeSource the database's clock unless a test says when it is */
export function makeContentDesk(database: Database, timeSource: Clock | 'DATABASE' = 'DATABASE') {
  const unitOfWork = new UnitOfWork(database, timeSource);
  const store = new ContentStore();
  const creating = new CreateContentItem(unitOfWork, store);
  const submitting = new SubmitDraft(unitOfWork, store);
  return {
    creating,
    submitting,
    saving: new SaveDraft(unitOfWork, store),
    withdrawing: new WithdrawContentItem(unitOfWork, store),
    withdrawingRevision: new WithdrawRevision(unitOfWork, store),
    deciding: new DecideRevision(unitOfWork, store),
    reading: new ContentReadModel(database),
    /** @returns the id of a new item of the member's partner */
    created: async (by: TestMember, document: ContentDocument = ARTICLE) =>
      valueOf(await creating.execute(by.actor, { document, idempotencyKey: null })),
    /** @returns the ids of a new item and its revision, which waits for review */
    submitted: async (by: TestMember, document: ContentDocument = ARTICLE) => {
      const itemId = valueOf(await creating.execute(by.actor, { document, idempotencyKey: null }));
      const revisionId = valueOf(await submitting.execute(by.actor, { itemId, version: 1, idempotencyKey: null }));
      return { itemId, revisionId };
    },
  };
}

/** What an accepted decision made; a refusal fails the test with its reasons. */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.value === null) throw new Error(outcome.refusals.map(({ message }) => message).join('\n'));
  return outcome.value;
}

/** `CODE path` of each refusal, in their order. */
export function reasons(outcome: Outcome<unknown>): string[] {
  return outcome.refusals.map(({ code, path }) => `${code} ${path.join('.')}`);
}
