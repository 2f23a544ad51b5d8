import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { LauncherProgram } from "../../../../src/sandbox/linux/launcher-program.ts";

const BUILD = "0123";

/** Its first word, for a fake that is the build which the server expects. */
export const READY = `say '{"launcher":0,"kind":"ready","build":"${BUILD}"}'`;

/** A program in place of the launcher that does what `script` says; `say` sends a line to the server. */
export const writeFakeLauncher = (directory: string, script: string): LauncherProgram => {
  const program = path.join(directory, "launcher");
  const say = `say() { eval "echo '$1' >&$NODE_CHANNEL_FD"; }`;
  writeFileSync(program, `#!/bin/sh\nPATH=/usr/bin:/bin\n${say}\n${script}\n`);
  chmodSync(program, 0o755);
  return { path: program, build: BUILD, privileged: false };
};
