
/*
 * -------------------------------------------------------
 * THIS FILE WAS AUTOMATICALLY GENERATED (DO NOT MODIFY)
 * -------------------------------------------------------
 */

/* tslint:disable */
/* eslint-disable */
export type Role = "OWNER" | "CONTRIBUTOR" | "VIEWER" | "ADMIN" | "SCHEDULER" | "REVIEWER" | "SAFETY_REVIEWER";
export type RefusalCode = "INVALID_VALUE" | "NOT_FOUND" | "NOT_ALLOWED" | "WRONG_STATE" | "STALE_VERSION" | "ALREADY_EXISTS" | "OWN_SUBMISSION" | "FINDINGS_BLOCK" | "FINDINGS_HARD" | "FINDINGS_OPEN" | "SECOND_PERSON_NEEDED" | "CONFLICT_OF_INTEREST" | "OWN_DECISION" | "DAILY_CAP_REACHED" | "EDIT_NOT_ACCEPTED" | "NOTHING_APPROVED" | "ENTRY_NOT_APPROVED" | "RIGHTS_DO_NOT_COVER_WINDOW" | "RIGHTS_DO_NOT_COVER_REGIONS" | "WINDOW_EMPTY" | "WINDOW_PAST" | "LOCAL_TIME_AMBIGUOUS" | "SLOT_TAKEN" | "NOT_APPROVED_AGAIN" | "OFF_AIR" | "CONSENT_NEEDED" | "PARTNER_SUSPENDED" | "ANOTHER_PERSON_NEEDED" | "HELP_WOULD_BE_LOST" | "HELP_NOT_COVERED" | "NUMBER_NOT_VALID" | "PARTNER_NOT_VERIFIED" | "LAST_OF_ROLE" | "TWO_KEYS_LIVE" | "IDEMPOTENCY_KEY_REUSED";
export type Tier = "CRISIS" | "TAKEOVER" | "PROGRAMME" | "EVERGREEN";
export type Platform = "IOS" | "ANDROID" | "WEB";
export type TimeMode = "VIEWER_LOCAL" | "ZONED" | "INSTANT";
export type RunState = "DRAFT" | "SCHEDULED" | "ACTIVE" | "RETIRED" | "CANCELLED";
export type TransitionKind = "ACTIVATED" | "RETIRED";
export type Weekday = "MONDAY" | "TUESDAY" | "WEDNESDAY" | "THURSDAY" | "FRIDAY" | "SATURDAY" | "SUNDAY";
export type HelplineChannelKind = "PHONE" | "SMS" | "WHATSAPP" | "WEBCHAT" | "EMAIL" | "APP" | "RELAY" | "SIGN_VIDEO" | "IN_PERSON";
export type HelplineStatus = "DRAFT" | "VERIFIED" | "SUSPENDED" | "RETIRED";
export type HelplineCoverage = "NATIONAL" | "PARTIAL";
export type DispatchPolicy = "NEVER" | "IMMINENT_RISK" | "UNKNOWN";
export type ChannelCost = "FREE" | "STANDARD_RATE" | "PREMIUM" | "UNKNOWN";
export type BillVisibility = "NO" | "YES" | "UNKNOWN";
export type DialType = "E164" | "NATIONAL_SHORT" | "NATIONAL_OTHER" | "SMS_SHORT" | "URL" | "EMAIL";
export type EvidenceMethod = "CALLED" | "SITE" | "OPERATOR_ATTESTED" | "DOCUMENTED";
export type ContentKind = "VIDEO" | "ARTICLE" | "AUDIO" | "LINK";
export type MediaKind = "VIDEO" | "AUDIO" | "IMAGE" | "LINK";
export type RevisionState = "SUBMITTED" | "APPROVED" | "CHANGES_REQUESTED" | "REJECTED" | "WITHDRAWN";
export type ReviewDecision = "APPROVED" | "CHANGES_REQUESTED" | "REJECTED";
export type TextDirection = "LTR" | "RTL";
export type GuideAudience = "SHARING_YOUR_STORY" | "SUPPORTING_SOMEONE" | "CAREGIVER" | "EDUCATOR" | "GENERAL";
export type GuideSlot = "ABOUT" | "READINESS" | "INTENTION" | "CHOOSE_WHO" | "TELL_SAFELY" | "REACTIONS" | "RESPOND" | "NOTICE" | "ASK" | "LISTEN" | "CONNECT" | "EMERGENCY" | "STAY_IN_TOUCH" | "IN_CLASS" | "LOOK_AFTER_YOURSELF";
export type GuideTextState = "CURRENT" | "PAST_REVIEW" | "LAPSED";
export type CoverageRule = "HELP_PRESENT" | "HELP_FRESH" | "HELP_LANGUAGE" | "HELP_TWO_ALWAYS_OPEN" | "HELP_EMERGENCY";
export type CoverageSeverity = "HARD" | "WARN";
export type HelplineDueCause = "CHECK" | "END";
export type LocaleChange = "ADDED" | "REMOVED" | "CHANGED";
export type TextPartKind = "SAME" | "REMOVED" | "ADDED";
export type SessionMethod = "PASSWORD" | "CODE" | "RECOVERY_CODE" | "PASSKEY" | "ISSUER" | "ISSUER_SECOND_FACTOR";
export type PartnerApplicationState = "PENDING" | "ACCEPTED" | "DECLINED";
export type DomainProof = "DNS_TXT" | "FILE";
export type InvitationState = "OPEN" | "ACCEPTED" | "REVOKED" | "EXPIRED";
export type FindingSeverity = "HARD" | "BLOCK" | "WARN" | "HUMAN";
export type PackSubject = "SUICIDE" | "EATING_DISORDERS" | "METHODS" | "PLACES";
export type Verdict = "ON_AIR" | "TAKEN_DOWN" | "NOT_APPROVED" | "ZONE_UNKNOWN" | "OTHER_REGION" | "OTHER_LOCALE" | "OTHER_PLATFORM" | "APP_TOO_OLD" | "DAYS_SKIPPED" | "NOT_YET" | "OVER" | "HELP_ONLY" | "PAUSED" | "NO_ENTRY_NOW" | "LOWER_TIER" | "STARTED_EARLIER" | "LARGER_ID";
export type ResumeChoice = "CONTINUE" | "SHORTEN" | "RETIRE";
export type ObservanceRuleKind = "FIXED" | "NTH_WEEKDAY" | "WEEKDAY_ON_OR_BEFORE" | "WEEKDAY_ON_OR_AFTER" | "WEEK_CONTAINING" | "OFFSET" | "ANNOUNCED";
export type ObservanceDaysBy = "RULE" | "OVERRIDE";
export type NoObservanceDaysReason = "UNKNOWN_OBSERVANCE" | "YEAR_OUT_OF_RANGE" | "NO_SUCH_DAY" | "NOT_ANNOUNCED" | "CIRCULAR_OFFSET";
export type RecurrenceMode = "VIEWER_LOCAL" | "ZONED";
export type RehearsalKind = "SEVEN_DAYS" | "ONE_DAY" | "ONE_HOUR" | "ASKED";
export type RehearsalSeverity = "RED" | "YELLOW";
export type RehearsalFindingCode = "RUN_NEVER_SHOWN" | "RUN_DISPLACED" | "REVISION_CHANGED" | "REVISION_NOT_APPROVED" | "REVISION_WITHDRAWN" | "TAKEN_DOWN" | "CONSENT_ENDS" | "PLAYLIST_EMPTY" | "RUN_PAUSED" | "RIGHTS_END" | "LOCALE_MISSING" | "HELP_STATIC" | "HELP_NOT_COVERED" | "HELPLINE_ENDS" | "MEDIA_UNREACHABLE" | "ZONE_EMPTY" | "NOT_ALL_REHEARSED";
export type ReviewAssignment = "MINE" | "NOBODYS" | "OTHERS";
export type AwaitedReviewer = "ANY_REVIEWER" | "SAFETY_REVIEWER" | "SECOND_REVIEWER";
export type EditState = "WAITING" | "ACCEPTED" | "DECLINED";
export type MediaSign = "INJURY" | "MEANS" | "EMACIATED" | "MEASURE" | "SITE" | "BEFORE_AFTER" | "MINOR" | "FLASHING" | "AUTOPLAY_SOUND";
export type AppealOutcome = "UPHELD" | "GRANTED";
export type RejectionCode = "UNSAFE_MESSAGING" | "METHOD_OR_PLACE" | "NO_WAY_TO_HELP" | "PRIVACY" | "CONSENT" | "RIGHTS" | "NOT_ACCURATE" | "NOT_ACCESSIBLE" | "OFF_TOPIC" | "OTHER";
export type RemovalSubject = "REVISION" | "ITEM" | "PARTNER" | "CAMPAIGN" | "HELPLINE" | "GUIDE";
export type RemovalCause = "CONSENT_WITHDRAWAL" | "TAKEDOWN" | "WITHDRAWAL" | "SUSPENSION";
export type TakedownKind = "IN_ERROR" | "REPLACED_BY" | "WITHDRAWN_WITH_NOTICE";
export type ConsentEvidence = "SIGNED_FORM" | "RECORDED_STATEMENT" | "WRITTEN_MESSAGE";
export type ConsentGap = "NO_CONSENT" | "OTHER_SURFACE" | "OTHER_REGIONS" | "ENDS_TOO_EARLY";
export type AuditExportFormat = "NDJSON" | "CSV";
export type Boundary = "START" | "END";
export type ZoneOutcome = "MOVED" | "HELD" | "DIFFERS";

