import { type Contents, describeSink, describeSource, startSandbox } from "@chat-etl/conformance";
import { membershipId } from "@chat-etl/model";
import * as z from "zod";
import { cometchatSink, cometchatSource } from "../src/index.ts";

/** In pages of seven a small app has many. */
describeSource(cometchatSource, async () => {
  const { config, close } = await startSandbox(cometchatSource, "source");
  const secrets = [config.apiKey ?? "", "sample-secret"];
  const all = { friends: "true", blocks: "true" };
  return { config: { ...config, ...all, pageSize: "7", requestsPerMinute: "1000000" }, secrets, close };
});

describeSink(cometchatSink, async () => {
  const sandbox = await startSandbox(cometchatSink, "sink", { retentionDays: "off", requestsPerMinute: "off" });
  const config = { ...sandbox.config, retention: "none" };
  return { ...sandbox, config, contents: () => contentsOf(sandbox) };
});

const Row = z.object({
  uid: z.string().optional(),
  guid: z.string().optional(),
  data: z.object({ metadata: z.object({ sourceId: z.string(), part: z.number().optional() }).optional() }).optional(),
});
type Row = z.output<typeof Row>;

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

async function contentsOf(sandbox: Sandbox): Promise<Contents> {
  const groups = (await list(sandbox, "/groups?perPage=1000")).flatMap(({ guid }) => guid ?? []);
  const membership: string[] = [];
  for (const guid of groups)
    for (const { uid = "" } of await list(sandbox, `/groups/${guid}/members?perPage=1000`))
      membership.push(membershipId(guid, uid));
  return {
    user: (await list(sandbox, "/users?perPage=1000")).flatMap(({ uid }) => uid ?? []),
    conversation: groups,
    membership,
    message: (await list(sandbox, "/messages?affix=append&id=0&limit=1000")).flatMap(messageIdOf),
  };
}

/** A message in parts is one. */
function messageIdOf({ data: { metadata } = {} }: Row): readonly string[] {
  return metadata === undefined || (metadata.part ?? 1) > 1 ? [] : [metadata.sourceId];
}

async function list({ url, config }: Sandbox, path: string): Promise<readonly Row[]> {
  const { apiKey = "", appId = "" } = config;
  const answer = await fetch(`${url}/v3${path}`, { headers: { apikey: apiKey, appId } });
  return z.object({ data: z.array(Row) }).parse(await answer.json()).data;
}
