import { freePort, installedByNpm, startPeer } from "./peer.ts";
import type { TargetKind } from "./target.ts";

/** Runs the function in a worker thread of its own process; no signature, no isolation. */
export const serverlessOffline: TargetKind = {
  id: "serverless-offline",
  name: "serverless-offline",
  start: async () => {
    const [port, httpPort] = [await freePort(), await freePort()];
    return startPeer({
      name: serverlessOffline.name,
      port,
      command: [
        process.execPath,
        "node_modules/.bin/osls",
        "offline",
        "--host=127.0.0.1",
        `--lambdaPort=${port}`,
        `--httpPort=${httpPort}`,
      ],
      cwd: installedByNpm("serverless-offline"),
      ready: /bench-dev-hello/,
      path: "/2015-03-31/functions/bench-dev-hello/invocations",
      env: { SLS_TELEMETRY_DISABLED: "1" },
    });
  },
};
