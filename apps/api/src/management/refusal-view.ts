import type { ContentDocument, GuideDocument, Outcome, Refusal, RefusalCode } from '#domain';
import type { Refusal as RefusalObject } from '../generated/management.js';
import { documentObject } from './content/content-view.js';
import { guideDocumentObject } from './guide/guide-view.js';

/** Each code has its own type in the schema; a code without one does not compile. */
const TYPES = {
  INVALID_VALUE: 'InvalidValue',
  NOT_FOUND: 'NotFound',
  NOT_ALLOWED: 'NotAllowed',
  WRONG_STATE: 'WrongState',
  STALE_VERSION: 'StaleVersion',
  ALREADY_EXISTS: 'AlreadyExists',
  OWN_SUBMISSION: 'OwnSubmission',
  FINDINGS_BLOCK: 'FindingsBlock',
  FINDINGS_HARD: 'FindingsHard',
  FINDINGS_OPEN: 'FindingsOpen',
  SECOND_PERSON_NEEDED: 'SecondPersonNeeded',
  CONFLICT_OF_INTEREST: 'ConflictOfInterest',
  OWN_DECISION: 'OwnDecision',
  DAILY_CAP_REACHED: 'DailyCapReached',
  EDIT_NOT_ACCEPTED: 'EditNotAccepted',
  NOTHING_APPROVED: 'NothingApproved',
  ENTRY_NOT_APPROVED: 'EntryNotApproved',
  RIGHTS_DO_NOT_COVER_WINDOW: 'RightsDoNotCoverWindow',
  RIGHTS_DO_NOT_COVER_REGIONS: 'RightsDoNotCoverRegions',
  WINDOW_EMPTY: 'WindowEmpty',
  WINDOW_PAST: 'WindowPast',
  LOCAL_TIME_AMBIGUOUS: 'LocalTimeAmbiguous',
  SLOT_TAKEN: 'SlotTaken',
  NOT_APPROVED_AGAIN: 'NotApprovedAgain',
  OFF_AIR: 'OffAir',
  CONSENT_NEEDED: 'ConsentNeeded',
  PARTNER_SUSPENDED: 'PartnerSuspended',
  ANOTHER_PERSON_NEEDED: 'AnotherPersonNeeded',
  HELP_WOULD_BE_LOST: 'HelpWouldBeLost',
  HELP_NOT_COVERED: 'HelpNotCovered',
  NUMBER_NOT_VALID: 'NumberNotValid',
  PARTNER_NOT_VERIFIED: 'PartnerNotVerified',
  LAST_OF_ROLE: 'LastOfRole',
  TWO_KEYS_LIVE: 'TwoKeysLive',
  IDEMPOTENCY_KEY_REUSED: 'IdempotencyKeyReused',
} as const satisfies Record<RefusalCode, string>;

/** Fields that are instants in the domain and DateTime in the schema. */
const INSTANTS = ['startsAt', 'endsAt', 'now', 'since', 'until'];

/** Fields that are documents. */
const DOCUMENTS = ['stored', 'attempted'];
const GUIDE_DOCUMENTS = ['storedGuide', 'attemptedGuide'];

/** A refusal as an object of its schema type: its own fields, instants as dates. */
export function refusalView(refusal: Refusal): RefusalObject & { __typename: string } {
  const fields = Object.entries(refusal).map(([name, value]: [string, unknown]) => {
    if (name === 'instants') return [name, (value as number[]).map((instant) => new Date(instant))];
    if (DOCUMENTS.includes(name)) return [name, documentObject(value as ContentDocument)];
    if (GUIDE_DOCUMENTS.includes(name)) return [name, guideDocumentObject(value as GuideDocument)];
    return [name, INSTANTS.includes(name) && typeof value === 'number' ? new Date(value) : value];
  });
  return { ...(Object.fromEntries(fields) as RefusalObject), path: [...refusal.path], __typename: TYPES[refusal.code] };
}

/** The payload of a mutation: the changed object read again under `field`, or every refusal. */
export async function payload<Field extends string, Node>(
  field: Field,
  outcome: Outcome<string>,
  read: (id: string) => Promise<Node | null>,
): Promise<Record<Field, Node | null> & { refusals: RefusalObject[] }> {
  const node = outcome.value === null ? null : await read(outcome.value);
  return { [field]: node, refusals: outcome.refusals.map(refusalView) } as Record<Field, Node | null> & {
    refusals: RefusalObject[];
  };
}
