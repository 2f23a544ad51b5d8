import type { CommandDefinition } from "../command.ts";
import { becomeServerProgram } from "../server-program.ts";

export const runtimesCommand: CommandDefinition = {
  name: "runtimes",
  summary: "list the Lambda runtimes and which of them are ready on this host [--json] [--home DIR] [--fetch NAME]",
  passThrough: true,
  run: (call) => becomeServerProgram("runtimes", call.arguments),
};
