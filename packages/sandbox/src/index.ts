export { FAULTS, Fault, FaultBook, type FaultKind } from "./faults.ts";
export { RateWindow } from "./rate-window.ts";
export { type SandboxApp, type SandboxCall, type SandboxEnv, type ServedSandbox, serveSandbox } from "./serve.ts";
