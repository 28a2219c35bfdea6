import type { SourceCheck } from "../check.ts";
import { CONFIG_CHECKS } from "../shared/config-checks.ts";
import { CURSOR_CHECKS } from "./cursor-checks.ts";
import { FILL_CHECKS } from "./fill-checks.ts";
import { HAZARD_CHECKS } from "./hazard-checks.ts";
import { READING_CHECKS } from "./reading-checks.ts";
import { VALUE_CHECKS } from "./value-checks.ts";

/** All that a source promises, as far as it can be tried. */
export const SOURCE_CHECKS: readonly SourceCheck[] = [
  ...CONFIG_CHECKS,
  ...READING_CHECKS,
  ...CURSOR_CHECKS,
  ...VALUE_CHECKS,
  ...FILL_CHECKS,
  ...HAZARD_CHECKS,
];
