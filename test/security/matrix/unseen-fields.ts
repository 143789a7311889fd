/**
 * Fields in which nobody has found anything in the houses of the matrix, and why: what they say to whom is for the specs that are named. A line a type.
 */
const UNSEEN: Readonly<Record<string, string>> = {
  'what a dry run says: told by the specs of each command (test/e2e/programme-control.spec.ts, takedown.spec.ts)': `
Displacement displacedBy from hoursOnEarth run until whole
HeavyRun mostInADay mostInARow run
Impact changes classesLeftOut displaced heavy lookedUntil surface withoutHelp withoutRights
ImpactChange elsewhere from goesOff goesOn hoursOnEarth locales regions until
RemovalReceipt removedFrom
RemovedFrom campaignId leftWithNothing positions runId state surface
RunHelpLoss campaignId gaps runId slug
RunName campaignId runId title window
RunPayload impact
RunResumption choice runId
RunWithoutHelp regions run
SaveHelplinePayload runsLosingHelp
TakeDownPayload impact removedFrom
ViewerWindow endsAt hours startsAt wallEnd wallStart
`,
  'nobody signs in here: test/e2e/sign-in.spec.ts, issuers.spec.ts': `
AuditEntry sessionId
PartnerIssuer logoutUri redirectUri signInUrl
Session expiresAt id isThis method startedAt userAgent
`,
  'answered to somebody who is no member yet: test/e2e/partners.spec.ts': `
AcceptInvitationPayload key keyId memberId refusals
`,
  'of runs that time has moved: no scheduler runs here (test/e2e/scheduler.spec.ts, rehearsal.spec.ts, programme-control.spec.ts)': `
Explanation runs
Rehearsal findings
RehearsalFinding code from hoursOnEarth message otherRunId position severity until who
RehearsalFindingAudience appVersions locales platforms regions zones
Run transitions
RunConnection edges pageInfo
RunEdge cursor node
RunExplanation campaignId displacedBy runId slug tier title verdict window
Transition answerableAt happenedAt kind lateMs meantAt meantWall missed scheduleVersion
`,
  'of two texts that differ: test/e2e/content-writing.spec.ts, guides.spec.ts': `
DocumentDifference facts localizations
FieldDifference after before field words
LocaleDifference change direction fields locale
TextPart kind text
`,
  'of counts below the floor, which nobody sees: test/e2e/showings.spec.ts': `
Showing campaignId campaignSlug count day id itemId partner region
ShowingConnection edges
ShowingEdge cursor node
`,
  'of rows that an import refused: test/e2e/bulk.spec.ts': `
ContentImport refusedRows
RefusedRow reference refusals row
RowRefusal message path
`,
  'left out where the houses were furnished: of one kind with what stands beside it, and read by the same code': `
ApiKey expiresAt scopes
Audience appVersionMin
CampaignRecurrence zone
CampaignText summary
Caption locale text url
Conflict declaredAt id member partner reason
CoverageGap waiverId
DaySpan close open
GuideDecision code reason
GuideHistoryConnection edges pageInfo
GuideHistoryEdge cursor node
GuideHistoryEntry action at by reason revisionId revisionNumber
HelpOverride message
HelplineChannelRecord cost country dialableFromAbroad exceptions keywords roamingNotes showsOnBill waitNotes weekly zone
HelplineEvidence nextCheckBy
HelplineRecord ageMax ageMin anonymous confidential confidentialLimits coverage descriptions human operator pairGroup supersededBy validFrom validTo
HoursException date spans
HoursOfDay from to
Media captions durationSeconds transcript transcriptText
Notice locale text
Observance overrides region
ObservanceOverride end source start year
ObservanceRule days of weekStart
ObservanceYear by end message reason source start year
PartnerApplication message website
PartnerAuditEntry before
Pause choices until
PlaylistEntry hours
Removal notice replacedBy
Review assignee
RightsWindow from to
WeeklySpan close open weekday
`,
};

/** `Type.field` of each. Refusals have no line: they are told to whoever asked, and the matrix looks at their codes. */
export const UNSEEN_FIELDS: ReadonlySet<string> = new Set(
  Object.values(UNSEEN).flatMap((lines) =>
    lines
      .trim()
      .split('\n')
      .flatMap((line) => {
        const [type, ...fields] = line.split(' ');
        return fields.map((field) => `${type}.${field}`);
      }),
  ),
);
