export { type CheckOptions, type CheckReport, checkPipeline } from "./check.ts";
export { carriedBy, type FieldUse, type SortUse } from "./describe/carries.ts";
export {
  type PassFacts,
  type SinkFacts,
  type SourceFacts,
  sinkFacts,
  sourceFacts,
} from "./describe/definition-facts.ts";
export { exampleConfig } from "./describe/example-config.ts";
export { fieldSamples, sampleUsers } from "./describe/field-samples.ts";
export type { OnEvent, Phase, RunEvent } from "./events.ts";
export { type Extraction, extract } from "./extract/extract.ts";
export type { Again } from "./extract/reading.ts";
export { type SourceUsersOptions, stageUsers } from "./extract/source-users.ts";
export type { AttachmentOptions, AttachmentPolicy, Copying, Fetcher, MissingPolicy } from "./files/attachments.ts";
export { ASSUMED_BYTES_PER_SECOND, type AskedFiles, type AskFiles, type PlannedFiles } from "./files/plan-files.ts";
export { type LiveStatus, liveStatus } from "./live-status.ts";
export { encodeRecord } from "./load/encode-record.ts";
export { Pace, type PaceOptions } from "./load/pace.ts";
export { type MatchedBy, matchUsers, type UserMatch } from "./match-users.ts";
export { type Plan, type PlanOptions, plan } from "./plan/plan.ts";
export type { QuotaUse } from "./plan/plan-schedule.ts";
export type { SampledGroup } from "./plan/sampled.ts";
export { type PreviewOptions, preview } from "./preview.ts";
export { groupRejects, type Reject, type RejectGroup, rejectsOf } from "./replay/quarantine.ts";
export { gatherReport, type Report, type Timeline } from "./report.ts";
export { type RunOptions, run } from "./run.ts";
export { sourceIdentity } from "./source-identity.ts";
export { countFiles, countWorkspace, type FilesTally, type RunStatus, type Summary } from "./summary.ts";
export { type UndoOptions, type UndoSummary, undo } from "./undo/undo.ts";
export type { KeptGroup } from "./undo/undo-counts.ts";
export { planUndo, type UndoPlan, type UndoPlanOptions } from "./undo/undo-plan.ts";
export type { ConversationDigests, Sample, Verification } from "./verify/verification.ts";
export { type VerifyOptions, verify } from "./verify/verify.ts";
export type { FilesVerification } from "./verify/verify-files.ts";
