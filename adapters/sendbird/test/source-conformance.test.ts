import { rm } from "node:fs/promises";
import { describeSource } from "@chat-etl/conformance";
import { sendbirdSource } from "../src/index.ts";
import { writeWorld } from "./write-export.ts";

describeSource(sendbirdSource, async () => {
  const path = await writeWorld();
  return { config: { path }, close: () => rm(path, { recursive: true }) };
});
