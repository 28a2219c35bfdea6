import { defineConfig } from "vitest/config";
import { COMPILE_CACHE } from "./test/support/compile-cache.ts";

// The workers and the threads that tests start in them load sources too.
process.env.NODE_COMPILE_CACHE ??= COMPILE_CACHE;

export default defineConfig({
  ssr: { resolve: { conditions: ["source"], externalConditions: ["source"] } },
  resolve: { conditions: ["source"] },
  test: {
    include: ["{packages,adapters}/*/test/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: "./test/support/bundle.ts",
    typecheck: { enabled: false },
    testTimeout: 60_000,
    // Node strips types by WebAssembly, whose wrappers V8 tiers up at the risk of its life where threads share the code.
    execArgv: ["--wasm-wrapper-tiering-budget=2000000000"],
    // Modules keep no state of their own, so files share them: a process per worker, not one per file.
    isolate: false,
    // For two cores: much of the time is waiting for processes and quotas, and two workers leave them idle for a seventh of it.
    maxWorkers: 3,
  },
});
