import {
  ALWAYS,
  isLivedExperience,
  type Actor,
  type Clock,
  type GuideDocument,
  type Instant,
  type Observance,
  type Outcome,
  type Role,
  type WindowIntent,
} from '#domain';
import {
  AirGate,
  BeginGuide,
  CreateCampaign,
  CreateContentItem,
  DecideGuideRevision,
  DecideRevision,
  PlanRun,
  PolicyPacks,
  RecordConsent,
  ReviewerCheck,
  SaveEmergencyAdvice,
  SaveHelpline,
  SaveObservance,
  ScheduleCampaign,
  SetPlaylist,
  SlotKeeper,
  SubmitDraft,
  SubmitGuideDraft,
  TextChecker,
} from '#editorial';
import { AddMember, CreatePartner, IssueKey } from '#identity';
import {
  CampaignStore,
  CareStore,
  ConsentStore,
  ContentReadModel,
  ContentStore,
  GuideStore,
  HelpStore,
  MemberReadModel,
  MemberStore,
  PolicyStore,
  ProgrammeReadModel,
  RecurrenceStore,
  RemovalStore,
  ReviewerStore,
  ReviewStore,
  RunApprovalStore,
  RunStore,
  UnitOfWork,
  type Database,
} from '#persistence';

import { answersTo, answersToGuide } from './answers.js';

/** A clock that the demo sets: what happened in 2021 is decided in 2021. */
export class DemoClock implements Clock {
  constructor(private at: Instant) {}

  now(): Instant {
    return this.at;
  }

  set(at: Instant): void {
    this.at = at;
  }
}

/**
 * The real commands, as the demo's people use them. Each call has an idempotency key of its own, so that a demo that was
 * interrupted is taken up where it stopped.
 */
export class DemoCrew {
  readonly unitOfWork: UnitOfWork;
  private readonly members: MemberReadModel;
  private readonly content: ContentReadModel;
  private readonly programme: ProgrammeReadModel;
  private readonly memberStore = new MemberStore();
  private readonly guideStore = new GuideStore();
  private readonly careStore = new CareStore();
  private readonly contentStore = new ContentStore();
  private readonly reviewStore = new ReviewStore();
  private readonly campaignStore = new CampaignStore();
  private readonly runStore = new RunStore();

  constructor(
    database: Database,
    private readonly clock: Clock,
  ) {
    this.unitOfWork = new UnitOfWork(database, clock);
    this.members = new MemberReadModel(database);
    this.content = new ContentReadModel(database);
    this.programme = new ProgrammeReadModel(database);
  }

  /** The first member with a role, of a partner or, without one, of the staff. */
  async actor(role: Role, partnerId: string | null): Promise<Actor> {
    const member = (await this.members.members()).find((one) => one.role === role && one.partnerId === partnerId);
    if (member === undefined)
      throw new Error(
        `The demo needs a member with the role ${role}${partnerId === null ? ' on staff' : ''}, and there is none.`,
      );
    return {
      kind: 'MEMBER',
      memberId: member.id,
      keyId: null,
      sessionId: null,
      displayName: member.displayName,
      role,
      partnerId,
    };
  }

  async partner(admin: Actor, partner: Parameters<CreatePartner['execute']>[1]['partner']): Promise<string> {
    return done(
      await new CreatePartner(this.unitOfWork, this.memberStore).execute(admin, {
        partner,
        idempotencyKey: `demo:partner:${partner.slug}`,
      }),
    );
  }

  async member(admin: Actor, partner: string, role: Role, displayName: string): Promise<string> {
    const input = { displayName, role, partner, idempotencyKey: `demo:member:${partner}:${role}` };
    return done(await new AddMember(this.unitOfWork, this.memberStore).execute(admin, input));
  }

  async key(admin: Actor, memberId: string): Promise<string> {
    const outcome = await new IssueKey(this.unitOfWork, this.memberStore).execute(admin, { memberId, expiresAt: null });
    return done(outcome).key;
  }

  async helpline(admin: Actor, helpline: Parameters<SaveHelpline['execute']>[1]['helpline']): Promise<void> {
    const saving = new SaveHelpline(this.unitOfWork, this.careStore, this.programme);
    const input = { helpline, idempotencyKey: `demo:helpline:${helpline.slug}` };
    done((await saving.execute(admin, input, false)).outcome);
  }

  async advice(admin: Actor, advice: Parameters<SaveEmergencyAdvice['execute']>[1]['advice']): Promise<void> {
    done(
      await new SaveEmergencyAdvice(this.unitOfWork, this.careStore).execute(admin, {
        advice,
        idempotencyKey: `demo:advice:${advice.region}`,
      }),
    );
  }

  /** Begun and handed in by one person, approved by others: a sensitive one by all of them. */
  async guide(writer: Actor, reviewers: readonly Actor[], slug: string, document: GuideDocument): Promise<void> {
    const { unitOfWork, guideStore } = this;
    const begun = { slug, document, idempotencyKey: `demo:guide:${slug}` };
    done(await new BeginGuide(unitOfWork, guideStore).execute(writer, begun));
    const submitted = { slug, version: 1, idempotencyKey: `demo:guide-submit:${slug}` };
    const revisionId = done(
      await new SubmitGuideDraft(unitOfWork, guideStore, new HelpStore()).execute(writer, submitted),
    );
    const check = new ReviewerCheck(new ReviewerStore());
    const deciding = new DecideGuideRevision(unitOfWork, guideStore, new PolicyStore(), check, new PolicyPacks());
    for (const reviewer of reviewers)
      done(
        await deciding.execute(reviewer, {
          ...answersToGuide(document),
          revisionId,
          decision: 'APPROVED',
          reason: null,
          code: null,
          locales: null,
          idempotencyKey: `demo:guide-approve:${slug}`,
        }),
      );
  }

