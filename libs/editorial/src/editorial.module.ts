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
import { AirGate } from './campaign/air-gate.js';
import { SlotKeeper } from './campaign/slot-keeper.js';
import { UpdateCampaign } from './campaign/update-campaign.js';
import { SaveEmergencyAdvice } from './care/save-emergency-advice.js';
import { ImportContent } from './bulk/import-content.js';
import { RestoreItems } from './bulk/restore-items.js';
import { ChooseCarePolicy } from './care/choose-care-policy.js';
import { OverrideHelp } from './care/override-help.js';
import { SaveHelpline } from './care/save-helpline.js';
import { SignHelpWaiver } from './care/sign-help-waiver.js';
import { CreateContentItem } from './content/create-content-item.js';
import { SaveDraft } from './content/save-draft.js';
import { SubmitDraft } from './content/submit-draft.js';
import { WithdrawContentItem } from './content/withdraw-content-item.js';
import { WithdrawRevision } from './content/withdraw-revision.js';
import { BeginGuide } from './guide/begin-guide.js';
import { DecideGuideRevision } from './guide/decide-guide-revision.js';
import { RetireGuide } from './guide/retire-guide.js';
import { SaveGuideDraft } from './guide/save-guide-draft.js';
import { SubmitGuideDraft } from './guide/submit-guide-draft.js';
import { WithdrawGuideRevision } from './guide/withdraw-guide-revision.js';
import { ApproveRun } from './recurrence/approve-run.js';
import { ClearCampaignRecurrence } from './recurrence/clear-campaign-recurrence.js';
import { SaveObservance } from './recurrence/save-observance.js';
import { SetCampaignRecurrence } from './recurrence/set-campaign-recurrence.js';
import { DecideRevision } from './review/decide-revision.js';
import { AppealRejection } from './review/appeal-rejection.js';
import { AssignReview } from './review/assign-review.js';
import { ChoosePolicyPacks } from './review/choose-policy-packs.js';
import { DecideAppeal } from './review/decide-appeal.js';
import { DeclareConflict } from './review/declare-conflict.js';
import { EditRevision } from './review/edit-revision.js';
import { EndConflict } from './review/end-conflict.js';
import { RespondToEdit } from './review/respond-to-edit.js';
import { SetReviewCap } from './review/set-review-cap.js';
import { SetReviewDue } from './review/set-review-due.js';
import { SkipReview } from './review/skip-review.js';
import { ReviewerCheck } from './review/reviewer-check.js';
import { TextChecker } from './review/text-checker.js';
import { BeginHelpOnly } from './takedown/begin-help-only.js';
import { EndHelpOnly } from './takedown/end-help-only.js';
import { LiftTakedown } from './takedown/lift-takedown.js';
import { RecordConsent } from './takedown/record-consent.js';
import { ReinstatePartner } from './takedown/reinstate-partner.js';
import { SuspendPartner } from './takedown/suspend-partner.js';
import { TakeDown } from './takedown/take-down.js';
import { WithdrawConsent } from './takedown/withdraw-consent.js';

const DECISIONS = [
  AppealRejection,
  AssignReview,
  ChoosePolicyPacks,
  DecideAppeal,
  DeclareConflict,
  EditRevision,
  EndConflict,
  RespondToEdit,
  SetReviewCap,
  SetReviewDue,
  SkipReview,
  ApproveRun,
  CancelRun,
  ChangeSchedule,
  ClearCampaignRecurrence,
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
  ImportContent,
  RestoreItems,
  ChooseCarePolicy,
  OverrideHelp,
  SaveHelpline,
  SignHelpWaiver,
  SaveObservance,
  ScheduleCampaign,
  SetCampaignRecurrence,
  SetPlaylist,
  SubmitDraft,
  UpdateCampaign,
  BeginGuide,
  DecideGuideRevision,
  RetireGuide,
  SaveGuideDraft,
  SubmitGuideDraft,
  WithdrawGuideRevision,
  BeginHelpOnly,
  EndHelpOnly,
  LiftTakedown,
  RecordConsent,
  ReinstatePartner,
  SuspendPartner,
  TakeDown,
  WithdrawConsent,
  WithdrawContentItem,
  WithdrawRevision,
];

/** Everything that people decide; needs `PersistenceModule` and `PolicyModule`. */
@Module({ providers: [AirGate, ReviewerCheck, SlotKeeper, TextChecker, ...DECISIONS], exports: DECISIONS })
export class EditorialModule {}