export interface OpenImportInput {
    dryRun: boolean;
    idempotencyKey?: Nullable<string>;
}

export interface ImportRowsInput {
    importId: string;
    batch: number;
    rows: ImportRowInput[];
}

export interface ImportRowInput {
    row: number;
    reference: string;
    document: ContentDocumentInput;
}

export interface CloseImportInput {
    importId: string;
}

export interface RestoreItemsInput {
    partner: string;
    lines: string[];
    firstLine: number;
    idempotencyKey?: Nullable<string>;
}

export interface AudienceInput {
    regions: string[];
    locales: string[];
    platforms: Platform[];
    appVersionMin?: Nullable<string>;
}

export interface CampaignTextInput {
    locale: string;
    title: string;
    summary?: Nullable<string>;
}

export interface WindowInput {
    mode: TimeMode;
    zone?: Nullable<string>;
    start: string;
    end?: Nullable<string>;
}

export interface DeclareSurfaceInput {
    slug: string;
    name: string;
    exclusive: boolean;
    capacity?: Nullable<number>;
    idempotencyKey?: Nullable<string>;
}

export interface CreateCampaignInput {
    slug: string;
    surface: string;
    tier: Tier;
    audience?: Nullable<AudienceInput>;
    embargoed: boolean;
    defaultLocale: string;
    texts: CampaignTextInput[];
    idempotencyKey?: Nullable<string>;
}

export interface UpdateCampaignInput {
    campaignId: string;
    surface: string;
    tier: Tier;
    audience: AudienceInput;
    embargoed: boolean;
    defaultLocale: string;
    texts: CampaignTextInput[];
    idempotencyKey?: Nullable<string>;
}

export interface PlaylistEntryInput {
    revisionId: string;
    days: number[];
    weekdays: Weekday[];
    hours?: Nullable<HoursOfDayInput>;
}

export interface HoursOfDayInput {
    from: string;
    to: string;
}

export interface SetPlaylistInput {
    campaignId: string;
    revisionIds?: Nullable<string[]>;
    entries?: Nullable<PlaylistEntryInput[]>;
    idempotencyKey?: Nullable<string>;
}

export interface PlanRunInput {
    campaignId: string;
    window: WindowInput;
    regions: string[];
    idempotencyKey?: Nullable<string>;
}

export interface ScheduleRunInput {
    runId: string;
    dryRun: boolean;
    idempotencyKey?: Nullable<string>;
}

export interface ScheduleCampaignInput {
    campaignId: string;
    window: WindowInput;
    regions: string[];
    dryRun: boolean;
    idempotencyKey?: Nullable<string>;
}

export interface RescheduleRunInput {
    runId: string;
    window: WindowInput;
    regions?: Nullable<string[]>;
    dryRun: boolean;
    idempotencyKey?: Nullable<string>;
}

export interface CancelRunInput {
    runId: string;
    reason: string;
    dryRun: boolean;
    idempotencyKey?: Nullable<string>;
}

export interface ReplaceRunPlaylistInput {
    runId: string;
    revisionIds?: Nullable<string[]>;
    entries?: Nullable<PlaylistEntryInput[]>;
    dryRun: boolean;
    idempotencyKey?: Nullable<string>;
}

export interface LocaleTextInput {
    locale: string;
    text: string;
}

export interface HoursExceptionInput {
    date: LocalDate;
    spans: DaySpanInput[];
}

export interface DaySpanInput {
    open: string;
    close: string;
}

export interface WeeklySpanInput {
    weekday: number;
    open: string;
    close: string;
}

export interface HelplineChannelInput {
    kind: HelplineChannelKind;
    dialType: DialType;
    value: string;
    display: string;
    keywords: LocaleTextInput[];
    alwaysOpen: boolean;
    zone?: Nullable<string>;
    weekly: WeeklySpanInput[];
    exceptions: HoursExceptionInput[];
    country?: Nullable<string>;
    languages: string[];
    dialableFromAbroad?: Nullable<boolean>;
    roamingNotes: LocaleTextInput[];
    cost?: Nullable<ChannelCost>;
    showsOnBill?: Nullable<BillVisibility>;
    waitNotes: LocaleTextInput[];
}

export interface HelplineEvidenceInput {
    sourceUrl: string;
    verifiedOn: LocalDate;
    verifiedBy: string;
    method: EvidenceMethod;
    nextCheckBy?: Nullable<LocalDate>;
}

export interface HelplineInput {
    slug: string;
    operator?: Nullable<string>;
    names: LocaleTextInput[];
    descriptions: LocaleTextInput[];
    regions: string[];
    languages: string[];
    topics: string[];
    channels: HelplineChannelInput[];
    evidence: HelplineEvidenceInput;
    validFrom?: Nullable<LocalDate>;
    validTo?: Nullable<LocalDate>;
    status: HelplineStatus;
    subdivisions: string[];
    coverage?: Nullable<HelplineCoverage>;
    audiences: string[];
    ageMin?: Nullable<number>;
    ageMax?: Nullable<number>;
    anonymous?: Nullable<boolean>;
    confidential?: Nullable<boolean>;
    confidentialLimits: LocaleTextInput[];
    human?: Nullable<boolean>;
    emergencyDispatch?: Nullable<DispatchPolicy>;
    pairGroup?: Nullable<string>;
    supersededBy?: Nullable<string>;
}

export interface SaveHelplineInput {
    helpline: HelplineInput;
    dryRun: boolean;
    idempotencyKey?: Nullable<string>;
}

export interface EmergencyAdviceInput {
    region: string;
    texts: LocaleTextInput[];
    verifiedOn: LocalDate;
}

export interface SaveEmergencyAdviceInput {
    advice: EmergencyAdviceInput;
    idempotencyKey?: Nullable<string>;
}

export interface ContentDocumentInput {
    kind: ContentKind;
    topics: string[];
    helplines: string[];
    ageMin?: Nullable<number>;
    rights?: Nullable<RightsWindowInput>;
    defaultLocale: string;
    localizations: ContentTextInput[];
}

export interface RightsWindowInput {
    from?: Nullable<string>;
    to?: Nullable<string>;
    regions: string[];
}

export interface ContentTextInput {
    locale: string;
    title: string;
    summary?: Nullable<string>;
    body?: Nullable<string>;
    contentNote?: Nullable<ContentNoteInput>;
    media: MediaInput[];
}

export interface ContentNoteInput {
    text: string;
    alternative: string;
}

export interface MediaInput {
    url: string;
    kind: MediaKind;
    alt?: Nullable<string>;
    captions: CaptionInput[];
    transcript?: Nullable<string>;
    transcriptText?: Nullable<string>;
    durationSeconds?: Nullable<number>;
    blurred: boolean;
}

export interface CaptionInput {
    locale: string;
    url: string;
    text?: Nullable<string>;
}

export interface CreateContentItemInput {
    document: ContentDocumentInput;
    idempotencyKey?: Nullable<string>;
}

export interface SaveDraftInput {
    itemId: string;
    version: number;
    document: ContentDocumentInput;
    idempotencyKey?: Nullable<string>;
}

export interface SubmitDraftInput {
    itemId: string;
    version: number;
    idempotencyKey?: Nullable<string>;
}

export interface WithdrawRevisionInput {
    revisionId: string;
    idempotencyKey?: Nullable<string>;
}

export interface WithdrawContentItemInput {
    itemId: string;
    reason: string;
    idempotencyKey?: Nullable<string>;
}

export interface ApproveRevisionInput {
    revisionId: string;
    locales?: Nullable<string[]>;
    reason?: Nullable<string>;
    acknowledged: string[];
    answers: FindingAnswerInput[];
    attestations: MediaAttestationInput[];
    idempotencyKey?: Nullable<string>;
}

export interface DecideRevisionInput {
    revisionId: string;
    reason: string;
    locales?: Nullable<string[]>;
    idempotencyKey?: Nullable<string>;
}

export interface GuideFilter {
    audience?: Nullable<GuideAudience>;
    partner?: Nullable<string>;
    waiting?: Nullable<boolean>;
    pastReview?: Nullable<boolean>;
    retired?: Nullable<boolean>;
}

export interface GuideDocumentInput {
    audience: GuideAudience;
    topics: string[];
    helplines: string[];
    partners: string[];
    defaultLocale: string;
    localizations: GuideTextInput[];
}

export interface GuideTextInput {
    locale: string;
    title: string;
    disclaimer: string;
    sections: GuideSectionInput[];
    reviewedOn: LocalDate;
    reviewBy: LocalDate;
}

export interface GuideSectionInput {
    slot: GuideSlot;
    heading: string;
    body: string;
}

export interface BeginGuideInput {
    slug: string;
    document: GuideDocumentInput;
    idempotencyKey?: Nullable<string>;
}

export interface SaveGuideDraftInput {
    slug: string;
    version: number;
    document: GuideDocumentInput;
    idempotencyKey?: Nullable<string>;
}

