import { Command } from "commander";
import packageFile from "../../package.json" with { type: "json" };
import { OperatorError } from "../base/operator-error.ts";
import { type CommandDefinition, register, type Terminal } from "./command.ts";
import { costCommand } from "./function/cost.ts";
import { invokeCommand } from "./function/invoke.ts";
import { logsCommand } from "./function/logs.ts";
import { queueCommand } from "./function/queue.ts";
import { doctorCommand } from "./host/doctor.ts";
import { runtimesCommand } from "./host/runtimes.ts";
import { envCommand } from "./server/env.ts";
import { startCommand } from "./server/start.ts";
import { statusCommand } from "./server/status.ts";
import { stopCommand } from "./server/stop.ts";

const COMMANDS: readonly CommandDefinition[] = [
  startCommand,
  stopCommand,
  statusCommand,
  envCommand,
  invokeCommand,
  logsCommand,
  costCommand,
  queueCommand,
  runtimesCommand,
  doctorCommand,
];

const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort(new Error("interrupted")));
// A reader such as `head` that has seen enough is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

const terminal: Terminal = {
  environment: process.env,
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  signal: interrupted.signal,
};

const program = new Command("lambkin")
  .description("AWS Lambda on machines you own.")
  .version(packageFile.version)
  .enablePositionalOptions();
for (const command of COMMANDS) register(program, command, terminal);

try {
  await program.parseAsync();
} catch (error) {
  if (interrupted.signal.aborted) process.exitCode = 130;
  else if (error instanceof OperatorError) {
    terminal.error(`${error.message}\n${error.remedy}\n`);
    process.exitCode = 1;
  } else throw error;
}
