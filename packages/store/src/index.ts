export {
  Comparison,
  type Difference,
  type ExpectedRow,
  type FoundRow,
  type KindCounts,
  SORTS,
  type Sort,
} from "./comparison.ts";
export type { Delta, DeltaCounts } from "./delta-report.ts";
export type { FailedFiles, FileCounts, FileTallies } from "./file-tallies.ts";
export type {
  CopiedFile,
  Damage,
  DamagedCopy,
  FailedFile,
  Files,
  FileToFetch,
  FileVerdict,
  FoundFile,
} from "./files.ts";
export type { History, Stretch } from "./history.ts";
export type { KeptPlan, KeptPlans, Spent } from "./kept-plans.ts";
export type { SourceName } from "./kept-source.ts";
export type { TransformList } from "./kept-transforms.ts";
export type { UserMap } from "./kept-user-map.ts";
export type { PassOptions } from "./lane-row.ts";
export type { BatchInDoubt, Ledger, SettledRecord, Settlement, Staged } from "./ledger.ts";
export type { LeftOut } from "./left-out.ts";
export type { Loading, MessageOrder, Place, Shard, Span, Unsettled } from "./loading.ts";
export { isAtWork } from "./lock.ts";
export type { Notes } from "./notes.ts";
export type { LeftOutRecord, Refusal, StagedPage, StagedRecord } from "./page-rows.ts";
export type { Quarantine, RejectedRecord, RejectFilter } from "./quarantine.ts";
export type { Found, Reading, Readings } from "./readings.ts";
export type { ReleasableLane, Release, Released, Standing } from "./release.ts";
export type { Brought, Removal, RemovedCounts } from "./removal.ts";
export type { Fillers, Resolution } from "./resolution.ts";
export type { Sample, Samples } from "./samples.ts";
export { setAside } from "./set-aside.ts";
export type { Named, Settled, SettledStaged } from "./settled.ts";
export type { Staging, StreamState } from "./staging.ts";
export type { Group, PassTally, Tallies, Tally } from "./tallies.ts";
export {
  isWorkspace,
  openWorkspace,
  type RemovalLane,
  readWorkspace,
  type TargetLane,
  type Workspace,
  type WorkspaceReader,
} from "./workspace.ts";
