export { backoffMs, CHECK_ATTEMPTS, MAX_ATTEMPTS } from "./backoff.ts";
export type { ConfigMeta, OptionMeta } from "./config-meta.ts";
export type { Logger, OpenContext, SinkContext } from "./context.ts";
export type { CountRequests, RequestCounter } from "./count-requests.ts";
export { defineConfig, type EtlConfig } from "./define-config.ts";
export {
  type AnyPass,
  definePass,
  type Landed,
  type PassContext,
  type PassSender,
  type PassSpec,
} from "./define-pass.ts";
export { definePipeline, type Pipeline } from "./define-pipeline.ts";
export {
  type AgeLimit,
  type AnyOpenSink,
  type AnySend,
  type AnySink,
  type BatchLimit,
  type ConversationContext,
  type ConversationFacts,
  defineSink,
  type Encode,
  type EncodeContext,
  type FinishOptions,
  type Quota,
  type RateInfo,
  type SendOptions,
  type Sink,
  type SinkCapabilities,
  type SinkSpec,
  type Wires,
} from "./define-sink.ts";
export {
  type AnySource,
  type Cursor,
  type Derived,
  type Drop,
  defineSource,
  type Extracted,
  type Fields,
  type Guess,
  type Normalized,
  type Page,
  type ReadOptions,
  type Refused,
  type Source,
  type SourceCapabilities,
  type SourceSpec,
  type StreamSpec,
  type StreamWires,
  type Unreadable,
} from "./define-source.ts";
export { defineTransform, type Transform } from "./define-transform.ts";
export { DownloadError } from "./download-error.ts";
export { BatchError, ChangedInputError, ConfigError, RecordError, TransientError } from "./errors.ts";
export { type ExistingUser, readExistingUsers } from "./existing-users.ts";
export type { Asked, AskOptions, Fetched, FetchOptions } from "./fetching.ts";
export type { AllowPrivate, FileAddress, FileInside, FilePlace } from "./file-place.ts";
export type { FileDigest, FileStore, StoredFile } from "./file-store.ts";
export type { Answer, Finding, ProbeSpec } from "./findings.ts";
export { type FileOptions, LOCAL_FILE, type LocalFile } from "./local-file.ts";
export type { Encoded, Loss, Outcome, Reason } from "./outcome.ts";
export type { AnyReadBack, ReadBackSpec, Seen, SentRecord } from "./read-back.ts";
export type { AnyRemove, Removable, RemovalSpec, Remove, Removed, RemoveOptions } from "./removal.ts";
export { defineSandbox, type RunningSandbox, type SandboxContext, type SandboxSpec } from "./sandbox.ts";
export { shellWord } from "./shell-word.ts";
export { unknownPasses } from "./unknown-passes.ts";
