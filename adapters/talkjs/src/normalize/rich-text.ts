import { type JsonObject, type MarkedText, MarkedTextBuilder } from "@chat-etl/model";

/** An action link or button: TalkJS runs it, nobody else can, so the text keeps its label only. */
export interface Action {
  readonly type: "actionLink" | "actionButton";
  readonly name: string;
  readonly params: JsonObject;
}

/** What TalkJS's markup or text tree says: plain text, its marks, and its actions. */
export interface RichText extends MarkedText {
  readonly actions: readonly Action[];
}

/** Collects text, marks and actions from left to right. */
export class RichTextBuilder extends MarkedTextBuilder {
  readonly #actions: Action[] = [];

  action(action: Action): void {
    this.#actions.push(action);
  }

  override finish(): RichText {
    return { ...super.finish(), actions: this.#actions };
  }
}