export interface SubmitGuideDraftInput {
    slug: string;
    version: number;
    idempotencyKey?: Nullable<string>;
}

export interface WithdrawGuideRevisionInput {
    revisionId: string;
    idempotencyKey?: Nullable<string>;
}

export interface DecideGuideRevisionInput {
    revisionId: string;
    decision: ReviewDecision;
    reason?: Nullable<string>;
    code?: Nullable<RejectionCode>;
    locales?: Nullable<string[]>;
    acknowledged: string[];
    answers: FindingAnswerInput[];
    idempotencyKey?: Nullable<string>;
}

export interface SupersedeGuideInput {
    slug: string;
    successor: string;
    reason: string;
    notices: LocaleTextInput[];
    idempotencyKey?: Nullable<string>;
}

export interface RetireGuideInput {
    slug: string;
    pointer: URL;
    reason: string;
    notices: LocaleTextInput[];
    idempotencyKey?: Nullable<string>;
}

export interface HelpCoverageInput {
    regions: string[];
    locales: string[];
    topics: string[];
    from?: Nullable<DateTime>;
    until?: Nullable<DateTime>;
    runId?: Nullable<string>;
}

export interface BeginHelpOverrideInput {
    regions: string[];
    helpline?: Nullable<string>;
    channel?: Nullable<string>;
    replacement?: Nullable<HelplineChannelInput>;
    message: LocaleTextInput[];
    until: DateTime;
    reason: string;
    idempotencyKey?: Nullable<string>;
}

export interface LiftHelpOverrideInput {
    overrideId: string;
    reason: string;
    idempotencyKey?: Nullable<string>;
}

export interface SignHelpWaiverInput {
    runId: string;
    region: string;
    language?: Nullable<string>;
    rules: CoverageRule[];
    expiresAt: DateTime;
    reason: string;
    idempotencyKey?: Nullable<string>;
}

export interface ChooseCarePolicyInput {
    freshMonths: number;
    twoAlwaysOpen: CoverageSeverity;
    openWindowDays: number;
    reason: string;
    idempotencyKey?: Nullable<string>;
}

export interface CreatePartnerInput {
    slug: string;
    name: string;
    website?: Nullable<string>;
    regions: string[];
    languages: string[];
    idempotencyKey?: Nullable<string>;
}

export interface AddMemberInput {
    displayName: string;
    role: Role;
    partner?: Nullable<string>;
    idempotencyKey?: Nullable<string>;
}

export interface IssueKeyInput {
    memberId: string;
    expiresAt?: Nullable<DateTime>;
    name: string;
    scopes?: Nullable<string[]>;
}

export interface IssueSignInLinkInput {
    memberId: string;
}

export interface EndSessionsInput {
    memberId?: Nullable<string>;
    sessionId?: Nullable<string>;
    idempotencyKey?: Nullable<string>;
}

export interface RevokeKeyInput {
    keyId: string;
    idempotencyKey?: Nullable<string>;
}

export interface AddPartnerIssuerInput {
    partner: string;
    name: string;
    issuer: string;
    clientId: string;
    clientSecret?: Nullable<string>;
    idempotencyKey?: Nullable<string>;
}

export interface RemovePartnerIssuerInput {
    issuerId: string;
    idempotencyKey?: Nullable<string>;
}

export interface RecordPartnerApplicationInput {
    slug: string;
    name: string;
    website?: Nullable<string>;
    contactName: string;
    contactEmail: string;
    domains: string[];
    regions: string[];
    languages: string[];
    message?: Nullable<string>;
    idempotencyKey?: Nullable<string>;
}

export interface AcceptPartnerApplicationInput {
    applicationId: string;
    reason?: Nullable<string>;
    idempotencyKey?: Nullable<string>;
}

export interface DeclinePartnerApplicationInput {
    applicationId: string;
    reason: string;
    idempotencyKey?: Nullable<string>;
}

export interface UpdatePartnerInput {
    partner?: Nullable<string>;
    name?: Nullable<string>;
    website?: Nullable<string>;
    contact?: Nullable<PartnerContactInput>;
    regions?: Nullable<string[]>;
    languages?: Nullable<string[]>;
    idempotencyKey?: Nullable<string>;
}

export interface PartnerContactInput {
    name: string;
    email: string;
}

export interface VerifyPartnerInput {
    partner: string;
    reason?: Nullable<string>;
    idempotencyKey?: Nullable<string>;
}

export interface AddPartnerDomainInput {
    partner?: Nullable<string>;
    domain: string;
    proof: DomainProof;
    idempotencyKey?: Nullable<string>;
}

export interface RecordDomainCheckInput {
    domainId: string;
    proved: boolean;
    note?: Nullable<string>;
    idempotencyKey?: Nullable<string>;
}

export interface RemovePartnerDomainInput {
    domainId: string;
    idempotencyKey?: Nullable<string>;
}

export interface InviteMemberInput {
    partner?: Nullable<string>;
    displayName: string;
    role: Role;
    expiresInHours: number;
}

export interface RevokeInvitationInput {
    partner?: Nullable<string>;
    invitationId: string;
    idempotencyKey?: Nullable<string>;
}

export interface ChangeMemberRoleInput {
    memberId: string;
    role: Role;
    idempotencyKey?: Nullable<string>;
}

export interface RemoveMemberInput {
    memberId: string;
    reason: string;
    idempotencyKey?: Nullable<string>;
}

export interface ExplainedViewer {
    region?: Nullable<string>;
    locale?: Nullable<string>;
    timeZone?: Nullable<string>;
    platform?: Nullable<Platform>;
    appVersion?: Nullable<string>;
}

export interface PauseProgrammeInput {
    regions: string[];
    reason: string;
    until?: Nullable<DateTime>;
    idempotencyKey?: Nullable<string>;
}

export interface ResumeProgrammeInput {
    pauseId: string;
    otherwise: ResumeChoice;
    runs: RunResumptionInput[];
    idempotencyKey?: Nullable<string>;
}

export interface RunResumptionInput {
    runId: string;
    choice: ResumeChoice;
    endsAt?: Nullable<DateTime>;
}

export interface ObservanceRuleInput {
    kind: ObservanceRuleKind;
    month?: Nullable<number>;
    day?: Nullable<number>;
    weekday?: Nullable<number>;
    nth?: Nullable<number>;
    weekStart?: Nullable<number>;
    of?: Nullable<string>;
    days?: Nullable<number>;
}

export interface ObservanceOverrideInput {
    year: number;
    start: LocalDate;
    end: LocalDate;
    source: string;
}

export interface ObservanceInput {
    slug: string;
    name: string;
    region?: Nullable<string>;
    rule: ObservanceRuleInput;
    durationDays: number;
    overrides: ObservanceOverrideInput[];
    source: string;
}

export interface SaveObservanceInput {
    observance: ObservanceInput;
    idempotencyKey?: Nullable<string>;
}

export interface ImportObservanceInput {
    slug: string;
    name: string;
    region?: Nullable<string>;
    recurrence: string;
    durationDays: number;
    source: string;
    idempotencyKey?: Nullable<string>;
}

export interface SetCampaignRecurrenceInput {
    campaignId: string;
    observance: string;
    mode: RecurrenceMode;
    zone?: Nullable<string>;
    leadDays: number;
    sinceYear: number;
    idempotencyKey?: Nullable<string>;
}

export interface ClearCampaignRecurrenceInput {
    campaignId: string;
    idempotencyKey?: Nullable<string>;
}

export interface ApproveRunInput {
    runId: string;
    revisionIds: string[];
    reason?: Nullable<string>;
    idempotencyKey?: Nullable<string>;
}

export interface RehearseRunInput {
    runId: string;
    idempotencyKey?: Nullable<string>;
}

export interface ReviewQueueFilter {
    state?: Nullable<RevisionState>;
    partner?: Nullable<string>;
    locale?: Nullable<string>;
    topic?: Nullable<string>;
    assignment?: Nullable<ReviewAssignment>;
    sensitive?: Nullable<boolean>;
    overdue?: Nullable<boolean>;
}

export interface AssignReviewInput {
    revisionId: string;
    memberId?: Nullable<string>;
    idempotencyKey?: Nullable<string>;
}

export interface SetReviewDueInput {
    revisionId: string;
    dueAt?: Nullable<DateTime>;
    idempotencyKey?: Nullable<string>;
}

export interface SkipReviewInput {
    revisionId: string;
    idempotencyKey?: Nullable<string>;
}

export interface SetReviewCapInput {
    dailyMax?: Nullable<number>;
    zone: string;
    idempotencyKey?: Nullable<string>;
}

export interface DeclareConflictInput {
    partnerId: string;
    memberId?: Nullable<string>;
    reason: string;
    idempotencyKey?: Nullable<string>;
}

export interface EndConflictInput {
    conflictId: string;
    idempotencyKey?: Nullable<string>;
}

export interface EditRevisionInput {
    revisionId: string;
    document: ContentDocumentInput;
    reason: string;
    idempotencyKey?: Nullable<string>;
}

export interface AcceptEditInput {
    revisionId: string;
    idempotencyKey?: Nullable<string>;
}

export interface DeclineEditInput {
    revisionId: string;
    reason: string;
    idempotencyKey?: Nullable<string>;
}

