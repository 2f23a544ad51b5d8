import type { CommandDefinition } from "../command.ts";
import { becomeServerProgram } from "../server-program.ts";

export const doctorCommand: CommandDefinition = {
  name: "doctor",
  summary: "say what this host offers for sandboxes, what is missing, and what to do [--json]",
  passThrough: true,
  run: (call) => becomeServerProgram("doctor", call.arguments),
};
