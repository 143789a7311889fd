import type { Role } from '#domain';

/** Who can come to a type by some root field. */
export const READERS = {
  EVERYBODY: ['OWNER', 'CONTRIBUTOR', 'VIEWER', 'ADMIN', 'SCHEDULER', 'REVIEWER', 'SAFETY_REVIEWER'],
  ADMIN: ['ADMIN'],
  STAFF: ['ADMIN', 'SCHEDULER', 'REVIEWER', 'SAFETY_REVIEWER'],
  SCHEDULING: ['ADMIN', 'SCHEDULER'],
  SAFETY: ['ADMIN', 'SAFETY_REVIEWER'],
  REVIEWING: ['ADMIN', 'REVIEWER', 'SAFETY_REVIEWER'],
  WRITERS: ['OWNER', 'CONTRIBUTOR'],
  WRITERS_AND_REVIEWING: ['OWNER', 'CONTRIBUTOR', 'ADMIN', 'REVIEWER', 'SAFETY_REVIEWER'],
  SCHEDULING_AND_SAFETY: ['ADMIN', 'SCHEDULER', 'SAFETY_REVIEWER'],
  MANAGERS: ['OWNER', 'ADMIN'],
  OWNER: ['OWNER'],
  WRITERS_AND_SAFETY: ['OWNER', 'CONTRIBUTOR', 'ADMIN', 'SAFETY_REVIEWER'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

/** Fields in which a partner's members find this, whatever there is; staff find what there is. A name is hidden where it is one of the staff. */
export const STAFF_FIELDS: Readonly<Record<string, string>> = {
  'Decision.decidedBy': '"staff"',
  'GuideDecision.decidedBy': '"staff"',
  'GuideRetirement.reason': '""',
  'GuideRevision.signOffs': '0 of them',
  'GuideRevision.submittedBy': '"staff"',
  'GuideRevision.writers': '[]',
  'ItemHistoryEntry.by': '"staff"',
  'Removal.removedBy': '"staff"',
  'Revision.media': '0 of them',
  'Revision.signOffs': '0 of them',
  'Revision.submittedBy': '"staff"',
};

/** Fields that are not compared, and why they differ. */
export const OWN_FIELDS: Readonly<Record<string, string>> = {
  'Actor.displayName': 'of whoever asks',
  'Actor.memberId': 'of whoever asks',
  'Actor.partner': 'of whoever asks',
  'Actor.role': 'of whoever asks',
  'ApiKey.lastUsedOn': 'the one by which somebody asks is used by that',
  'CoverageGap.from': 'the moment of asking',
  'CoverageGap.message': 'the moment of asking',
  'CoverageGap.until': 'the moment of asking',
  'Explanation.at': 'the moment of asking',
  'Explanation.wallTime': 'the moment of asking',
  'ItemHistoryConnection.edges': 'sign-offs stay among the staff',
  'Permission.isAllowed': 'of whoever asks',
  'Review.ageSeconds': 'the moment of asking',
};

/** Every type that an answer can hold, who can come to it, and its fields, all of which they read alike but for those above. A line a type. */
const TABLE = `
AcceptInvitationPayload EVERYBODY key keyId memberId refusals
Actor EVERYBODY displayName key may memberId partner role
AddMemberPayload ADMIN member refusals
AlreadyExists EVERYBODY code message path value
AnotherPersonNeeded EVERYBODY askedBy code message path
ApiKey EVERYBODY createdAt expiresAt id lastUsedOn name prefix revokedAt scopes
Appeal EVERYBODY appealedAt decidedAt outcome reason text
Audience STAFF appVersionMin locales platforms regions
AudienceSlots EVERYBODY audience slots
AuditEntry ADMIN action actor actorId after at before hash keyId reason role seq sessionId subjectId subjectType
AuditEntryConnection ADMIN edges pageInfo
AuditEntryEdge ADMIN cursor node
AuditExport ADMIN id path through
BeginAuditExportPayload ADMIN export refusals
Campaign STAFF audience createdAt defaultLocale embargoed id playlist runs slug surface texts tier
CampaignConnection STAFF edges pageInfo
CampaignEdge STAFF cursor node
CampaignPayload SCHEDULING campaign refusals
CampaignRecurrence STAFF campaignId leadDays mode observance sinceYear zone
CampaignRecurrencePayload SCHEDULING recurrence refusals
CampaignText STAFF locale summary title
Caption EVERYBODY locale text url
CarePolicy STAFF freshMonths openWindowDays twoAlwaysOpen
CarePolicyPayload SAFETY policy refusals
ChoosePolicyPacksPayload SAFETY packs refusals
ClearCampaignRecurrencePayload SCHEDULING campaignId refusals
Conflict REVIEWING declaredAt id member partner reason
ConflictOfInterest EVERYBODY code message partnerId path
ConflictPayload REVIEWING conflictId refusals
Consent EVERYBODY evidence id itemId recordedAt recordedBy reference regions surfaces until
ConsentNeeded EVERYBODY code gap message path position revisionId until
ConsentPayload WRITERS consent refusals
ContentDocument EVERYBODY ageMin defaultLocale helplines kind localizations rights topics
ContentImport EVERYBODY closedAt dryRun id lastBatch openedAt refusedRows rowsChanged rowsMade rowsRead rowsRefused rowsUnchanged
ContentImportPayload WRITERS import refusals
ContentItem EVERYBODY createdAt draft draftVersion id partner revisions updatedAt withdrawnAt withdrawnWhy
ContentItemConnection EVERYBODY edges pageInfo
ContentItemEdge EVERYBODY cursor node
ContentItemPayload WRITERS item refusals
ContentNote EVERYBODY alternative text
ContentText EVERYBODY body contentNote direction locale media summary title
CoverageCell STAFF gaps helplines language region
CoverageGap STAFF from message rule severity until waiverId
CreatePartnerPayload ADMIN partner refusals
DailyCapReached EVERYBODY code dailyMax done endsAt message path
DaySpan STAFF close open
Decision EVERYBODY code contentHash decidedAt decidedBy decision locale reason
Displacement STAFF displacedBy from hoursOnEarth run until whole
DocumentCheck EVERYBODY findings hintsOnly unchecked
DocumentDifference EVERYBODY facts localizations
EditNotAccepted EVERYBODY code message path position revisionId
EmergencyAdvice STAFF region texts verifiedOn
EndSessionsPayload EVERYBODY memberId refusals
EntryNotApproved EVERYBODY code message path position revisionId state
ErasedHash EVERYBODY contentHash locale revisionId
Explanation STAFF at runs timeZone wallTime
ExportConnection EVERYBODY edges pageInfo
ExportEdge EVERYBODY cursor node
ExportLine EVERYBODY line
FieldDifference EVERYBODY after before field words
Finding EVERYBODY advice contentHash downgraded end key locale message pack packVersion path rule severity start
FindingsBlock EVERYBODY code message path places rules
FindingsHard EVERYBODY code message path places rules
FindingsOpen EVERYBODY code message path places questions rules warnings
GuideConnection EVERYBODY edges pageInfo
GuideDecision EVERYBODY code contentHash decidedAt decidedBy decision locale reason
GuideDocument EVERYBODY audience defaultLocale helplines localizations partners topics
GuideEdge EVERYBODY cursor node
GuideHistoryConnection EVERYBODY edges pageInfo
GuideHistoryEdge EVERYBODY cursor node
GuideHistoryEntry EVERYBODY action at by reason revisionId revisionNumber
GuidePayload WRITERS_AND_REVIEWING guide refusals
GuideRecord EVERYBODY audience createdAt draft draftVersion retirement revisions slug standing updatedAt
GuideRetirement EVERYBODY at notices pointer reason successor
GuideRevision EVERYBODY check decisions document hashes id number signOffs slug state submittedAt submittedBy writers
GuideRevisionPayload REVIEWING refusals revision
GuideSection EVERYBODY body heading slot
GuideText EVERYBODY direction disclaimer locale reviewBy reviewedOn sections title
HeavyRun STAFF mostInADay mostInARow run
HelpNotCovered EVERYBODY code endsAt languages message path region rule startsAt
HelpOnly STAFF begunAt begunBy endAskedAt endAskedBy endAskedWhy endedAt endedBy id reason regions
HelpOnlyConnection STAFF edges pageInfo
HelpOnlyEdge STAFF cursor node
HelpOnlyPayload SCHEDULING_AND_SAFETY helpOnly refusals
HelpOverride STAFF begunBy channel endsAt helpline id liftedAt liftedBy message reason regions replacement startsAt
HelpOverridePayload SAFETY override refusals
HelpWaiver STAFF expiresAt id language reason region rules runId signedAt signedBy
HelpWaiverPayload SAFETY refusals waiver
HelpWouldBeLost EVERYBODY code message path regions
HelplineChannelRecord STAFF alwaysOpen cost country dialType dialableFromAbroad display exceptions keywords kind languages roamingNotes showsOnBill value waitNotes weekly zone
HelplineDue STAFF cause daysLeft dueOn slug
HelplineEvidence STAFF method nextCheckBy sourceUrl verifiedBy verifiedOn
HelplineRecord STAFF ageMax ageMin anonymous audiences channels confidential confidentialLimits coverage descriptions emergencyDispatch evidence human languages names operator pairGroup regions slug status subdivisions supersededBy topics validFrom validTo versions
HelplineVersion STAFF helpline savedAt savedBy version
HoursException STAFF date spans
HoursOfDay STAFF from to
IdempotencyKeyReused EVERYBODY code key message path
Impact STAFF changes classesLeftOut displaced heavy lookedUntil surface withoutHelp withoutRights
ImpactChange STAFF elsewhere from goesOff goesOn hoursOnEarth locales regions until
InvalidValue EVERYBODY allowed code message path value
Invitation MANAGERS displayName expiresAt id invitedAt prefix role state
InvitationConnection MANAGERS edges pageInfo
InvitationEdge MANAGERS cursor node
InvitationPayload MANAGERS invitation refusals
InviteMemberPayload MANAGERS invitation refusals token
IssueKeyPayload MANAGERS key keyId refusals
IssueSignInLinkPayload ADMIN refusals token
ItemHistoryConnection EVERYBODY edges pageInfo
ItemHistoryEdge EVERYBODY cursor node
ItemHistoryEntry EVERYBODY action at by reason revisionId revisionNumber
LastOfRole EVERYBODY code message path role
LocalTimeAmbiguous EVERYBODY code instants message path
LocaleDifference EVERYBODY change direction fields locale
LocaleHash EVERYBODY contentHash locale
LocaleText EVERYBODY locale text
Media EVERYBODY alt blurred captions durationSeconds kind transcript transcriptText url
Member MANAGERS displayName id keys partner removedAt role
MemberConnection MANAGERS edges pageInfo
MemberEdge MANAGERS cursor node
MemberPayload MANAGERS member refusals
NotAllowed EVERYBODY action code message path role
NotApprovedAgain EVERYBODY code message observanceYear path playlistHash runId
NotFound EVERYBODY code id message path what
NothingApproved EVERYBODY campaignId code message path
Notice EVERYBODY locale text
NumberNotValid EVERYBODY code end locale message path place position revisionId start
Observance STAFF durationDays name overrides region rule slug source
ObservanceOverride STAFF end source start year
ObservancePayload SCHEDULING observance refusals
ObservanceRule STAFF day days kind month nth of weekStart weekday
ObservanceYear STAFF by end message reason source start year
OffAir EVERYBODY cause code message path removalId subjectId subjectType
OwnDecision EVERYBODY code decidedBy message path
OwnSubmission EVERYBODY code message path submittedBy
PageInfo EVERYBODY endCursor hasNextPage
PartnerApplication STAFF contact decidedAt domains id languages message name partner reason recordedAt regions slug state website
PartnerApplicationConnection STAFF edges pageInfo
PartnerApplicationEdge STAFF cursor node
PartnerApplicationPayload STAFF application refusals
PartnerAuditEntry OWNER action after at before by reason seq subjectId subjectType
PartnerAuditEntryConnection OWNER edges pageInfo
PartnerAuditEntryEdge OWNER cursor node
PartnerContact EVERYBODY email name
PartnerDomain MANAGERS addedAt checkNote checkedAt domain id proof proofWhat proofWhere verifiedAt
PartnerDomainsPayload MANAGERS domains refusals
PartnerIssuer MANAGERS addedAt clientId hasClientSecret id issuer logoutUri name redirectUri signInUrl
PartnerIssuersPayload ADMIN issuers refusals
PartnerName EVERYBODY id name slug
PartnerNotVerified EVERYBODY code message partnerId path
PartnerPayload MANAGERS partner refusals
PartnerRecord EVERYBODY contact id languages name regions slug verifiedAt website
PartnerSuspended EVERYBODY code message partnerId path since
Pause STAFF choices id pausedAt pausedBy reason regions resumedAt resumedBy until window
PauseConnection STAFF edges pageInfo
PauseEdge STAFF cursor node
PausePayload SCHEDULING pause refusals
Permission EVERYBODY action isAllowed roles
PlaylistEntry STAFF days hours position revisionId weekdays
PolicyPack EVERYBODY complete id informedBy locale rules subject version
PolicyRule EVERYBODY advice id message severity
RefusedRow EVERYBODY reference refusals row
Rehearsal STAFF dueAt findings findingsLeftOut id isGreen kind programmeVersion rehearsedAt scheduleVersion
RehearsalFinding STAFF code from hoursOnEarth message otherRunId position severity until who
RehearsalFindingAudience STAFF appVersions locales platforms regions zones
Removal EVERYBODY cause id kind liftedAt liftedBy liftedWhy notice reason receipt removedAt removedBy replacedBy subjectId subjectType
RemovalConnection EVERYBODY edges pageInfo
RemovalEdge EVERYBODY cursor node
RemovalPayload WRITERS_AND_SAFETY refusals removal
RemovalReceipt EVERYBODY hash hashes leftOut removedFrom
RemovedFrom EVERYBODY campaignId leftWithNothing positions runId state surface
RestoreItemsPayload ADMIN kept leftOut refusals restored
Review REVIEWING ageMin ageSeconds appealed assignee dueAt dueSet editedByStaff id itemId locales number overdue partner sensitive skips state submittedAt topics
ReviewCap REVIEWING dailyMax zone
ReviewConnection REVIEWING edges pageInfo
ReviewEdge REVIEWING cursor node
ReviewLocale REVIEWING awaits blurredMedia contentHash contentNote locale media
ReviewMedium EVERYBODY locale mediaHash path shows staysBlurred
ReviewPayload REVIEWING refusals review
Reviewer REVIEWING displayName id
Revision EVERYBODY appeal check decisions document edit editedFrom hashes id itemId media number partner signOffs state submittedAt submittedBy
RevisionConnection EVERYBODY edges pageInfo
RevisionEdge EVERYBODY cursor node
RevisionPayload WRITERS_AND_REVIEWING refusals revision
RevokeKeyPayload MANAGERS keyId refusals
RightsDoNotCoverRegions EVERYBODY code message missing path position revisionId
RightsDoNotCoverWindow EVERYBODY code from message path position revisionId to
RightsWindow EVERYBODY from regions to
RowRefusal EVERYBODY message path
Run STAFF approvals campaign campaignId id observanceYear playlist regions rehearsals scheduleVersion scheduledAt state transitions tzdataVersion window
RunApproval STAFF approvedAt approvedBy playlistHash reason scheduleVersion
RunCampaign STAFF id slug surface tier title
RunConnection STAFF edges pageInfo
RunEdge STAFF cursor node
RunExplanation STAFF campaignId displacedBy runId slug tier title verdict window
RunHelpLoss SAFETY campaignId gaps runId slug
RunName STAFF campaignId runId title window
RunPayload STAFF impact refusals run
RunResumption STAFF choice runId
RunWithoutHelp STAFF regions run
SaveEmergencyAdvicePayload SAFETY advice refusals
SaveHelplinePayload SAFETY helpline refusals runsLosingHelp
SecondPersonNeeded EVERYBODY awaits code locales message path
Session EVERYBODY expiresAt id isThis method startedAt userAgent
SetReviewCapPayload REVIEWING cap refusals
Showing EVERYBODY campaignId campaignSlug count day id itemId partner region
ShowingConnection EVERYBODY edges pageInfo
ShowingEdge EVERYBODY cursor node
SignOff EVERYBODY contentHash locale reason role signedAt signedBy
SlotPlace EVERYBODY required slot
SlotTaken EVERYBODY campaignTitle code endsAt message path runId startsAt
StaleVersion EVERYBODY attempted attemptedGuide code current given message path stored storedGuide
StandingGuideText EVERYBODY lapsesAt locale reviewBy reviewedOn revisionNumber state
Surface STAFF capacity exclusive name slug
SurfacePayload SCHEDULING refusals surface
TakeDownPayload STAFF guidesLeft helplinesLeft impact leftOut refusals regionsWithoutHelp removal removedFrom
TextPart EVERYBODY kind text
Transition STAFF answerableAt happenedAt kind lateMs meantAt meantWall missed scheduleVersion
TwoKeysLive EVERYBODY code keyIds message name path
ViewerWindow STAFF endsAt hours startsAt wallEnd wallStart
WeeklySpan STAFF close open weekday
Window STAFF end endsAt hoursOnEarth mode start startsAt zone
WindowEmpty EVERYBODY code endsAt message path startsAt
WindowPast EVERYBODY code endsAt message now path
WrongState EVERYBODY allowedStates code message path state
ZoneChange STAFF after afterWall before beforeWall boundary foundAt fromVersion id outcome reason releasedAt runId scheduleVersion toVersion zone
ZoneChangeConnection STAFF edges pageInfo
ZoneChangeEdge STAFF cursor node
ZoneChangePayload SCHEDULING change refusals
ZoneData STAFF differs held version
`;

export interface TypeEntry {
  readonly readers: keyof typeof READERS;
  readonly fields: string;
}

/** By the name of the type. */
export const TYPE_FIELDS: ReadonlyMap<string, TypeEntry> = new Map(
  TABLE.trim()
    .split('\n')
    .map((line) => {
      const [name = '', readers = '', ...fields] = line.split(' ');
      return [name, { readers: readers as keyof typeof READERS, fields: fields.join(' ') }];
    }),
);
