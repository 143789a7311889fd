import type { Outcome, Refusal } from '#domain';
import type { Cast, TestMember } from './actors.js';
import type { TestApi } from './test-api.js';

/** An article in English and Spanish, as a client would send it. */
export const ARTICLE = {
  kind: 'ARTICLE',
  topics: ['help_seeking'],
  defaultLocale: 'en',
  localizations: [
    { locale: 'en', title: 'You are not alone', summary: 'A short text', body: 'Talk to somebody.' },
    { locale: 'es', title: 'No estás solo', summary: 'Un texto corto', body: 'Habla con alguien.' },
  ],
};

export interface ApiRefusal {
  readonly __typename: string;
  readonly code: Refusal['code'];
  readonly message: string;
  readonly path: string[];
  readonly [field: string]: unknown;
}

export interface RunObject {
  readonly id: string;
  readonly state: string;
  readonly scheduleVersion: number;
  readonly window: {
    mode: string;
    zone: string | null;
    start: string;
    end: string | null;
    startsAt: string;
    endsAt: string | null;
    hoursOnEarth: number | null;
  };
  readonly transitions: {
    kind: string;
    scheduleVersion: number;
    meantAt: string;
    happenedAt: string;
    lateMs: number;
  }[];
}

export interface WindowInput {
  readonly mode: 'VIEWER_LOCAL' | 'ZONED' | 'INSTANT';
  readonly zone?: string;
  readonly start: string;
  readonly end?: string;
}

const REFUSALS = `refusals { __typename code message path ... on SlotTaken { runId campaignTitle startsAt endsAt } ... on InvalidValue { value allowed }
  ... on WrongState { state allowedStates } ... on StaleVersion { given current } ... on LocalTimeAmbiguous { instants } ... on RightsDoNotCoverRegions { missing } }`;
const RUN = `run { id state scheduleVersion window { mode zone start end startsAt endsAt hoursOnEarth } transitions { kind scheduleVersion meantAt happenedAt lateMs } }`;

let names = 0;

/** What people of the cast do at their desks, through the management API and nothing else. */
export class Desk {
  constructor(
    private readonly api: TestApi,
    private readonly cast: Cast,
  ) {}

  /** One mutation: what it changed under `field`, and its refusals. */
  async mutate<Node>(
    member: TestMember,
    mutation: string,
    input: object,
    field: string,
    selection: string,
  ): Promise<{ node: Node | null; refusals: ApiRefusal[] }> {
    const name = mutation[0]!.toUpperCase() + mutation.slice(1);
    const query = `mutation ($input: ${name}Input!) { ${mutation}(input: $input) { ${selection} ${REFUSALS} } }`;
    const { body } = await this.api.manage<Record<string, Record<string, unknown>>>(
      member.key,
      query.replace('RequestChangesInput', 'DecideRevisionInput'),
      { input },
    );
    if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
    const payload = body.data[mutation]!;
    return { node: (payload[field] as Node | null) ?? null, refusals: payload.refusals as ApiRefusal[] };
  }

  /** A contributor writes and hands in a document. @returns the id of the revision that waits */
  async submitted(
    document: object = ARTICLE,
    by: TestMember = this.cast.partner.members.CONTRIBUTOR,
  ): Promise<{ itemId: string; revisionId: string }> {
    const item = await this.mutate<{ id: string }>(by, 'createContentItem', { document }, 'item', 'item { id }');
    const itemId = made(item).id;
    const revision = await this.mutate<{ id: string }>(
      by,
      'submitDraft',
      { itemId, version: 1 },
      'revision',
      'revision { id }',
    );
    return { itemId, revisionId: made(revision).id };
  }

  /** Everything that waits of a revision, with every answer that is asked for; of a sensitive one by two people. */
  async approve(revisionId: string): Promise<void> {
    const { REVIEWER, SAFETY_REVIEWER } = this.cast.staff;
    if ((await this.approvedBy(REVIEWER, revisionId)) !== 'APPROVED')
      await this.approvedBy(SAFETY_REVIEWER, revisionId);
  }

  private async approvedBy(by: TestMember, revisionId: string): Promise<string> {
    const approve = (answers: object) =>
      this.mutate<{ state: string }>(
        by,
        'approveRevision',
        { revisionId, ...answers },
        'revision',
        'revision { state }',
      );
    const plain = await approve({});
    const isOpen = plain.refusals.length > 0 && plain.refusals.every(({ code }) => code === 'FINDINGS_OPEN');
    return made(isOpen ? await approve(await this.answersTo(by, revisionId)) : plain).state;
  }

