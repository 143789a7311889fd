import { Module } from '@nestjs/common';
import { EditorialModule } from '#editorial';
import { IdentityModule } from '#identity';
import { CampaignResolver } from './campaign/campaign.resolver.js';
import { ExplainResolver } from './campaign/explain.resolver.js';
import { PauseResolver } from './campaign/pause.resolver.js';
import { RunResolver } from './campaign/run.resolver.js';
import { ScheduleResolver } from './campaign/schedule.resolver.js';
import { BulkResolver } from './bulk/bulk.resolver.js';
import { CareResolver } from './care/care.resolver.js';
import { HelpResolver } from './care/help.resolver.js';
import { ContentResolver } from './content/content.resolver.js';
import { GuideReviewResolver } from './guide/guide-review.resolver.js';
import { GuideWritingResolver } from './guide/guide-writing.resolver.js';
import { GuideResolver } from './guide/guide.resolver.js';
import { HistoryResolver } from './content/history.resolver.js';
import { ReviewResolver } from './content/review.resolver.js';
import { IdentityResolver } from './identity/identity.resolver.js';
import { MeResolver } from './identity/me.resolver.js';
import { SessionResolver } from './identity/session.resolver.js';
import { ApplicationResolver } from './partner/application.resolver.js';
import { DomainResolver } from './partner/domain.resolver.js';
import { IssuerResolver } from './partner/issuer.resolver.js';
import { InvitationResolver } from './partner/invitation.resolver.js';
import { MembershipResolver } from './partner/membership.resolver.js';
import { PartnerResolver } from './partner/partner.resolver.js';
import { RehearsalBatch } from './rehearsal/rehearsal-batch.js';
import { RehearsalResolver } from './rehearsal/rehearsal.resolver.js';
import { PolicyResolver } from './policy/policy.resolver.js';
import { ApprovalResolver } from './recurrence/approval.resolver.js';
import { ObservanceResolver } from './recurrence/observance.resolver.js';
import { RecurrenceResolver } from './recurrence/recurrence.resolver.js';
import { EditResolver } from './review/edit.resolver.js';
import { QueueResolver } from './review/queue.resolver.js';
import { ReviewerResolver } from './review/reviewer.resolver.js';
import { ConsentResolver } from './takedown/consent.resolver.js';
import { HelpOnlyResolver } from './takedown/help-only.resolver.js';
import { RemovalResolver } from './takedown/removal.resolver.js';
import { ShowingResolver } from './showing/showing.resolver.js';
import { TraceResolver } from './trace/trace.resolver.js';
import { ZoneResolver } from './zones/zone.resolver.js';

/** What answers at `/manage/graphql`, and nowhere else. */
@Module({
  imports: [EditorialModule, IdentityModule],
  providers: [
    ApplicationResolver,
    DomainResolver,
    GuideResolver,
    GuideReviewResolver,
    GuideWritingResolver,
    HistoryResolver,
    InvitationResolver,
    IssuerResolver,
    MembershipResolver,
    PartnerResolver,
    ApprovalResolver,
    CampaignResolver,
    BulkResolver,
    CareResolver,
    HelpResolver,
    ConsentResolver,
    ContentResolver,
    EditResolver,
    ExplainResolver,
    HelpOnlyResolver,
    IdentityResolver,
    MeResolver,
    SessionResolver,
    PauseResolver,
    QueueResolver,
    RehearsalBatch,
    RehearsalResolver,
    RemovalResolver,
    ObservanceResolver,
    RecurrenceResolver,
    ReviewResolver,
    ReviewerResolver,
    PolicyResolver,
    RunResolver,
    ScheduleResolver,
    ShowingResolver,
    TraceResolver,
    ZoneResolver,
  ],
})
export class ManagementModule {}
