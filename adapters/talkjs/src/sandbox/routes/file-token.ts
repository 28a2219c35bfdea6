import { invalid, type Refusal } from "../answers.ts";
import type { TalkRequest } from "../request.ts";
import type { FileBlock } from "../shapes.ts";

/** The file a token stands for. It may be used again, until it is too old. @throws Refusal (E62) */
export function fileOf(request: TalkRequest, token: string, field: string): FileBlock {
  const { state, options } = request;
  const file = state.files.get(token);
  if (file === undefined) throw unusable(token, field, "is not known");
  const { tokenTtlSeconds } = options;
  if (tokenTtlSeconds !== "none" && request.instant() - file.uploadedAt > tokenTtlSeconds * 1000) {
    throw unusable(token, field, "has expired");
  }
  return file.block;
}

function unusable(token: string, field: string, why: string): Refusal {
  return invalid({ [field]: `The file token "${token}" ${why}.` });
}
