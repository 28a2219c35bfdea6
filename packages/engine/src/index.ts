export type { AttachmentOptions, AttachmentPolicy, Copying, Fetcher, MissingPolicy } from "./attachments.ts";
export { carriedBy, type FieldUse, type SortUse } from "./carries.ts";
export { type CheckOptions, type CheckReport, checkPipeline } from "./check.ts";
export {
  type PassFacts,
  type SinkFacts,
  type SourceFacts,
  sinkFacts,
  sourceFacts,
} from "./definition-facts.ts";
export { encodeRecord } from "./encode-record.ts";
export type { OnEvent, Phase, RunEvent } from "./events.ts";
export { exampleConfig } from "./example-config.ts";
export { type Extraction, extract } from "./extract.ts";
export { type LiveStatus, liveStatus } from "./live-status.ts";
export { type MatchedBy, matchUsers, type UserMatch } from "./match-users.ts";
export { Pace, type PaceOptions } from "./pace.ts";
export { type Plan, type PlanOptions, plan } from "./plan.ts";
export { ASSUMED_BYTES_PER_SECOND, type AskedFiles, type AskFiles, type PlannedFiles } from "./plan-files.ts";
export type { QuotaUse } from "./plan-schedule.ts";
export { type PreviewOptions, preview } from "./preview.ts";
export { groupRejects, type Reject, type RejectGroup, rejectsOf } from "./quarantine.ts";
export type { Again } from "./reading.ts";
export { gatherReport, type Report, type Timeline } from "./report.ts";
export { type RunOptions, run } from "./run.ts";
export type { SampledGroup } from "./sampled.ts";
export { sourceIdentity } from "./source-identity.ts";
export { type SourceUsersOptions, stageUsers } from "./source-users.ts";
export { countFiles, countWorkspace, type FilesTally, type RunStatus, type Summary } from "./summary.ts";
export { type UndoOptions, type UndoSummary, undo } from "./undo.ts";
export type { KeptGroup } from "./undo-counts.ts";
export { planUndo, type UndoPlan, type UndoPlanOptions } from "./undo-plan.ts";
export type { ConversationDigests, Sample, Verification } from "./verification.ts";
export { type VerifyOptions, verify } from "./verify.ts";
export type { FilesVerification } from "./verify-files.ts";
