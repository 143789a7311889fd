import { Module } from '@nestjs/common';
import { EditorialModule } from '#editorial';
import { IdentityModule } from '#identity';
import { CampaignResolver } from './campaign/campaign.resolver.js';
import { ExplainResolver } from './campaign/explain.resolver.js';
import { PauseResolver } from './campaign/pause.resolver.js';
import { RunResolver } from './campaign/run.resolver.js';
import { ScheduleResolver } from './campaign/schedule.resolver.js';
import { CareResolver } from './care/care.resolver.js';
import { ContentResolver } from './content/content.resolver.js';
import { ReviewResolver } from './content/review.resolver.js';
import { IdentityResolver } from './identity/identity.resolver.js';
import { RehearsalBatch } from './rehearsal/rehearsal-batch.js';
import { RehearsalResolver } from './rehearsal/rehearsal.resolver.js';
import { PolicyResolver } from './policy/policy.resolver.js';
import { TraceResolver } from './trace/trace.resolver.js';
import { ZoneResolver } from './zones/zone.resolver.js';

/** What answers at `/manage/graphql`, and nowhere else. */
@Module({
  imports: [EditorialModule, IdentityModule],
  providers: [
    CampaignResolver,
    CareResolver,
    ContentResolver,
    ExplainResolver,
    IdentityResolver,
    PauseResolver,
    RehearsalBatch,
    RehearsalResolver,
    ReviewResolver,
    PolicyResolver,
    RunResolver,
    ScheduleResolver,
    TraceResolver,
    ZoneResolver,
  ],
})
export class ManagementModule {}
