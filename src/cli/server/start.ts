import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../base/clock.ts";
import { homeInUse, makeHome } from "../../base/make-home.ts";
import { OperatorError } from "../../base/operator-error.ts";
import { findServerRecord } from "../../base/server-record.ts";
import type { CommandDefinition, Terminal } from "../command.ts";
import { becomeServerProgram, serverCommand } from "../server-program.ts";
import { homeOfStart } from "./home-of-start.ts";

const POLL_MS = 20;
const DETACH = "--detach";
/** Its first line, whole. */
const READY = /is ready at .*\n/;

/** Becomes the server process itself, so that one process runs and signals reach it. */
export const startCommand: CommandDefinition = {
  name: "start",
  summary: "start the server; --detach leaves it in the background; `lambkin start --help` lists every setting",
  passThrough: true,
  run: (call, terminal) => {
    const args = call.arguments.filter((argument) => argument !== DETACH);
    return args.length < call.arguments.length ? startDetached(args, terminal) : becomeServerProgram("start", args);
  },
};

/** Starts the server in a session of its own and returns when it is ready. It writes to `server.log` in its home. */
const startDetached = async (args: readonly string[], terminal: Terminal): Promise<number> => {
  const home = homeOfStart(args, terminal.environment);
  // Its log must not be emptied by a start that is going to be refused.
  if (findServerRecord(home) !== undefined) throw homeInUse(home);
  makeHome(home);
  const logPath = join(home, "server.log");
  const log = openSync(logPath, "w", 0o600);
  const [program, ...programArguments] = serverCommand("start", args);
  const child = spawn(program, programArguments, { detached: true, stdio: ["ignore", log, log] });
  closeSync(log);
  const ended = new AbortController();
  child.once("exit", () => ended.abort(startFailed(readFileSync(logPath, "utf8"), logPath)));
  // The record is there a moment before the server says how to reach it.
  while (findServerRecord(home)?.processId !== child.pid || !READY.test(readFileSync(logPath, "utf8"))) {
    await systemClock.delay(POLL_MS, { signal: AbortSignal.any([ended.signal, terminal.signal]) });
  }
  child.unref();
  terminal.out(readFileSync(logPath, "utf8"));
  return 0;
};

const startFailed = (said: string, logPath: string) =>
  new OperatorError({ code: "START_FAILED", message: said.trim(), remedy: `What the server said is in ${logPath}.` });
