import type { Clock, ContentDocument, Outcome, RevisionState } from '#domain';
import {
  CreateContentItem,
  DecideRevision,
  PolicyPacks,
  ReviewerCheck,
  SaveDraft,
  SubmitDraft,
  TextChecker,
  WithdrawContentItem,
  WithdrawRevision,
  type DecideRevisionInput,
} from '#editorial';
import {
  ContentReadModel,
  ContentStore,
  HelpStore,
  PolicyStore,
  ReviewerStore,
  RemovalStore,
  ReviewStore,
  UnitOfWork,
  type Database,
} from '#persistence';
import { answersTo } from '#seed';
import type { TestMember } from './actors.js';
import type { TestDatabase } from './test-database.js';

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

/** Names of the cast's partners, which no check takes for anything else. */
const SAFE_NAMES = ['International Association for Suicide Prevention', 'Samaritans'];

/** The article with another English title. */
export function articleTitled(title: string): ContentDocument {
  const { en, es } = ARTICLE.localizations;
  return { ...ARTICLE, localizations: { en: { ...en!, title }, es: es! } };
}

/**
 * Everything that partners and reviewers do with content, without the API.
 *
 * @param timeSource the database's clock unless a test says when it is
 */
export class ContentDesk {
  readonly reading: ContentReadModel;
  private readonly store = new ContentStore();
  private readonly unitOfWork: UnitOfWork;
  private readonly deciding: DecideRevision;

  constructor(database: Database, timeSource: Clock | 'DATABASE' = 'DATABASE') {
    this.unitOfWork = new UnitOfWork(database, timeSource);
    this.reading = new ContentReadModel(database);
    const reviews = new ReviewStore();
    this.deciding = new DecideRevision(
      this.unitOfWork,
      this.store,
      reviews,
      new ReviewerCheck(new ReviewerStore()),
      new TextChecker(new PolicyStore(), reviews, new PolicyPacks()),
    );
  }

  create(by: TestMember, document = ARTICLE, idempotencyKey: string | null = null): Promise<Outcome<string>> {
    return new CreateContentItem(this.unitOfWork, this.store).execute(by.actor, { document, idempotencyKey });
  }

  save(by: TestMember, itemId: string, version: number, document: ContentDocument): Promise<Outcome<string>> {
    const input = { itemId, version, document, idempotencyKey: null };
    return new SaveDraft(this.unitOfWork, this.store).execute(by.actor, input);
  }

  submit(by: TestMember, itemId: string, version = 1): Promise<Outcome<string>> {
    const input = { itemId, version, idempotencyKey: null };
    return new SubmitDraft(this.unitOfWork, this.store, new HelpStore()).execute(by.actor, input);
  }

  withdraw(by: TestMember, itemId: string, reason = 'Out of date'): Promise<Outcome<string>> {
    const input = { itemId, reason, idempotencyKey: null };
    return new WithdrawContentItem(this.unitOfWork, this.store, new RemovalStore()).execute(by.actor, input);
  }

  withdrawRevision(by: TestMember, revisionId: string): Promise<Outcome<string>> {
    const input = { revisionId, idempotencyKey: null };
    return new WithdrawRevision(this.unitOfWork, this.store, new RemovalStore()).execute(by.actor, input);
  }

  /** An approval of all locales without a reason and with everything answered, unless the input says otherwise. */
  async decide(by: TestMember, revisionId: string, input: Partial<DecideRevisionInput> = {}): Promise<Outcome<string>> {
    const approval = { revisionId, decision: 'APPROVED', reason: null, locales: null, idempotencyKey: null } as const;
    const document = (await this.reading.revision(revisionId, 'ALL'))?.document;
    const isApproval = (input.decision ?? 'APPROVED') === 'APPROVED';
    const answers =
      document === undefined || !isApproval
        ? { acknowledged: [], answers: [], attestations: [] }
        : answersTo(document, { safeNames: SAFE_NAMES, domains: null });
    const code = input.decision === 'REJECTED' ? 'OTHER' : null;
    return this.deciding.execute(by.actor, { ...approval, ...answers, code, ...input });
  }

  /** @returns the id of a new item of the member's partner */
  async created(by: TestMember, document: ContentDocument = ARTICLE): Promise<string> {
    return valueOf(await this.create(by, document));
  }

  /** A new item of the member's partner, with a revision that waits for review. */
  async submitted(by: TestMember): Promise<{ itemId: string; revisionId: string }> {
    const itemId = await this.created(by);
    return { itemId, revisionId: valueOf(await this.submit(by, itemId)) };
  }

  async stateOf(revisionId: string): Promise<RevisionState> {
    const revision = await this.reading.revision(revisionId, 'ALL');
    if (revision === null) throw new Error(`There is no revision ${revisionId}.`);
    return revision.state;
  }
}

/** How many items, revisions, entries and events there are, and at which version the programme is. */
export async function contentCounts(database: TestDatabase): Promise<Record<string, number>> {
  const [row] = await database.query<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM content_item) AS items, (SELECT count(*)::int FROM revision) AS revisions,
       (SELECT count(*)::int FROM decision) AS decisions, (SELECT count(*)::int FROM audit_entry) AS entries,
       (SELECT count(*)::int FROM outbox_event) AS events, (SELECT version::int FROM programme_version) AS programme`,
  );
  return row!;
}

/** What was written down of a thing in the audit chain and in the outbox, the oldest first. */
export async function recordsOf(database: TestDatabase, subjectId: string) {
  const entries = await database.query<{ action: string; after: unknown }>(
    'SELECT action, actor_id, role, before, after, reason FROM audit_entry WHERE subject_id = $1 ORDER BY seq',
    [subjectId],
  );
  const events = await database.query<{ type: string }>(
    'SELECT type, payload FROM outbox_event WHERE subject_id = $1 ORDER BY pos',
    [subjectId],
  );
  return { entries, events };
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
