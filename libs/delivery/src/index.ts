export { Answers, type GuideAnswer, type ProgrammeMemory, type Versioned } from './answers.js';
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
