import {
  ALWAYS,
  contentHash,
  EVERYBODY,
  guideHashes,
  SYSTEM_ACTOR,
  type Audience,
  type ContentDocument,
  type ContentText,
  type EntryTimes,
  type GuideDocument,
  type GuideText,
  type Helpline,
  type Tier,
  type WindowIntent,
} from '#domain';
import {
  CampaignStore,
  CareStore,
  ContentStore,
  GuideStore,
  MemberStore,
  RunStore,
  UnitOfWork,
  type Transaction,
} from '#persistence';

/** Where campaigns of a test go on air unless it says otherwise. */
export const TEST_SURFACE = 'test';

const PARTNER = {
  slug: 'samaritans',
  name: 'Samaritans',
  website: 'https://samaritans.example.org/',
  regions: ['GB'],
  languages: ['en'],
};

/** A campaign as a test states it: approved, scheduled, everything else as most campaigns are. */
export interface AiringPlan {
  readonly slug: string;
  readonly window: WindowIntent;
  readonly surface?: string;
  readonly tier?: Tier;
  readonly audience?: Partial<Audience>;
  readonly embargoed?: boolean;
  /** Locale to title. */
  readonly titles?: Readonly<Record<string, string>>;
  readonly documents?: readonly ContentDocument[];
  /** Of the run itself; all of the audience's unless said. */
  readonly regions?: readonly string[];
  /** Of every entry; always unless said. */
  readonly times?: EntryTimes;
  /** Locales of the documents that were approved; all unless said. */
  readonly approved?: readonly string[];
}

/** What was made for a plan. */
export interface Airing {
  readonly campaignId: string;
  readonly runId: string;
  readonly playlistId: string;
  readonly itemIds: readonly string[];
  readonly revisionIds: readonly string[];
}

const text = (title: string): ContentText => ({
  title,
  summary: null,
  body: `${title}.`,
  contentNote: null,
  media: [],
});

export function article(
  titles: Readonly<Record<string, string>>,
  overrides: Partial<ContentDocument> = {},
): ContentDocument {
  return {
    kind: 'ARTICLE',
    topics: ['help_seeking'],
    ageMin: null,
    rights: { from: null, to: null, regions: [] },
    defaultLocale: Object.keys(titles)[0]!,
    localizations: Object.fromEntries(Object.entries(titles).map(([locale, title]) => [locale, text(title)])),
    ...overrides,
  };
}

/** A phone line that is open at all hours unless the test says otherwise. */
export function helpline(slug: string, regions: readonly string[], overrides: Partial<Helpline> = {}): Helpline {
  return {
    slug,
    operator: null,
    names: { en: slug },
    descriptions: {},
    regions,
    languages: ['en'],
    topics: ['suicide_prevention'],
    channels: [
      {
        kind: 'PHONE',
        dialType: 'NATIONAL_SHORT',
        value: '116123',
        display: '116 123',
        keywords: {},
        hours: { always: true },
      },
    ],
    evidence: { sourceUrl: 'https://example.org/', verifiedOn: '2026-11-23', verifiedBy: 'test', method: 'SITE' },
    validFrom: null,
    validTo: null,
    ...overrides,
  };
}

/** A text of a guide for anybody who supports somebody, whole unless the test says otherwise. */
export function guideText(title: string, overrides: Partial<GuideText> = {}): GuideText {
  const slots = ['NOTICE', 'ASK', 'LISTEN', 'CONNECT', 'EMERGENCY', 'LOOK_AFTER_YOURSELF'] as const;
  return {
    title,
    disclaimer: 'For information only.',
    sections: slots.map((slot) => ({ slot, heading: `${title}: ${slot.toLowerCase()}`, body: 'Take your time.' })),
    reviewedOn: '2026-05-01',
    reviewBy: '2027-05-01',
    ...overrides,
  };
}

export function guideDocument(
  localizations: GuideDocument['localizations'],
  overrides: Partial<GuideDocument> = {},
): GuideDocument {
  return {
    audience: 'SUPPORTING_SOMEONE',
    topics: ['help_seeking'],
    partners: ['samaritans'],
    defaultLocale: Object.keys(localizations)[0]!,
    localizations,
    ...overrides,
  };
}

/** Writes through the stores what people would have decided: the rows are the very ones, the way to them is short. */
export class Airings {
  private readonly content = new ContentStore();
  private readonly campaigns = new CampaignStore();
  private readonly runs = new RunStore();
  private readonly care = new CareStore();
  private readonly guides = new GuideStore();