export interface AppealRejectionInput {
    revisionId: string;
    text: string;
    idempotencyKey?: Nullable<string>;
}

export interface DecideAppealInput {
    revisionId: string;
    outcome: AppealOutcome;
    reason: string;
    idempotencyKey?: Nullable<string>;
}

export interface ChoosePolicyPacksInput {
    partnerId: string;
    packIds: string[];
    reason: string;
    idempotencyKey?: Nullable<string>;
}

export interface FindingAnswerInput {
    key: string;
    fine: boolean;
}

export interface MediaAttestationInput {
    mediaHash: string;
    shows: MediaSign[];
}

export interface RejectRevisionInput {
    revisionId: string;
    code: RejectionCode;
    reason: string;
    locales?: Nullable<string[]>;
    idempotencyKey?: Nullable<string>;
}

export interface ShowingFilter {
    campaign?: Nullable<string>;
    partner?: Nullable<string>;
    from?: Nullable<LocalDate>;
    to?: Nullable<LocalDate>;
}

export interface TakeDownInput {
    subjectType: RemovalSubject;
    subjectId: string;
    kind: TakedownKind;
    reason: string;
    notice: NoticeInput[];
    replacedBy?: Nullable<string>;
    acknowledgesLostHelp: boolean;
    dryRun: boolean;
    idempotencyKey?: Nullable<string>;
}

export interface NoticeInput {
    locale: string;
    text: string;
}

export interface LiftTakedownInput {
    removalId: string;
    reason: string;
    idempotencyKey?: Nullable<string>;
}

export interface SuspendPartnerInput {
    partnerId: string;
    reason: string;
    idempotencyKey?: Nullable<string>;
}

export interface ReinstatePartnerInput {
    partnerId: string;
    reason: string;
    idempotencyKey?: Nullable<string>;
}

export interface RecordConsentInput {
    itemId: string;
    reference: string;
    regions: string[];
    surfaces: string[];
    until: DateTime;
    evidence: ConsentEvidence;
    withdrawalExplained: boolean;
    supportOffered: boolean;
    idempotencyKey?: Nullable<string>;
}

export interface WithdrawConsentInput {
    itemId: string;
    idempotencyKey?: Nullable<string>;
}

export interface BeginHelpOnlyInput {
    regions: string[];
    reason: string;
    idempotencyKey?: Nullable<string>;
}

export interface AskHelpOnlyEndInput {
    helpOnlyId: string;
    reason: string;
    idempotencyKey?: Nullable<string>;
}

export interface ConfirmHelpOnlyEndInput {
    helpOnlyId: string;
    ends: boolean;
    idempotencyKey?: Nullable<string>;
}

export interface AuditFilter {
    actorId?: Nullable<string>;
    keyId?: Nullable<string>;
    sessionId?: Nullable<string>;
    action?: Nullable<string>;
    subjectType?: Nullable<string>;
    subjectId?: Nullable<string>;
    partner?: Nullable<string>;
    from?: Nullable<DateTime>;
    until?: Nullable<DateTime>;
    reasonWords?: Nullable<string>;
}

export interface PartnerAuditFilter {
    action?: Nullable<string>;
    subjectType?: Nullable<string>;
    subjectId?: Nullable<string>;
    from?: Nullable<DateTime>;
    until?: Nullable<DateTime>;
}

export interface BeginAuditExportInput {
    filter?: Nullable<AuditFilter>;
    format: AuditExportFormat;
    reason: string;
    idempotencyKey?: Nullable<string>;
}

export interface ReleaseZoneHoldInput {
    changeId: string;
    idempotencyKey?: Nullable<string>;
}

export interface Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
}

export interface IQuery {
    me: Actor;
    contentImport?: Nullable<ContentImport>;
    partnerExport: ExportConnection;
    surfaces: Surface[];
    campaign?: Nullable<Campaign>;
    campaigns: CampaignConnection;
    run?: Nullable<Run>;
    schedule: RunConnection;
    helplines: HelplineRecord[];
    helpline?: Nullable<HelplineRecord>;
    emergencyAdvice: EmergencyAdvice[];
    contentItem?: Nullable<ContentItem>;
    contentItems: ContentItemConnection;
    revision?: Nullable<Revision>;
    guides: GuideConnection;
    guide?: Nullable<GuideRecord>;
    guideRevision?: Nullable<GuideRevision>;
    guideHistory?: Nullable<GuideHistoryConnection>;
    guideDifference?: Nullable<DocumentDifference>;
    checkGuide: DocumentCheck;
    guideSlots: AudienceSlots[];
    helplinesDue: HelplineDue[];
    helpOverrides: HelpOverride[];
    helpWaivers: HelpWaiver[];
    carePolicy: CarePolicy;
    helpCoverage: CoverageCell[];
    itemHistory?: Nullable<ItemHistoryConnection>;
    itemRevisions: RevisionConnection;
    revisionDifference?: Nullable<DocumentDifference>;
    partners: PartnerRecord[];
    members: Member[];
    sessions: Session[];
    partnerIssuers: PartnerIssuer[];
    partnerApplications: PartnerApplicationConnection;
    partnerDomains: PartnerDomain[];
    partnerMembers: MemberConnection;
    invitations: InvitationConnection;
    checkDocument: DocumentCheck;
    policyPacks: PolicyPack[];
    explain: Explanation;
    pauses: PauseConnection;
    observances: Observance[];
    observanceDays?: Nullable<ObservanceYear[]>;
    campaignRecurrence?: Nullable<CampaignRecurrence>;
    reviewQueue: ReviewConnection;
    review?: Nullable<Review>;
    myReviewCap?: Nullable<ReviewCap>;
    conflicts: Conflict[];
    showings: ShowingConnection;
    removal?: Nullable<Removal>;
    removals: RemovalConnection;
    helpOnly: HelpOnlyConnection;
    consents: Consent[];
    auditEntries: AuditEntryConnection;
    partnerAuditEntries: PartnerAuditEntryConnection;
    zoneChanges: ZoneChangeConnection;
    zoneData: ZoneData;
}

export interface IMutation {
    createPartner: CreatePartnerPayload;
    openImport: ContentImportPayload;
    importRows: ContentImportPayload;
    closeImport: ContentImportPayload;
    restoreItems: RestoreItemsPayload;
    declareSurface: SurfacePayload;
    createCampaign: CampaignPayload;
    updateCampaign: CampaignPayload;
    setPlaylist: CampaignPayload;
    planRun: RunPayload;
    scheduleRun: RunPayload;
    scheduleCampaign: RunPayload;
    rescheduleRun: RunPayload;
    cancelRun: RunPayload;
    replaceRunPlaylist: RunPayload;
    saveHelpline: SaveHelplinePayload;
    saveEmergencyAdvice: SaveEmergencyAdvicePayload;
    createContentItem: ContentItemPayload;
    saveDraft: ContentItemPayload;
    submitDraft: RevisionPayload;
    withdrawRevision: RevisionPayload;
    withdrawContentItem: ContentItemPayload;
    approveRevision: RevisionPayload;
    requestChanges: RevisionPayload;
    rejectRevision: RevisionPayload;
    beginGuide: GuidePayload;
    saveGuideDraft: GuidePayload;
    submitGuideDraft: GuideRevisionPayload;
    withdrawGuideRevision: GuideRevisionPayload;
    decideGuideRevision: GuideRevisionPayload;
    supersedeGuide: GuidePayload;
    retireGuide: GuidePayload;
    beginHelpOverride: HelpOverridePayload;
    liftHelpOverride: HelpOverridePayload;
    signHelpWaiver: HelpWaiverPayload;
    chooseCarePolicy: CarePolicyPayload;
    issueSignInLink: IssueSignInLinkPayload;
    endSessions: EndSessionsPayload;
    addMember: AddMemberPayload;
    issueKey: IssueKeyPayload;
    revokeKey: RevokeKeyPayload;
    addPartnerIssuer: PartnerIssuersPayload;
    removePartnerIssuer: PartnerIssuersPayload;
    recordPartnerApplication: PartnerApplicationPayload;
    acceptPartnerApplication: PartnerApplicationPayload;
    declinePartnerApplication: PartnerApplicationPayload;
    updatePartner: PartnerPayload;
    verifyPartner: PartnerPayload;
    addPartnerDomain: PartnerDomainsPayload;
    recordDomainCheck: PartnerDomainsPayload;
    removePartnerDomain: PartnerDomainsPayload;
    inviteMember: InviteMemberPayload;
    acceptInvitation: AcceptInvitationPayload;
    revokeInvitation: InvitationPayload;
    changeMemberRole: MemberPayload;
    removeMember: MemberPayload;
    pauseProgramme: PausePayload;
    resumeProgramme: PausePayload;
    saveObservance: ObservancePayload;
    importObservance: ObservancePayload;
    setCampaignRecurrence: CampaignRecurrencePayload;
    clearCampaignRecurrence: ClearCampaignRecurrencePayload;
    approveRun: RunPayload;
    rehearseRun: RunPayload;
    assignReview: ReviewPayload;
    setReviewDue: ReviewPayload;
    skipReview: ReviewPayload;
    setReviewCap: SetReviewCapPayload;
    declareConflict: ConflictPayload;
    endConflict: ConflictPayload;
    editRevision: RevisionPayload;
    acceptEdit: RevisionPayload;
    declineEdit: RevisionPayload;
    appealRejection: RevisionPayload;
    decideAppeal: RevisionPayload;
    choosePolicyPacks: ChoosePolicyPacksPayload;
    takeDown: TakeDownPayload;
    liftTakedown: RemovalPayload;
    suspendPartner: RemovalPayload;
    reinstatePartner: RemovalPayload;
    recordConsent: ConsentPayload;
    withdrawConsent: RemovalPayload;
    beginHelpOnly: HelpOnlyPayload;
    askHelpOnlyEnd: HelpOnlyPayload;
    confirmHelpOnlyEnd: HelpOnlyPayload;
    beginAuditExport: BeginAuditExportPayload;
    releaseZoneHold: ZoneChangePayload;
}

