import { describeSource, startSandbox } from "@chat-etl/conformance";
import { parleySource } from "../src/index.ts";

// 8. The contract, as tests: what the definition declares is tried against the sandbox with its sample world.

describeSource(parleySource, () => startSandbox(parleySource, "source"));
