import { Module } from '@nestjs/common';
import { CancelRun } from './campaign/cancel-run.js';
import { ChangeSchedule } from './campaign/change-schedule.js';
import { CreateCampaign } from './campaign/create-campaign.js';
import { DeclareSurface } from './campaign/declare-surface.js';
import { PauseProgramme } from './campaign/pause-programme.js';
import { PlanRun } from './campaign/plan-run.js';
import { RehearseRun } from './campaign/rehearse-run.js';
import { ReplaceRunPlaylist } from './campaign/replace-run-playlist.js';
import { RescheduleRun } from './campaign/reschedule-run.js';
import { ReleaseZoneHold } from './campaign/release-zone-hold.js';
import { ResumeProgramme } from './campaign/resume-programme.js';
import { ScheduleCampaign } from './campaign/schedule-campaign.js';
import { SetPlaylist } from './campaign/set-playlist.js';
import { SlotKeeper } from './campaign/slot-keeper.js';
import { UpdateCampaign } from './campaign/update-campaign.js';
import { SaveEmergencyAdvice } from './care/save-emergency-advice.js';
import { SaveGuide } from './care/save-guide.js';
import { SaveHelpline } from './care/save-helpline.js';
import { CreateContentItem } from './content/create-content-item.js';
import { SaveDraft } from './content/save-draft.js';
import { SubmitDraft } from './content/submit-draft.js';
import { WithdrawContentItem } from './content/withdraw-content-item.js';
import { WithdrawRevision } from './content/withdraw-revision.js';
import { DecideRevision } from './review/decide-revision.js';

const DECISIONS = [
  CancelRun,
  ChangeSchedule,
  CreateCampaign,
  CreateContentItem,
  DecideRevision,
  DeclareSurface,
  PauseProgramme,
  PlanRun,
  RehearseRun,
  ReplaceRunPlaylist,
  RescheduleRun,
  ReleaseZoneHold,
  ResumeProgramme,
  SaveDraft,
  SaveEmergencyAdvice,
  SaveGuide,
  SaveHelpline,
  ScheduleCampaign,
  SetPlaylist,
  SubmitDraft,
  UpdateCampaign,
  WithdrawContentItem,
  WithdrawRevision,
];

/** Everything that people decide; needs `PersistenceModule`. */
@Module({ providers: [SlotKeeper, ...DECISIONS], exports: DECISIONS })
export class EditorialModule {}
