import { ConfigError } from "@chat-etl/sdk";
import { codeOf } from "../input/file-failure.ts";

/** Does what writes to the disk. @throws ConfigError it cannot be done: names `path` and says what to look at */
export async function writing<Value>(path: string, write: () => Promise<Value>): Promise<Value> {
  try {
    return await write();
  } catch (error) {
    const what = `"${path}" cannot be written (${codeOf(error) ?? "no code"})`;
    throw new ConfigError(`${what}. Check the folder, its permissions and the room on its disk.`, { cause: error });
  }
}
