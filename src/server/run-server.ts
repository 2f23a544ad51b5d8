import { systemClock } from "../base/clock.ts";
import { createLogger } from "../base/log.ts";
import { helpText } from "./help.ts";
import { loadConfig } from "./load-config.ts";
import { startServer } from "./start-server.ts";

/** How long letting go of everything may take when the drain is over. What is left then ends with the process, or is swept. */
const CLOSE_PATIENCE_MS = 40_000;

/** `lambkin start`: runs until SIGTERM or SIGINT. The second signal ends the drain. */
export const runServer = async (args: readonly string[]): Promise<number> => {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(helpText());
    return 0;
  }
  const config = loadConfig(args, process.env);
  const logger = createLogger(config.logLevel);
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  // Registered first, so that a signal during a long start is not lost.
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);

  const server = await startServer(config, logger);
  const command = shellWord(process.env["_LAMBKIN_COMMAND"] ?? "lambkin");
  const homeFlag = process.env["LAMBKIN_HOME"] === config.home ? "" : ` --home ${shellWord(config.home)}`;
  process.stdout.write(
    `Lambkin is ready at ${server.endpoint} (region ${config.region}, account ${config.accountId}).\n` +
      `Point a shell at it with:  eval "$(${command} env${homeFlag})"\n` +
      (config.open ? "Requests without credentials are accepted (--open).\n" : "") +
      server.notices.map((notice) => `Note: ${notice}\n`).join(""),
  );

  await stopped;
  const drainMs = config.drainSeconds * 1000;
  // Never disposed of: also what keeps the process alive after all has been said must not do so for ever.
  systemClock.after(drainMs + CLOSE_PATIENCE_MS, () => {
    logger.error("something does not let go; the server ends without it");
    process.exit(1);
  });
  const drainNow = () => void server.drain({ timeoutMs: 0 });
  process.on("SIGTERM", drainNow);
  process.on("SIGINT", drainNow);
  await server.drain({ timeoutMs: drainMs });
  try {
    await server[Symbol.asyncDispose]();
    return 0;
  } catch (error) {
    logger.error({ err: error }, "the server has ended, and something is left of it; the next start sweeps");
    return 1;
  }
};

/** A word as a shell reads it back. */
const shellWord = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
