import { it } from "vitest";
import { expectSurvival } from "./seeds.ts";

it("talkjs has every record once and in order, whatever the process and the network go through", async () => {
  await expectSurvival("talkjs");
}, 600_000);
