import { type FileHandle, mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { SANDBOX_APP_ID } from "../options.ts";
import { sampleWorld, type WorldOptions } from "./world.ts";

export interface ExportOptions extends WorldOptions {
  /** Begins the file names. Default: the sandbox's app. */
  readonly appId?: string | undefined;
}

export interface WrittenExport {
  readonly users: number;
  readonly conversations: number;
  readonly messages: number;
  /** Paths. */
  readonly files: { readonly users: string; readonly conversations: string; readonly messages: string };
}

/**
 * Writes the sample world as TalkJS' own export script does (TalkJS sheet, section 12): users, conversations, and an
 * array of arrays of messages in the order of the conversations, each newest first. Memory does not grow with it.
 */
export async function writeExport(folder: string, options: ExportOptions): Promise<WrittenExport> {
  await mkdir(folder, { recursive: true });
  const path = (name: string) => join(folder, `${options.appId ?? SANDBOX_APP_ID}-${name}.json`);
  const files = { users: path("users"), conversations: path("conversations"), messages: path("messages") };
  const world = sampleWorld(options);
  await using users = await ArrayFile.create(files.users);
  await using conversations = await ArrayFile.create(files.conversations);
  await using messages = await ArrayFile.create(files.messages);
  for (const user of world.users()) await users.add(user);
  let messageCount = 0;
  for (const one of world.conversations()) {
    await conversations.add(one.conversation);
    await messages.add(one.messages);
    messageCount += one.messages.length;
  }
  for (const file of [users, conversations, messages]) await file.finish();
  return { users: users.count, conversations: conversations.count, messages: messageCount, files };
}

/** Characters kept before they are written. */
const BUFFER_LENGTH = 1 << 20;

/** A JSON array that grows on disk. */
class ArrayFile {
  count = 0;
  readonly #file: FileHandle;
  #buffer = "[";

  constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<ArrayFile> {
    return new ArrayFile(await open(path, "w"));
  }

  async add(value: unknown): Promise<void> {
    this.#buffer += `${this.count === 0 ? "" : ","}\n${JSON.stringify(value)}`;
    this.count += 1;
    if (this.#buffer.length > BUFFER_LENGTH) await this.#flush();
  }

  async finish(): Promise<void> {
    this.#buffer += "\n]\n";
    await this.#flush();
  }

  async #flush(): Promise<void> {
    await this.#file.appendFile(this.#buffer);
    this.#buffer = "";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}
