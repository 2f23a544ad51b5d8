import { pino, type Logger as PinoLogger } from "pino";

/** The server's own log: structured, one JSON line an event. Never carries secrets or payloads. */
export type Logger = Pick<PinoLogger, "trace" | "debug" | "info" | "warn" | "error" | "fatal"> & {
  child(bindings: Record<string, unknown>): Logger;
};

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "silent";

/** A logger that writes to standard error, so that standard output stays for answers. */
export const createLogger = (level: LogLevel): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ dest: 2, sync: true }),
  );

/** For tests and tools that say nothing. */
export const silentLogger: Logger = pino({ level: "silent" });