export interface PageInfo {
    hasNextPage: boolean;
    endCursor?: Nullable<string>;
}

export interface Actor {
    memberId: string;
    displayName: string;
    role: Role;
    partner?: Nullable<PartnerRecord>;
    key?: Nullable<ApiKey>;
    may: Permission[];
}

export interface Permission {
    action: string;
    isAllowed: boolean;
    roles: Role[];
}

export interface InvalidValue extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    value?: Nullable<string>;
    allowed: string;
}

export interface NotFound extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    what: string;
    id: string;
}

export interface NotAllowed extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    action: string;
    role: string;
}

export interface WrongState extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    state: string;
    allowedStates: string[];
}

export interface StaleVersion extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    given: number;
    current: number;
    stored?: Nullable<ContentDocument>;
    attempted?: Nullable<ContentDocument>;
    storedGuide?: Nullable<GuideDocument>;
    attemptedGuide?: Nullable<GuideDocument>;
}

export interface AlreadyExists extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    value: string;
}

export interface OwnSubmission extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    submittedBy: string;
}

export interface NothingApproved extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    campaignId: string;
}

export interface EntryNotApproved extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    position: number;
    revisionId: string;
    state: string;
}

export interface RightsDoNotCoverWindow extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    position: number;
    revisionId: string;
    from?: Nullable<LocalDate>;
    to?: Nullable<LocalDate>;
}

export interface RightsDoNotCoverRegions extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    position: number;
    revisionId: string;
    missing: string[];
}

export interface WindowEmpty extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    startsAt: DateTime;
    endsAt: DateTime;
}

export interface WindowPast extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    endsAt: DateTime;
    now: DateTime;
}

export interface LocalTimeAmbiguous extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    instants: DateTime[];
}

export interface FindingsBlock extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    rules: string[];
    places: string[];
}

export interface SlotTaken extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    runId: string;
    campaignTitle: string;
    startsAt: DateTime;
    endsAt?: Nullable<DateTime>;
}

export interface NotApprovedAgain extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    runId: string;
    observanceYear: number;
    playlistHash: string;
}

export interface PartnerNotVerified extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    partnerId: string;
}

export interface LastOfRole extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    role: string;
}

export interface TwoKeysLive extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    name: string;
    keyIds: string[];
}

export interface IdempotencyKeyReused extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    key: string;
}

export interface ContentImport {
    id: string;
    dryRun: boolean;
    openedAt: DateTime;
    closedAt?: Nullable<DateTime>;
    lastBatch: number;
    rowsRead: number;
    rowsMade: number;
    rowsChanged: number;
    rowsUnchanged: number;
    rowsRefused: number;
    refusedRows: RefusedRow[];
}

export interface RefusedRow {
    row: number;
    reference: string;
    refusals: RowRefusal[];
}

export interface RowRefusal {
    path: string[];
    message: string;
}

export interface ContentImportPayload {
    import?: Nullable<ContentImport>;
    refusals: Refusal[];
}

export interface ExportConnection {
    edges: ExportEdge[];
    pageInfo: PageInfo;
}

export interface ExportEdge {
    cursor: string;
    node: ExportLine;
}

export interface ExportLine {
    line: string;
}

export interface RestoreItemsPayload {
    restored: number;
    kept: number;
    leftOut: number;
    refusals: Refusal[];
}

export interface Surface {
    slug: string;
    name: string;
    exclusive: boolean;
    capacity: number;
}

export interface Audience {
    regions: string[];
    locales: string[];
    platforms: Platform[];
    appVersionMin?: Nullable<string>;
}

export interface CampaignText {
    locale: string;
    title: string;
    summary?: Nullable<string>;
}

export interface PlaylistEntry {
    position: number;
    revisionId: string;
    days: number[];
    weekdays: Weekday[];
    hours?: Nullable<HoursOfDay>;
}

export interface HoursOfDay {
    from: string;
    to: string;
}

export interface Campaign {
    id: string;
    slug: string;
    surface: string;
    tier: Tier;
    audience: Audience;
    embargoed: boolean;
    defaultLocale: string;
    texts: CampaignText[];
    createdAt: DateTime;
    playlist: PlaylistEntry[];
    runs: Run[];
}

export interface Window {
    mode: TimeMode;
    zone?: Nullable<string>;
    start: string;
    end?: Nullable<string>;
    startsAt: DateTime;
    endsAt?: Nullable<DateTime>;
    hoursOnEarth?: Nullable<number>;
}

export interface Transition {
    kind: TransitionKind;
    answerableAt?: Nullable<DateTime>;
    missed: boolean;
    scheduleVersion: number;
    meantAt: DateTime;
    meantWall: string;
    happenedAt: DateTime;
    lateMs: number;
}

export interface Run {
    id: string;
    campaignId: string;
    state: RunState;
    scheduleVersion: number;
    window: Window;
    tzdataVersion: string;
    regions: string[];
    scheduledAt?: Nullable<DateTime>;
    playlist: PlaylistEntry[];
    transitions: Transition[];
    observanceYear?: Nullable<number>;
    approvals: RunApproval[];
    campaign: RunCampaign;
    rehearsals: Rehearsal[];
}

export interface RunCampaign {
    id: string;
    slug: string;
    title: string;
    surface: string;
    tier: Tier;
}

export interface CampaignConnection {
    edges: CampaignEdge[];
    pageInfo: PageInfo;
}

export interface CampaignEdge {
    cursor: string;
    node: Campaign;
}

export interface RunConnection {
    edges: RunEdge[];
    pageInfo: PageInfo;
}

export interface RunEdge {
    cursor: string;
    node: Run;
}

export interface SurfacePayload {
    surface?: Nullable<Surface>;
    refusals: Refusal[];
}

export interface CampaignPayload {
    campaign?: Nullable<Campaign>;
    refusals: Refusal[];
}

export interface RunPayload {
    impact: Impact[];
    run?: Nullable<Run>;
    refusals: Refusal[];
}

export interface LocaleText {
    locale: string;
    text: string;
}

export interface HoursException {
    date: LocalDate;
    spans: DaySpan[];
}

export interface DaySpan {
    open: string;
    close: string;
}

export interface WeeklySpan {
    weekday: number;
    open: string;
    close: string;
}

export interface HelplineChannelRecord {
    kind: HelplineChannelKind;
    dialType: DialType;
    value: string;
    display: string;
    keywords: LocaleText[];
    alwaysOpen: boolean;
    zone?: Nullable<string>;
    weekly: WeeklySpan[];
    exceptions: HoursException[];
    country?: Nullable<string>;
    languages: string[];
    dialableFromAbroad?: Nullable<boolean>;
    roamingNotes: LocaleText[];
    cost?: Nullable<ChannelCost>;
    showsOnBill?: Nullable<BillVisibility>;
    waitNotes: LocaleText[];
}

export interface HelplineEvidence {
    sourceUrl: URL;
    verifiedOn: LocalDate;
    verifiedBy: string;
    method: EvidenceMethod;
    nextCheckBy?: Nullable<LocalDate>;
}

export interface HelplineRecord {
    slug: string;
    operator?: Nullable<string>;
    names: LocaleText[];
    descriptions: LocaleText[];
    regions: string[];
    languages: string[];
    topics: string[];
    channels: HelplineChannelRecord[];
    evidence: HelplineEvidence;
    validFrom?: Nullable<LocalDate>;
    validTo?: Nullable<LocalDate>;
    status: HelplineStatus;
    subdivisions: string[];
    coverage?: Nullable<HelplineCoverage>;
    audiences: string[];
    ageMin?: Nullable<number>;
    ageMax?: Nullable<number>;
    anonymous?: Nullable<boolean>;
    confidential?: Nullable<boolean>;
    confidentialLimits: LocaleText[];
    human?: Nullable<boolean>;
    emergencyDispatch?: Nullable<DispatchPolicy>;
    pairGroup?: Nullable<string>;
    supersededBy?: Nullable<string>;
    versions: HelplineVersion[];
}

export interface HelplineVersion {
    version: number;
    savedAt: DateTime;
    savedBy?: Nullable<string>;
    helpline: HelplineRecord;
}

export interface SaveHelplinePayload {
    helpline?: Nullable<HelplineRecord>;
    runsLosingHelp: RunHelpLoss[];
    refusals: Refusal[];
}

