import type { Reason } from "@chat-etl/sdk";

export const DUPLICATE: Reason = {
  code: "duplicate-id",
  message: "The source gave this id again; the later value was kept.",
};

export const ID_TAKEN: Reason = {
  code: "id-taken",
  message:
    "Another message with this id is staged already, from another conversation or time. Ids must be unique over the whole source.",
};

export const VANISHED: Reason = {
  code: "vanished",
  message: "The source had it when it was read before and has it no more; it was not sent yet, so it is not sent.",
};