  async observance(scheduler: Actor, observance: Observance): Promise<void> {
    const input = { observance, idempotencyKey: `demo:observance:${observance.slug}` };
    done(await new SaveObservance(this.unitOfWork, new RecurrenceStore()).execute(scheduler, input));
  }

  /** @returns the id of the revision that waits for review */
  async submit(
    contributor: Actor,
    slug: string,
    document: Parameters<CreateContentItem['execute']>[1]['document'],
  ): Promise<string> {
    const itemId = done(
      await new CreateContentItem(this.unitOfWork, this.contentStore).execute(contributor, {
        document,
        idempotencyKey: `demo:item:${slug}`,
      }),
    );
    if (isLivedExperience(document)) await this.consent(contributor, slug, itemId);
    return done(
      await new SubmitDraft(this.unitOfWork, this.contentStore, new HelpStore()).execute(contributor, {
        itemId,
        version: 1,
        idempotencyKey: `demo:submit:${slug}`,
      }),
    );
  }

  /** Nobody stands behind the demo's stories; a story without consent is not shown, so each has a record as a real one would. */
  private async consent(contributor: Actor, slug: string, itemId: string): Promise<void> {
    const year = new Date(this.clock.now()).getUTCFullYear();
    const input = {
      itemId,
      reference: `demo/${slug}/1`,
      regions: [],
      surfaces: [],
      until: Date.UTC(year + 2, 0, 1),
      evidence: 'SIGNED_FORM',
      withdrawalExplained: true,
      supportOffered: true,
      idempotencyKey: `demo:consent:${slug}:${year}`,
    } as const;
    done(await new RecordConsent(this.unitOfWork, new ConsentStore(), new RemovalStore()).execute(contributor, input));
  }

  /** @returns true when it is approved with it; a sensitive text waits for a second person */
  async approve(reviewer: Actor, revisionId: string): Promise<boolean> {
    const revision = (await this.content.revision(revisionId, 'ALL'))!;
    if (revision.state === 'APPROVED') return true;
    const input = {
      ...answersTo(revision.document),
      revisionId,
      decision: 'APPROVED',
      reason: null,
      code: null,
      locales: null,
      idempotencyKey: `demo:approve:${revisionId}`,
    } as const;
    const { unitOfWork, contentStore, reviewStore } = this;
    const checker = new TextChecker(new PolicyStore(), reviewStore, new PolicyPacks());
    const check = new ReviewerCheck(new ReviewerStore());
    done(await new DecideRevision(unitOfWork, contentStore, reviewStore, check, checker).execute(reviewer, input));
    return (await this.content.revision(revisionId, 'ALL'))!.state === 'APPROVED';
  }

  /** @returns the id of the campaign */
  async campaign(scheduler: Actor, campaign: Parameters<CreateCampaign['execute']>[1]['campaign']): Promise<string> {
    return done(
      await new CreateCampaign(this.unitOfWork, this.campaignStore).execute(scheduler, {
        campaign,
        idempotencyKey: `demo:campaign:${campaign.slug}`,
      }),
    );
  }

  async playlist(scheduler: Actor, campaignId: string, edition: string, revisionIds: readonly string[]): Promise<void> {
    done(
      await new SetPlaylist(this.unitOfWork, this.campaignStore).execute(scheduler, {
        campaignId,
        entries: revisionIds.map((revisionId) => ({ revisionId, times: ALWAYS })),
        idempotencyKey: `demo:playlist:${edition}`,
      }),
    );
  }

  async schedule(
    scheduler: Actor,
    campaignId: string,
    edition: string,
    window: WindowIntent,
  ): Promise<Outcome<string>> {
    const slots = new SlotKeeper(
      this.unitOfWork,
      this.campaignStore,
      this.runStore,
      new AirGate(new RunApprovalStore(), new HelpStore()),
    );
    return new ScheduleCampaign(slots, this.campaignStore, this.runStore).execute(scheduler, {
      campaignId,
      window,
      regions: [],
      idempotencyKey: `demo:schedule:${edition}`,
    });
  }

  async plan(scheduler: Actor, campaignId: string, edition: string, window: WindowIntent): Promise<void> {
    done(
      await new PlanRun(this.unitOfWork, this.campaignStore, this.runStore).execute(scheduler, {
        campaignId,
        window,
        regions: [],
        idempotencyKey: `demo:plan:${edition}`,
      }),
    );
  }
}

/** What a command of the demo made; a refusal there is a fault of the demo. */
export function done<T>(outcome: Outcome<T>): T {
  if (outcome.value === null)
    throw new Error(`The demo was refused: ${outcome.refusals.map((refusal) => refusal.message).join(' ')}`);
  return outcome.value;
}