export interface EmergencyAdvice {
    region: string;
    texts: LocaleText[];
    verifiedOn: LocalDate;
}

export interface SaveEmergencyAdvicePayload {
    advice?: Nullable<EmergencyAdvice>;
    refusals: Refusal[];
}

export interface ContentItem {
    id: string;
    partner: PartnerName;
    createdAt: DateTime;
    updatedAt: DateTime;
    draftVersion: number;
    draft: ContentDocument;
    revisions: Revision[];
    withdrawnAt?: Nullable<DateTime>;
    withdrawnWhy?: Nullable<string>;
}

export interface PartnerName {
    id: string;
    slug: string;
    name: string;
}

export interface ContentDocument {
    kind: ContentKind;
    topics: string[];
    helplines: string[];
    ageMin?: Nullable<number>;
    rights: RightsWindow;
    defaultLocale: string;
    localizations: ContentText[];
}

export interface RightsWindow {
    from?: Nullable<LocalDate>;
    to?: Nullable<LocalDate>;
    regions: string[];
}

export interface ContentText {
    locale: string;
    direction: TextDirection;
    title: string;
    summary?: Nullable<string>;
    body?: Nullable<string>;
    contentNote?: Nullable<ContentNote>;
    media: Media[];
}

export interface ContentNote {
    text: string;
    alternative: string;
}

export interface Media {
    url: string;
    kind: MediaKind;
    alt?: Nullable<string>;
    captions: Caption[];
    transcript?: Nullable<string>;
    transcriptText?: Nullable<string>;
    durationSeconds?: Nullable<number>;
    blurred: boolean;
}

export interface Caption {
    locale: string;
    url: string;
    text?: Nullable<string>;
}

export interface Revision {
    id: string;
    itemId: string;
    partner: PartnerName;
    number: number;
    state: RevisionState;
    submittedBy: string;
    submittedAt: DateTime;
    document: ContentDocument;
    hashes: LocaleHash[];
    decisions: Decision[];
    check: DocumentCheck;
    signOffs: SignOff[];
    editedFrom?: Nullable<string>;
    edit?: Nullable<EditState>;
    media: ReviewMedium[];
    appeal?: Nullable<Appeal>;
}

export interface LocaleHash {
    locale: string;
    contentHash: string;
}

export interface Decision {
    locale: string;
    contentHash: string;
    decision: ReviewDecision;
    reason?: Nullable<string>;
    code?: Nullable<RejectionCode>;
    decidedBy: string;
    decidedAt: DateTime;
}

export interface ContentItemConnection {
    edges: ContentItemEdge[];
    pageInfo: PageInfo;
}

export interface ContentItemEdge {
    cursor: string;
    node: ContentItem;
}

export interface ContentItemPayload {
    item?: Nullable<ContentItem>;
    refusals: Refusal[];
}

export interface RevisionPayload {
    revision?: Nullable<Revision>;
    refusals: Refusal[];
}

export interface AudienceSlots {
    audience: GuideAudience;
    slots: SlotPlace[];
}

export interface SlotPlace {
    slot: GuideSlot;
    required: boolean;
}

export interface GuideRecord {
    slug: string;
    audience: GuideAudience;
    createdAt: DateTime;
    updatedAt: DateTime;
    draftVersion: number;
    draft: GuideDocument;
    standing: StandingGuideText[];
    retirement?: Nullable<GuideRetirement>;
    revisions: GuideRevision[];
}

export interface StandingGuideText {
    locale: string;
    revisionNumber: number;
    reviewedOn: LocalDate;
    reviewBy: LocalDate;
    state: GuideTextState;
    lapsesAt: DateTime;
}

export interface GuideRetirement {
    at: DateTime;
    reason: string;
    successor?: Nullable<string>;
    pointer?: Nullable<URL>;
    notices: LocaleText[];
}

export interface GuideDocument {
    audience: GuideAudience;
    topics: string[];
    helplines: string[];
    partners: string[];
    defaultLocale: string;
    localizations: GuideText[];
}

export interface GuideText {
    locale: string;
    direction: TextDirection;
    title: string;
    disclaimer: string;
    sections: GuideSection[];
    reviewedOn: LocalDate;
    reviewBy: LocalDate;
}

export interface GuideSection {
    slot?: Nullable<GuideSlot>;
    heading: string;
    body: string;
}

export interface GuideRevision {
    id: string;
    slug: string;
    number: number;
    state: RevisionState;
    submittedBy?: Nullable<string>;
    submittedAt: DateTime;
    writers: string[];
    document: GuideDocument;
    hashes: LocaleHash[];
    decisions: GuideDecision[];
    signOffs: SignOff[];
    check: DocumentCheck;
}

export interface GuideDecision {
    locale: string;
    contentHash: string;
    decision: ReviewDecision;
    reason?: Nullable<string>;
    code?: Nullable<RejectionCode>;
    decidedBy?: Nullable<string>;
    decidedAt: DateTime;
}

export interface GuideConnection {
    edges: GuideEdge[];
    pageInfo: PageInfo;
}

export interface GuideEdge {
    cursor: string;
    node: GuideRecord;
}

export interface GuideHistoryConnection {
    edges: GuideHistoryEdge[];
    pageInfo: PageInfo;
}

export interface GuideHistoryEdge {
    cursor: string;
    node: GuideHistoryEntry;
}

export interface GuideHistoryEntry {
    at: DateTime;
    by: string;
    action: string;
    revisionId?: Nullable<string>;
    revisionNumber?: Nullable<number>;
    reason?: Nullable<string>;
}

export interface GuidePayload {
    guide?: Nullable<GuideRecord>;
    refusals: Refusal[];
}

export interface GuideRevisionPayload {
    revision?: Nullable<GuideRevision>;
    refusals: Refusal[];
}

export interface CoverageCell {
    region: string;
    language?: Nullable<string>;
    helplines: string[];
    gaps: CoverageGap[];
}

export interface CoverageGap {
    rule: CoverageRule;
    severity: CoverageSeverity;
    from: DateTime;
    until: DateTime;
    waiverId?: Nullable<string>;
    message: string;
}

export interface RunHelpLoss {
    runId: string;
    campaignId: string;
    slug: string;
    gaps: string[];
}

export interface HelplineDue {
    slug: string;
    cause: HelplineDueCause;
    dueOn: LocalDate;
    daysLeft: number;
}

export interface HelpOverride {
    id: string;
    regions: string[];
    helpline?: Nullable<string>;
    channel?: Nullable<string>;
    replacement?: Nullable<HelplineChannelRecord>;
    message: LocaleText[];
    reason: string;
    startsAt: DateTime;
    endsAt: DateTime;
    begunBy?: Nullable<string>;
    liftedAt?: Nullable<DateTime>;
    liftedBy?: Nullable<string>;
}

export interface HelpOverridePayload {
    override?: Nullable<HelpOverride>;
    refusals: Refusal[];
}

export interface HelpWaiver {
    id: string;
    runId: string;
    region: string;
    language?: Nullable<string>;
    rules: CoverageRule[];
    expiresAt: DateTime;
    reason: string;
    signedAt: DateTime;
    signedBy?: Nullable<string>;
}

export interface HelpWaiverPayload {
    waiver?: Nullable<HelpWaiver>;
    refusals: Refusal[];
}

export interface CarePolicy {
    freshMonths: number;
    twoAlwaysOpen: CoverageSeverity;
    openWindowDays: number;
}

export interface CarePolicyPayload {
    policy?: Nullable<CarePolicy>;
    refusals: Refusal[];
}

export interface HelpNotCovered extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    region: string;
    languages: string[];
    rule: string;
    startsAt: DateTime;
    endsAt: DateTime;
}

export interface NumberNotValid extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    position: number;
    revisionId: string;
    locale: string;
    place: string;
    start: number;
    end: number;
}

export interface ItemHistoryConnection {
    edges: ItemHistoryEdge[];
    pageInfo: PageInfo;
}

export interface ItemHistoryEdge {
    cursor: string;
    node: ItemHistoryEntry;
}

export interface ItemHistoryEntry {
    at: DateTime;
    by: string;
    action: string;
    revisionId?: Nullable<string>;
    revisionNumber?: Nullable<number>;
    reason?: Nullable<string>;
}

export interface DocumentDifference {
    facts: FieldDifference[];
    localizations: LocaleDifference[];
}

export interface LocaleDifference {
    locale: string;
    direction: TextDirection;
    change: LocaleChange;
    fields: FieldDifference[];
}

export interface FieldDifference {
    field: string;
    before?: Nullable<string>;
    after?: Nullable<string>;
    words: TextPart[];
}

export interface TextPart {
    kind: TextPartKind;
    text: string;
}

export interface RevisionConnection {
    edges: RevisionEdge[];
    pageInfo: PageInfo;
}

export interface RevisionEdge {
    cursor: string;
    node: Revision;
}

export interface PartnerRecord {
    id: string;
    slug: string;
    name: string;
    website?: Nullable<URL>;
    regions: string[];
    languages: string[];
    contact?: Nullable<PartnerContact>;
    verifiedAt?: Nullable<DateTime>;
}

export interface CreatePartnerPayload {
    partner?: Nullable<PartnerRecord>;
    refusals: Refusal[];
}

