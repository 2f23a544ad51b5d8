import { type LogFn, pino, type Logger as PinoLogger } from "pino";
import { systemClock } from "./clock.ts";
import { TroubleDigest } from "./trouble-digest.ts";

/** The server's own log: structured, one JSON line an event. Never carries secrets or payloads. */
export type Logger = Pick<PinoLogger, "trace" | "debug" | "info" | "warn" | "error" | "fatal"> & {
  child(bindings: Record<string, unknown>): Logger;
};

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "silent";

/** What is kept of lines that could not be written, for the next attempt. */
const BACKLOG_BYTES = 1024 * 1024;

/** A logger that writes to standard error, so that standard output stays for answers. */
export const createLogger = (level: LogLevel): Logger => {
  const destination = pino.destination({ dest: 2, sync: true, maxLength: BACKLOG_BYTES });
  // A full disk under the log must not end the server. There is nowhere left to complain.
  destination.on("error", () => {});
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { logMethod: digesting(new TroubleDigest(systemClock)) },
    },
    destination,
  );
};

/** Tells what the operator can mend as that, and not again and again. */
const digesting = (digest: TroubleDigest) =>
  function logMethod(this: PinoLogger, args: Parameters<LogFn>, log: LogFn): void {
    const [fields, message] = args as [unknown, unknown];
    const error = typeof fields === "object" && fields !== null && "err" in fields ? fields.err : undefined;
    const trouble = error === undefined ? "as it is" : digest.digest(error, String(message));
    if (trouble === "as it is") log.apply(this, args);
    else if (trouble !== "not again")
      log.apply(this, [{ ...(fields as object), err: undefined, ...trouble }, String(message)]);
  };

/** For tests and tools that say nothing. */
export const silentLogger: Logger = pino({ level: "silent" });
