import { expect, it } from "vitest";
import { HostWatch } from "../src/files/host-watch.ts";

const DENIED = { code: "denied", isLasting: true, message: "" };

/** A watch, and how often it had files of a host asked for again. */
function watched() {
  const reopened: string[] = [];
  const watch = new HostWatch({ reopenAt: async (host) => void reopened.push(host) }, 0);
  const asked = (count: number) => Array.from({ length: count }, () => watch.asked("a.example"));
  /** Whether the watch stops the run. */
  const fail = async (one: ReturnType<HostWatch["asked"]>, failure = DENIED): Promise<boolean> => {
    const stopped = watch.failed(one, failure).then(
      () => false,
      () => true,
    );
    return await stopped;
  };
  const failAll = async (some: readonly ReturnType<HostWatch["asked"]>[]): Promise<readonly boolean[]> => {
    const stops: boolean[] = [];
    for (const one of some) stops.push(await fail(one));
    return stops;
  };
  return { watch, asked, fail, failAll, reopened };
}

it("stops at the twentieth in a row, whatever was asked for before it and comes in between", async () => {
  const { watch, asked, fail, failAll, reopened } = watched();
  const [slow, ...rest] = asked(28);
  if (slow === undefined) throw new Error("It was asked for.");
  expect(await failAll(rest.slice(0, 19))).not.toContain(true);
  watch.copied(slow);
  const [last, ...underWay] = rest.slice(19);
  if (last === undefined) throw new Error("It was asked for.");
  expect([await fail(last), reopened]).toEqual([true, ["a.example"]]);
  // What was under way then is not given up either, though one of it comes.
  const [came] = underWay.splice(0, 1);
  if (came !== undefined) watch.copied(came);
  expect(await failAll(underWay)).not.toContain(false);
  expect(reopened).toHaveLength(1 + underWay.length);
});

it("does not stop over one in between that is still under way, and may come", async () => {
  const { watch, asked, failAll } = watched();
  const files = asked(39);
  const [middle] = files.slice(10, 11);
  if (middle === undefined) throw new Error("It was asked for.");
  const others = files.filter((one) => one !== middle).slice(0, 29);
  expect(await failAll(others)).not.toContain(true);
  watch.copied(middle);
  expect(await failAll(files.slice(30, 31))).toEqual([true]);
});

it("ends a row at a file that came or failed otherwise, and not at one that is no host's doing", async () => {
  const { watch, asked, fail, failAll } = watched();
  expect(await failAll(asked(19))).not.toContain(true);
  for (const one of asked(1)) watch.copied(one);
  expect(await failAll(asked(19))).not.toContain(true);
  for (const one of asked(1)) await fail(one, { ...DENIED, code: "gone" });
  expect(await failAll(asked(19))).not.toContain(true);
  for (const one of asked(1)) await fail(one, { ...DENIED, code: "too-large" });
  for (const one of asked(1)) watch.passed(one);
  const elsewhere = watch.asked("b.example");
  expect(await fail(elsewhere)).toBe(false);
  expect(await failAll(asked(1))).toEqual([true]);
});