export interface Member {
    id: string;
    displayName: string;
    role: Role;
    partner?: Nullable<PartnerRecord>;
    removedAt?: Nullable<DateTime>;
    keys: ApiKey[];
}

export interface ApiKey {
    id: string;
    name: string;
    prefix: string;
    scopes?: Nullable<string[]>;
    createdAt: DateTime;
    expiresAt?: Nullable<DateTime>;
    revokedAt?: Nullable<DateTime>;
    lastUsedOn?: Nullable<LocalDate>;
}

export interface AddMemberPayload {
    member?: Nullable<Member>;
    refusals: Refusal[];
}

export interface IssueKeyPayload {
    key?: Nullable<string>;
    keyId?: Nullable<string>;
    refusals: Refusal[];
}

export interface Session {
    id: string;
    method: SessionMethod;
    startedAt: DateTime;
    expiresAt: DateTime;
    userAgent: string;
    isThis: boolean;
}

export interface IssueSignInLinkPayload {
    token?: Nullable<string>;
    refusals: Refusal[];
}

export interface EndSessionsPayload {
    memberId?: Nullable<string>;
    refusals: Refusal[];
}

export interface RevokeKeyPayload {
    keyId?: Nullable<string>;
    refusals: Refusal[];
}

export interface PartnerIssuer {
    id: string;
    name: string;
    issuer: string;
    clientId: string;
    hasClientSecret: boolean;
    redirectUri?: Nullable<string>;
    signInUrl?: Nullable<string>;
    logoutUri?: Nullable<string>;
    addedAt: DateTime;
}

export interface PartnerIssuersPayload {
    issuers?: Nullable<PartnerIssuer[]>;
    refusals: Refusal[];
}

export interface PartnerContact {
    name: string;
    email: string;
}

export interface PartnerApplication {
    id: string;
    state: PartnerApplicationState;
    slug: string;
    name: string;
    website?: Nullable<URL>;
    contact: PartnerContact;
    domains: string[];
    regions: string[];
    languages: string[];
    message?: Nullable<string>;
    recordedAt: DateTime;
    decidedAt?: Nullable<DateTime>;
    reason?: Nullable<string>;
    partner?: Nullable<PartnerRecord>;
}

export interface PartnerApplicationConnection {
    edges: PartnerApplicationEdge[];
    pageInfo: PageInfo;
}

export interface PartnerApplicationEdge {
    cursor: string;
    node: PartnerApplication;
}

export interface PartnerDomain {
    id: string;
    domain: string;
    proof: DomainProof;
    proofWhere: string;
    proofWhat: string;
    addedAt: DateTime;
    checkedAt?: Nullable<DateTime>;
    checkNote?: Nullable<string>;
    verifiedAt?: Nullable<DateTime>;
}

export interface MemberConnection {
    edges: MemberEdge[];
    pageInfo: PageInfo;
}

export interface MemberEdge {
    cursor: string;
    node: Member;
}

export interface Invitation {
    id: string;
    displayName: string;
    role: Role;
    prefix: string;
    state: InvitationState;
    invitedAt: DateTime;
    expiresAt: DateTime;
}

export interface InvitationConnection {
    edges: InvitationEdge[];
    pageInfo: PageInfo;
}

export interface InvitationEdge {
    cursor: string;
    node: Invitation;
}

export interface PartnerApplicationPayload {
    application?: Nullable<PartnerApplication>;
    refusals: Refusal[];
}

export interface PartnerPayload {
    partner?: Nullable<PartnerRecord>;
    refusals: Refusal[];
}

export interface PartnerDomainsPayload {
    domains?: Nullable<PartnerDomain[]>;
    refusals: Refusal[];
}

export interface InviteMemberPayload {
    token?: Nullable<string>;
    invitation?: Nullable<Invitation>;
    refusals: Refusal[];
}

export interface AcceptInvitationPayload {
    memberId?: Nullable<string>;
    key?: Nullable<string>;
    keyId?: Nullable<string>;
    refusals: Refusal[];
}

export interface InvitationPayload {
    invitation?: Nullable<Invitation>;
    refusals: Refusal[];
}

export interface MemberPayload {
    member?: Nullable<Member>;
    refusals: Refusal[];
}

export interface DocumentCheck {
    findings: Finding[];
    unchecked: string[];
    hintsOnly: string[];
}

export interface Finding {
    key: string;
    rule: string;
    pack: string;
    packVersion: string;
    severity: FindingSeverity;
    downgraded: boolean;
    message: string;
    advice: string;
    locale: string;
    contentHash: string;
    path: string[];
    start: number;
    end: number;
}

export interface PolicyPack {
    id: string;
    version: string;
    locale: string;
    subject: PackSubject;
    complete: boolean;
    informedBy: URL[];
    rules: PolicyRule[];
}

export interface PolicyRule {
    id: string;
    severity: FindingSeverity;
    message: string;
    advice: string;
}

export interface Explanation {
    at: DateTime;
    wallTime: string;
    timeZone: string;
    runs: RunExplanation[];
}

export interface RunExplanation {
    runId: string;
    campaignId: string;
    slug: string;
    title: string;
    tier: Tier;
    verdict: Verdict;
    window?: Nullable<ViewerWindow>;
    displacedBy?: Nullable<string>;
}

export interface ViewerWindow {
    startsAt: DateTime;
    endsAt?: Nullable<DateTime>;
    wallStart: string;
    wallEnd?: Nullable<string>;
    hours?: Nullable<number>;
}

export interface Impact {
    surface: string;
    lookedUntil: DateTime;
    changes: ImpactChange[];
    displaced: Displacement[];
    withoutRights: RunName[];
    withoutHelp: RunWithoutHelp[];
    heavy: HeavyRun[];
    classesLeftOut: number;
}

export interface HeavyRun {
    run: RunName;
    mostInADay: number;
    mostInARow: number;
}

export interface RunName {
    runId: string;
    campaignId: string;
    title: string;
    window: Window;
}

export interface ImpactChange {
    goesOn?: Nullable<RunName>;
    goesOff?: Nullable<RunName>;
    from: DateTime;
    until?: Nullable<DateTime>;
    hoursOnEarth?: Nullable<number>;
    regions: string[];
    elsewhere: boolean;
    locales: string[];
}

export interface Displacement {
    run: RunName;
    displacedBy: RunName;
    from: DateTime;
    until?: Nullable<DateTime>;
    hoursOnEarth?: Nullable<number>;
    whole: boolean;
}

export interface RunWithoutHelp {
    run: RunName;
    regions: string[];
}

export interface Pause {
    id: string;
    regions: string[];
    reason: string;
    window: Window;
    pausedAt: DateTime;
    pausedBy: string;
    until?: Nullable<DateTime>;
    resumedAt?: Nullable<DateTime>;
    resumedBy?: Nullable<string>;
    choices: RunResumption[];
}

export interface RunResumption {
    runId: string;
    choice: ResumeChoice;
}

export interface PauseConnection {
    edges: PauseEdge[];
    pageInfo: PageInfo;
}

export interface PauseEdge {
    cursor: string;
    node: Pause;
}

export interface PausePayload {
    pause?: Nullable<Pause>;
    refusals: Refusal[];
}

export interface ObservanceRule {
    kind: ObservanceRuleKind;
    month?: Nullable<number>;
    day?: Nullable<number>;
    weekday?: Nullable<number>;
    nth?: Nullable<number>;
    weekStart?: Nullable<number>;
    of?: Nullable<string>;
    days?: Nullable<number>;
}

export interface ObservanceOverride {
    year: number;
    start: LocalDate;
    end: LocalDate;
    source: URL;
}

export interface Observance {
    slug: string;
    name: string;
    region?: Nullable<string>;
    rule: ObservanceRule;
    durationDays: number;
    overrides: ObservanceOverride[];
    source: URL;
}

export interface ObservanceYear {
    year: number;
    start?: Nullable<LocalDate>;
    end?: Nullable<LocalDate>;
    by?: Nullable<ObservanceDaysBy>;
    source?: Nullable<URL>;
    reason?: Nullable<NoObservanceDaysReason>;
    message?: Nullable<string>;
}

export interface CampaignRecurrence {
    campaignId: string;
    observance: string;
    mode: RecurrenceMode;
    zone?: Nullable<string>;
    leadDays: number;
    sinceYear: number;
}

export interface RunApproval {
    scheduleVersion: number;
    playlistHash: string;
    approvedBy: string;
    approvedAt: DateTime;
    reason?: Nullable<string>;
}

export interface ObservancePayload {
    observance?: Nullable<Observance>;
    refusals: Refusal[];
}

export interface CampaignRecurrencePayload {
    recurrence?: Nullable<CampaignRecurrence>;
    refusals: Refusal[];
}

export interface ClearCampaignRecurrencePayload {
    campaignId?: Nullable<string>;
    refusals: Refusal[];
}

export interface Rehearsal {
    id: string;
    kind: RehearsalKind;
    scheduleVersion: number;
    dueAt: DateTime;
    rehearsedAt: DateTime;
    programmeVersion: number;
    isGreen: boolean;
    findings: RehearsalFinding[];
    findingsLeftOut: number;
}

