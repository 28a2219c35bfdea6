import { tmpdir } from "node:os";
import { join } from "node:path";

/** Sources compiled once are not compiled again, whichever process or thread loads them: that is half of a start. */
export const COMPILE_CACHE = join(tmpdir(), "etl-test-compiled");
