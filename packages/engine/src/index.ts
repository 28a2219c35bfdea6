export { type CheckOptions, type CheckReport, checkPipeline } from "./check.ts";
export type { OnEvent, Phase, RunEvent } from "./events.ts";
export { type Extraction, extract } from "./extract.ts";
export { Pace, type PaceOptions } from "./pace.ts";
export { type PreviewOptions, preview } from "./preview.ts";
export { type RunOptions, run } from "./run.ts";
export { countWorkspace, type RunStatus, type Summary } from "./summary.ts";
export type { ConversationDigests, Sample, Verification } from "./verification.ts";
export { type VerifyOptions, verify } from "./verify.ts";
