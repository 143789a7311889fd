export { Answers, type Aged, type GuideAnswer, type ProgrammeMemory, type Versioned } from './answers.js';
export {
  ProgrammeHolder,
  type ChangeHint,
  type HolderCounts,
  type HolderReport,
  type Hint,
  type LoadKind,
  type ProgrammeChanged,
  type ProgrammeSource,
} from './programme-holder.js';
export {
  ORIGINS,
  ServedProgramme,
  type OriginName,
  type ProgrammeOrigin,
  type ServedOrigin,
} from './follow/served-programme.js';
export { packRows, ROWS_FORMAT, sha256Of, unpackRows, type PackedRows } from './snapshot/packed-rows.js';
export { RowPacker } from './snapshot/row-packer.js';
export {
  SNAPSHOT_FAULTS,
  SnapshotFile,
  type SnapshotFault,
  type SnapshotExpectation,
  type SnapshotHeader,
  type SnapshotReading,
} from './snapshot/snapshot-file.js';
export { SnapshotKeeper, type KeeperCounts, type KeptProgramme } from './snapshot/snapshot-keeper.js';
export { SnapshotOrigin } from './snapshot/snapshot-origin.js';
export { DenylistKeeper, type DenylistOutcome } from './denylist/denylist-keeper.js';
export {
  newDenylistKeys,
  signDenylist,
  verifiedDenylist,
  type DenylistKeys,
  type SignedDenylist,
} from './denylist/signed-list.js';
export {
  databaseStanding,
  isFitToServe,
  SILENT_MS_MAX,
  type DatabaseStanding,
  type PeerWord,
} from './follow/cut-off.js';
export { ChangeLog, type ChangeLogBounds, type ToldSteps } from './follow/change-log.js';
export { STEPS_FORMAT, unpackSteps, UnusableSteps, type ProgrammeStep } from './follow/programme-step.js';
export { sumOf, type ProgrammeSum } from './follow/programme-sum.js';
export {
  ProgrammeFollower,
  type Feed,
  type FeedAnswer,
  type FollowerCounts,
  type FollowerReport,
  type ToldKind,
} from './follow/programme-follower.js';
export { acceptedEncodings, ENCODINGS, type Encoding } from './front/content-encoding.js';
export { cacheControl } from './front/cache-policy.js';
export { noneMatchHits } from './front/entity-tag.js';
export {
  FinishedAnswer,
  MEDIA_TYPES,
  VARY,
  type AnswerFacts,
  type FlatHeaders,
  type MediaType,
} from './front/finished-answer.js';
export { FinishedBody, type ByteText } from './front/finished-body.js';
export { foldViewer } from './front/fold-viewer.js';
export { Asked, Front, type AskerClass, type FrontCounts, type Question } from './front/front.js';
export { HotStore, type HotStoreBounds, type Keepable } from './front/hot-store.js';
export { instantText, SLOT_TEXTS, type TimeName, type Times } from './front/time-slots.js';
