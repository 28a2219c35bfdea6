import type { TalkUser } from "../shapes.ts";
import { assemble, type WorldConversation } from "./assemble.ts";
import { ORDINARY_CONVERSATIONS, ordinaryConversation } from "./ordinary.ts";
import { peculiarUsers, USER_QUIRKS } from "./peculiar-users.ts";
import { ordinaryUsers } from "./people.ts";
import { type Quirk, quirksOf, type Scene, stage } from "./scene.ts";
import { FILE_SCENES } from "./scenes-files.ts";
import { ROOM_SCENES } from "./scenes-rooms.ts";
import { TALK_SCENES } from "./scenes-talk.ts";
import { TEXT_SCENES } from "./scenes-text.ts";
import { TIME_SCENES } from "./scenes-time.ts";

export interface WorldOptions {
  /** Another seed, other ordinary conversations. What is peculiar stays. */
  readonly seed: number;
  /** The newest instant, in epoch milliseconds. */
  readonly until: number;
  /** Multiplies the ordinary conversations. */
  readonly scale: number;
}

/** A TalkJS app that never was. Each call starts again and makes one thing at a time. */
export interface SampleWorld {
  users(): Generator<TalkUser>;
  conversations(): Generator<WorldConversation>;
}

const SCENES: readonly Scene[] = [...ROOM_SCENES, ...TEXT_SCENES, ...FILE_SCENES, ...TALK_SCENES, ...TIME_SCENES];

/** Everything peculiar in the sample world and where it is found, whatever the seed. */
export const QUIRKS: readonly Quirk[] = [...USER_QUIRKS, ...SCENES.flatMap(quirksOf)];

/** Users, conversations and messages as TalkJS hands them out. The same options, the same world. */
export function sampleWorld({ seed, until, scale }: WorldOptions): SampleWorld {
  return {
    *users() {
      yield* ordinaryUsers(seed, until);
      yield* peculiarUsers(until);
    },
    *conversations() {
      for (const scene of SCENES) yield assemble(stage(scene, until), until);
      const count = Math.round(ORDINARY_CONVERSATIONS * scale);
      for (let index = 0; index < count; index += 1) yield assemble(ordinaryConversation(seed, index, until), until);
    },
  };
}
