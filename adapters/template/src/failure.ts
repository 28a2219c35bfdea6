import type { HttpAnswer, HttpRequest } from "@chat-etl/io";
import { ConfigError, TransientError } from "@chat-etl/sdk";

/** What an answer means, if it is none of success: who must act. Never a secret, never anybody's words. */
export function failureOf({ status }: HttpAnswer, { method, path }: HttpRequest): Error | undefined {
  if (status < 300) return undefined;
  const what = `Parley answered ${method} ${path} with ${status}.`;
  if (status === 401 || status === 403) return new ConfigError(`${what} Give it a token that is valid.`);
  if (status === 429) return new TransientError(what, { delivery: "none" });
  if (status >= 500) return new TransientError(what, { delivery: "unknown" });
  return new ConfigError(`${what} Look at the address.`);
}
