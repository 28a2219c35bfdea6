import { Writable } from "node:stream";
import type { Logger } from "@chat-etl/sdk";
import winston from "winston";
import type { LOG_LEVELS } from "./log-levels.ts";
import type { Reporter } from "./show/reporter.ts";

/** How long closing may take, in milliseconds. */
const LONGEST_CLOSE_MS = 1_000;

export interface LogOptions {
  /** Where JSON Lines are appended; missing: nowhere. */
  readonly file?: string | undefined;
  readonly level: (typeof LOG_LEVELS)[number];
  /** Shows everything from `level` on, if `verbose`. */
  readonly reporter: Pick<Reporter, "log">;
  readonly verbose: boolean;
  /** Never written, wherever they turn up. */
  readonly secrets: () => readonly string[];
}

/** The run's log: JSON Lines in the workspace, and on standard error what concerns the operator. */
export function createLogger(options: LogOptions): Logger & { close(): Promise<void> } {
  const format = winston.format.combine(winston.format.timestamp(), redacted(options.secrets), winston.format.json());
  // What concerns everybody is told as an event; the log's own lines are for who asks for them.
  const screen = new winston.transports.Stream({ stream: linesTo(options.reporter), silent: !options.verbose });
  const file = options.file === undefined ? [] : [fileTransport(options.file)];
  const logger = winston.createLogger({ level: options.level, format, transports: [screen, ...file] });
  // A log that cannot be written must not end a migration; the workspace has its own word on a full disk.
  logger.on("error", () => {});
  return {
    debug: (message, fields) => logger.debug(message, fields),
    info: (message, fields) => logger.info(message, fields),
    warn: (message, fields) => logger.warn(message, fields),
    error: (message, fields) => logger.error(message, fields),
    close: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      logger.on("finish", () => setImmediate(resolve));
      // A file that cannot be written never finishes.
      const enough = setTimeout(resolve, LONGEST_CLOSE_MS);
      logger.end();
      await promise;
      clearTimeout(enough);
    },
  };
}

function fileTransport(filename: string): winston.transports.FileTransportInstance {
  const transport = new winston.transports.File({ filename });
  transport.on("error", () => {});
  return transport;
}

function redacted(secrets: () => readonly string[]): winston.Logform.Format {
  return winston.format((info) => {
    const held = secrets();
    for (const [key, value] of Object.entries(info)) info[key] = without(value, held);
    return info;
  })();
}

function without(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") return secrets.reduce((left, secret) => left.replaceAll(secret, "[secret]"), value);
  if (Array.isArray(value)) return value.map((entry) => without(entry, secrets));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, without(entry, secrets)]));
}

function linesTo(reporter: Pick<Reporter, "log">): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      reporter.log(chunk.toString("utf8").trimEnd());
      done();
    },
  });
}
