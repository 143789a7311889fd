import { Module } from '@nestjs/common';
import { EditorialModule } from '#editorial';
import { IdentityModule } from '#identity';
import { CampaignResolver } from './campaign/campaign.resolver.js';
import { CancelResolver } from './campaign/cancel.resolver.js';
import { RunResolver } from './campaign/run.resolver.js';
import { CareResolver } from './care/care.resolver.js';
import { ContentResolver } from './content/content.resolver.js';
import { ReviewResolver } from './content/review.resolver.js';
import { IdentityResolver } from './identity/identity.resolver.js';
import { ApprovalResolver } from './recurrence/approval.resolver.js';
import { ObservanceResolver } from './recurrence/observance.resolver.js';
import { RecurrenceResolver } from './recurrence/recurrence.resolver.js';
import { TraceResolver } from './trace/trace.resolver.js';

/** What answers at `/manage/graphql`, and nowhere else. */
@Module({
  imports: [EditorialModule, IdentityModule],
  providers: [
    ApprovalResolver,
    CampaignResolver,
    CancelResolver,
    CareResolver,
    ContentResolver,
    IdentityResolver,
    ObservanceResolver,
    RecurrenceResolver,
    ReviewResolver,
    RunResolver,
    TraceResolver,
  ],
})
export class ManagementModule {}
