import type { SinkCheck } from "../check.ts";
import { CONFIG_CHECKS } from "../shared/config-checks.ts";
import { ENCODE_CHECKS } from "./encode-checks.ts";
import { PASS_CHECKS } from "./pass-checks.ts";
import { RUN_CHECKS } from "./run-checks.ts";
import { SEND_CHECKS } from "./send-checks.ts";

/** Those that open nothing: they can share a fixture. */
export const DRY_CHECKS: readonly SinkCheck[] = [...CONFIG_CHECKS, ...ENCODE_CHECKS, ...PASS_CHECKS];

/** Those that look at a target, each at an empty one. */
export const TARGET_CHECKS: readonly SinkCheck[] = [...SEND_CHECKS, ...RUN_CHECKS];

/** All that a sink promises, as far as it can be tried. */
export const SINK_CHECKS: readonly SinkCheck[] = [...DRY_CHECKS, ...TARGET_CHECKS];
