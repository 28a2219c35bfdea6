import { fieldSamples, sampleUsers } from "@chat-etl/engine";
import type { ChatRecord } from "@chat-etl/model";
import type { AnyPass, Loss, PassContext } from "@chat-etl/sdk";
import { must, type SinkCheck, type SinkSubject } from "../check.ts";
import { HAZARDS } from "../shared/hazards.ts";
import { configOf } from "../shared/options.ts";
import { factsOf, hostileWorld, ofKind, said, smallWorld } from "./world.ts";

/** What passes say of themselves is what they do. */
export const PASS_CHECKS: readonly SinkCheck[] = [
  {
    name: "names every pass that it may be asked for",
    applies: ({ passes }) => passes !== undefined,
    async run({ definition, fixture }) {
      const known = new Set(definition.everyPass?.map(({ name }) => name));
      for (const { name } of definition.passes?.(definition.config.parse(fixture.config)) ?? [])
        must(known.has(name), `The pass "${name}" is not among all the passes that are declared.`);
    },
  },
  {
    name: "declares every loss that its passes tell, with the same sentence",
    applies: ({ losses, everyPass = [] }) => losses !== undefined && everyPass.length > 0,
    async run(subject) {
      const declared = new Map(Object.entries(subject.definition.losses ?? {}));
      for (const pass of subject.definition.everyPass ?? [])
        for (const { code, detail } of lossesOf(subject, pass))
          must(
            declared.get(code) === detail,
            `The loss "${code}" of the pass "${pass.name}" is not declared, or with another sentence.`,
          );
    },
  },
];

/** Of records with every field and with few, and such as are hard; sent or not, with all that may be known and with nothing. */
function lossesOf(subject: SinkSubject, pass: AnyPass): readonly Loss[] {
  const always = { config: configOf(subject), startedAt: Date.UTC(2030, 0, 1), source: "conformance:world" };
  return worlds().flatMap((world) => {
    const facts = factsOf(world);
    return ofKind(world, pass.kind).flatMap((record) =>
      findingsOf(record, world).flatMap((found) => {
        const conversation = facts.get(placeOf(record));
        const made = pass.encode(record, { ...always, ...found, conversation, systemUserId: "system" });
        return "reject" in made ? [] : (made.losses ?? []);
      }),
    );
  });
}

type Finding = Pick<PassContext<unknown>, "users" | "wasSent" | "targetId" | "threadRoot" | "lastRead">;

/** What a run may know of a record, and what the main load may have left behind of it. */
function findingsOf(record: ChatRecord, world: readonly ChatRecord[]): readonly Finding[] {
  const users = new Map([...sampleUsers(), ...ofKind(world, "user").map((user) => [user.id, user] as const)]);
  const landed = { record: said("landed", placeOf(record)), targetId: "1" };
  const all = { users, targetId: "1", threadRoot: landed, lastRead: landed };
  return [all, { users: new Map() }].flatMap((found) => [true, false].map((wasSent) => ({ ...found, wasSent })));
}

function worlds(): readonly (readonly ChatRecord[])[] {
  const rooms = ofKind(smallWorld(), "conversation");
  const samples = fieldSamples().flatMap(({ bare, full }) =>
    [bare, full].flatMap((record): readonly (readonly ChatRecord[])[] =>
      "conversationId" in record ? rooms.map((room) => [room, { ...record, conversationId: room.id }]) : [[record]],
    ),
  );
  return [smallWorld(), hostileWorld(HAZARDS), ...samples];
}

function placeOf(record: ChatRecord): string {
  return "conversationId" in record ? record.conversationId : record.id;
}
