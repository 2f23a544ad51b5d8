import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { freePort, installedByPip, peerDirectory, startPeer } from "./peer.ts";
import type { TargetKind } from "./target.ts";

const PROGRAM = "aws-lambda-rie";
const ARCHITECTURE = process.arch === "arm64" ? "arm64" : "x86_64";
/** The same on both sides, so that what differs is the emulator. AWS's own client takes 0.2 ms more an invocation. */
const RUNTIME = fileURLToPath(new URL("../../src/runtimes/nodejs/guest/main.cjs", import.meta.url));

/** The one on the path, or else the one that AWS's command line for SAM brings along. */
const findProgram = (): string => {
  try {
    return execFileSync("sh", ["-c", `command -v ${PROGRAM}`], { encoding: "utf8" }).trim();
  } catch {
    return `${installedByPip("aws-rie")}/samcli/local/rapid/${PROGRAM}-${ARCHITECTURE}`;
  }
};

/**
 * Runs the function in a process beside it that it starts for the first request; no signature, no isolation. It has one
 * function and takes one request at a time: a second one meanwhile ends it.
 */
export const awsRie: TargetKind = {
  id: "aws-rie",
  name: "AWS's emulator (RIE)",
  start: async () => {
    const [port, runtimePort] = [await freePort(), await freePort()];
    return startPeer({
      name: awsRie.name,
      port,
      command: [
        findProgram(),
        `--runtime-interface-emulator-address=127.0.0.1:${port}`,
        `--runtime-api-address=127.0.0.1:${runtimePort}`,
        process.execPath,
        RUNTIME,
        "index.handler",
      ],
      cwd: peerDirectory("aws-rie"),
      ready: /exec /,
      path: "/2015-03-31/functions/function/invocations",
      env: { LAMBDA_TASK_ROOT: peerDirectory("aws-rie") },
    });
  },
};
