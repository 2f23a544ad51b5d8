import path from "node:path";
import { OperatorError } from "../base/operator-error.ts";

/** In its folder as a source; beside this file when both are bundled. */
const SERVER_MAIN = path.join(
  import.meta.dirname,
  import.meta.filename.endsWith(".ts") ? "../server/main.ts" : "server.js",
);

type ServerProgram = "start" | "doctor" | "runtimes";

/** The command that runs one of the server's programs, which alone may look at the host. */
export const serverCommand = (program: ServerProgram, args: readonly string[]): readonly [string, ...string[]] => [
  process.execPath,
  SERVER_MAIN,
  program,
  ...args,
];

/** Replaces this process by one of the server's programs. Does not return unless the system refuses. */
export const becomeServerProgram = (program: ServerProgram, args: readonly string[]): never => {
  if (process.execve === undefined)
    throw new OperatorError({
      code: "NODE_TOO_OLD",
      message: `This command needs Node 24; ${process.version} runs it.`,
      remedy: "Call bin/lambkin, which brings its own Node.",
    });
  const environment = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== undefined));
  return process.execve(process.execPath, serverCommand(program, args), environment);
};
