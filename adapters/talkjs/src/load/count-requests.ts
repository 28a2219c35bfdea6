import type { RequestCounter } from "@chat-etl/sdk";
import type { MessageWire, ParticipantWire, TalkjsWires } from "../wire-import.ts";
import { MessageTimes } from "./message-times.ts";

/** The requests that loading takes, with the memory that a load has; see `sendParticipants` and `MessageLoader`. */
export function countRequests(): RequestCounter<TalkjsWires> {
  const messages = new MessageRequests();
  return {
    count: { membership: requestsForParticipants, message: (batch) => messages.of(batch) },
    unknowns: () => messages.unknowns(),
  };
}

/** Those with ordinary settings go in together, the others one by one. */
function requestsForParticipants(participants: readonly ParticipantWire[]): number {
  const ordinary = participants.filter(({ notify }) => notify === true).length;
  return participants.length - ordinary + Math.min(1, ordinary);
}

class MessageRequests {
  readonly #times = new MessageTimes();
  readonly #spokenIn = new Set<string>();
  #files = 0;
  #begun = 0;

  /** The import itself, a request for each file, one to let the system speak, one to see what an earlier run brought. */
  of(batch: readonly MessageWire[]): number {
    const [first] = batch;
    if (first === undefined) return 0;
    const files = batch.filter(({ file }) => file !== undefined).length;
    this.#files += files;
    return 1 + files + this.#toLetSystemSpeak(batch) + this.#toLearnTimes(first);
  }

  unknowns(): readonly string[] {
    const [files, begun] = [this.#files, this.#begun].map((count) => count.toLocaleString("en-US"));
    return [
      ...(this.#files > 0 ? [`Of ${files} files each counts as one request: its upload.`] : []),
      ...(this.#begun > 0
        ? [`What ${begun} conversations hold already is read first; each counts as one request, long ones take more.`]
        : []),
    ];
  }

  #toLetSystemSpeak(batch: readonly MessageWire[]): number {
    const wire = batch.find(({ isSystemUser }) => isSystemUser);
    if (wire?.sender === undefined || this.#spokenIn.has(wire.conversationId)) return 0;
    this.#spokenIn.add(wire.conversationId);
    return 1;
  }

  #toLearnTimes({ conversationId, isBegun }: MessageWire): number {
    const isToLearn = isBegun && !this.#times.knows(conversationId);
    this.#times.learn(conversationId, []);
    if (isToLearn) this.#begun += 1;
    return isToLearn ? 1 : 0;
  }
}
