import { readFileSync } from "node:fs";
import { Agent, request } from "undici";
import { measured } from "./measure.ts";

/** The rival of loading: a bare loop that posts recorded batches, four at a time. Arguments: file, URL, headers as JSON. */
const [file = "", url = "", headers = "{}"] = process.argv.slice(2);

const lines = readFileSync(file, "utf8").trimEnd().split("\n");
const dispatcher = new Agent({ connections: 16 });

await measured(async () => {
  let next = 0;
  let messages = 0;
  const worker = async () => {
    for (let line = lines[next++]; line !== undefined; line = lines[next++]) {
      const { path, body } = JSON.parse(line);
      const answer = await request(url + path, {
        method: "POST",
        body,
        dispatcher,
        headers: { ...JSON.parse(headers), "content-type": "application/json" },
      });
      const { data = {} } = (await answer.body.json()) as { data?: object };
      if (path.endsWith("/messages")) messages += Object.keys(data).length;
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return messages;
});
