import { execFileSync } from "node:child_process";
import { freePort, peerDirectory, startPeer } from "./peer.ts";
import { type TargetKind, TargetUnavailable } from "./target.ts";

const PROGRAM = "aws-lambda-rie";

/** It comes in AWS's images and as a Go module that not every module proxy has, so it is not installed from here. */
const findProgram = (): string => {
  try {
    return execFileSync("sh", ["-c", `command -v ${PROGRAM}`], { encoding: "utf8" }).trim();
  } catch (error) {
    throw new TargetUnavailable(`no ${PROGRAM} on the path`, { cause: error });
  }
};

/** Runs the function in a process beside it, for one function and one request at a time; no signature, no isolation. */
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
        "bootstrap.mjs",
        "handler",
      ],
      cwd: peerDirectory("aws-rie"),
      ready: /exec /,
      path: "/2015-03-31/functions/function/invocations",
    });
  },
};
