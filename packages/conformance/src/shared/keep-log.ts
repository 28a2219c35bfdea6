import type { Logger } from "@chat-etl/sdk";

/** A logger, and every line it was told. */
export interface KeptLog {
  readonly logger: Logger;
  onNotice(code: string, message: string): void;
  readonly lines: readonly string[];
}

export function keepLog(): KeptLog {
  const lines: string[] = [];
  const keep = (message: string, fields?: object) => void lines.push(`${message} ${JSON.stringify(fields) ?? ""}`);
  return {
    logger: { debug: keep, info: keep, warn: keep, error: keep },
    onNotice: (code, message) => keep(message, { code }),
    lines,
  };
}
