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
import { RehearsalBatch } from './rehearsal/rehearsal-batch.js';
import { RehearsalResolver } from './rehearsal/rehearsal.resolver.js';
import { TraceResolver } from './trace/trace.resolver.js';

/** What answers at `/manage/graphql`, and nowhere else. */
@Module({
  imports: [EditorialModule, IdentityModule],
  providers: [
    CampaignResolver,
    CancelResolver,
    CareResolver,
    ContentResolver,
    IdentityResolver,
    RehearsalBatch,
    RehearsalResolver,
    ReviewResolver,
    RunResolver,
    TraceResolver,
  ],
})
export class ManagementModule {}
