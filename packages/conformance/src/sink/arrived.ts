import { type ChatRecord, KINDS, type Kind } from "@chat-etl/model";
import { must } from "../check.ts";
import type { Contents, SinkFixture } from "../fixture.ts";
import { ofKind, wantedOf } from "./world.ts";

/** @throws Broken something of a world is not there, there twice, or out of order */
export async function mustHoldOnce(
  fixture: SinkFixture,
  world: readonly ChatRecord[],
  kinds: readonly Kind[] = KINDS,
): Promise<void> {
  const contents = await fixture.contents();
  for (const kind of kinds) mustHoldEachOnce(contents, kind, wantedOf(world)[kind]);
  if (kinds.includes("message")) mustBeInOrder(contents, world);
}

export function mustHoldEachOnce(contents: Contents, kind: Kind, wanted: readonly string[]): void {
  for (const id of wanted) {
    const count = contents[kind].filter((found) => found === id).length;
    must(count > 0, `The ${kind} "${id}" is not in the target.`);
    must(count === 1, `The ${kind} "${id}" is in the target ${count} times.`);
  }
}

/** @throws Broken the target holds anything of a world */
export async function mustHoldNothing(fixture: SinkFixture, world: readonly ChatRecord[]): Promise<void> {
  const contents = await fixture.contents();
  for (const kind of KINDS) {
    const found = wantedOf(world)[kind].find((id) => contents[kind].includes(id));
    must(found === undefined, `The ${kind} "${found}" is in the target, and nobody sent it.`);
  }
}

function mustBeInOrder({ message: found }: Contents, world: readonly ChatRecord[]): void {
  const messages = ofKind(world, "message");
  for (const { id: place } of ofKind(world, "conversation")) {
    const ids = messages.filter(({ conversationId }) => conversationId === place).map(({ id }) => id);
    const own = new Set(ids);
    const there = found.filter((id) => own.has(id));
    const at = there.findIndex((id, index) => id !== ids[index]);
    must(at < 0, `In "${place}" the message "${there[at]}" stands where "${ids[at]}" belongs.`);
  }
}