  /** What an approval says to the check when all is well: warnings seen, questions answered, nothing grave in the media. */
  async answersTo(by: TestMember, revisionId: string) {
    const query = `query ($id: ID!) { revision(id: $id) { check { findings { key severity downgraded } } media { mediaHash } } }`;
    const { body } = await this.api.manage<{
      revision: {
        check: { findings: { key: string; severity: string; downgraded: boolean }[] };
        media: { mediaHash: string }[];
      };
    }>(by.key, query, { id: revisionId });
    const { check, media } = body.data.revision;
    const keys = (isAsked: (finding: { severity: string; downgraded: boolean }) => boolean) =>
      check.findings.filter(isAsked).map(({ key }) => key);
    return {
      acknowledged: keys(({ severity, downgraded }) => (severity === 'BLOCK' ? downgraded : severity === 'WARN')),
      answers: keys(({ severity }) => severity === 'HUMAN').map((key) => ({ key, fine: true })),
      attestations: [...new Set(media.map(({ mediaHash }) => mediaHash))].map((mediaHash) => ({
        mediaHash,
        shows: [],
      })),
    };
  }

  /** @returns the id of a revision that may be shown */
  async approved(document: object = ARTICLE, by?: TestMember): Promise<string> {
    const { revisionId } = await this.submitted(document, by);
    await this.approve(revisionId);
    return revisionId;
  }

  /** A campaign of its own name with a playlist. @returns its id */
  async campaign(revisionIds: readonly string[], plan: object = {}): Promise<string> {
    names += 1;
    const slug = `campaign-${names}`;
    const input = {
      slug,
      surface: 'discover',
      tier: 'PROGRAMME',
      defaultLocale: 'en',
      texts: [{ locale: 'en', title: `Campaign ${names}` }],
      ...plan,
    };
    const campaign = made(
      await this.mutate<{ id: string }>(
        this.cast.staff.SCHEDULER,
        'createCampaign',
        input,
        'campaign',
        'campaign { id }',
      ),
    );
    if (revisionIds.length > 0) {
      made(
        await this.mutate(
          this.cast.staff.SCHEDULER,
          'setPlaylist',
          { campaignId: campaign.id, revisionIds },
          'campaign',
          'campaign { id }',
        ),
      );
    }
    return campaign.id;
  }

  /** Puts on file what help needs in each region: two helplines at all hours, verified today unless it is said, and words for an emergency. */
  async helps(regions: readonly string[], verifiedOn = new Date().toISOString().slice(0, 10)): Promise<void> {
    const evidence = { sourceUrl: 'https://example.org/', verifiedOn, verifiedBy: 'Test', method: 'SITE' };
    const number = { value: '1234', display: '1234', alwaysOpen: true };
    const channels = [
      { kind: 'PHONE', dialType: 'NATIONAL_SHORT', ...number },
      { kind: 'SMS', dialType: 'SMS_SHORT', ...number },
    ];
    const { ADMIN } = this.cast.staff;
    for (const region of regions) {
      for (const channel of channels) {
        const slug = `${channel.kind}-${region}`.toLowerCase();
        const names = [{ locale: 'en', text: slug }];
        const helpline = {
          slug,
          names,
          regions: [region],
          languages: ['en'],
          topics: [],
          channels: [channel],
          evidence,
        };
        made(await this.mutate(ADMIN, 'saveHelpline', { helpline }, 'helpline', 'helpline { slug }'));
      }
      const advice = { region, texts: [{ locale: 'en', text: 'Call 112.' }], verifiedOn };
      made(await this.mutate(ADMIN, 'saveEmergencyAdvice', { advice }, 'advice', 'advice { region }'));
    }
  }

  schedule(campaignId: string, window: WindowInput, by: TestMember = this.cast.staff.SCHEDULER) {
    return this.mutate<RunObject>(by, 'scheduleCampaign', { campaignId, window }, 'run', RUN);
  }

  /** Any mutation that answers a run. */
  run(
    mutation: 'planRun' | 'scheduleRun' | 'rescheduleRun' | 'cancelRun' | 'replaceRunPlaylist',
    input: object,
    by: TestMember = this.cast.staff.SCHEDULER,
  ) {
    return this.mutate<RunObject>(by, mutation, input, 'run', RUN);
  }
}

/** What a mutation made; a refusal that a test did not ask for ends it. */
export function made<Node>(outcome: { node: Node | null; refusals: ApiRefusal[] }): Node {
  if (outcome.node === null || outcome.refusals.length > 0)
    throw new Error(`refused: ${outcome.refusals.map((refusal) => refusal.message).join(' ')}`);
  return outcome.node;
}

export function codesOf(outcome: { refusals: readonly { code: string }[] } | Outcome<unknown>): string[] {
  return outcome.refusals.map((refusal) => refusal.code);
}
