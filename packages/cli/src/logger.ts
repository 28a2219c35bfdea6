import { Writable } from "node:stream";
import type { Logger } from "@chat-etl/sdk";
import winston from "winston";
import type { Reporter } from "./show/reporter.ts";

export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;

export interface LogOptions {
  /** Where JSON Lines are appended; missing: nowhere. */
  readonly file?: string | undefined;
  readonly level: (typeof LOG_LEVELS)[number];
  /** Shows what must be acted on now, or everything from `level` on if `verbose`. */
  readonly reporter: Pick<Reporter, "log">;
  readonly verbose: boolean;
  /** Never written, wherever they turn up. */
  readonly secrets: () => readonly string[];
}

/** The run's log: JSON Lines in the workspace, and on standard error what concerns the operator. */
export function createLogger(options: LogOptions): Logger & { close(): Promise<void> } {
  const format = winston.format.combine(winston.format.timestamp(), redacted(options.secrets), winston.format.json());
  const screen = new winston.transports.Stream({
    stream: linesTo(options.reporter),
    level: options.verbose ? options.level : "error",
  });
  const file = options.file === undefined ? [] : [fileTransport(options.file)];
  const logger = winston.createLogger({ level: options.level, format, transports: [screen, ...file] });
  // A log that cannot be written must not end a migration; the workspace has its own word on a full disk.
  logger.on("error", () => {});
  return {
    debug: (message, fields) => logger.debug(message, fields),
    info: (message, fields) => logger.info(message, fields),
    warn: (message, fields) => logger.warn(message, fields),
    error: (message, fields) => logger.error(message, fields),
    close: () =>
      new Promise((done) => {
        logger.on("finish", () => setImmediate(done));
        logger.end();
      }),
  };
}

function fileTransport(filename: string): winston.transports.FileTransportInstance {
  const transport = new winston.transports.File({ filename });
  transport.on("error", () => {});
  return transport;
}

function redacted(secrets: () => readonly string[]): winston.Logform.Format {
  return winston.format((info) => {
    const text = JSON.stringify(info);
    const held = secrets().filter((secret) => text.includes(secret));
    return held.length === 0
      ? info
      : { ...info, ...JSON.parse(held.reduce((left, secret) => left.replaceAll(secret, "[secret]"), text)) };
  })();
}

function linesTo(reporter: Pick<Reporter, "log">): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      reporter.log(chunk.toString("utf8").trimEnd());
      done();
    },
  });
}
