import { it } from "vitest";
import { expectSurvival } from "./seeds.ts";

it("cometchat has every record once and in order, whatever the process and the network go through", async () => {
  await expectSurvival("cometchat");
}, 600_000);
