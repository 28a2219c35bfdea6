import type { SinkCheck } from "../check.ts";
import { CONFIG_CHECKS } from "../shared/config-checks.ts";
import { ENCODE_CHECKS } from "./encode-checks.ts";
import { RUN_CHECKS } from "./run-checks.ts";
import { SEND_CHECKS } from "./send-checks.ts";

/** All that a sink promises, as far as it can be tried. */
export const SINK_CHECKS: readonly SinkCheck[] = [...CONFIG_CHECKS, ...ENCODE_CHECKS, ...SEND_CHECKS, ...RUN_CHECKS];