export interface RehearsalFinding {
    severity: RehearsalSeverity;
    code: RehearsalFindingCode;
    message: string;
    who: RehearsalFindingAudience;
    from: DateTime;
    until?: Nullable<DateTime>;
    hoursOnEarth?: Nullable<number>;
    position?: Nullable<number>;
    otherRunId?: Nullable<string>;
}

export interface RehearsalFindingAudience {
    regions: string[];
    locales: string[];
    platforms: string[];
    appVersions: string[];
    zones: string[];
}

export interface Review {
    id: string;
    itemId: string;
    partner: PartnerName;
    number: number;
    state: RevisionState;
    submittedAt: DateTime;
    ageSeconds: number;
    dueAt: DateTime;
    dueSet: boolean;
    overdue: boolean;
    sensitive: boolean;
    topics: string[];
    ageMin?: Nullable<number>;
    editedByStaff: boolean;
    locales: ReviewLocale[];
    assignee?: Nullable<Reviewer>;
    skips: number;
    appealed: boolean;
}

export interface ReviewLocale {
    locale: string;
    contentHash: string;
    contentNote?: Nullable<string>;
    media: number;
    blurredMedia: number;
    awaits?: Nullable<AwaitedReviewer>;
}

export interface Reviewer {
    id: string;
    displayName: string;
}

export interface ReviewConnection {
    edges: ReviewEdge[];
    pageInfo: PageInfo;
}

export interface ReviewEdge {
    cursor: string;
    node: Review;
}

export interface SignOff {
    locale: string;
    contentHash: string;
    signedBy: string;
    role: Role;
    signedAt: DateTime;
    reason?: Nullable<string>;
}

export interface ReviewMedium {
    locale: string;
    path: string[];
    mediaHash: string;
    staysBlurred: boolean;
    shows?: Nullable<MediaSign[]>;
}

export interface Appeal {
    text: string;
    appealedAt: DateTime;
    outcome?: Nullable<AppealOutcome>;
    reason?: Nullable<string>;
    decidedAt?: Nullable<DateTime>;
}

export interface ReviewCap {
    dailyMax?: Nullable<number>;
    zone: string;
}

export interface Conflict {
    id: string;
    member: Reviewer;
    partner: PartnerName;
    reason: string;
    declaredAt: DateTime;
}

export interface ReviewPayload {
    review?: Nullable<Review>;
    refusals: Refusal[];
}

export interface SetReviewCapPayload {
    cap?: Nullable<ReviewCap>;
    refusals: Refusal[];
}

export interface ConflictPayload {
    conflictId?: Nullable<string>;
    refusals: Refusal[];
}

export interface ChoosePolicyPacksPayload {
    packs?: Nullable<PolicyPack[]>;
    refusals: Refusal[];
}

export interface FindingsHard extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    rules: string[];
    places: string[];
}

export interface FindingsOpen extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    rules: string[];
    places: string[];
    warnings: string[];
    questions: string[];
}

export interface SecondPersonNeeded extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    locales: string[];
    awaits: AwaitedReviewer;
}

export interface ConflictOfInterest extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    partnerId: string;
}

export interface OwnDecision extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    decidedBy: string;
}

export interface DailyCapReached extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    dailyMax: number;
    done: number;
    endsAt: DateTime;
}

export interface EditNotAccepted extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    position: number;
    revisionId: string;
}

export interface Showing {
    id: string;
    day: LocalDate;
    campaignId: string;
    campaignSlug: string;
    itemId?: Nullable<string>;
    partner?: Nullable<string>;
    region?: Nullable<string>;
    count: number;
}

export interface ShowingConnection {
    edges: ShowingEdge[];
    pageInfo: PageInfo;
}

export interface ShowingEdge {
    cursor: string;
    node: Showing;
}

export interface Removal {
    id: string;
    cause: RemovalCause;
    kind?: Nullable<TakedownKind>;
    subjectType: RemovalSubject;
    subjectId: string;
    reason?: Nullable<string>;
    notice: Notice[];
    replacedBy?: Nullable<string>;
    removedAt: DateTime;
    removedBy?: Nullable<string>;
    receipt: RemovalReceipt;
    liftedAt?: Nullable<DateTime>;
    liftedBy?: Nullable<string>;
    liftedWhy?: Nullable<string>;
}

export interface Notice {
    locale: string;
    text: string;
}

export interface RemovalReceipt {
    hash: string;
    hashes: ErasedHash[];
    removedFrom: RemovedFrom[];
    leftOut: number;
}

export interface ErasedHash {
    revisionId: string;
    locale: string;
    contentHash: string;
}

export interface RemovedFrom {
    runId: string;
    campaignId: string;
    surface: string;
    state: RunState;
    positions: number[];
    leftWithNothing: boolean;
}

export interface RemovalConnection {
    edges: RemovalEdge[];
    pageInfo: PageInfo;
}

export interface RemovalEdge {
    cursor: string;
    node: Removal;
}

export interface HelpOnly {
    id: string;
    regions: string[];
    reason: string;
    begunAt: DateTime;
    begunBy?: Nullable<string>;
    endAskedAt?: Nullable<DateTime>;
    endAskedBy?: Nullable<string>;
    endAskedWhy?: Nullable<string>;
    endedAt?: Nullable<DateTime>;
    endedBy?: Nullable<string>;
}

export interface HelpOnlyConnection {
    edges: HelpOnlyEdge[];
    pageInfo: PageInfo;
}

export interface HelpOnlyEdge {
    cursor: string;
    node: HelpOnly;
}

export interface Consent {
    id: string;
    itemId: string;
    reference: string;
    regions: string[];
    surfaces: string[];
    until: DateTime;
    evidence: ConsentEvidence;
    recordedAt: DateTime;
    recordedBy: string;
}

export interface TakeDownPayload {
    removal?: Nullable<Removal>;
    removedFrom: RemovedFrom[];
    leftOut: number;
    regionsWithoutHelp: string[];
    helplinesLeft: string[];
    guidesLeft: string[];
    impact: Impact[];
    refusals: Refusal[];
}

export interface RemovalPayload {
    removal?: Nullable<Removal>;
    refusals: Refusal[];
}

export interface ConsentPayload {
    consent?: Nullable<Consent>;
    refusals: Refusal[];
}

export interface HelpOnlyPayload {
    helpOnly?: Nullable<HelpOnly>;
    refusals: Refusal[];
}

export interface OffAir extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    removalId: string;
    cause: RemovalCause;
    subjectType: RemovalSubject;
    subjectId: string;
}

export interface ConsentNeeded extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    position: number;
    revisionId: string;
    gap: ConsentGap;
    until?: Nullable<DateTime>;
}

export interface PartnerSuspended extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    partnerId: string;
    since: DateTime;
}

export interface AnotherPersonNeeded extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    askedBy: string;
}

export interface HelpWouldBeLost extends Refusal {
    code: RefusalCode;
    message: string;
    path: string[];
    regions: string[];
}

export interface AuditEntryConnection {
    edges: AuditEntryEdge[];
    pageInfo: PageInfo;
}

export interface AuditEntryEdge {
    cursor: string;
    node: AuditEntry;
}

export interface AuditEntry {
    seq: string;
    at: DateTime;
    actor: string;
    actorId?: Nullable<string>;
    keyId?: Nullable<string>;
    sessionId?: Nullable<string>;
    role: string;
    action: string;
    subjectType: string;
    subjectId: string;
    before?: Nullable<JSON>;
    after?: Nullable<JSON>;
    reason?: Nullable<string>;
    hash: string;
}

export interface PartnerAuditEntryConnection {
    edges: PartnerAuditEntryEdge[];
    pageInfo: PageInfo;
}

export interface PartnerAuditEntryEdge {
    cursor: string;
    node: PartnerAuditEntry;
}

export interface PartnerAuditEntry {
    seq: string;
    at: DateTime;
    by: string;
    action: string;
    subjectType: string;
    subjectId: string;
    before?: Nullable<JSON>;
    after?: Nullable<JSON>;
    reason?: Nullable<string>;
}

export interface AuditExport {
    id: string;
    path: string;
    through: string;
}

export interface BeginAuditExportPayload {
    export?: Nullable<AuditExport>;
    refusals: Refusal[];
}

export interface ZoneData {
    version: string;
    held: number;
    differs: number;
}

export interface ZoneChange {
    id: string;
    runId: string;
    scheduleVersion: number;
    zone: string;
    boundary: Boundary;
    before?: Nullable<DateTime>;
    beforeWall?: Nullable<string>;
    after?: Nullable<DateTime>;
    afterWall?: Nullable<string>;
    fromVersion: string;
    toVersion: string;
    outcome: ZoneOutcome;
    reason: string;
    foundAt: DateTime;
    releasedAt?: Nullable<DateTime>;
}

export interface ZoneChangeConnection {
    edges: ZoneChangeEdge[];
    pageInfo: PageInfo;
}

export interface ZoneChangeEdge {
    cursor: string;
    node: ZoneChange;
}

export interface ZoneChangePayload {
    change?: Nullable<ZoneChange>;
    refusals: Refusal[];
}

export type DateTime = Date;
export type LocalDate = string;
export type URL = string;
export type JSON = unknown;
type Nullable<T> = T | null;
