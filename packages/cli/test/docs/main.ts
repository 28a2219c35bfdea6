import { writeFileSync } from "node:fs";
import { documents } from "./generated.ts";

for (const { path, text, generated } of await documents()) {
  if (text === generated) continue;
  writeFileSync(path, generated);
  process.stdout.write(`Rewritten: ${path}\n`);
}
