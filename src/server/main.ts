/** The server's programs, which alone may look at the host. `bin/lambkin` calls this for its user. */
import { OperatorError } from "../base/operator-error.ts";
import { runDoctor } from "./doctor.ts";
import { listRuntimes } from "./list-runtimes.ts";
import { runServer } from "./run-server.ts";

const PROGRAMS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  start: runServer,
  doctor: runDoctor,
  runtimes: listRuntimes,
};

const [name = "", ...args] = process.argv.slice(2);
try {
  const program = PROGRAMS[name];
  if (program === undefined) throw new Error(`there is no program ${JSON.stringify(name)}`);
  process.exitCode = await program(args);
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n${error.remedy}\n`);
  process.exitCode = 1;
}
