export {
  Broken,
  type Check,
  type SinkCheck,
  type SinkSubject,
  type SourceCheck,
  type SourceSubject,
  Untold,
} from "./check.ts";
export { describeSink, describeSource } from "./describe.ts";
export type { Contents, Fixture, SinkFixture, SourceFixture } from "./fixture.ts";
export { SINK_CHECKS } from "./sink/index.ts";
export { SOURCE_CHECKS } from "./source/index.ts";
export { type SandboxFixture, startSandbox } from "./start-sandbox.ts";