  private constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly partnerId: string,
  ) {}

  /** With a partner whose everything is, and a surface; runs made here hold no slot, so that they may overlap and precedence is seen. */
  static async begin(unitOfWork: UnitOfWork): Promise<Airings> {
    const partnerId = await unitOfWork.record(SYSTEM_ACTOR, async (tx) => {
      await new CampaignStore().insertSurface(tx, { slug: TEST_SURFACE, name: 'Test', exclusive: true, capacity: 1 });
      return new MemberStore().insertPartner(tx, PARTNER);
    });
    return new Airings(unitOfWork, partnerId);
  }

  /** One transaction, after which every reader is woken. */
  async change<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.unitOfWork.record(SYSTEM_ACTOR, async (tx) => {
      const result = await work(tx);
      tx.programmeChanged();
      return result;
    });
  }

  async air(plan: AiringPlan): Promise<Airing> {
    return this.change(async (tx) => {
      const { partnerId } = this;
      const documents = plan.documents ?? [article({ en: `${plan.slug} item` })];
      const made: { itemId: string; revisionId: string }[] = [];
      for (const document of documents) made.push(await this.approve(tx, document, plan.approved));
      const revisionIds = made.map((one) => one.revisionId);
      const campaignId = await this.campaigns.insertCampaign(tx, campaignPlan(plan), partnerId);
      const playlistId = await this.campaigns.insertPlaylist(
        tx,
        campaignId,
        revisionIds.map((revisionId) => ({ revisionId, times: plan.times ?? ALWAYS })),
      );
      const runId = await this.runs.insertRun(tx, {
        campaignId,
        playlistId,
        state: 'SCHEDULED',
        intent: plan.window,
        regions: plan.regions ?? [],
        createdBy: partnerId,
      });
      return { campaignId, playlistId, runId, revisionIds, itemIds: made.map((one) => one.itemId) };
    });
  }

  async withdrawItem(itemId: string): Promise<void> {
    await this.change(async (tx) => {
      const item = await this.content.lockItem(tx, itemId, this.partnerId);
      await this.content.withdrawItem(tx, item!, 'test');
    });
  }

  async cancel(runId: string): Promise<void> {
    await this.change((tx) => this.runs.setState(tx, runId, 'CANCELLED'));
  }

  async reschedule(runId: string, window: WindowIntent): Promise<void> {
    await this.change(async (tx) => {
      const run = await this.runs.lockRun(tx, runId);
      await this.runs.reschedule(tx, run!, {
        state: 'SCHEDULED',
        intent: window,
        regions: run!.regions,
        newVersion: true,
      });
    });
  }

  async keepHelp(helplines: readonly Helpline[], emergency: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.change(async (tx) => {
      for (const one of helplines) await this.care.saveHelpline(tx, one, null);
      for (const [region, words] of Object.entries(emergency))
        await this.care.saveEmergencyAdvice(tx, { region, texts: { en: words }, verifiedOn: '2026-11-23' });
    });
  }

  /** A guide that was approved in some of its locales; all unless said. */
  async keepGuide(slug: string, draft: GuideDocument, approved = Object.keys(draft.localizations)): Promise<void> {
    await this.change(async (tx) => {
      await this.guides.insertGuide(tx, { slug, draft, writerId: this.partnerId });
      const guide = await this.guides.lockGuide(tx, slug, null);
      const revisionId = await this.guides.insertRevision(tx, guide!, this.partnerId);
      const hashes = guideHashes(draft);
      await this.guides.insertDecisions(
        tx,
        approved.map((locale) => ({
          revisionId,
          locale,
          contentHash: hashes[locale]!,
          decision: 'APPROVED' as const,
          reason: null,
          code: null,
          decidedBy: tx.newId(),
        })),
      );
      await this.guides.setRevisionState(tx, revisionId, 'APPROVED');
    });
  }

  private async approve(
    tx: Transaction,
    document: ContentDocument,
    approved: readonly string[] = Object.keys(document.localizations),
  ): Promise<{ itemId: string; revisionId: string }> {
    const { partnerId } = this;
    const itemId = await this.content.insertItem(tx, { partnerId, createdBy: partnerId, draft: document });
    const item = await this.content.lockItem(tx, itemId, partnerId);
    const revisionId = await this.content.insertRevision(tx, item!, partnerId);
    await this.content.insertDecisions(
      tx,
      approved.map((locale) => ({
        revisionId,
        locale,
        contentHash: contentHash(document, locale),
        decision: 'APPROVED' as const,
        reason: null,
        decidedBy: tx.newId(),
      })),
    );
    await this.content.setRevisionState(tx, revisionId, 'APPROVED');
    return { itemId, revisionId };
  }
}

function campaignPlan(plan: AiringPlan) {
  const titles = plan.titles ?? { en: plan.slug };
  return {
    slug: plan.slug,
    surface: plan.surface ?? TEST_SURFACE,
    tier: plan.tier ?? ('PROGRAMME' as const),
    audience: { ...EVERYBODY, ...plan.audience },
    embargoed: plan.embargoed ?? false,
    defaultLocale: Object.keys(titles)[0]!,
    texts: Object.fromEntries(Object.entries(titles).map(([locale, title]) => [locale, { title, summary: null }])),
  };
}

/** `[start, end)` in UTC epoch milliseconds, the same for everybody; `end` null: open. */
export function instantWindow(start: number, end: number | null): WindowIntent {
  const iso = (at: number) => new Date(at).toISOString();
  return { mode: 'INSTANT', zone: null, start: iso(start), end: end === null ? null : iso(end) };
}

/** Wall dates on each viewer's own clock, the last day included. */
export function viewerDays(start: string, end: string): WindowIntent {
  return { mode: 'VIEWER_LOCAL', zone: null, start, end };
}
